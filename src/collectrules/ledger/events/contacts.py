"""What was said: contacts, and the promises that came of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from collectrules.ledger.events.event import Event


@dataclass(frozen=True, slots=True)
class Contacted(Event):
    """An attempt to reach a customer, or their reaching us (`direction` in), with its result code."""

    table: ClassVar[str] = "contact"
    account_id: int
    at: str
    channel: str
    direction: Literal["out", "in"]
    result: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Promised(Event):
    """A promise to pay an amount by a day."""

    table: ClassVar[str] = "promise"
    account_id: int
    currency: str
    amount: int
    due_on: str
