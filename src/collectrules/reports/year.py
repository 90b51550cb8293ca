"""How collecting went month by month: what is worked out one month after the other, for a screen that waits.

Each month's figures are those that `report kpi` computes for that month alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from collectrules.reports.figures import Figure
from collectrules.reports.ground import Ground
from collectrules.reports.let_go import Placements, WrittenOff
from collectrules.reports.period import Period, period_of
from collectrules.reports.positions import NOTHING, Position, Sales, positions, sales
from collectrules.reports.promised import Promises
from collectrules.reports.standing import Books

MONTHS: Final = 12
FIGURES: Final = ("dso", "dso_count_back", "cei", "delinquency")
"""What is told of each month, by the keys of `report kpi`."""


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """A calendar month in one currency."""

    month: Period
    figures: Mapping[str, Figure]
    """By the keys of `FIGURES`."""


def last_months(as_of: date) -> tuple[Period, ...]:
    """The last twelve calendar months that were over at the end of a day, the first first."""
    return period_of(None, None, as_of, months=MONTHS).months


def ends_of(months: Sequence[Period]) -> tuple[date, ...]:
    """The days at whose end the books are looked at for some months in a row, the latest first."""
    return tuple(sorted({each.before for each in months} | {each.last for each in months}))[::-1]


@dataclass(frozen=True, slots=True)
class EndOfDay:
    """How the books stood at the end of a day, by currency: what was receivable, what was sold by then."""

    stood: Mapping[str, Position]
    sold: Mapping[str, Sales]


def end_of_day(books: Books) -> EndOfDay:
    """How the books stand at the end of their day."""
    return EndOfDay(positions(books), sales(books))


def figures_by_month(
    months: Sequence[Period], ends: Mapping[date, EndOfDay]
) -> dict[str, tuple[MonthFigures, ...]]:
    """The months between whose ends it is known how the books stood, by currency, the first first.

    Months by whose end nothing had been sold are left out.
    """
    known = [each for each in months if each.before in ends and each.last in ends]
    found: dict[str, list[MonthFigures]] = {}
    for month in known:
        for currency in ends[month.last].sold:
            figures = _month(currency, month, ends[month.before], ends[month.last])
            found.setdefault(currency, []).append(figures)
    return {currency: tuple(found[currency]) for currency in sorted(found)}


def _month(currency: str, month: Period, before: EndOfDay, end: EndOfDay) -> MonthFigures:
    ground = Ground(
        currency=currency,
        period=month,
        opening=before.stood.get(currency, NOTHING),
        closing=end.stood.get(currency, NOTHING),
        sales=end.sold[currency],
        promises=Promises(),
        written_off=WrittenOff(),
        placements=Placements(),
    )
    figures = {each.definition.key: each for each in ground.figures()}
    return MonthFigures(month, {key: figures[key] for key in FIGURES})
