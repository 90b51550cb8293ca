"""What can happen to persons in a timeline: who they are, what they allow, what stops us, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from collectrules.ledger.events.gate import How, StopKind
from collectrules.ledger.events.people import Place, ReachKind, Role
from collectrules.policy.model import Channel
from collectrules.scenarios.happenings import Happening


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """A number or an address of a person, as it is kept."""

    kind: ReachKind
    value: str
    written: str
    """The same as the scenario has it, by which it is named too."""
    place: Place
    zones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Happening):
    """Somebody who speaks for the customer is recorded."""

    name: str
    role: Role
    reaches: tuple[Reach, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachOver(Happening):
    """A number or an address does not reach a person any more, from the day on."""

    person: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent(Happening):
    """A person allows contact over a channel, or takes that back."""

    person: str
    channel: Channel
    to: str
    """The number or address it is about; empty for all of the channel."""
    given: bool
    at: time | None
    """None for as early on the day as nothing was done yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop(Happening):
    """A stop is set, for a person or, where `person` is empty, for everybody."""

    kind: StopKind
    person: str
    channel: str
    how: How
    until: date | None
    at: time | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopOver(Happening):
    """A stop ends: the day is the first on which it counts no more. What is empty may be any."""

    kind: StopKind
    person: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours(Happening):
    """A person calls hours inconvenient, by their own clock."""

    person: str
    days: tuple[str, ...]
    from_minute: int
    until_minute: int
    """Not among them. Before `from_minute`, or at it, it is on the next day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHoursOver(Happening):
    """All hours that a person called inconvenient are like any other from the day on."""

    person: str


PeopleHappening = Person | ReachOver | Consent | Stop | StopOver | QuietHours | QuietHoursOver
