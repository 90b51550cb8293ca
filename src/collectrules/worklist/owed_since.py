"""What accounts owe of which something about money was recorded since the list was made."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final, NamedTuple

from collectrules.engine.gather import Moment
from collectrules.engine.known import known_with_sums
from collectrules.ledger.book import Ledger
from collectrules.ledger.touched import accounts_touched

MONEY: Final = frozenset(
    {
        "posting", "part_posting", "receipt", "due_change", "dispute", "dispute_end", "promise", "plan",
        "plan_end", "settlement", "settlement_end", "placement", "placement_end", "override", "override_end",
    }
)  # fmt: skip
"""Kinds of event by which an account is asked for more or less."""


class OwedNow(NamedTuple):
    """An account in one currency as the books are now."""

    to_collect: int
    """In minor units, as a run would work it out."""
    open: frozenset[int]
    """The invoices with something left to pay."""


NOTHING: Final = OwedNow(0, frozenset())


def owed_since(
    ledger: Ledger, run: int, today: date, accounts: Collection[int] | None = None
) -> tuple[frozenset[int], Mapping[tuple[int, str], OwedNow]]:
    """The accounts that money moved at since a run, some or of all, and what they owe in each currency.

    One that owes nothing in a currency any more is not among what is owed.
    """
    touched = accounts_touched(ledger.connection, run, MONEY) or frozenset()
    moved = touched if accounts is None else touched & frozenset(accounts)
    if not moved:
        return moved, {}
    known, sums = known_with_sums(ledger.connection, Moment(today, accounts=tuple(sorted(moved))))
    still: dict[tuple[int, str], set[int]] = {}
    for each in known:
        still.setdefault((each.account_id, each.currency), set()).add(each.invoice_id)
    return moved, {
        owner: OwedNow(found.to_collect, frozenset(still.get(owner, ())))
        for owner, found in sums.items()
    }
