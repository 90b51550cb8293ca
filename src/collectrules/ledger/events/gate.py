"""What stops us, attempts that are about to be made, and what the gate was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from collectrules.ledger.events.event import Event

StopKind = Literal[
    "cease", "opt-out", "attorney", "bankruptcy", "deceased", "minor", "workplace", "dispute", "hardship"
]  # fmt: skip
How = Literal["written", "oral", "court", "own"]


@dataclass(frozen=True, slots=True)
class StopSet(Event):
    """From a moment on a customer, or one person of theirs, is not contacted but for what the kind allows."""

    table: ClassVar[str] = "stop"
    account_id: int
    kind: StopKind
    person_id: int | None
    """None for everybody of the account."""
    channel: str
    """The channel they opted out of; empty of the other kinds."""
    at: str
    until_on: str | None
    """The last day it counts by itself; None until it is ended."""
    how: How
    """In writing, by word of mouth, by a court, or of our own accord."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class StopEnded(Event):
    """A stop is ended; this day is the first on which it does not count to its end."""

    table: ClassVar[str] = "stop_end"
    stop_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class AttemptReserved(Event):
    """Somebody is about to make an attempt; it counts from now on, unless it is released.

    Straight after the reversal of a contact it keeps the place of that, and cannot be released.
    """

    table: ClassVar[str] = "attempt"
    account_id: int
    channel: str
    at: str
    person_id: int | None = None
    reach_id: int | None = None
    purpose: str = ""
    about: str = ""
    """The ids of the invoices it is about, with spaces between them; empty for all that is owed."""


@dataclass(frozen=True, slots=True)
class AttemptReleased(Event):
    """The attempt was not made."""

    table: ClassVar[str] = "attempt_release"
    attempt_id: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GateAsked(Event):
    """A question to the gate and its answer."""

    table: ClassVar[str] = "gate_check"
    account_id: int
    channel: str
    at: str
    person_id: int | None
    reach_id: int | None
    purpose: str
    allowed: int
    """1 where the contact was let through, with a reason over a soft rule too; else 0.

    Let through with a hard rule, or with a soft one and no reason: what an attempt came to beyond that rule.
    """
    level: str
    rule: str
    """The rule or stop that decided; empty where none stood in the way."""
    counted: str
    """The events that it counted, with spaces between them."""
    free_from: str
    """The first moment, or day, at which the way is free; empty where it is, or never will be."""
    override: str
    """The reason with which a soft rule was stepped over."""
    policy: int
