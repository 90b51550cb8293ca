"""The contact limits of a policy held against what was recorded: what each counts, what it closes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, cast
from zoneinfo import ZoneInfo

from collectrules.compliance.closings import ALWAYS, Closing, Gap, gap_of
from collectrules.compliance.consents import Stretch, consented, gaps_without
from collectrules.compliance.local import day_begins
from collectrules.compliance.people import NOBODY, People
from collectrules.compliance.recorded import CountedContact, Recorded
from collectrules.compliance.results import (
    UNDER_WAY,
    Result,
    codes_counted,
    codes_that_are,
    recounted,
)
from collectrules.compliance.together import Target, counted_together, target_of
from collectrules.compliance.whom import ANYBODY, Whom
from collectrules.compliance.windows import LAST_DAY, PERIODS, Span, closed_periods, closed_spans
from collectrules.policy.calendars import working_days_after
from collectrules.policy.model import (
    Channel,
    ContactLimit,
    ContactNotice,
    ContactPause,
    ContactRule,
    CountedRule,
)

CHANNEL_NAMES: Final[Mapping[Channel, str]] = {
    "call": "call",
    "email": "e-mail",
    "sms": "text",
    "letter": "letter",
}


def channel_name(channel: str) -> str:
    """What people call a channel that a record names by its key; another word as it is."""
    return next((name for key, name in CHANNEL_NAMES.items() if key == channel), channel)


_NEXT: Final = timedelta(microseconds=1)
"""The shortest time between two moments."""


def reaches_back(rules: Iterable[ContactRule]) -> int:
    """How many days before a day, that day included, the rules may have to look at; 0 for none."""
    return max((_longest(rule) for rule in rules), default=0)


def _longest(rule: ContactRule) -> int:
    match rule:
        case ContactLimit(within_days=days) | ContactPause(pause_days=days):
            return days
        case ContactNotice():
            return LAST_DAY
        case _:
            return 0


def asked_of_a_result(rule: ContactRule, result: Result | None) -> bool:
    """Whether a rule has something to say of a result that it did not say when the attempt was reserved."""
    if result is None:
        return False
    read = recounted(result, rule.recounted)
    match rule:
        case ContactLimit(counts="contacts" | "conversations" as counts):
            return read.counts_as(counts)
        case ContactPause(after="contact" | "conversation" as after):
            return read.is_a(after)
        case _:
            return False


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that limits are asked about: how, at whom, and by whose days."""

    channel: Channel
    zone: ZoneInfo
    """By whose clock the policy counts days."""
    people: People = NOBODY
    whom: Whom = ANYBODY
    result: Result | None = None
    """That of a contact about to be recorded."""
    under_way: Mapping[int, datetime] = field(default_factory=dict)
    """Attempts that are being made, by their events, and until when each may still become anything."""

    @property
    def target(self) -> Target:
        """What is known of it."""
        return target_of(self.people, self.whom, self.channel)


def closings_by(
    rule: CountedRule, contacts: Sequence[Recorded], attempt: Attempt
) -> Iterator[Closing]:
    """When a rule lets no further attempt through, given contacts in the order of their days.

    There is one for each group of contacts that are counted together. With a result, days after it must not
    become too full by it, nor may an attempt have been made in a rest that it begins.
    """
    target = attempt.target
    if not target.may_be_at(rule.places):
        return
    allowed = (
        [] if _consent_ends(rule) else _consented(rule, attempt, attempt.channel, attempt.whom)
    )
    for together in counted_together(rule, contacts, target):
        group = together
        if isinstance(rule, ContactLimit) and rule.consent_days:
            group = tuple(each for each in together if not _with_consent(rule, each, attempt))
        for counted, gaps in _counted_as(rule, group, attempt):
            if gaps := tuple(gaps_without(gaps, allowed)):
                yield Closing(rule, gaps, contacts=counted)


def _counted_as(
    rule: CountedRule, group: Sequence[Recorded], attempt: Attempt
) -> Iterator[tuple[tuple[Recorded, ...], Iterable[Gap]]]:
    """What is counted as what it is, then as what it may still become, with what that closes."""
    yield tuple(group), _gaps(rule, group, attempt)
    for until in sorted({*attempt.under_way.values()}):
        supposed = tuple(_supposed(each, attempt, until) for each in group)
        if supposed != tuple(group):
            yield supposed, _until(until, _gaps(rule, supposed, attempt))


def _until(until: datetime, gaps: Iterable[Gap]) -> Iterator[Gap]:
    """What is left of gaps before a moment."""
    for begins, ends in gaps:
        if begins < until:
            yield begins, until if ends is None else min(ends, until)


def _supposed(contact: Recorded, attempt: Attempt, until: datetime) -> Recorded:
    """A contact as it has to be supposed just before a moment: a conversation while it is under way."""
    ends = attempt.under_way.get(contact.seq)
    under_way = ends is not None and ends >= until
    return contact._replace(result=UNDER_WAY.code) if under_way else contact


def _consent_ends(rule: CountedRule) -> bool:
    """Whether each rest is lifted by itself: by consents that were not given before what it follows."""
    return isinstance(rule, ContactPause) and rule.consent_ends


def _consented(
    rule: CountedRule,
    attempt: Attempt,
    channel: Channel,
    whom: Whom,
    ended_at: datetime | None = None,
) -> list[Stretch]:
    if not rule.consent_days:
        return []
    asked = (attempt.people, channel, whom, rule.consent_days, attempt.zone)
    return consented(*asked, ended_at=ended_at)


