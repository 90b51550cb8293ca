"""When a stage of the ladder may be taken: after its wait since the step before, on its working days.

Working days are those of the policy's place that are neither its weekend nor its public holidays.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from collectrules.policy.calendars import is_working_day
from collectrules.policy.model import Stage

_LONGEST: Final = 3650
"""Days: for what is further ahead nobody waits, and no calendar is asked."""


def days_until(stage: Stage, since: int | None, on: date | None, place: str) -> int:
    """How many days from `on` until a stage may be taken; 0 is now.

    `since` is how many days ago the step before was carried out, None where there was none; without a day,
    each day is taken for a working day.
    """
    if since is None:
        days = 0
    elif on is None or not stage.wait_working_days:
        days = max(0, stage.wait_days - since, stage.wait_working_days - since)
    else:
        days = _working_days_ahead(stage.wait_working_days, since, on, place)
    if on is not None and stage.working_days_only and days <= _LONGEST:
        while not is_working_day(place, on + timedelta(days=days)):
            days += 1
    return days


def _working_days_ahead(wait: int, since: int, on: date, place: str) -> int:
    """How many days until so many working days have passed since a day before."""
    for back in range(since):
        wait -= is_working_day(place, on - timedelta(days=back))
        if wait == 0:
            return 0
    days = 0
    while wait:
        days += 1
        wait -= is_working_day(place, on + timedelta(days=days))
    return days


def days_to_wait(stage: Stage, on: date, place: str) -> int:
    """How many days before `on` the step before must have been carried out, so that the wait is over then."""
    days, left = 0, stage.wait_working_days
    while left:
        left -= is_working_day(place, on - timedelta(days=days))
        days += 1
    return max(stage.wait_days, days)


def closed(stage: Stage, on: date, place: str) -> bool:
    """Whether a stage is for working days only and the day is none."""
    return stage.working_days_only and not is_working_day(place, on)
