"""What was said: contacts, and the promises that came of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from collectrules.ledger.events.event import Event


@dataclass(frozen=True, slots=True)
class Contacted(Event):
    """An attempt to reach a customer, or their reaching us (`direction` in), with its result code."""

    table: ClassVar[str] = "contact"
    later: ClassVar[tuple[str, ...]] = ("person_id", "reach_id", "attempt_id", "purpose", "about")
    account_id: int
    at: str
    channel: str
    direction: Literal["out", "in"]
    result: str
    note: str = ""
    person_id: int | None = None
    """With whom; None where nobody said."""
    reach_id: int | None = None
    """The number or address that was used."""
    attempt_id: int | None = None
    """The attempt that was reserved for it."""
    purpose: str | None = None
    """What it was for, where a stop lets no other through."""
    about: str | None = None
    """The ids of the invoices it was about, with spaces between them; None for all that is owed."""


@dataclass(frozen=True, slots=True)
class Promised(Event):
    """A promise to pay an amount by a day."""

    table: ClassVar[str] = "promise"
    account_id: int
    currency: str
    amount: int
    due_on: str
