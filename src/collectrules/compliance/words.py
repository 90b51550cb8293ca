"""What the gate says: which rule, what it allows, what it counted, and from when the way is free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from collectrules.compliance.limits import CHANNEL_NAMES, CountedContact
from collectrules.policy.calendars import holiday_name
from collectrules.policy.contact_words import NOT_KNOWN, hours_text, rest_text
from collectrules.policy.model import (
    Channel,
    ContactHours,
    ContactLimit,
    ContactPause,
    ContactRule,
    Period,
)
from collectrules.policy.words import joined

_PERIODS: Final[dict[Period, str]] = {
    "calendar-week": "in a week from Monday",
    "calendar-month": "in a month of the calendar",
}


@dataclass(frozen=True, slots=True)
class Free:
    """The first moment, by the local clock, at which the way is free."""

    at: datetime
    to_the_minute: bool
    """Whether the hour counts, and not only the day."""

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}" if self.to_the_minute else str(self.at.date())


def in_words(
    rule: ContactRule, counted: Sequence[CountedContact], asked: datetime, free: Free | None
) -> str:
    """What a rule that closes a moment, by the local clock, allows, what it counted, when it is free."""
    if free is None and isinstance(rule, ContactLimit) and rule.at_most == 0:
        return f"`{rule.id}` allows no {_over(rule)} at all"
    why = f"it is {_moment(rule, asked)}" if isinstance(rule, ContactHours) else _recorded(counted)
    when = f"free from {free}" if free else "free at no time"
    return f"`{rule.id}` allows {_allows(rule)}; {why}; {when}"


def _allows(rule: ContactRule) -> str:
    match rule:
        case ContactLimit():
            return f"{rule.at_most} {_counted(rule)} by {_over(rule)} {_within(rule)}"
        case ContactPause():
            return f"no {_over(rule)} {rest_text(rule)}"
        case ContactHours():
            clock = f", {NOT_KNOWN}" if rule.clock == "debtor" else ""
            return f"contact by {_over(rule)} {hours_text(rule)}{clock}"
        case _:
            raise TypeError(f"no words are known for a {type(rule).__name__}")


def _counted(rule: ContactLimit) -> str:
    return rule.counts if rule.at_most != 1 else rule.counts.removesuffix("s")


def _within(rule: ContactLimit) -> str:
    if rule.within != "days":
        return _PERIODS[rule.within]
    return "on any day" if rule.within_days == 1 else f"in any {rule.within_days} days"


def _recorded(counted: Sequence[CountedContact]) -> str:
    said = (f"{contact.day} {contact.channel} {contact.result}" for contact in counted)
    return f"recorded: {', '.join(said)}"


def _moment(rule: ContactHours, asked: datetime) -> str:
    holiday = holiday_name(rule.holidays, asked.date())
    said = f"{asked:%A %Y-%m-%d %H:%M}"
    return f"{said}, {holiday}" if holiday else said


def _over(rule: ContactRule) -> str:
    return joined([CHANNEL_NAMES[channel] for channel in rule.channels], "or")


def nothing_closes(
    applying: Sequence[ContactRule], speaking: Sequence[ContactRule], channel: Channel
) -> str:
    """That none of the rules on a channel stands in the way, of those that apply to the account."""
    name = CHANNEL_NAMES[channel]
    if not (speaking or applying):
        return f"the policy has no limit on contacts by {name}"
    if not applying:
        return f"no limit on contacts by {name} applies to this account"
    ids = ", ".join(dict.fromkeys(f"`{rule.id}`" for rule in applying))
    borrowed = [
        rule for rule in applying if isinstance(rule, ContactHours) and rule.clock == "debtor"
    ]
    if not borrowed:
        return f"no limit stands in the way: {ids}"
    hours = ", ".join(dict.fromkeys(f"`{rule.id}`" for rule in borrowed))
    return f"no limit stands in the way: {ids}; {hours} {NOT_KNOWN}"