def _gaps(rule: CountedRule, contacts: Sequence[Recorded], attempt: Attempt) -> Iterable[Gap]:
    result = attempt.result and recounted(attempt.result, rule.recounted)
    match rule:
        case ContactLimit():
            days = [each.day.toordinal() for each in contacts if counts(rule, each)]
            looks_ahead = result is not None and result.counts_as(rule.counts)
            return [
                gap_of(span, attempt.zone) for span in spans_of(rule, days, looks_ahead=looks_ahead)
            ]
        case ContactPause():
            return _rests(rule, contacts, result, attempt)
        case ContactNotice():
            return [_until_told(rule, contacts, attempt.zone)]
        case _:
            return []


def _with_consent(rule: CountedRule, contact: Recorded, attempt: Attempt) -> bool:
    """Whether a contact was made while there was consent to it, so that the rule does not count it."""
    return _consent_to(rule, contact, attempt) is not None


def _consent_to(rule: CountedRule, contact: Recorded, attempt: Attempt) -> datetime | None:
    """Since when there was the consent with which a contact was made; None without one."""
    if not rule.consent_days:
        return None
    whom = Whom(contact.person_id, contact.reach_id)
    found = _consented(rule, attempt, cast("Channel", contact.channel), whom)
    return next((begins for begins, ends in found if begins <= contact.at < ends), None)


def spans_of(rule: ContactLimit, days: Sequence[int], *, looks_ahead: bool = False) -> list[Span]:
    """The whole days that counted contacts on `days`, sorted, close."""
    if rule.within == "days":
        return closed_spans(days, rule.at_most, rule.within_days, looks_ahead=looks_ahead)
    return closed_periods(days, rule.at_most, PERIODS[rule.within], looks_ahead=looks_ahead)


def _rests(
    rule: ContactPause, contacts: Sequence[Recorded], result: Result | None, attempt: Attempt
) -> Iterator[Gap]:
    zone = attempt.zone
    for each in contacts:
        if _begins(rule, each):
            gap: Gap = each.at, day_begins(each.day + timedelta(days=rule.pause_days), zone)
            yield from _lifted(rule, gap, each.at, attempt) if rule.consent_ends else (gap,)
    if result is not None and result.is_a(rule.after):
        for each in contacts:
            given = _consent_to(rule, each, attempt)
            begins = day_begins(each.day - timedelta(days=rule.pause_days - 1), zone)
            if _is_attempt(rule, each) and given is None:
                yield begins, each.at
            elif _is_attempt(rule, each) and given and rule.consent_ends and given < each.at:
                yield max(begins, given + _NEXT), each.at


def _lifted(rule: ContactPause, gap: Gap, since: datetime, attempt: Attempt) -> list[Gap]:
    """What is left of a rest where a consent of its moment or later lifts it."""
    asked = (rule, attempt, attempt.channel, attempt.whom)
    return gaps_without([gap], _consented(*asked, ended_at=since))


def _until_told(rule: ContactNotice, contacts: Sequence[Recorded], zone: ZoneInfo) -> Gap:
    told = _told(rule, contacts)
    if told is None:
        return ALWAYS
    return ALWAYS[0], day_begins(told_enough_on(rule, told.day), zone)


def told_enough_on(rule: ContactNotice, day: date) -> date:
    """The first day on which a rest is over whose first contact was on a day."""
    received = working_days_after(rule.holidays, day, rule.received_after_working_days)
    return received + timedelta(days=rule.pause_days)


def _told(rule: ContactNotice, contacts: Iterable[Recorded]) -> Recorded | None:
    """Our first contact over one of the channels that begin the rest."""
    reached = codes_counted("contacts", rule.recounted)
    return next(
        (
            each
            for each in contacts
            if each.stands
            and each.ours
            and each.channel in rule.begun_by
            and each.result in reached
        ),
        None,
    )


def counted_in_the_way(closing: Closing, moment: datetime, on: date) -> tuple[CountedContact, ...]:
    """What a rule that closes a moment of the day `on` counted: what led up to it, else what followed."""
    contacts, found = closing.contacts, list[Recorded]()
    match closing.rule:
        case ContactLimit() as rule:
            near = [each for each in contacts if counts(rule, each) and _near(rule, each.day, on)]
            before = [each for each in near if each.day <= on]
            found = before if len(before) >= rule.at_most else near
        case ContactPause() as rule:
            near = [each for each in contacts if abs((each.day - on).days) < rule.pause_days]
            found = [each for each in near if _begins(rule, each) and each.at <= moment] or [
                each for each in near if _is_attempt(rule, each) and each.at > moment
            ]
        case ContactNotice() as rule:
            told = _told(rule, contacts)
            found = [told] if told else []
    return tuple(each.counted for each in found)


def _near(rule: ContactLimit, day: date, on: date) -> bool:
    if rule.within == "days":
        return abs((day - on).days) < rule.within_days
    period_of = PERIODS[rule.within]
    return period_of(day.toordinal()) == period_of(on.toordinal())


def counts(rule: ContactLimit, contact: Recorded) -> bool:
    """Whether a contact is one of those that a limit counts."""
    return (
        contact.ours
        and contact.channel in rule.channels
        and contact.result in codes_counted(rule.counts, rule.recounted)
    )


def _begins(rule: ContactPause, contact: Recorded) -> bool:
    return (
        (contact.ours or rule.after != "attempt")
        and contact.channel in rule.channels
        and contact.result in codes_that_are(rule.after, rule.recounted)
    )


def _is_attempt(rule: ContactPause, contact: Recorded) -> bool:
    return (
        contact.ours
        and contact.channel in rule.channels
        and contact.result in codes_that_are("attempt", rule.recounted)
    )
