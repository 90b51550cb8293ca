"""Plans of instalments: how a sum is parted, and on which days the parts are due.

Equal parts, the remainder on the last, so that they add up to the minor unit: 1,000.00 in three is 333.33,
333.33, 333.34. Months are counted from the first day, never from a day that was clipped: 31 January,
28 February, 31 March.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from collectrules.clock import add_months
from collectrules.policy.calendars import holiday_name
from collectrules.policy.model import Every

_DAYS: Final[dict[Every, int]] = {"week": 7, "fortnight": 14}
_WEEKEND: Final = (5, 6)
_LONGEST_REST: Final = 60
"""Days: no calendar has as many holidays in a row."""


@dataclass(frozen=True, slots=True)
class Instalment:
    """One part of a plan, numbered from 1, in minor units."""

    number: int
    due_on: date
    amount: int


def instalments(
    total: int,
    count: int,
    every: Every,
    first: date,
    free: Callable[[date], bool] = lambda _: False,
) -> tuple[Instalment, ...]:
    """A sum in minor units in equal instalments, the first due on a day.

    One that would be due on a `free` day is due on the next day that is not; the days after it are counted
    from the first as it was given. Raises `ValueError` where the sum is smaller than the count.
    """
    if total < count or count < 1:
        raise ValueError(f"{total} cannot be parted in {count}")
    return tuple(
        Instalment(number, moved(day, free), amount)
        for number, (day, amount) in enumerate(
            zip(due_days(first, every, count), parts(total, count), strict=True), 1
        )
    )


def parts(total: int, count: int) -> tuple[int, ...]:
    """A sum in so many parts, all equal but for the last, which has the remainder."""
    each = total // count
    return (*(each for _ in range(count - 1)), total - each * (count - 1))


def due_days(first: date, every: Every, count: int) -> Iterator[date]:
    """So many days, the first as given, a week, a fortnight or a month apart."""
    for number in range(count):
        if every == "month":
            yield add_months(first, number)
        else:
            yield first + timedelta(days=number * _DAYS[every])


def moved(day: date, free: Callable[[date], bool]) -> date:
    """The day, or the next one after it that is not free."""
    for later in range(_LONGEST_REST):
        if not free(day + timedelta(days=later)):
            return day + timedelta(days=later)
    raise ValueError(f"no working day follows {day}")


def rest_days(place: str) -> Callable[[date], bool]:
    """Whether a day is no working day in a place: a Saturday, a Sunday or one of its public holidays."""
    return lambda day: day.weekday() in _WEEKEND or bool(holiday_name(place, day))
