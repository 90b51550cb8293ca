"""Limits on contacts as counts: what both forms of `[[contact_limit]]` allow in how many days.

A rest is a limit of one: after a contact on one of its channels it closes them all for its days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from collectrules.policy.model import (
    WEEKDAYS,
    Channel,
    ContactHours,
    ContactLimit,
    ContactPause,
    Counted,
    CountedRule,
    Level,
    Period,
    Trigger,
)

_COUNTED: Final[dict[Trigger, Counted]] = {
    "attempt": "attempts",
    "contact": "contacts",
    "conversation": "conversations",
}
_MORE_AND_MORE: Final[tuple[Counted, ...]] = ("conversations", "contacts", "attempts")
"""What is one of these is one of the next, too."""

AT_HOME: Final = frozenset({"home", "mobile"})
"""Where a customer is taken to be, where a rule says nothing of places."""
_STRICTER_AND_STRICTER: Final[tuple[Level, ...]] = ("advisory", "soft", "hard")


@dataclass(frozen=True, slots=True)
class Allowance:
    """At most so many contacts within a period; after those a rule about contacts closes its channels."""

    rule: ContactLimit | ContactPause
    at_most: int
    within_days: int
    counts: Counted
    within: Period = "days"
    theirs_too: bool = False
    """Whether contacts and conversations that the customer began count as well."""

    @property
    def is_certain(self) -> bool:
        """Whether stages that are carried out are counted for certain, and the limit keeps anybody back."""
        return self.rule.level != "advisory" and self.counts != "conversations"


def allowance(rule: ContactLimit | ContactPause) -> Allowance:
    """What a limit or a rest allows."""
    match rule:
        case ContactLimit():
            return Allowance(rule, rule.at_most, rule.within_days, rule.counts, rule.within)
        case ContactPause():
            theirs = rule.after != "attempt"
            return Allowance(rule, 1, rule.pause_days, _COUNTED[rule.after], theirs_too=theirs)


def is_stricter(one: Allowance, other: Allowance) -> bool:
    """Whether a rule closes every day on which the other one would, for whom that is for, at no lower level.

    Any seven days in a row hold no less than a week of the calendar up to the same day.
    """
    return (
        (not one.rule.conditions or _asks(one) == _asks(other))
        and set(one.rule.channels) >= set(other.rule.channels)
        and counts_no_less(one.rule, other.rule)
        and one.at_most <= other.at_most
        and one.within_days >= other.within_days
        and (one.within in {"days", other.within})
        and one.theirs_too >= other.theirs_too
        and _MORE_AND_MORE.index(one.counts) >= _MORE_AND_MORE.index(other.counts)
        and _STRICTER_AND_STRICTER.index(one.rule.level)
        >= _STRICTER_AND_STRICTER.index(other.rule.level)
    )


def counts_no_less(one: CountedRule, other: CountedRule) -> bool:
    """Whether a rule counts together, wherever they were, all that the other one does."""
    return (
        set(one.per) - {"account"} <= set(other.per)
        and (not one.places or (bool(other.places) and set(one.places) >= set(other.places)))
        and _lifted_no_more(one, other)
        and (not one.recounted or one.recounted == other.recounted)
    )


def _lifted_no_more(one: CountedRule, other: CountedRule) -> bool:
    """Whether every consent that lifts a rule lifts the other one as well, and as long."""
    ends = [isinstance(each, ContactPause) and each.consent_ends for each in (one, other)]
    as_long = other.consent_days >= one.consent_days and (ends[0] or not ends[1])
    return not one.consent_days or as_long


def _asks(one: Allowance) -> object:
    return one.rule.when, one.rule.any, one.rule.unless


def first_weekday(
    hours: Sequence[ContactHours],
    limit: Allowance,
    contacts: Sequence[tuple[int, Channel]],
    last_day: int,
) -> int | None:
    """A day of the week, 0 is Monday, on which day 0 can be so that all contacts are on days that are open.

    Within a week of the calendar, where the limit counts those, until the last day. None where there is none.
    Whatever their level, hours are kept, and whoever they are for.
    """
    for first in range(len(WEEKDAYS)):
        in_one_week = limit.within != "calendar-week" or first + last_day < len(WEEKDAYS)
        if in_one_week and all(
            _is_open(hours, channel, (first + day) % len(WEEKDAYS)) for day, channel in contacts
        ):
            return first
    return None


def _is_open(hours: Sequence[ContactHours], channel: Channel, weekday: int) -> bool:
    return all(
        any(WEEKDAYS[weekday] in opening.days for opening in rule.open)
        for rule in hours
        if channel in rule.channels
    )
