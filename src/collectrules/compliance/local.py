"""The day and the hour where the policy counts them, and the moments at which they begin.

Moments are handed on in UTC: two moments of one zone compare by the clock on the wall, which goes
back an hour once a year.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from collectrules.errors import InputError
from collectrules.policy.model import Policy


def local_day(policy: Policy, moment: datetime) -> date:
    """The day of a moment in the policy's time zone; the moment must know its own zone."""
    return local_time(policy, moment).date()


def local_time(policy: Policy, moment: datetime) -> datetime:
    """A moment in the policy's time zone; it must know its own zone."""
    if moment.tzinfo is None:
        raise InputError(
            f"`{moment}` has no time zone", help="a moment is kept exactly: say which zone it is in"
        )
    return moment.astimezone(ZoneInfo(policy.time_zone))


@lru_cache(maxsize=4096)
def day_begins(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a local day: midnight, or what comes next where the clock skips midnight."""
    midnight = datetime.combine(day, time(), tzinfo=zone)
    usual = midnight.astimezone(UTC)
    other = midnight.replace(fold=1).astimezone(UTC)
    return clock_changes(other, usual, zone) or min(usual, other)


def clock_changes(after: datetime, until: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment in (after, until] from which the zone's clock runs otherwise; None where it does not.

    To the second; the zone changes its clock at most once between the two.
    """
    before = after.astimezone(zone).utcoffset()
    if after >= until or until.astimezone(zone).utcoffset() == before:
        return None
    low, high = 0, int((until - after).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        moment = after + timedelta(seconds=middle)
        if moment.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return after + timedelta(seconds=high)


def shown_at(day: date, minute: int, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The moments at which the clock may show a minute of a day: two where it goes back over it.

    Where the clock skips the minute they are near it and show another time.
    """
    wall = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=zone)
    return tuple(dict.fromkeys(wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1)))
