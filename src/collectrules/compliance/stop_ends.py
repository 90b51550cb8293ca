"""From which moment a stop counts no more, and back to which request what it lets through once is counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from collectrules.compliance.local import day_begins
from collectrules.compliance.people import Stop
from collectrules.ledger.stops import StopEnd

ASKED: Final = frozenset({"written", "oral"})
"""How a stop is known that they asked for; of the others nobody did, or a court."""


def ends_of(stop: Stop, zone: ZoneInfo) -> datetime | None:
    """The first moment at which a stop counts no more, by the policy's clock; None until it is ended."""
    moments = [ended_at(each, zone) for each in stop.ends]
    if stop.until_on is not None:
        moments.append(day_begins(stop.until_on + timedelta(days=1), zone))
    return max(stop.at, min(moments)) if moments else None


def ended_at(end: StopEnd, zone: ZoneInfo) -> datetime:
    """The moment at which a stop was ended, by the policy's clock.

    That at which they said so, and of what was ended by hand on its very day, that at which it was recorded:
    until then it stood. Else the beginning of the day.
    """
    begins = day_begins(end.on, zone)
    if end.said_at is not None:
        return max(begins, end.said_at)
    recorded = end.recorded_at
    if recorded is not None and recorded.astimezone(zone).date() == end.on:
        return recorded
    return begins


def requested_at(stops: Sequence[Stop], zone: ZoneInfo) -> dict[int, datetime]:
    """By each stop, since when what it lets through once counts as used; they come in order of their moments.

    A stop of the same kind and channel, for the same person or for everybody, goes on from an earlier one
    that still stood, and one that nobody asked for from the last. What they asked for after its end is new.
    """
    found: dict[int, datetime] = {}
    for n, stop in enumerate(stops):
        before = [each for each in stops[:n] if _alike(each, stop)]
        stood = [each for each in before if _stands_at(each, stop.at, zone)]
        goes_on = stood if stop.how in ASKED else [*stood, *before[-1:]]
        found[stop.seq] = min([stop.at, *(found[each.seq] for each in goes_on)])
    return found


def _stands_at(stop: Stop, moment: datetime, zone: ZoneInfo) -> bool:
    ends = ends_of(stop, zone)
    return ends is None or moment < ends


def _alike(one: Stop, other: Stop) -> bool:
    same_person = None in (one.person_id, other.person_id) or one.person_id == other.person_id
    return same_person and (one.kind, one.channel) == (other.kind, other.channel)
