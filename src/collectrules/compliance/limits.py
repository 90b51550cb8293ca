"""The contact limits of a policy held against what was recorded: what each counts, what it closes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from collectrules.compliance.closings import Closing, Gap, gap_of
from collectrules.compliance.local import day_begins
from collectrules.compliance.results import Result, codes_counted, codes_that_are
from collectrules.compliance.windows import PERIODS, Span, closed_periods, closed_spans
from collectrules.policy.model import (
    Channel,
    ContactLimit,
    ContactPause,
    ContactQuota,
    ContactRule,
)

CHANNEL_NAMES: Final[Mapping[Channel, str]] = {
    "call": "call",
    "email": "e-mail",
    "sms": "text",
    "letter": "letter",
}


class CountedContact(NamedTuple):
    """A contact that a limit counted."""

    seq: int
    day: date
    channel: str
    result: str


class Recorded(NamedTuple):
    """A contact as the ledger has it, or an attempt without one."""

    seq: int
    day: date
    channel: str
    result: str
    """Its code; that of `results.RESERVED` where it is an attempt."""
    direction: str
    at: datetime
    person_id: int | None = None
    """With whom; None where nobody said."""
    reach_id: int | None = None
    """The number or address that was used; None where nobody said."""
    place: str = ""
    """Where that number or address is, such as `work`; empty where nobody said which was used."""
    about: tuple[int, ...] = ()
    """The ids of the invoices it was about; empty for all that was owed."""
    purpose: str = ""
    """What it was for, where a stop lets no other through; empty is collecting."""

    @property
    def ours(self) -> bool:
        """Whether we tried to reach them, and not they us."""
        return self.direction == "out"

    @property
    def counted(self) -> CountedContact:
        """What is told of it where a limit counted it."""
        return CountedContact(self.seq, self.day, self.channel, self.result)


def reaches_back(rules: Iterable[ContactRule]) -> int:
    """How many days before a day, that day included, the rules may have to look at; 0 for none."""
    return max((_longest(rule) for rule in rules), default=0)


def _longest(rule: ContactRule) -> int:
    match rule:
        case ContactLimit(within_days=days) | ContactPause(pause_days=days):
            return days
        case _:
            return 0


def asked_of_a_result(rule: ContactRule, result: Result | None) -> bool:
    """Whether a rule has something to say of a result that it did not say when the attempt was reserved."""
    match rule:
        case ContactLimit(counts="contacts" | "conversations" as counts):
            return result is not None and result.counts_as(counts)
        case ContactPause(after="contact" | "conversation" as after):
            return result is not None and result.is_a(after)
        case _:
            return False


def closing_of(
    rule: ContactRule, contacts: Sequence[Recorded], result: Result | None, zone: ZoneInfo
) -> Closing:
    """When a rule lets no further attempt through, given contacts in the order of their days.

    With `result`, that of a contact about to be recorded, days after it must not become too full by
    it, nor may an attempt have been made in a rest that it begins.
    """
    match rule:
        case ContactLimit():
            spans = spans_of(
                rule,
                [each.day.toordinal() for each in contacts if _counts(rule, each)],
                looks_ahead=result is not None and result.counts_as(rule.counts),
            )
            return Closing(rule, tuple(gap_of(span, zone) for span in spans))
        case ContactPause():
            return Closing(rule, tuple(_rests(rule, contacts, result, zone)))
        case _:
            return Closing(rule)


def spans_of(rule: ContactQuota, days: Sequence[int], *, looks_ahead: bool = False) -> list[Span]:
    """The whole days that counted contacts on `days`, sorted, close; of a rest, its first day too."""
    if isinstance(rule, ContactPause):
        return [(day, day + rule.pause_days - 1) for day in days]
    if rule.within == "days":
        return closed_spans(days, rule.at_most, rule.within_days, looks_ahead=looks_ahead)
    return closed_periods(days, rule.at_most, PERIODS[rule.within], looks_ahead=looks_ahead)


def _rests(
    rule: ContactPause, contacts: Sequence[Recorded], result: Result | None, zone: ZoneInfo
) -> Iterable[Gap]:
    for each in contacts:
        if _begins(rule, each):
            yield each.at, day_begins(each.day + timedelta(days=rule.pause_days), zone)
    if result is not None and result.is_a(rule.after):
        for each in contacts:
            if _is_attempt(rule, each):
                yield day_begins(each.day - timedelta(days=rule.pause_days - 1), zone), each.at


def counted_in_the_way(
    rule: ContactRule, contacts: Sequence[Recorded], moment: datetime, on: date
) -> tuple[CountedContact, ...]:
    """What a rule that closes a moment of the day `on` counted: what led up to it, else what followed."""
    match rule:
        case ContactLimit():
            near = [each for each in contacts if _counts(rule, each) and _near(rule, each.day, on)]
            before = [each for each in near if each.day <= on]
            found = before if len(before) >= rule.at_most else near
        case ContactPause():
            near = [each for each in contacts if abs((each.day - on).days) < rule.pause_days]
            found = [each for each in near if _begins(rule, each) and each.at <= moment] or [
                each for each in near if _is_attempt(rule, each) and each.at > moment
            ]
        case _:
            found = []
    return tuple(each.counted for each in found)


def _near(rule: ContactLimit, day: date, on: date) -> bool:
    if rule.within == "days":
        return abs((day - on).days) < rule.within_days
    period_of = PERIODS[rule.within]
    return period_of(day.toordinal()) == period_of(on.toordinal())


def _counts(rule: ContactLimit, contact: Recorded) -> bool:
    return (
        contact.ours
        and contact.channel in rule.channels
        and contact.result in codes_counted(rule.counts)
    )


def _begins(rule: ContactPause, contact: Recorded) -> bool:
    return (
        (contact.ours or rule.after != "attempt")
        and contact.channel in rule.channels
        and contact.result in codes_that_are(rule.after)
    )


def _is_attempt(rule: ContactPause, contact: Recorded) -> bool:
    return (
        contact.ours
        and contact.channel in rule.channels
        and contact.result in codes_that_are("attempt")
    )
