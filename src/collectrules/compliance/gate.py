"""The gate: whether an account may be contacted over a channel at a moment, by the policy's rules.

A rule is asked about an attempt, whatever may come of it: there must be room for one more of what
a limit counts. Limits count our own contacts only (direction out); a rest follows a conversation
whoever began it. What was reversed does not count; where an attempt keeps its place, that does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Final, Self
from zoneinfo import ZoneInfo

from collectrules.compliance.closings import Closing, first_free, in_the_way
from collectrules.compliance.everything import closings_of
from collectrules.compliance.limits import Attempt, counted_in_the_way, reaches_back
from collectrules.compliance.local import day_begins, local_time
from collectrules.compliance.open_attempts import COUNTS_AS, OPEN_ATTEMPT
from collectrules.compliance.people import NOBODY, People, people_of
from collectrules.compliance.reach import rules_of_account, rules_on
from collectrules.compliance.recorded import CountedContact, Recorded
from collectrules.compliance.results import Result
from collectrules.compliance.whom import ANYBODY, Whom
from collectrules.compliance.words import Free, in_words, nothing_closes
from collectrules.ledger.damage import stored_day, stored_moment
from collectrules.policy.model import Channel, ContactHours, ContactRule, Level, Policy

NOT_ANY: Final[Mapping[int, datetime]] = MappingProxyType({})
LEVELS: Final[tuple[Level, ...]] = ("hard", "soft", "advisory")
COUNT_BESIDE: Final[dict[Level, tuple[Level, ...]]] = {
    "hard": ("hard",),
    "soft": ("hard", "soft"),
    "advisory": ("advisory",),
}
"""Which levels must be open for a moment to be called free again, by the level that closed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a contact is allowed, by which rule, and from when."""

    allowed: bool
    level: Level | None = None
    """Of the rule that decided: hard or soft where blocked, advisory for a remark, else None."""
    rule: str = ""
    """The rule that decided; empty where none stands in the way."""
    blocking: tuple[str, ...] = ()
    """Every rule of that level that stands in the way at the moment, `rule` among them."""
    counted: tuple[CountedContact, ...] = ()
    """What that rule counted, in the order of the days."""
    allowed_from: date | None
    """The first local day, from the one asked about, with a moment that is free; None is never.

    Free of hard rules where one of those decided, of hard and soft ones where a soft one did.
    """
    allowed_from_time: datetime | None = None
    """That moment, by the local clock, where the hour counts and not only the day."""
    presumption: bool = False
    """Whether going beyond that rule is what the law presumes to be a violation."""
    sentence: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The moment asked about, in UTC and by the local clock, and the policy as it reads on its day."""

    moment: datetime
    local: datetime
    policy: Policy

    @classmethod
    def at(cls, policy: Policy, moment: datetime) -> Self:
        """A moment under a policy; raises `InputError` where it has no time zone."""
        local = local_time(policy, moment)
        return cls(moment.astimezone(UTC), local, policy.on(local.date()))

    @property
    def on(self) -> date:
        """The local day."""
        return self.local.date()

    @property
    def zone(self) -> ZoneInfo:
        """The zone by whose clock the policy counts."""
        return ZoneInfo(self.policy.time_zone)


def may(
    connection: sqlite3.Connection,
    policy: Policy,
    account_id: int,
    channel: Channel,
    at: datetime,
    *,
    whom: Whom = ANYBODY,
    result: Result | None = None,
    beside: Sequence[Policy] = (),
    under_way: Mapping[int, datetime] = NOT_ANY,
) -> Verdict:
    """Whether one more attempt over `channel` is allowed at a moment, as recorded so far.

    The rules of policies `beside` have to allow it too; days and hours are read by the clock of `policy`.
    With `result`, that of a contact about to be recorded, what was recorded for later counts too: an
    entry made late cannot step over a limit. Attempts `under_way` count as all that they may become, each
    until its moment. Raises `InputError` for a moment without a time zone.
    """
    asked = Asked.at(policy, at)
    rules = rules_asked(connection, asked, beside, account_id, channel)
    contacts = recorded(connection, account_id, rules, asked.on)
    people = people_of(connection, account_id, asked.on)
    attempt = Attempt(channel, asked.zone, people, whom, result, under_way)
    return answer(asked, rules, contacts, attempt)


def rules_asked(
    connection: sqlite3.Connection,
    asked: Asked,
    beside: Sequence[Policy],
    account_id: int,
    channel: Channel,
) -> tuple[ContactRule, ...]:
    """The rules of the policy and those beside it that apply to an account over a channel."""
    policies = (asked.policy, *(each.on(asked.on) for each in beside))
    return tuple(
        dict.fromkeys(
            rule
            for each in policies
            for rule in rules_of_account(connection, each, account_id, channel, asked.on)
        )
    )


