"""How well collecting goes: the figures of a period, each currency by itself."""

from __future__ import annotations

from dataclasses import dataclass

from collectrules.reports.figures import Figure
from collectrules.reports.ground import Ground
from collectrules.reports.let_go import Placements, WrittenOff, placements, written_off
from collectrules.reports.period import Period
from collectrules.reports.positions import NOTHING, positions, sales
from collectrules.reports.promised import Promises, promises
from collectrules.reports.roll import RollRates, month_ends, over_all, roll_rates
from collectrules.reports.standing import Books


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked: a period, and how some figures are counted."""

    period: Period
    grace: int = 0
    """Days after the day promised that are still in time."""
    cei_months: int = 1
    """By how many months the sales of the collection effectiveness index are divided."""


@dataclass(frozen=True, slots=True)
class Kpi:
    """The figures of one currency and period."""

    ground: Ground
    figures: tuple[Figure, ...]
    months: tuple[RollRates, ...]
    """Of each whole calendar month in the period."""
    rolls: RollRates | None
    """The months added up; None where the period has no whole one."""

    def figure(self, key: str) -> Figure:
        """A figure by its key."""
        return next(each for each in self.figures if each.definition.key == key)


def kpis(books: Books, ask: Ask) -> tuple[Kpi, ...]:
    """The figures of a period by currency, as the books stood at its end.

    Only promises look further, up to the day of the books: whether one due on the last day was kept is known
    after its days of grace. Currencies of which the books know nothing are left out.
    """
    period, end = ask.period, books.on(ask.period.last)
    days = {period.before, period.last, *month_ends(period)}
    stood = {day: positions(books.on(day)) for day in sorted(days)}
    sold, promised = sales(end), promises(books, period, ask.grace)
    lost, placed = written_off(end, period), placements(end, period)
    known = {*sold, *promised, *lost, *placed, *(each for at in stood.values() for each in at)}
    found = []
    for currency in sorted(known):
        at = {day: then.get(currency, NOTHING) for day, then in stood.items()}
        ground = Ground(
            currency=currency,
            period=period,
            opening=at[period.before],
            closing=at[period.last],
            sales=sold.get(currency, {}),
            promises=promised.get(currency, Promises()),
            written_off=lost.get(currency, WrittenOff()),
            placements=placed.get(currency, Placements()),
            cei_months=ask.cei_months,
        )
        months = roll_rates(period, at)
        found.append(Kpi(ground, ground.figures(), months, over_all(period, months)))
    return tuple(found)
