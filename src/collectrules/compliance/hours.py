"""The arithmetic of hours: when a clock on the wall is within all of several hours, and when next.

Hours are read off the clock: an hour that comes twice in autumn counts both times, one that is
skipped in spring is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from collectrules.compliance.local import clock_changes, day_begins, shown_at
from collectrules.policy.calendars import holiday_name
from collectrules.policy.model import WEEKDAYS, ContactHours, Opening

LOOKS_AHEAD: Final = 400
"""Days: every day of the week and every holiday has come round by then; what is shut so long stays so."""


def within(hours: Sequence[ContactHours], moment: datetime, zone: ZoneInfo) -> bool:
    """Whether a moment lies within every one of the hours."""
    local = moment.astimezone(zone)
    minute = local.hour * 60 + local.minute
    return all(
        any(opening.start <= minute < opening.until for opening in openings(rule, local.date()))
        for rule in hours
    )


def openings(rule: ContactHours, day: date) -> tuple[Opening, ...]:
    """The hours of a rule on a day; none on a holiday that closes it."""
    if holiday_name(rule.holidays, day):
        return ()
    weekday = WEEKDAYS[day.weekday()]
    return tuple(opening for opening in rule.open if weekday in opening.days)


def next_within(hours: Sequence[ContactHours], moment: datetime, zone: ZoneInfo) -> datetime | None:
    """The first moment from `moment` on that lies within every one of the hours; None is never.

    `moment` itself, or one at which hours begin or the clock changes; in UTC.
    """
    if not hours or within(hours, moment, zone):
        return moment
    today = moment.astimezone(zone).date()
    for ahead in range(min(LOOKS_AHEAD, (date.max - today).days - 1)):
        day = today + timedelta(days=ahead)
        begins = [each for each in _beginnings(hours, day, zone) if each >= moment]
        for each in sorted(begins):
            if within(hours, each, zone):
                return each
    return None


def _beginnings(hours: Sequence[ContactHours], day: date, zone: ZoneInfo) -> Iterator[datetime]:
    """Every moment of a day at which hours may begin, and some at which none do."""
    begins = day_begins(day, zone)
    yield begins
    changes = clock_changes(begins, day_begins(day + timedelta(days=1), zone), zone)
    if changes is not None:
        yield changes
    for rule in hours:
        for opening in openings(rule, day):
            yield from shown_at(day, opening.start, zone)
