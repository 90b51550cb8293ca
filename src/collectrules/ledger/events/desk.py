"""What staff note of a customer and mean to do: notes, call-backs, what is queued for sending."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from collectrules.ledger.events.event import Event

Topic = Literal["general", "hardship", "payment"]
CallBackOutcome = Literal["done", "moved", "cancelled"]
QueuedOutcome = Literal["sent", "cancelled"]


@dataclass(frozen=True, slots=True)
class Noted(Event):
    """Something worth knowing about a customer: of hardship, of a payment they say they made, or general."""

    table: ClassVar[str] = "note"
    account_id: int
    topic: Topic
    text: str


@dataclass(frozen=True, slots=True)
class CallBackAsked(Event):
    """They asked to be called back at a moment."""

    table: ClassVar[str] = "call_back"
    account_id: int
    at: str
    person_id: int | None = None
    reach_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class CallBackEnded(Event):
    """A call-back is over: a call was made, another moment was agreed, or nobody calls."""

    table: ClassVar[str] = "call_back_end"
    call_back_id: int
    outcome: CallBackOutcome


@dataclass(frozen=True, slots=True)
class Queued(Event):
    """A letter, an e-mail or a text message that waits to be sent; no contact until it has been."""

    table: ClassVar[str] = "queued"
    account_id: int
    channel: str
    stage: str = ""
    """The stage of the ladder that asks for it; empty where nobody but the sender does."""
    template: str = ""
    person_id: int | None = None
    reach_id: int | None = None
    purpose: str = ""
    about: str = ""
    """The ids of the invoices it is about, with spaces between them; empty for all that is owed."""


@dataclass(frozen=True, slots=True)
class QueuedEnded(Event):
    """What was queued was sent, by the contact that says so, or will not be."""

    table: ClassVar[str] = "queued_end"
    queued_id: int
    outcome: QueuedOutcome
    contact_id: int | None = None
