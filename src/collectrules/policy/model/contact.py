"""How often and when a customer may be contacted: rules the gate asks, not the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from collectrules.policy.model.base import Channel, Counted, Level, Rule

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: Final[tuple[Weekday, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Period = Literal["days", "calendar-week", "calendar-month"]
Trigger = Literal["attempt", "contact", "conversation"]
Clock = Literal["debtor", "business"]
Unit = Literal["account", "person", "invoice", "place"]
UNITS: Final[tuple[Unit, ...]] = get_args(Unit)
Place = Literal["home", "mobile", "work", "other"]
PLACES: Final[tuple[Place, ...]] = get_args(Place)
"""Where a number or an address is."""


@dataclass(frozen=True, slots=True)
class Recounted:
    """What a result code counts as for the rules of a pack; None is as in the table."""

    code: str
    attempt: bool | None = None
    contact: bool | None = None
    conversation: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRule(Rule):
    """What every rule about contacts has; one with conditions is for accounts they hold for."""

    channels: tuple[Channel, ...]
    level: Level = "hard"
    places: tuple[Place, ...] = ()
    """The places it is about; empty for all. What is not known may be any of them."""
    presumption: bool = False
    """Whether the law only presumes that going beyond it is a violation."""
    recounted: tuple[Recounted, ...] = ()
    """Result codes that count otherwise for it than the table says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedRule(ContactRule):
    """A rule that goes by earlier contacts."""

    per: tuple[Unit, ...] = ("account",)
    """Whose contacts are counted together: those of the account, or apart by person, invoice or place."""
    consent_days: int = 0
    """For so many days from a consent, its day the first, contact is neither counted nor held back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLimit(CountedRule):
    """At most `at_most` counted contacts on `channels`, all together, within a period."""

    at_most: int
    within_days: int
    """So many consecutive days; of a period of the calendar, the most days that it has."""
    within: Period = "days"
    """Any consecutive days, or a week (from Monday) or month of the calendar."""
    counts: Counted = "attempts"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPause(CountedRule):
    """No attempt on `channels` for `pause_days` days after what happened on one of them.

    The day it happened is the first of them. It does not matter who began a contact or a
    conversation.
    """

    after: Trigger
    pause_days: int
    consent_ends: bool = False
    """Whether a consent ends with what the rest follows, so that one of before does not lift it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactNotice(CountedRule):
    """No attempt on `channels` until `pause_days` days after our first contact over one of `begun_by`.

    The day of that contact is the first of them, or the day on which it is taken to be received; while there
    was none, there is no attempt at all.
    """

    begun_by: tuple[Channel, ...]
    pause_days: int
    received_after_working_days: int = 0
    """How many working days after its day it is taken to be received; 0 is on its day."""
    holidays: str = ""
    """The place whose weekends and public holidays are no working days; empty is Saturday and Sunday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactConsent(ContactRule):
    """No attempt on `channels` without the person's consent to that channel."""

    lasts_days: int = 0
    """How many days a consent counts, the day it was given the first; 0 is until it is taken back."""


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


ContactQuota = ContactLimit | ContactPause | ContactNotice
"""The three forms of `[[contact_limit]]`."""
