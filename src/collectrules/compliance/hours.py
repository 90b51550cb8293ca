"""The arithmetic of hours: when a clock on the wall is within all of several hours, and when next.

Hours are read off the clock: an hour that comes twice in autumn counts both times, one that is
skipped in spring is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from heapq import merge
from typing import Final
from zoneinfo import ZoneInfo

from collectrules.compliance.local import clock_changes, day_begins, shown_at
from collectrules.policy.calendars import holiday_name
from collectrules.policy.model import WEEKDAYS, ContactHours, Opening

LOOKS_AHEAD: Final = 400
"""Days: every day of the week and every holiday has come round by then; what is shut so long stays so."""


Hours = tuple[ContactHours, ZoneInfo]
"""Hours and the clock they are read off."""


def within(hours: Iterable[Hours], moment: datetime) -> bool:
    """Whether a moment lies within every one of the hours, each by its clock."""
    return all(is_open(rule, moment.astimezone(zone)) for rule, zone in hours)


def is_open(rule: ContactHours, local: datetime) -> bool:
    """Whether a rule is open when its clock shows this day and time."""
    minute = local.hour * 60 + local.minute
    return any(opening.start <= minute < opening.until for opening in openings(rule, local.date()))


def openings(rule: ContactHours, day: date) -> tuple[Opening, ...]:
    """The hours of a rule on a day; none on a holiday that closes it."""
    if holiday_name(rule.holidays, day):
        return ()
    weekday = WEEKDAYS[day.weekday()]
    return tuple(opening for opening in rule.open if weekday in opening.days)


def next_within(hours: Sequence[Hours], moment: datetime) -> datetime | None:
    """The first moment from `moment` on that lies within every one of the hours; None is never.

    `moment` itself, or one at which hours begin or a clock changes; in UTC.
    """
    if not hours or within(hours, moment):
        return moment
    if any(not rule.open for rule, _ in hours):
        return None
    for begins in merge(*(_beginnings(each, moment) for each in hours)):
        if begins >= moment and within(hours, begins):
            return begins
    return None


def _beginnings(hours: Hours, moment: datetime) -> Iterator[datetime]:
    """Every moment from the day of `moment` on at which hours may begin, and some at which none do."""
    rule, zone = hours
    today = moment.astimezone(zone).date()
    for ahead in range(min(LOOKS_AHEAD, (date.max - today).days - 1)):
        day = today + timedelta(days=ahead)
        begins = day_begins(day, zone)
        found = [begins]
        changes = clock_changes(begins, day_begins(day + timedelta(days=1), zone), zone)
        if changes is not None:
            found.append(changes)
        for opening in openings(rule, day):
            found += shown_at(day, opening.start, zone)
        yield from sorted(found)
