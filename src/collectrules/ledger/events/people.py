"""Who is asked, how each can be reached, and what each allowed; of what is personal, the digest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from collectrules.ledger.events.event import Event

Role = Literal["debtor", "attorney", "other"]
ReachKind = Literal["phone", "email", "address"]
Place = Literal["home", "mobile", "work", "other"]


@dataclass(frozen=True, slots=True)
class PersonAdded(Event):
    """Someone who speaks for a customer: the debtor or who answers for them, an attorney, another."""

    table: ClassVar[str] = "person"
    account_id: int
    name: str
    """The digest of the name; see `ledger.personal`."""
    role: Role
    language: str = ""


@dataclass(frozen=True, slots=True)
class PersonChanged(Event):
    """What is known of a person changed: the whole of it as it is now."""

    table: ClassVar[str] = "person_change"
    person_id: int
    name: str
    role: Role
    language: str = ""


@dataclass(frozen=True, slots=True)
class ReachAdded(Event):
    """A number or an address at which a person can be reached."""

    table: ClassVar[str] = "reach"
    person_id: int
    kind: ReachKind
    value: str
    """The digest of the number, in the international form, or of the address."""
    place: Place
    zones: str = ""
    """The time zones that it lets us suppose, by their names, with spaces between them."""


@dataclass(frozen=True, slots=True)
class ReachEnded(Event):
    """A number or an address does not reach the person any more."""

    table: ClassVar[str] = "reach_end"
    reach_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class PersonErased(Event):
    """The names, numbers and addresses of a person were erased."""

    table: ClassVar[str] = "erasure"
    person_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class ConsentTold(Event):
    """A person allows contact over a channel from a moment on (`given` 1), or takes that back (0)."""

    table: ClassVar[str] = "consent"
    person_id: int
    channel: str
    given: int
    reach_id: int | None
    """The number or address it is about; None for all of the channel."""
    at: str
    how: str
    """How they said so, in a few words."""


@dataclass(frozen=True, slots=True)
class QuietTimeSet(Event):
    """Hours that a person called inconvenient, by their clock."""

    table: ClassVar[str] = "quiet_time"
    person_id: int
    days: str
    """Days of the week, `mon` to `sun`, with spaces between them."""
    from_minute: int
    until_minute: int
    """Not among them; 1440 is the end of the day."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class QuietTimeEnded(Event):
    """From this day the hours are as good as any."""

    table: ClassVar[str] = "quiet_time_end"
    quiet_time_id: int
    reason: str = ""
