"""Roll rates: how much of each age grows older instead of being paid, month by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import prod

from collectrules.reports.buckets import BUCKETS
from collectrules.reports.formulas import per_cent
from collectrules.reports.period import Period
from collectrules.reports.positions import NOTHING, Position


@dataclass(frozen=True, slots=True)
class Roll:
    """From one bucket to the next: what was in the first, and what was in the second a month later."""

    step: int
    """The position of the bucket it begins in."""
    was: int
    came: int

    @property
    def name(self) -> str:
        """`current to 1-30`."""
        return f"{BUCKETS[self.step]} to {BUCKETS[self.step + 1]}"

    @property
    def value(self) -> Fraction | None:
        """In per cent; None where nothing was in the first."""
        return per_cent(self.came, self.was) if self.was else None


@dataclass(frozen=True, slots=True)
class RollRates:
    """Every step of a month, or of a period: its months added up."""

    period: Period
    steps: tuple[Roll, ...]

    @property
    def chain(self) -> Fraction | None:
        """What share of what is current comes to the last bucket, if every step is as it was; in per cent."""
        rates = [step.value for step in self.steps]
        known = [rate / 100 for rate in rates if rate is not None]
        return prod(known, start=Fraction(100)) if len(known) == len(rates) and rates else None


def month_ends(period: Period) -> tuple[date, ...]:
    """The days at whose end a position is needed: before the first whole month, and at the end of each."""
    months = period.months
    return (months[0].before, *(month.last for month in months)) if months else ()


def roll_rates(period: Period, at: Mapping[date, Position]) -> tuple[RollRates, ...]:
    """The rates of each whole month of a period, by what was receivable at `month_ends`."""
    return tuple(
        RollRates(
            month, _steps(at.get(month.before, NOTHING), at.get(month.last, NOTHING), month.days)
        )
        for month in period.months
    )


def _steps(before: Position, after: Position, days: int) -> tuple[Roll, ...]:
    was, now = before.buckets, [*after.buckets]
    now[-1] = after.grown_older(days)
    return tuple(Roll(n, was[n], now[n + 1]) for n in range(len(BUCKETS) - 1))


def over_all(period: Period, months: Sequence[RollRates]) -> RollRates | None:
    """The months added up, each step by itself; None where there is no whole month."""
    if not months:
        return None
    steps = (
        Roll(
            n, sum(each.steps[n].was for each in months), sum(each.steps[n].came for each in months)
        )
        for n in range(len(BUCKETS) - 1)
    )
    return RollRates(period, tuple(steps))
