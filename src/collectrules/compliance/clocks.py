"""By whose clock hours are read: that of everybody an attempt may be at, in every zone they may be in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from collectrules.compliance.closings import Closing
from collectrules.compliance.people import People, QuietTime
from collectrules.compliance.whom import Whom
from collectrules.policy.model import WEEKDAYS, Channel, ContactHours, Opening

QUIET_TIME: Final = "quiet-time"
"""The id under which times that were called inconvenient close the gate."""
MIDNIGHT: Final = 24 * 60
AT_AN_HOUR: Final[tuple[Channel, ...]] = ("call", "sms", "email")
"""The channels that reach somebody at the hour they are used."""


class Clocks(NamedTuple):
    """Clocks, all of which count, and whether the business's stands in for one that is not known."""

    zones: tuple[ZoneInfo, ...]
    borrowed: bool


def clocks_of(people: People, persons: tuple[int, ...], business: ZoneInfo) -> Clocks:
    """The clock of every zone that anything known of these persons suggests; of nobody, the business's.

    Where that of one of them is not known, those of everybody of the account count beside the business's.
    """
    found: dict[ZoneInfo, None] = {}
    borrowed = not persons
    for person in persons:
        zones = [
            zone for reach in people.reaches if reach.person_id == person for zone in reach.zones
        ]
        borrowed = borrowed or not zones
        found |= dict.fromkeys(map(ZoneInfo, zones))
    if borrowed:
        anybodys = [ZoneInfo(zone) for reach in people.reaches for zone in reach.zones]
        found |= dict.fromkeys((*anybodys, business))
    return Clocks(tuple(found), borrowed)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours(ContactHours):
    """Every hour but those that a person called inconvenient."""

    quiet: QuietTime


def quiet_times(
    people: People, whom: Whom, channel: Channel, business: ZoneInfo
) -> Iterator[Closing]:
    """What everybody that an attempt may be at called inconvenient closes, each by their own clock."""
    if channel not in AT_AN_HOUR:
        return
    for person in people.maybe(whom):
        for quiet in people.quiet_times:
            if quiet.person_id == person:
                clocks = clocks_of(people, (person,), business)
                yield Closing(_hours(quiet), clocks=clocks.zones, borrowed=clocks.borrowed)


def _hours(quiet: QuietTime) -> QuietHours:
    days = tuple(day for day in WEEKDAYS if day in quiet.days)
    others = tuple(day for day in WEEKDAYS if day not in quiet.days)
    parts = ((days, 0, quiet.start), (days, quiet.until, MIDNIGHT), (others, 0, MIDNIGHT))
    return QuietHours(
        id=QUIET_TIME,
        channels=AT_AN_HOUR,
        open=tuple(Opening(*part) for part in parts if part[0] and part[1] < part[2]),
        quiet=quiet,
    )
