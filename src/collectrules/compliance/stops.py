"""What stops us, whatever the policy says: which attempts each kind of stop closes, what it lets through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Final, get_args
from zoneinfo import ZoneInfo

from collectrules.compliance.closings import Closing, Gap
from collectrules.compliance.people import KINDS, People, Reach, Stop
from collectrules.compliance.stop_ends import ends_of, requested_at
from collectrules.compliance.whom import Purpose, Whom
from collectrules.policy.model import Channel, ContactRule

EVERY_CHANNEL: Final[tuple[Channel, ...]] = get_args(Channel)
THROUGH: Final[Mapping[str, tuple[Purpose, ...]]] = {
    "cease": ("end-of-efforts", "remedy"),
    "opt-out": ("confirmation",),
    "dispute": ("verification",),
}
"""The purposes that a kind of stop lets through; those of `ONCE` once each."""
OWN_REQUEST: Final = frozenset({"confirmation"})
"""The purposes that are about the request itself, so that only who made it is written to."""
ONCE: Final = frozenset({"cease", "opt-out"})
ANSWERED: Final = frozenset({"opt-out"})
"""The kinds of stop by which a contact that they began over the channel may be replied to, once each."""
NOT_BY: Final[Mapping[str, tuple[Channel, ...]]] = {"cease": ("call",), "dispute": ("call",)}
"""The channels that a kind of stop lets nothing through on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRule(ContactRule):
    """A stop as a rule of the gate; its id names the kind, such as `stop:cease`."""

    stop: Stop
    elsewhere: str = ""
    """What told it under another person: `phone`, `email` or `address`; empty of a stop of their own."""


def stops_closing(
    people: People, whom: Whom, channel: Channel, zone: ZoneInfo
) -> Iterator[Closing]:
    """The stops that do not let an attempt through, each from its moment on until it ends."""
    since = requested_at(people.stops, zone)
    for stop in people.stops:
        if _closes(stop, people, whom, channel, since[stop.seq]):
            yield _closing(stop, people, whom, zone)
    asked = replace(whom, purpose="") if whom.purpose in OWN_REQUEST else whom
    for reach in dict.fromkeys(each.reach for each in people.elsewhere):
        if not _may_be_at(reach, people, whom, channel):
            continue
        told = [each.stop for each in people.elsewhere if each.reach == reach]
        since = requested_at(told, zone)
        for stop in told:
            if _closes(stop, people, asked, channel, since[stop.seq]):
                yield _closing(stop, people, whom, zone, elsewhere=reach.kind)


def _closing(
    stop: Stop, people: People, whom: Whom, zone: ZoneInfo, *, elsewhere: str = ""
) -> Closing:
    rule = StopRule(
        id=f"stop:{stop.kind}", channels=_channels(stop), stop=stop, elsewhere=elsewhere
    )
    return Closing(rule, tuple(_gaps(stop, people, whom, ends_of(stop, zone))))


def _may_be_at(reach: Reach, people: People, whom: Whom, channel: Channel) -> bool:
    """Whether an attempt is at a number or an address, or may be, as none was named."""
    if KINDS[channel] != reach.kind:
        return False
    if whom.reach_id is None:
        return reach.person_id in people.maybe(whom)
    return whom.reach_id == reach.id


def _gaps(stop: Stop, people: People, whom: Whom, ends: datetime | None) -> Iterator[Gap]:
    """From when to when it closes; a reply is let through once after each contact that they began."""
    closed_from: datetime | None = stop.at
    if whom.purpose == "reply" and stop.kind in ANSWERED:
        for since, until in pairwise([*_began(stop, people, whom, ends), ends]):
            assert since is not None
            assert closed_from is not None
            if not _replied(stop, people, whom, since, until):
                yield closed_from, since
                closed_from = until
    if closed_from is not None and closed_from != ends:
        yield closed_from, ends


def _began(stop: Stop, people: People, whom: Whom, ends: datetime | None) -> list[datetime]:
    """The moments at which whoever is replied to began a contact over the channel, while the stop holds.

    Where nobody said who it was, or nobody is named now, it was not for certain they.
    """
    person = people.person_of(whom)
    moments = (
        each.at
        for each in people.heard
        if each.channel == stop.channel and each.person_id == person
        if stop.at <= each.at and (ends is None or each.at < ends)
    )
    return list(dict.fromkeys(moments))


def _replied(
    stop: Stop, people: People, whom: Whom, since: datetime, until: datetime | None
) -> bool:
    person = people.person_of(whom)
    return any(
        said.purpose == "reply"
        and said.channel == stop.channel
        and since <= said.at
        and (until is None or said.at < until)
        and (person is None or said.person_id in (None, person))
        for said in people.said
    )


def _channels(stop: Stop) -> tuple[Channel, ...]:
    return tuple(each for each in EVERY_CHANNEL if stop.channel in ("", each))


def _closes(stop: Stop, people: People, whom: Whom, channel: Channel, since: datetime) -> bool:
    person = people.person_of(whom)
    if channel not in _channels(stop):
        return False
    if stop.person_id is not None and person not in (None, stop.person_id):
        return False
    if stop.kind == "attorney" and person is not None and people.roles.get(person) == "attorney":
        return False
    if stop.kind == "workplace" and not _at_work(stop, people, whom, channel):
        return False
    return not _let_through(stop, people, whom, channel, since)


def _at_work(stop: Stop, people: People, whom: Whom, channel: Channel) -> bool:
    """Whether the number or address is at work, or may be: it is not known where, and they have one there."""
    if place := people.place_of(whom):
        return place == "work"
    return any(
        reach.place == "work"
        for person in people.maybe(whom)
        if stop.person_id in (None, person)
        for reach in people.reached_by(person, channel)
    )


def _let_through(stop: Stop, people: People, whom: Whom, channel: Channel, since: datetime) -> bool:
    """Whether its kind lets the purpose through; once is once since the request that it goes back to."""
    if whom.purpose not in THROUGH.get(stop.kind, ()) or channel in NOT_BY.get(stop.kind, ()):
        return False
    return stop.kind not in ONCE or not any(
        said.purpose == whom.purpose
        and said.at >= since
        and stop.channel in ("", said.channel)
        and (stop.person_id is None or said.person_id in (None, stop.person_id))
        for said in people.said
    )
