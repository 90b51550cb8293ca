"""What stands in the books on the day, before a version is tried, and what a version's run moves of it."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from collectrules.ledger.book import Ledger
from collectrules.reports.standing import Books
from collectrules.review.model import Key
from collectrules.worklist.rows import NAME


class Item(NamedTuple):
    """What is left of an invoice or a credit note; in minor units, with late fees and interest."""

    key: Key
    past: int
    """Days past due."""
    amount: int


@dataclass(frozen=True, slots=True)
class StandingBooks:
    """The books at the end of a day."""

    items: Mapping[int, Item]
    """Every invoice and credit note with something left on it, by the event that issued it."""
    outstanding: Mapping[Key, int]
    """What is owed on balance: what is left of all items, less unapplied cash."""
    accounts: Mapping[int, tuple[str, str]]
    """The number and the name of every account."""


def standing_books(ledger: Ledger, as_of: date) -> StandingBooks:
    """The books of a ledger at the end of a day, as far as it knows them."""
    books = Books.of(ledger, as_of)
    items = {
        invoice: Item((account, currency), past, amount)
        for invoice, account, currency, past, amount in books.aged(
            "SELECT invoice_id, account_id, currency, past, principal + costs + interest FROM item"
        )
    }
    outstanding: defaultdict[Key, int] = defaultdict(int)
    for item in items.values():
        outstanding[item.key] += item.amount
    for account, currency, amount in books.standing(
        "SELECT account_id, currency, amount FROM unapplied WHERE amount <> 0"
    ):
        outstanding[account, currency] += amount
    accounts = {
        seq: (number, name)
        for seq, number, name in ledger.connection.execute(
            f"SELECT a.seq, a.number, {NAME} FROM account AS a"
        )
    }
    return StandingBooks(items, dict(outstanding), accounts)


@dataclass(frozen=True, slots=True)
class Written:
    """What a run wrote about one invoice, in minor units."""

    key: Key
    past: int
    moved: int
    """By how much more is owed on it; less is negative."""
    fees: int
    interest: int
    written_off: int


_NEW: Final = """(
    SELECT seq, 1 AS sign FROM journal WHERE seq > :before
    UNION ALL SELECT reversed_seq, -1 FROM reversal WHERE seq > :before
)"""
"""SQL for what a run wrote, and what it took back."""

_WRITTEN: Final = f"""
    SELECT w.invoice_id, n.account_id, n.currency,
           CAST(julianday(:as_of) - julianday(coalesce((
               SELECT d.due_on FROM due_change AS d
               WHERE d.invoice_id = n.seq AND d.effective_on <= :as_of
                 AND d.seq NOT IN (SELECT reversed_seq FROM reversal)
               ORDER BY d.effective_on DESC, d.seq DESC LIMIT 1
           ), n.due_on)) AS INTEGER),
           -- What is corrected on an invoice that was taken back is in no report of what stands.
           iif(n.effective_on <= :as_of AND n.seq NOT IN (SELECT reversed_seq FROM reversal),
               sum(w.amount), 0),
           sum(w.fee), sum(w.interest), sum(w.let_go)
    FROM (
        SELECT p.invoice_id, e.sign * p.amount AS amount, 0 AS fee, 0 AS interest,
               iif(p.kind = 'write_off', -e.sign * p.amount, 0) AS let_go
        FROM {_NEW} AS e CROSS JOIN posting AS p ON p.seq = e.seq
        UNION ALL
        SELECT c.invoice_id, e.sign * c.amount, e.sign * c.amount, 0, 0
        FROM {_NEW} AS e CROSS JOIN charge AS c ON c.seq = e.seq
        UNION ALL
        SELECT a.invoice_id, e.sign * a.amount, 0, e.sign * a.amount, 0
        FROM {_NEW} AS e CROSS JOIN accrual AS a ON a.seq = e.seq
        UNION ALL
        SELECT p.invoice_id, e.sign * p.amount, iif(p.kind = 'waiver', e.sign * p.amount, 0), 0,
               iif(p.kind = 'write_off', -e.sign * p.amount, 0)
        FROM {_NEW} AS e CROSS JOIN part_posting AS p ON p.seq = e.seq
    ) AS w
    JOIN invoice AS n ON n.seq = w.invoice_id
    GROUP BY w.invoice_id
"""


def written_since(
    connection: sqlite3.Connection, before: int, as_of: date
) -> Mapping[int, Written]:
    """What a run for a day wrote about each invoice, all of it being recorded after an event."""
    return {
        invoice: Written((account, currency), past, *sums)
        for invoice, account, currency, past, *sums in connection.execute(
            _WRITTEN, {"before": before, "as_of": as_of.isoformat()}
        )
    }
