"""The ageing report: what is outstanding by how long it is past due, each currency by itself."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Final

from collectrules.engine.gather import Moment, drop, gather_books, roomy

BUCKETS: Final = ("current", "1-30", "31-60", "61-90", "over 90")
"""Days past due; the due date itself is current."""


@dataclass(frozen=True, slots=True)
class Ageing:
    """One currency: invoices by bucket, credit not yet used, late fees; in minor units."""

    currency: str
    accounts: int
    invoices: int
    overdue_invoices: int
    buckets: tuple[int, ...]
    """In the order of `BUCKETS`."""
    credit: int
    """Credit notes and overpayments not yet used; zero or negative."""
    charges: int
    """Late fees charged."""
    interest: int = 0
    """Interest in the books that is not paid."""

    @property
    def outstanding(self) -> int:
        """The sum of it all: what customers owe on balance."""
        return sum(self.buckets) + self.credit + self.charges + self.interest


def ageing(connection: sqlite3.Connection, moment: Moment) -> tuple[Ageing, ...]:
    """The report as of a moment, currencies in alphabetical order; empty where nothing is open."""
    with roomy(connection):
        gather_books(connection, moment)
        rows = connection.execute(
            """
            SELECT currency, count(DISTINCT account_id) FILTER (WHERE balance > 0), sum(balance > 0),
                   sum(balance > 0 AND past > 0),
                   sum(CASE WHEN balance > 0 AND past <= 0 THEN balance ELSE 0 END),
                   sum(CASE WHEN balance > 0 AND past BETWEEN 1 AND 30 THEN balance ELSE 0 END),
                   sum(CASE WHEN balance > 0 AND past BETWEEN 31 AND 60 THEN balance ELSE 0 END),
                   sum(CASE WHEN balance > 0 AND past BETWEEN 61 AND 90 THEN balance ELSE 0 END),
                   sum(CASE WHEN balance > 0 AND past > 90 THEN balance ELSE 0 END),
                   sum(min(balance, 0)), sum(charges), sum(interest)
            FROM (
                SELECT currency, account_id, balance, charges, interest,
                       :day - due_day AS past
                FROM item WHERE balance <> 0 OR charges <> 0 OR interest <> 0
            )
            GROUP BY currency ORDER BY currency
            """,
            moment.parameters,
        ).fetchall()
        drop(connection)
    return tuple(Ageing(row[0], row[1], row[2], row[3], row[4:9], *row[9:12]) for row in rows)
