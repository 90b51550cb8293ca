"""What is receivable at the end of a day, and what was sold on each day: the ground of most figures.

Receivable is what is left of the amounts of invoices, less credit and unapplied cash. Late fees and interest
are no sales, so they are left out of both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from collectrules.ledger.damage import stored_day
from collectrules.reports.buckets import LAST_DAYS, by_bucket
from collectrules.reports.period import Period
from collectrules.reports.standing import Books, counts


@dataclass(frozen=True, slots=True)
class Position:
    """What is receivable in one currency at the end of a day, in minor units."""

    by_age: Mapping[int, int] = field(default_factory=dict)
    """What is left of invoices, by days past due."""
    credit: int = 0
    """Credit notes and overpayments not yet used, and unapplied cash; zero or negative."""

    @property
    def receivables(self) -> int:
        """All of it, on balance."""
        return sum(self.by_age.values()) + self.credit

    @property
    def overdue(self) -> int:
        """What is left of invoices past due; credit is not taken off it."""
        return sum(amount for past, amount in self.by_age.items() if past > 0)

    @property
    def current(self) -> int:
        """The rest: what is not yet due, less credit."""
        return self.receivables - self.overdue

    @property
    def buckets(self) -> tuple[int, ...]:
        """What is left of invoices, by bucket."""
        return by_bucket(self.by_age)

    def grown_older(self, days: int) -> int:
        """What has come into the last bucket within so many days."""
        last = LAST_DAYS[-1]
        return sum(amount for past, amount in self.by_age.items() if last < past <= last + days)


NOTHING = Position()


def positions(books: Books) -> dict[str, Position]:
    """What is receivable at the end of the day of the books, by currency."""
    ages: defaultdict[str, dict[int, int]] = defaultdict(dict)
    credit: defaultdict[str, int] = defaultdict(int)
    for currency, past, amount in books.standing(
        """
        SELECT currency, CASE WHEN principal > 0 THEN past END AS age, sum(principal) FROM item
        WHERE principal <> 0 GROUP BY currency, age
        """
    ):
        if past is None:
            credit[currency] += amount
        else:
            ages[currency][past] = amount
    for currency, amount in books.standing(
        "SELECT currency, sum(amount) FROM unapplied GROUP BY currency"
    ):
        credit[currency] += amount
    return {each: Position(ages[each], credit[each]) for each in sorted({*ages, *credit})}


Sales = Mapping[date, int]
"""What was sold on each day, less credit given on it, in minor units."""


def sales(books: Books) -> dict[str, Sales]:
    """What was sold on each day up to that of the books, by currency.

    Invoices by their date, less credit notes by theirs and credit that was given on an invoice.
    """
    found: defaultdict[str, dict[date, int]] = defaultdict(dict)
    for currency, day, amount in books.events(
        f"""
        SELECT currency, day, sum(amount) FROM (
            SELECT n.currency, n.effective_on AS day, n.amount FROM invoice AS n WHERE {counts("n")}
            UNION ALL
            SELECT n.currency, p.effective_on, p.amount
            FROM posting AS p JOIN invoice AS n ON n.seq = p.invoice_id
            WHERE p.kind = 'credit' AND {counts("p")} AND {counts("n")}
        ) GROUP BY currency, day
        """
    ):
        found[currency][stored_day(day)] = amount
    return dict(found)


def sold_in(found: Sales, period: Period) -> int:
    """What was sold in a period."""
    return sum(amount for day, amount in found.items() if period.first <= day <= period.last)


def begins(books: Books) -> date | None:
    """The day on which the ledger first saw an invoice: of sales before it knows only what was still open."""
    ((day,),) = books.events(f"SELECT min(n.seen_on) FROM invoice AS n WHERE {counts('n')}")
    return stored_day(day) if day is not None else None
