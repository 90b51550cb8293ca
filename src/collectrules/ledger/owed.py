"""What is owed on invoices as of a day, part by part: principal, late fees and interest in the books.

Interest that has run and is not in the books yet is not in here: `charges` works it out.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from collectrules.ledger.damage import stored_day

ALL_KNOWN: Final = 2**62
"""As known up to this event: all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """An invoice or credit note with what is left of each part, in minor units."""

    invoice_id: int
    account_id: int
    account: str
    number: str
    currency: str
    issued_on: date
    due_on: date
    """As the invoice says it, or as it was changed; a payment plan is not looked at."""
    amount: int
    principal: int
    """What is left to pay of the amount; negative where more was paid, and of a credit note."""
    costs: int
    """Late fees charged, less what was paid of them and waived."""
    interest: int
    """Interest booked, less what was paid of it and waived."""
    disputed: bool
    disputed_part: int | None = None
    """How much of it is in dispute, where not all of it is."""

    @property
    def total(self) -> int:
        """All parts together."""
        return self.principal + self.costs + self.interest

    @property
    def in_dispute(self) -> int:
        """What of all parts is in dispute: nothing, a part of the invoice, or all that is left."""
        if not self.disputed:
            return 0
        whole = max(0, self.total)
        return whole if self.disputed_part is None else min(whole, self.disputed_part)

    @property
    def credit(self) -> int:
        """What of all parts is less than nothing: a credit note, or what was paid too much."""
        return -sum(min(0, part) for part in (self.principal, self.costs, self.interest))


def counts(event: str) -> str:
    """SQL for whether an event had taken effect, is known, and was not taken back."""
    return f"""{event}.effective_on <= :as_of AND {event}.seq <= :known AND NOT EXISTS (
        SELECT 1 FROM reversal AS r
        WHERE r.reversed_seq = {event}.seq AND r.effective_on <= :as_of AND r.seq <= :known
    )"""


def _sum(table: str, more: str = "") -> str:
    return (
        f"coalesce((SELECT sum(x.amount) FROM {table} AS x"
        f" WHERE x.invoice_id = n.seq {more} AND {counts('x')}), 0)"
    )


_OWED: Final = f"""
    SELECT n.seq, n.account_id, a.number AS account, n.number, n.currency, n.effective_on,
           coalesce((
               SELECT x.due_on FROM due_change AS x
               WHERE x.invoice_id = n.seq AND {counts("x")}
               ORDER BY x.effective_on DESC, x.seq DESC LIMIT 1
           ), n.due_on) AS due_on,
           n.amount,
           n.amount + {_sum("posting")} AS principal,
           {_sum("charge")} + {_sum("part_posting", "AND x.part = 'costs'")} AS costs,
           {_sum("accrual")} + {_sum("part_posting", "AND x.part = 'interest'")} AS interest,
           EXISTS (
               SELECT 1 FROM dispute AS x
               WHERE x.invoice_id = n.seq AND {counts("x")} AND NOT EXISTS (
                   SELECT 1 FROM dispute_end AS e WHERE e.dispute_id = x.seq AND {counts("e")}
               )
           ) AS disputed,
           (
               SELECT iif(count(x.amount) < count(*), NULL, sum(x.amount)) FROM dispute AS x
               WHERE x.invoice_id = n.seq AND {counts("x")} AND NOT EXISTS (
                   SELECT 1 FROM dispute_end AS e WHERE e.dispute_id = x.seq AND {counts("e")}
               )
           ) AS disputed_part
    FROM invoice AS n JOIN account AS a ON a.seq = n.account_id
    WHERE {counts("n")} {{scope}}
    ORDER BY n.seq
"""


def owed(
    connection: sqlite3.Connection,
    as_of: date,
    *,
    known: int = ALL_KNOWN,
    accounts: Sequence[int] | None = None,
    invoices: Sequence[int] | None = None,
) -> list[Owed]:
    """Every invoice and credit note issued by a day, or those of some accounts, or some of them by id.

    Settled ones are among them. Known is what had been recorded up to an event.
    """
    scope = "".join(
        f" AND n.{column} IN ({', '.join(map(str, ids))})"
        for column, ids in (("account_id", accounts), ("seq", invoices))
        if ids is not None
    )
    rows = connection.execute(
        _OWED.format(scope=scope), {"as_of": as_of.isoformat(), "known": known}
    )
    return [_owed(row) for row in rows]


def _owed(
    row: tuple[int, int, str, str, str, str, str, int, int, int, int, int, int | None],
) -> Owed:
    (id, account_id, account, number, currency, issued, due, amount, principal, costs, interest,
     disputed, part) = row  # fmt: skip
    return Owed(
        invoice_id=id,
        account_id=account_id,
        account=account,
        number=number,
        currency=currency,
        issued_on=stored_day(issued),
        due_on=stored_day(due),
        amount=amount,
        principal=principal,
        costs=costs,
        interest=interest,
        disputed=bool(disputed),
        disputed_part=part,
    )
