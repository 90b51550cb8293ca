"""The period that a figure is about: whole days from its first to its last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from collectrules.clock import add_months
from collectrules.errors import InputError


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days, the first and the last both in it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> date:
        """The day before it, at whose end it is opened."""
        return self.first - timedelta(days=1)

    @property
    def months(self) -> tuple[Period, ...]:
        """The whole calendar months in it, the first first."""
        begin = self.first if self.first.day == 1 else month_of(self.first).last + timedelta(days=1)
        return tuple(month for month in _months_from(begin, self.last) if month.last <= self.last)

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


def month_of(day: date) -> Period:
    """The calendar month that a day is in."""
    first = day.replace(day=1)
    return Period(first, add_months(first, 1) - timedelta(days=1))


def _months_from(first: date, last: date) -> Iterator[Period]:
    while first <= last:
        month = month_of(first)
        yield month
        first = month.last + timedelta(days=1)


def period_of(first: date | None, last: date | None, as_of: date, *, months: int = 3) -> Period:
    """The period asked for; by default the last calendar months that were over at the end of a day.

    With only a first day it lasts until the end of the last month that was over, with only a last day it is
    so many months up to it. Raises `InputError` where it ends before it begins, or after `as_of`.
    """
    month = month_of(as_of)
    over = month.last if month.last == as_of else month.first - timedelta(days=1)
    end = last or over
    begin = first or add_months(end + timedelta(days=1), -months)
    if end < begin:
        raise InputError(
            f"a period from {begin} to {end} ends before it begins",
            help="name its first day with `--from` and its last with `--to`",
        )
    if end > as_of:
        raise InputError(
            f"a period to {end} is not over on {as_of}",
            help="end it earlier with `--to`, or look from a later day with `--as-of`",
        )
    return Period(begin, end)


def split(period: Period, days: Sequence[date]) -> tuple[Period, ...]:
    """The parts of a period that begin on the days, where these lie in it."""
    starts = [period.first, *sorted({day for day in days if period.first < day <= period.last})]
    ends = [*(start - timedelta(days=1) for start in starts[1:]), period.last]
    return tuple(Period(start, end) for start, end in zip(starts, ends, strict=True))
