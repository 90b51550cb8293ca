"""The arithmetic of "at most so many in so many consecutive days", on bare day numbers.

A day is its number in the calendar (`date.toordinal`). A span is a first and a last day, both
inclusive, between which a limit leaves no room for one more contact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

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


def first_open(spans: Iterable[Span], day: int) -> int | None:
    """The first day from `day` on that lies in none of the spans; None when there is none."""
    for first, last in sorted(spans):
        if first <= day <= last:
            day = last + 1
    return day if day <= LAST_DAY else None
