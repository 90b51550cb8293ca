"""What lateness costs: late fees, interest from day to day, and the rates it follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from collectrules.ledger.events.event import Event


@dataclass(frozen=True, slots=True)
class Charged(Event):
    """A late fee on an invoice by a rule for a period; the ledger refuses a second for the same three."""

    table: ClassVar[str] = "charge"
    invoice_id: int
    rule: str
    period: int
    amount: int
    policy: int


@dataclass(frozen=True, slots=True)
class InterestSet(Event):
    """From this day, its first, interest runs on an invoice by a rule, or by none."""

    table: ClassVar[str] = "interest_term"
    invoice_id: int
    rule: str
    """Empty where none runs from this day."""
    policy: int
    """The version whose rule it is."""
    limits: str = ""
    """The ids of the limits of its rate that hold, with spaces between them."""


@dataclass(frozen=True, slots=True)
class InterestBooked(Event):
    """Interest on an invoice through this day was put into the books, beyond what was there before."""

    table: ClassVar[str] = "accrual"
    invoice_id: int
    kind: Literal["accrual", "correction"]
    """A correction is of days booked before: something was recorded late."""
    from_on: str
    """The first day it is for."""
    amount: int
    """A correction may be negative."""
    booked_on: str | None = None
    """The day of the run or act that booked it, where that is a later one: rules read it from the next."""


@dataclass(frozen=True, slots=True)
class RateAdded(Event):
    """A reference rate as it was published, in force from this day; beyond those that are shipped."""

    table: ClassVar[str] = "reference_rate"
    reference: str
    percent: str
    """A decimal, exactly as published."""
    source: str
    """Where it was published."""
