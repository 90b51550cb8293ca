"""The persons of an account at a moment: how each is reached, what their clocks show, whether we may now."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from collectrules.compliance.clocks import clocks_of
from collectrules.compliance.gate import Verdict, may
from collectrules.compliance.local import local_day
from collectrules.compliance.people import people_of as reached_people
from collectrules.compliance.whom import Whom
from collectrules.ledger.people import Consent, Person, QuietTime, Reach, people_of
from collectrules.policy.model import Channel, Policy

MOST_ASKED: Final = 24
"""The gate is asked about so many numbers and addresses at most, those of the first persons in front."""
_USED_BY: Final[dict[str, Channel]] = {"phone": "call", "email": "email", "address": "letter"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachNow:
    """A number or an address, and what the gate says of using it now."""

    reach: Reach
    channel: Channel
    verdict: Verdict | None
    """None where the gate was not asked, as there are very many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonNow:
    """Somebody who speaks for the customer, at a moment."""

    person: Person
    times: tuple[datetime, ...]
    """What their clock may show, the earliest first, one for each time that it may be."""
    clock_known: bool
    """Whether anything tells where they are; the business's clock stands in where nothing does."""
    reaches: tuple[ReachNow, ...]
    """Those that did not end."""
    consents: tuple[Consent, ...]
    """What counts last of each channel and number."""
    quiet_times: tuple[QuietTime, ...]
    """Those that count."""

    @property
    def clock(self) -> str:
        """`14:30`, `09:30 to 12:30` where several zones are possible; with the day where it is another."""
        first, last = self.times[0], self.times[-1]
        if len(self.times) == 1:
            return f"{first:%H:%M}"
        return f"{first:%H:%M} to {last:%H:%M}"


def read_people(
    connection: sqlite3.Connection,
    policy: Policy,
    account_id: int,
    at: datetime,
    *,
    beside: Sequence[Policy] = (),
) -> tuple[PersonNow, ...]:
    """The persons of an account who were not erased; each number is held against the gate at the moment."""
    on = local_day(policy, at)
    clocks = reached_people(connection, account_id, on)
    business, asked = ZoneInfo(policy.time_zone), 0
    found = []
    for person in people_of(connection, account_id, as_of=on):
        if person.erased_on is not None:
            continue
        reaches = []
        for reach in person.reached_at:
            channel, asked = _USED_BY[reach.kind], asked + 1
            whom = Whom(person_id=person.seq, reach_id=reach.seq)
            verdict = None
            if asked <= MOST_ASKED:
                verdict = may(connection, policy, account_id, channel, at, whom=whom, beside=beside)
            reaches.append(ReachNow(reach=reach, channel=channel, verdict=verdict))
        zones, borrowed = clocks_of(clocks, (person.seq,), business)
        found.append(
            PersonNow(
                person=person,
                times=_times(at, zones),
                clock_known=not borrowed,
                reaches=tuple(reaches),
                consents=_latest(person.consents),
                quiet_times=tuple(each for each in person.quiet_times if each.ended_on is None),
            )
        )
    return tuple(found)


def _times(at: datetime, zones: Sequence[ZoneInfo]) -> tuple[datetime, ...]:
    """One time for each offset from UTC among the zones, the earliest clock first."""
    shown = {at.astimezone(zone).utcoffset(): at.astimezone(zone) for zone in zones}
    return tuple(shown[offset] for offset in sorted(shown, key=lambda each: each or timedelta()))


def _latest(consents: Sequence[Consent]) -> tuple[Consent, ...]:
    return tuple({(each.channel, each.reach_id): each for each in consents}.values())
