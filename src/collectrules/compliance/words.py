"""What the gate says: which rule, what it allows, what it counted, and from when the way is free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from collectrules.compliance.clocks import QuietHours
from collectrules.compliance.closings import Closing
from collectrules.compliance.hours import is_open
from collectrules.compliance.limits import CHANNEL_NAMES, channel_name
from collectrules.compliance.recorded import CountedContact
from collectrules.compliance.stop_words import quiet_text, stop_allows, stop_reason
from collectrules.compliance.stops import StopRule
from collectrules.policy.calendars import holiday_name
from collectrules.policy.contact_words import (
    NOT_KNOWN,
    consent_text,
    hours_text,
    notice_text,
    per_text,
    places_text,
    rest_text,
)
from collectrules.policy.model import (
    Channel,
    ContactConsent,
    ContactHours,
    ContactLimit,
    ContactNotice,
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
    closing: Closing, counted: Sequence[CountedContact], asked: datetime, free: Free | None
) -> str:
    """What a rule that closes a moment, by the local clock, allows, what it counted, when it is free."""
    rule = closing.rule
    if free is None and isinstance(rule, ContactLimit) and rule.at_most == 0:
        return f"`{rule.id}` allows no {_over(rule)} at all"
    more = "; more is a presumed violation" if rule.presumption else ""
    why = f"; {said}" if (said := _why(closing, counted, asked)) else ""
    never = "free once it is ended" if isinstance(rule, StopRule) else "free at no time"
    when = f"free from {free}" if free else never
    return f"`{rule.id}` allows {_allows(closing)}{more}{why}; {when}"


def _allows(closing: Closing) -> str:
    match closing.rule:
        case ContactLimit() as rule:
            per = f"{places_text(rule.places)}{per_text(rule.per)}"
            return f"{rule.at_most} {_counted(rule)} by {_over(rule)}{per} {_within(rule)}"
        case ContactPause() as rule:
            per = f"{places_text(rule.places)}{per_text(rule.per)}"
            return f"no {_over(rule)}{per} {rest_text(rule)}"
        case ContactNotice() as rule:
            return f"no {_over(rule)}{places_text(rule.places)}{per_text(rule.per)} {notice_text(rule)}"
        case ContactConsent() as rule:
            return f"no {_over(rule)} {consent_text(rule)}"
        case StopRule(stop=stop, elsewhere=elsewhere):
            return stop_allows(stop, _over(closing.rule), elsewhere)
        case QuietHours(quiet=quiet):
            return f"no {_over(closing.rule)} {quiet_text(quiet)}, {_clock(closing)}"
        case ContactHours() as rule:
            clock = f", {_clock(closing)}" if rule.clock == "debtor" else ""
            return f"contact by {_over(rule)}{places_text(rule.places)} {hours_text(rule)}{clock}"
        case rule:
            raise TypeError(f"no words are known for a {type(rule).__name__}")


def _clock(closing: Closing) -> str:
    """By whose clock: that of everybody it may be, in every zone."""
    if closing.borrowed and len(closing.clocks) == 1:
        return NOT_KNOWN
    zones = joined([clock.key for clock in closing.clocks], "and")
    said = f"by the customer's clock in {zones}"
    return (
        f"{said} (one of them the business's, as somebody's is not known)"
        if closing.borrowed
        else said
    )


def _counted(rule: ContactLimit) -> str:
    return rule.counts if rule.at_most != 1 else rule.counts.removesuffix("s")


def _within(rule: ContactLimit) -> str:
    if rule.within != "days":
        return _PERIODS[rule.within]
    return "on any day" if rule.within_days == 1 else f"in any {rule.within_days} days"


def _why(closing: Closing, counted: Sequence[CountedContact], asked: datetime) -> str:
    match closing.rule:
        case ContactHours() as rule:
            return f"it is {_moment(rule, closing, asked)}"
        case StopRule(stop=stop, elsewhere=elsewhere):
            return stop_reason(stop, stop.at.astimezone(asked.tzinfo), elsewhere)
        case ContactConsent():
            return "none stands"
        case ContactNotice() if not counted:
            return "there was none"
        case _:
            said = (f"{each.day} {channel_name(each.channel)} {each.result}" for each in counted)
            return f"recorded: {', '.join(said)}"


def _moment(rule: ContactHours, closing: Closing, asked: datetime) -> str:
    """The moment by the first clock that is closed, with its name where it shows another time."""
    clocks = [asked.astimezone(clock) for clock in closing.clocks]
    local = next((each for each in clocks if not is_open(rule, each)), asked)
    holiday = holiday_name(rule.holidays, local.date())
    said = f"{local:%A %Y-%m-%d %H:%M}"
    if local.replace(tzinfo=None) != asked.replace(tzinfo=None):
        said = f"{said} in {local.tzinfo}"
    return f"{said}, {holiday}" if holiday else said


def _over(rule: ContactRule) -> str:
    return joined([CHANNEL_NAMES[channel] for channel in rule.channels], "or")


def nothing_closes(
    applying: Sequence[ContactRule],
    speaking: Sequence[ContactRule],
    channel: Channel,
    closings: Sequence[Closing] = (),
) -> str:
    """That none of the rules on a channel stands in the way, of those that apply to the account."""
    name = CHANNEL_NAMES[channel]
    if not (speaking or applying):
        return f"the policy has no limit on contacts by {name}"
    if not applying:
        return f"no limit on contacts by {name} applies to this account"
    ids = ", ".join(dict.fromkeys(f"`{rule.id}`" for rule in applying))
    borrowed = dict.fromkeys(f"`{each.rule.id}`" for each in closings if each.borrowed)
    if not borrowed:
        return f"no limit stands in the way: {ids}"
    return f"no limit stands in the way: {ids}; {', '.join(borrowed)} {NOT_KNOWN}"
