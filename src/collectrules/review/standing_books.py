"""What stands in the books on the day, before a version is tried, and what a version's run moves of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from collectrules.engine.gather import Facts, Moment
from collectrules.engine.shared import share_books
from collectrules.ledger.book import Ledger
from collectrules.reports.standing import Books
from collectrules.review.model import Key
from collectrules.worklist.rows import NAME


class Item(NamedTuple):
    """What is left of an invoice or a credit note; in minor units, with late fees and interest."""

    invoice_id: int
    account_id: int
    currency: str
    past: int
    """Days past due."""
    amount: int
    number: str

    @property
    def key(self) -> Key:
        """Whose it is."""
        return self.account_id, self.currency


@dataclass(frozen=True, slots=True)
class StandingBooks:
    """The books at the end of a day."""

    items: Mapping[int, Item]
    """Every invoice and credit note with something left on it, by the event that issued it."""
    outstanding: Mapping[Key, int]
    """What is owed on balance: what is left of all items, less unapplied cash."""
    accounts: Mapping[int, tuple[str, str]]
    """The number and the name of every account."""


_LEFT: Final = "i.balance <> 0 OR i.costs <> 0 OR i.interest <> 0"
_PAST: Final = """
    SELECT CAST(julianday(:as_of) - julianday(coalesce(d.due_on, n.due_on)) AS INTEGER)
    FROM invoice AS n LEFT JOIN due_moved AS d ON d.invoice_id = n.seq WHERE n.seq = i.invoice_id
"""
_ITEMS: Final = f"""
    SELECT i.invoice_id, i.account_id, i.currency,
           -- A plan puts off what is asked for; how old a debt is, it leaves as it is.
           iif(i.invoice_id IN (SELECT invoice_id FROM plan_due), ({_PAST}), :day - i.due_day),
           i.balance + i.costs + i.interest, n.number
    FROM item AS i CROSS JOIN invoice AS n ON n.seq = i.invoice_id WHERE {_LEFT}
"""
_OUTSTANDING: Final = f"""
    SELECT account_id, currency, sum(amount) FROM (
        SELECT i.account_id, i.currency, i.balance + i.costs + i.interest AS amount
        FROM item AS i WHERE {_LEFT}
        UNION ALL
        SELECT account_id, currency, -unapplied FROM received WHERE unapplied <> 0
    )
    GROUP BY account_id, currency
"""


def standing_books(ledger: Ledger, as_of: date) -> StandingBooks:
    """The books of a ledger at the end of a day, as far as it knows them.

    They are read from what all versions are judged by. Raises `DamagedValue` where a due day is none.
    """
    Books.of(ledger, as_of).refuse_no_day()
    moment = Moment(as_of)
    share_books(ledger.connection, moment, Facts(()))
    execute = ledger.connection.execute
    items = map(Item._make, execute(_ITEMS, moment.parameters))
    return StandingBooks(
        {each.invoice_id: each for each in items},
        {
            (account, currency): amount
            for account, currency, amount in execute(_OUTSTANDING, moment.parameters)
        },
        {
            seq: (number, name)
            for seq, number, name in execute(f"SELECT a.seq, a.number, {NAME} FROM account AS a")
        },
    )


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
