"""Accounts that are called otherwise by now than they were known to be when the books knew less."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from collectrules.ledger.book import Ledger
from collectrules.policy.words import joined
from collectrules.worklist.rows import NAME

_NAMES: Final = f"""
    SELECT a.seq, a.number, coalesce((
        SELECT k.name FROM account_change AS k WHERE k.account_id = a.seq AND k.seq <= :known
        ORDER BY k.effective_on DESC, k.seq DESC LIMIT 1
    ), a.name) AS formerly, {NAME} AS now
    FROM account AS a
    WHERE a.seq IN (SELECT account_id FROM account_change WHERE seq > :known) AND a.seq <= :known
    ORDER BY a.number
"""
_TOLD: Final = 5
"""Accounts that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class CalledOtherwise:
    """An account with two names."""

    account_id: int
    account: str
    formerly: str
    now: str


def called_otherwise(ledger: Ledger, known: int) -> tuple[CalledOtherwise, ...]:
    """The accounts whose name was changed by what was recorded after an event, by their numbers."""
    rows = ledger.connection.execute(_NAMES, {"known": known}).fetchall()
    return tuple(CalledOtherwise(*row) for row in rows if row[2] != row[3])


def names_text(accounts: Iterable[CalledOtherwise]) -> str:
    """How many, and the first of them with both names; empty of none."""
    found = tuple(accounts)
    if not found:
        return ""
    said = [f"{each.account} `{each.formerly}` is `{each.now}`" for each in found[:_TOLD]]
    said += [f"{len(found) - _TOLD} more"] * (len(found) > _TOLD)
    were = "account was" if len(found) == 1 else "accounts were"
    return f"{len(found)} {were} renamed since: {joined(said, 'and')}"
