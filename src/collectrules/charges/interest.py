"""What interest has run on a debt: stretch by stretch on the balance as it fell, exact to the end.

An invoice due on the 1st and paid on the 3rd bears interest for two days, the 2nd and the 3rd. A sum of
interest is balance x rate x days / days of the year; it is rounded once, where it is booked or shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple

from collectrules.charges.conditions import AnyRate, Conditions
from collectrules.charges.day_count import YEAR, day_parts, days_counted, year_parts
from collectrules.charges.debts import Debt, Pause, Running
from collectrules.charges.rates import Rate, Tables, half_year
from collectrules.clock import add_months
from collectrules.money import Rounding, round_fraction
from collectrules.policy.model import ContractRate

_NOTHING: Final = Fraction(0)
_PER_CENT_OF_A_YEAR: Final = 100 * YEAR


class PerYear(NamedTuple):
    """A rate in per cent a year, and the published rates it was made of."""

    percent: Fraction
    made_of: tuple[Rate, ...]


_NONE: Final = PerYear(_NOTHING, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Days in a row on which the same balance bears the same rate, or on which interest rests."""

    first_day: int
    last_day: int
    conditions: Conditions
    days: int
    """As the day count has them; of a pause, days of the calendar."""
    balance: int
    """What was left to pay of the principal, in minor units."""
    capitalised: Fraction = _NOTHING
    """Unpaid interest of the years before, which bears interest too."""
    rate: PerYear
    exact: Fraction
    """The interest, in minor units."""
    paused: str = ""
    """Why no interest runs; empty where it does."""

    @property
    def from_on(self) -> date:
        """The first day."""
        return date.fromordinal(self.first_day)

    @property
    def through(self) -> date:
        """The last day."""
        return date.fromordinal(self.last_day)


@dataclass(slots=True)
class Clock:
    """Works interest out from rate tables; a rate that was found is kept."""

    tables: Tables
    _rates: dict[tuple[int, int, int], PerYear] = field(default_factory=dict)

    def segments(self, debt: Debt, through: int) -> list[Segment]:
        """The stretches through a day, in their order; days on which nothing can bear interest are left out.

        Raises `RateUnknown` where a rate is needed that no table has.
        """
        first = debt.first_day
        if first is None or first > through:
            return []
        walk = _Walk(self, debt, first)
        for start, end in _stretches(debt, first, through):
            walk.go(start, end)
        return walk.segments

    def by_days(self, debt: Debt, days: Iterable[int]) -> dict[int, int]:
        """All interest that has run through each of some days, rounded once each; raises as `segments`."""
        ordered = sorted(set(days))
        first = debt.first_day
        if first is None or not ordered or ordered[-1] < first:
            return dict.fromkeys(ordered, 0)
        walk, found = _Walk(self, debt, first), {day: 0 for day in ordered if day < first}
        for start, end in _stretches(debt, first, ordered[-1], [day + 1 for day in ordered]):
            walk.go(start, end)
            found[end] = round_fraction(walk.total, rounding_on(debt, end))
        return {day: found[day] for day in ordered}

    def exact(self, debt: Debt, through: int) -> Fraction:
        """All interest that has run through a day, in minor units, not rounded; raises as `segments`."""
        return sum((each.exact for each in self.segments(debt, through)), _NOTHING)

    def rounded(self, debt: Debt, through: int) -> int:
        """All interest that has run through a day, rounded once as the policy says; raises as `segments`."""
        return round_fraction(self.exact(debt, through), rounding_on(debt, through))

    def daily(self, debt: Debt, day: int) -> Fraction:
        """The interest of one day, in minor units, not rounded; raises as `segments`."""
        found = self.segments(debt, day)
        if not found or found[-1].last_day < day or found[-1].paused:
            return _NOTHING
        last = found[-1]
        parts = day_parts(last.conditions.day_count, day)
        return last.rate.percent * ((last.balance + last.capitalised) * parts) / _PER_CENT_OF_A_YEAR

    def rate(self, conditions: Conditions, first: int, day: int) -> PerYear:
        """The rate on a day, the least of those that count; one that is fixed is that of the day `first`."""
        key = id(conditions), _half_year(first), _half_year(day)
        if key not in self._rates:
            asked = (conditions.rate, *conditions.limits)
            rates = (self._one_rate(each, first, day) for each in asked)
            self._rates[key] = min(rates, key=lambda rate: rate.percent)
        return self._rates[key]

    @property
    def unconfirmed(self) -> tuple[Rate, ...]:
        """Of the reference rates that were used, those that have to be checked before use."""
        used = (rate for each in self._rates.values() for rate in each.made_of)
        return tuple(dict.fromkeys(rate for rate in used if rate.unconfirmed))

    def _one_rate(self, rate: AnyRate, first: int, day: int) -> PerYear:
        """A rate by itself; it is never below nothing, for a debtor is not paid for being late."""
        if isinstance(rate, ContractRate):
            return PerYear(Fraction(rate.percent) * (12 if rate.per == "month" else 1), ())
        on = date.fromordinal(first if rate.fixed == "when-interest-starts" else day)
        base = self.tables[rate.reference].at(on)
        return PerYear(max(_NOTHING, Fraction(base.percent + rate.margin)), (base,))


