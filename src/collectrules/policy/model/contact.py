"""How often and when a customer may be contacted: rules the gate asks, not the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from collectrules.policy.model.base import Channel, Counted, Level, Rule

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: Final[tuple[Weekday, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Period = Literal["days", "calendar-week", "calendar-month"]
Trigger = Literal["attempt", "contact", "conversation"]
Clock = Literal["debtor", "business"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRule(Rule):
    """What every rule about contacts has; one with conditions is for accounts they hold for."""

    channels: tuple[Channel, ...]
    level: Level = "hard"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLimit(ContactRule):
    """At most `at_most` counted contacts on `channels`, all together, within a period."""

    at_most: int
    within_days: int
    """So many consecutive days; of a period of the calendar, the most days that it has."""
    within: Period = "days"
    """Any consecutive days, or a week (from Monday) or month of the calendar."""
    counts: Counted = "attempts"
    per: Literal["account"] = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPause(ContactRule):
    """No attempt on `channels` for `pause_days` days after what happened on one of them.

    The day it happened is the first of them. It does not matter who began a contact or a
    conversation.
    """

    after: Trigger
    pause_days: int
    per: Literal["account"] = "account"


@dataclass(frozen=True, slots=True)
class Opening:
    """Hours of some days of the week, in minutes after midnight; `until` is not among them."""

    days: tuple[Weekday, ...]
    start: int
    until: int
    """1440 is the end of the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactHours(ContactRule):
    """Contacts on `channels` take place in one of the openings only."""

    open: tuple[Opening, ...]
    clock: Clock = "debtor"
    holidays: str = ""
    """The place on whose public holidays it is closed all day; empty where it is open on them."""


ContactQuota = ContactLimit | ContactPause
"""The two forms of `[[contact_limit]]`."""