def verdict(
    asked: Asked,
    channel: Channel,
    rules: Sequence[ContactRule],
    contacts: Sequence[Recorded],
    result: Result | None = None,
    *,
    people: People = NOBODY,
    whom: Whom = ANYBODY,
) -> Verdict:
    """What the rules on a channel that apply to an account make of its contacts, oldest first.

    Beside them what its `people` said of being contacted, and `whom` of them the attempt is to reach.
    """
    return answer(asked, rules, contacts, Attempt(channel, asked.zone, people, whom, result))


def answer(
    asked: Asked, rules: Sequence[ContactRule], contacts: Sequence[Recorded], attempt: Attempt
) -> Verdict:
    """What the rules that apply make of an attempt, given what was recorded, oldest first."""
    closings = list(closings_of(rules, contacts, attempt))
    for level in LEVELS:
        alike = [each for each in closings if each.rule.level == level]
        if closed := in_the_way(alike, asked.moment):
            beside = [each for each in closings if each.rule.level in COUNT_BESIDE[level]]
            return _closed(asked, level, closed, beside)
    return Verdict(
        allowed=True,
        allowed_from=asked.on,
        sentence=nothing_closes(
            rules, rules_on(asked.policy, attempt.channel), attempt.channel, closings
        ),
    )


def _closed(
    asked: Asked,
    level: Level,
    closed: Sequence[Closing],
    beside: Sequence[Closing],
) -> Verdict:
    rule = closed[0].rule
    counted = counted_in_the_way(closed[0], asked.moment, asked.on)
    moment = first_free(beside, asked.moment)
    free = _free(asked, beside, moment) if moment else None
    remark = level == "advisory"
    return Verdict(
        allowed=remark,
        level=level,
        rule=rule.id,
        blocking=tuple(dict.fromkeys(each.rule.id for each in closed)),
        counted=counted,
        allowed_from=asked.on if remark else free.at.date() if free else None,
        allowed_from_time=free.at if free and free.to_the_minute and not remark else None,
        presumption=rule.presumption,
        sentence=in_words(closed[0], counted, asked.local, free),
    )


def _free(asked: Asked, closings: Sequence[Closing], moment: datetime) -> Free:
    local = moment.astimezone(asked.zone)
    by_the_hour = any(isinstance(each.rule, ContactHours) for each in closings)
    return Free(local, by_the_hour or moment != day_begins(local.date(), asked.zone))


def recorded(
    connection: sqlite3.Connection,
    account_id: int,
    rules: Sequence[ContactRule],
    on: date,
    *,
    but: int | None = None,
) -> list[Recorded]:
    """The account's contacts that any of the rules may still count on `on` or later, oldest first.

    An attempt that no contact names and that was not released is among them; it counts as what was taken
    back of it, so that taking back alone opens nothing. `but` is one to leave out.
    """
    days = reaches_back(rules)
    if not days:
        return []
    rows = connection.execute(
        _RECORDED,
        {"account_id": account_id, "after": days_before(on, days), "but": but},
    )
    return [
        Recorded(
            *(seq, stored_day(day), over, result, direction, stored_moment(at)),
            *(person_id, reach_id, place or "", tuple(map(int, (about or "").split()))),
            *(purpose or "", bool(stands)),
        )
        for seq, day, over, result, direction, at, person_id, reach_id, place, about, purpose, stands in rows
    ]


_RECORDED: Final = f"""
    SELECT t.seq, t.effective_on, t.channel, t.result, t.direction, t.at,
           coalesce(t.person_id, r.person_id), t.reach_id, r.place, t.about, t.purpose, t.stands
    FROM (
        SELECT seq, effective_on, channel, result, direction, at, person_id, reach_id, about, purpose,
               1 AS stands
        FROM contact
        WHERE account_id = :account_id AND effective_on > :after
          AND seq NOT IN (SELECT reversed_seq FROM reversal)
        UNION ALL
        SELECT a.seq, a.effective_on, a.channel, {COUNTS_AS}, 'out', a.at,
               a.person_id, a.reach_id, a.about, a.purpose, 0
        FROM attempt AS a
        WHERE a.account_id = :account_id AND a.effective_on > :after AND a.seq IS NOT :but
          AND {OPEN_ATTEMPT}
    ) AS t
    LEFT JOIN reach AS r ON r.seq = t.reach_id
    ORDER BY t.effective_on, t.seq
"""


def days_before(on: date, days: int) -> str:
    """The day so many days before another, as the ledger has it; the first of all days at the least."""
    return date.fromordinal(max(1, on.toordinal() - days)).isoformat()
