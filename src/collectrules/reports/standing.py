"""What stands in the books at the end of a day, as known up to an event: the ground of every report.

Each report is one SELECT over `item`, what is left of the parts of every invoice and credit note, and
over `unapplied`, what is left of money that was received. It adds up what `ledger.owed` adds up, for all
invoices in one pass: a report on 100,000 of them reads each row once.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from collectrules.ledger.book import Ledger
from collectrules.ledger.damage import no_day
from collectrules.ledger.owed import ALL_KNOWN


def counts(event: str) -> str:
    """SQL for whether an event had taken effect by the day, is known, and was not taken back."""
    return (
        f"{event}.effective_on <= :as_of AND {event}.seq <= :known"
        f" AND {event}.seq NOT IN (SELECT seq FROM undone)"
    )


UNDONE: Final = """
    undone AS MATERIALIZED (
        SELECT reversed_seq AS seq FROM reversal WHERE effective_on <= :as_of AND seq <= :known
    )"""

DUE_MOVED: Final = f"""
    due_moved AS MATERIALIZED (
        SELECT invoice_id, due_on FROM (
            SELECT d.invoice_id, d.due_on, row_number() OVER (
                PARTITION BY d.invoice_id ORDER BY d.effective_on DESC, d.seq DESC
            ) AS back
            FROM due_change AS d WHERE {counts("d")}
        ) WHERE back = 1
    )"""
"""SQL for the due days of invoices that have another than they were issued with."""

_STANDING: Final = f"""
    WITH {UNDONE},
    -- Everything that ever moved a part of what is owed on an invoice.
    movement AS (
        SELECT seq AS invoice_id, amount AS principal, 0 AS costs, 0 AS interest
        FROM invoice AS n WHERE {counts("n")}
        UNION ALL SELECT invoice_id, amount, 0, 0 FROM posting AS p WHERE {counts("p")}
        UNION ALL SELECT invoice_id, 0, amount, 0 FROM charge AS c WHERE {counts("c")}
        UNION ALL SELECT invoice_id, 0, 0, amount FROM accrual AS c WHERE {counts("c")}
        UNION ALL
        SELECT invoice_id, 0, iif(part = 'costs', amount, 0), iif(part = 'interest', amount, 0)
        FROM part_posting AS p WHERE {counts("p")}
    ),
    remaining AS (
        SELECT invoice_id, sum(principal) AS principal, sum(costs) AS costs, sum(interest) AS interest
        FROM movement GROUP BY invoice_id
        HAVING sum(principal) <> 0 OR sum(costs) <> 0 OR sum(interest) <> 0
    ),
    {DUE_MOVED},
    -- Every invoice and credit note with something left on it; `past` is its days past due.
    item AS (
        SELECT r.invoice_id, n.account_id, n.currency, r.principal, r.costs, r.interest,
               CAST(julianday(:as_of) - julianday(coalesce(d.due_on, n.due_on)) AS INTEGER) AS past
        FROM remaining AS r
        JOIN invoice AS n ON n.seq = r.invoice_id
        LEFT JOIN due_moved AS d ON d.invoice_id = r.invoice_id
        WHERE {counts("n")}
    ),
    -- Of each receipt, what payments used of it; signed as they are, negative.
    used AS MATERIALIZED (
        SELECT receipt_id, sum(amount) AS amount FROM (
            SELECT receipt_id, amount FROM posting AS p
            WHERE receipt_id IS NOT NULL AND kind = 'payment' AND {counts("p")}
            UNION ALL
            SELECT receipt_id, amount FROM part_posting AS p
            WHERE receipt_id IS NOT NULL AND kind = 'payment' AND {counts("p")}
        ) GROUP BY receipt_id
    ),
    unapplied AS (
        SELECT r.account_id, r.currency, -sum(r.amount + coalesce(u.amount, 0)) AS amount
        FROM receipt AS r LEFT JOIN used AS u ON u.receipt_id = r.seq
        WHERE {counts("r")}
        GROUP BY r.account_id, r.currency
    )
"""


_NO_DAY: Final = """
    SELECT due_on FROM invoice WHERE date(due_on, '+0 days') IS NOT due_on
    UNION ALL SELECT due_on FROM due_change WHERE date(due_on, '+0 days') IS NOT due_on LIMIT 1
"""
"""A due day that is none, from which no age can be told."""


@dataclass(frozen=True, slots=True)
class Books:
    """The books as they are asked about: at the end of a day, as known up to an event."""

    connection: sqlite3.Connection
    as_of: date
    known: int = ALL_KNOWN

    @classmethod
    def of(cls, ledger: Ledger, as_of: date, known: int | None = None) -> Books:
        """The books of a ledger; `known` is the event up to which they are known, None for all."""
        return cls(ledger.connection, as_of, ALL_KNOWN if known is None else known)

    def on(self, day: date) -> Books:
        """The same books at the end of another day."""
        return Books(self.connection, day, self.known)

    @property
    def parameters(self) -> dict[str, str | int]:
        """The named parameters of every statement."""
        return {"as_of": self.as_of.isoformat(), "known": self.known}

    def standing(self, select: str, **more: str | int) -> list[Any]:
        """The rows of a SELECT over `item` and `unapplied`."""
        statement = f"{_STANDING} {select}"
        return self.connection.execute(statement, self.parameters | more).fetchall()

    def aged(self, select: str, **more: str | int) -> list[Any]:
        """The same, of a SELECT that tells ages, `past`; raises `DamagedValue` where an item has none."""
        self.refuse_no_day()
        return self.standing(select, **more)

    def refuse_no_day(self) -> None:
        """Raise `DamagedValue` where a due day is none."""
        found = self.connection.execute(_NO_DAY).fetchone()
        if found is not None:
            raise no_day(found[0])

    def events(self, select: str, **more: str | int) -> list[Any]:
        """The rows of a SELECT over the tables of events, whose mistakes are in `undone`."""
        statement = f"WITH {UNDONE} {select}"
        return self.connection.execute(statement, self.parameters | more).fetchall()