@dataclass(slots=True)
class _Walk:
    """A walk along the stretches of a debt, in their order."""

    clock: Clock
    debt: Debt
    first: int
    segments: list[Segment] = field(default_factory=list)
    total: Fraction = _NOTHING
    of_years: Fraction = _NOTHING
    """What had run by the end of the last full year, where interest bears interest."""
    years: int = 0
    _balance: int = 0
    _running: int = 0

    def go(self, start: int, end: int) -> None:
        """Go on from one day through another."""
        running, balance = self._running_on(start), self._balance_on(start)
        if running is None:
            return
        conditions = running.conditions
        if conditions.yearly:
            self._end_years(start)
        if balance <= 0:
            return
        pause = _pause(self.debt, conditions, start)
        if pause is not None:
            self._keep(_rest(conditions, start, end, balance, pause))
            return
        rate = self.clock.rate(conditions, self.debt.due_day + 1, start)
        more = self._capitalised(start) if conditions.yearly else _NOTHING
        parts = year_parts(conditions.day_count, start - 1, end)
        exact = rate.percent * ((balance + more) * parts) / _PER_CENT_OF_A_YEAR
        self.total += exact
        self._keep(
            Segment(
                first_day=start,
                last_day=end,
                conditions=conditions,
                days=days_counted(conditions.day_count, start - 1, end),
                balance=balance,
                capitalised=more,
                rate=rate,
                exact=exact,
            )
        )

    def _running_on(self, day: int) -> Running | None:
        running = self.debt.running
        while self._running < len(running) and running[self._running].until_day <= day:
            self._running += 1
        found = running[self._running] if self._running < len(running) else None
        return found if found is not None and found.from_day <= day else None

    def _balance_on(self, day: int) -> int:
        balances = self.debt.balances
        while self._balance + 1 < len(balances) and balances[self._balance + 1][0] <= day:
            self._balance += 1
        return balances[self._balance][1]

    def _end_years(self, day: int) -> None:
        """Add what has run to what bears interest, on the day after a full year."""
        began = date.fromordinal(self.first)
        if day >= _anniversary(began, self.years + 1):
            self.of_years = self.total
            while day >= _anniversary(began, self.years + 1):
                self.years += 1

    def _capitalised(self, day: int) -> Fraction:
        """The interest of full years that is not paid by a day; what is paid first is what ran first."""
        paid = -sum(amount for on, amount in self.debt.taken if on < day)
        return max(_NOTHING, self.of_years - paid)

    def _keep(self, segment: Segment) -> None:
        """Add a stretch; one that only goes on as the one before did is made one with it."""
        last = self.segments[-1] if self.segments else None
        if last is not None and _alike(last, segment):
            self.segments[-1] = replace(
                last,
                last_day=segment.last_day,
                days=last.days + segment.days,
                exact=last.exact + segment.exact,
            )
        else:
            self.segments.append(segment)


def _alike(one: Segment, next_: Segment) -> bool:
    return (
        one.last_day + 1 == next_.first_day
        and one.conditions is next_.conditions
        and (one.balance, one.capitalised, one.rate, one.paused)
        == (next_.balance, next_.capitalised, next_.rate, next_.paused)
    )


def _rest(conditions: Conditions, start: int, end: int, balance: int, pause: Pause) -> Segment:
    return Segment(
        first_day=start,
        last_day=end,
        conditions=conditions,
        days=end - start + 1,
        balance=balance,
        rate=_NONE,
        exact=_NOTHING,
        paused=pause.why,
    )


def _pause(debt: Debt, conditions: Conditions, day: int) -> Pause | None:
    """What keeps interest from running on a day; a dispute does where a hold of the policy says so."""
    for pause in debt.pauses:
        counts = pause.why != "dispute" or conditions.rests_in_dispute
        if counts and pause.from_day <= day < pause.until_day:
            return pause
    return None


def rounding_on(debt: Debt, day: int) -> Rounding:
    """How interest on a debt is rounded on a day: as the policy says by which it ran last."""
    begun = [running for running in debt.running if running.from_day <= day]
    return begun[-1].conditions.rounding if begun else "half-up"


def _half_year(day: int) -> int:
    return half_year(date.fromordinal(day)).toordinal()


def _stretches(
    debt: Debt, first: int, through: int, more: Iterable[int] = ()
) -> Iterator[tuple[int, int]]:
    """The days from the first through another, cut wherever anything may change, and on `more` days."""
    cuts = {first, *more}
    cuts.update(day for day, _ in debt.balances)
    cuts.update(day for each in debt.running for day in (each.from_day, each.until_day))
    cuts.update(day for each in debt.pauses for day in (each.from_day, each.until_day))
    if any(each.conditions.steps for each in debt.running):
        cuts.update(_half_years(first, through))
    if any(each.conditions.yearly for each in debt.running):
        cuts.update(_anniversaries(first, through))
        cuts.update(day + 1 for day, _ in debt.taken)
    starts = sorted(day for day in cuts if first <= day <= through)
    for number, start in enumerate(starts):
        yield start, starts[number + 1] - 1 if number + 1 < len(starts) else through


def _half_years(first: int, through: int) -> Iterator[int]:
    start = half_year(date.fromordinal(first))
    while start.toordinal() <= through:
        yield start.toordinal()
        start = add_months(start, 6)


def _anniversaries(first: int, through: int) -> Iterator[int]:
    began, years = date.fromordinal(first), 1
    while (day := _anniversary(began, years)) <= through:
        yield day
        years += 1


def _anniversary(began: date, years: int) -> int:
    """The day after so many full years: after a year that began on a leap day, 1 March."""
    day = add_months(began, 12 * years)
    return day.toordinal() + (day.day < began.day)
