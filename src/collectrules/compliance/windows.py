"""The arithmetic of "at most so many in so many days", on bare day numbers.

A day is its number in the calendar (`date.toordinal`). A span is a first and a last day, both
inclusive, between which a limit leaves no room for one more contact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby
from typing import Final

from collectrules.clock import add_months
from collectrules.policy.model import Period

Span = tuple[int, int]

LAST_DAY: Final = date.max.toordinal()
EVERY_DAY: Final[Span] = (date.min.toordinal(), LAST_DAY)


def closed_spans(
    days: Sequence[int], at_most: int, within_days: int, *, looks_ahead: bool = False
) -> list[Span]:
    """The spans in which `days`, sorted, leave no room: `at_most` of them lie within `within_days`.

    From the last of `at_most` days that lie so close, one more is too many until the first of them
    is `within_days` old. `looks_ahead` closes the days before them too: one more there would leave
    too many in the days that follow.
    """
    if at_most == 0:
        return [EVERY_DAY]
    ahead = within_days - 1 if looks_ahead else 0
    return [
        (last - ahead, first + within_days - 1)
        for first, last in zip(days, days[at_most - 1 :], strict=False)
        if last - first < within_days
    ]


def closed_periods(
    days: Sequence[int],
    at_most: int,
    period_of: Callable[[int], Span],
    *,
    looks_ahead: bool = False,
) -> list[Span]:
    """The spans in which `days`, sorted, leave no room: `at_most` of them lie in one period.

    From the day that fills a period it is closed to its end; with `looks_ahead`, all of it is.
    """
    if at_most == 0:
        return [EVERY_DAY]
    filled = []
    for (first, last), inside in groupby(days, period_of):
        fills = list(inside)[at_most - 1 : at_most]
        filled += [(first if looks_ahead else day, last) for day in fills]
    return filled


def calendar_week(day: int) -> Span:
    """The first and last day, Monday and Sunday, of the week a day lies in."""
    first = day - (day - 1) % 7
    return first, first + 6


def calendar_month(day: int) -> Span:
    """The first and last day of the month a day lies in."""
    first = date.fromordinal(day).replace(day=1)
    if (first.year, first.month) == (date.max.year, date.max.month):
        return first.toordinal(), LAST_DAY
    return first.toordinal(), add_months(first, 1).toordinal() - 1


PERIODS: Final[dict[Period, Callable[[int], Span]]] = {
    "calendar-week": calendar_week,
    "calendar-month": calendar_month,
}
"""The periods of the calendar, by name: from a day to the span that it lies in."""
