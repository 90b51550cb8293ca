"""How a figure went, month by month: what people look at before they read a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from collectrules.reports.formulas import per_cent
from collectrules.reports.ground import count_back_at
from collectrules.reports.period import Period, month_of
from collectrules.reports.positions import NOTHING, Position, Sales, positions, sales
from collectrules.reports.standing import Books

MONTHS = 12


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """The end of a month, in one currency; None where a figure cannot be computed."""

    day: date
    count_back: Fraction | None
    """Days sales outstanding, counted back."""
    overdue: Fraction | None
    """What is past due of what is receivable, in per cent."""


def trends(books: Books, period: Period) -> Mapping[str, Sequence[MonthEnd]]:
    """The ends of the twelve months up to that of a period, by currency, from the first sale on."""
    months = [month_of(period.last)]
    while len(months) < MONTHS:
        months.insert(0, month_of(months[0].before))
    days = [month.last for month in months if month.last <= period.last]
    stood = {day: positions(books.on(day)) for day in days}
    sold = sales(books.on(period.last))
    return {
        currency: [
            _month_end(day, stood[day].get(currency, NOTHING), each)
            for day in days
            if day >= min(each)
        ]
        for currency, each in sold.items()
    }


def _month_end(day: date, position: Position, sold: Sales) -> MonthEnd:
    owed = position.receivables
    return MonthEnd(
        day,
        count_back_at(day, owed, sold),
        per_cent(position.overdue, owed) if owed > 0 else None,
    )
