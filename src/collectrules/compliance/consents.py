"""When a person's consent to a channel stands, and what it opens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import reduce
from zoneinfo import ZoneInfo

from collectrules.compliance.closings import ALWAYS, Gap
from collectrules.compliance.local import day_begins
from collectrules.compliance.people import Consent, People
from collectrules.compliance.whom import Whom
from collectrules.policy.model import Channel

LAST_MOMENT = datetime.max.replace(tzinfo=UTC)
Stretch = tuple[datetime, datetime]
"""From a moment until another, itself not included, in UTC; `LAST_MOMENT` is never."""


def consented(
    people: People,
    channel: Channel,
    whom: Whom,
    lasts_days: int,
    zone: ZoneInfo,
    *,
    ended_at: datetime | None = None,
) -> list[Stretch]:
    """When everybody that an attempt may be at consents to it, wherever it may be, in order.

    A consent counts for `lasts_days` days of the zone's clock, its own day the first; 0 is until it is taken
    back. One that is about all of the channel is about each number or address; where none is named,
    there has to be consent for each that is known. What was given before `ended_at` ends then.
    """
    asked = [
        _ended(_stretches(_about(people, person, channel, reach), lasts_days, zone), ended_at)
        for person in people.maybe(whom)
        for reach in _reaches(people, person, channel, whom)
    ]
    return reduce(_both, asked) if asked else []


def _reaches(people: People, person: int, channel: Channel, whom: Whom) -> Sequence[int | None]:
    if whom.reach_id is not None:
        return (whom.reach_id,)
    return [reach.id for reach in people.reached_by(person, channel)] or (None,)


def _about(people: People, person: int, channel: Channel, reach: int | None) -> Iterator[Consent]:
    for each in people.consents:
        if (each.person_id, each.channel) == (person, channel) and each.reach_id in (None, reach):
            yield each


def _stretches(said: Iterable[Consent], lasts_days: int, zone: ZoneInfo) -> list[Stretch]:
    found: list[Stretch] = []
    for each in said:
        if found and found[-1][1] > each.at:
            found[-1] = (found[-1][0], each.at)
        if each.given:
            said_on = each.at.astimezone(zone).date()
            ends = (
                day_begins(said_on + timedelta(days=lasts_days), zone)
                if lasts_days
                else LAST_MOMENT
            )
            found.append((each.at, max(each.at, ends)))
    return found


def _ended(stretches: list[Stretch], at: datetime | None) -> list[Stretch]:
    """The same, those that began before a moment cut off at it."""
    if at is None:
        return stretches
    return [(begins, min(ends, at) if begins < at else ends) for begins, ends in stretches]


def _both(one: Sequence[Stretch], other: Sequence[Stretch]) -> list[Stretch]:
    shared = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return sorted((begins, ends) for begins, ends in shared if begins < ends)


def gaps_without(gaps: Iterable[Gap], stretches: Iterable[Stretch]) -> list[Gap]:
    """What is left of gaps where stretches of time are taken out of them."""
    left = list(gaps)
    for begins, ends in stretches:
        left = [piece for gap in left for piece in _cut(gap, begins, ends)]
    return left


def _cut(gap: Gap, begins: datetime, ends: datetime) -> Iterator[Gap]:
    start, end = gap[0], gap[1] or LAST_MOMENT
    for first, last in ((start, min(end, begins)), (max(start, ends), end)):
        if first < last:
            yield first, None if last == LAST_MOMENT else last


def gaps_outside(stretches: Iterable[Stretch]) -> list[Gap]:
    """Every moment that lies in none of the stretches."""
    return gaps_without([ALWAYS], stretches)
