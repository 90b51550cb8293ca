"""What customers paid, by the day on which it arrived or was seen in a snapshot, each currency by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from collectrules.ledger.damage import stored_day
from collectrules.reports.period import Period
from collectrules.reports.standing import Books, counts


@dataclass(frozen=True, slots=True)
class MoneyIn:
    """What came in during a period, in one currency; amounts in minor units."""

    by_day: Mapping[date, int] = field(default_factory=dict)
    """Days on which nothing came in are left out."""
    inferred: int = 0
    """Of it, what nobody told us: two snapshots only differ by it, so its day is that of the later one."""

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.by_day.values())

    def through(self, first: date, last: date) -> int:
        """What came in from a day through another."""
        return sum(amount for day, amount in self.by_day.items() if first <= day <= last)


def week_of(day: date) -> Period:
    """The week that a day is in, from Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


def money_in(books: Books, period: Period) -> dict[str, MoneyIn]:
    """What customers paid in a period, by currency: money received, and payments that only a balance showed.

    What bounced, or was taken back otherwise, is left out. Credit and what was written off are no money.
    """
    rows = books.events(_MONEY_IN, first=str(period.first), last=str(period.last))
    days: dict[str, dict[date, int]] = {}
    inferred: dict[str, int] = {}
    for currency, day, amount, guessed in rows:
        days.setdefault(currency, {})[stored_day(day)] = amount
        inferred[currency] = inferred.get(currency, 0) + guessed
    return {currency: MoneyIn(each, inferred[currency]) for currency, each in days.items()}


_MONEY_IN = f"""
    SELECT currency, day, sum(amount), sum(inferred) FROM (
        SELECT r.currency, r.effective_on AS day, r.amount, 0 AS inferred
        FROM receipt AS r WHERE r.effective_on BETWEEN :first AND :last AND {counts("r")}
        UNION ALL
        SELECT n.currency, p.effective_on, -p.amount, iif(p.inferred, -p.amount, 0)
        FROM posting AS p JOIN invoice AS n ON n.seq = p.invoice_id
        WHERE p.kind = 'payment' AND p.receipt_id IS NULL
          AND p.effective_on BETWEEN :first AND :last AND {counts("p")}
        UNION ALL
        SELECT n.currency, p.effective_on, -p.amount, 0
        FROM part_posting AS p JOIN invoice AS n ON n.seq = p.invoice_id
        WHERE p.kind = 'payment' AND p.receipt_id IS NULL
          AND p.effective_on BETWEEN :first AND :last AND {counts("p")}
    ) GROUP BY currency, day ORDER BY currency, day
"""
