"""What is agreed with a customer: plans of instalments, and settlements for less than is owed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from collectrules.ledger.events.event import Event


@dataclass(frozen=True, slots=True)
class PlanAgreed(Event):
    """What is owed on some invoices is paid in instalments."""

    table: ClassVar[str] = "plan"
    account_id: int
    currency: str
    amount: int
    """The sum of its instalments."""
    rule: str
    """The offer it was made by; empty where the owner agreed to terms that no offer has."""
    policy: int
    broken_after_days: int
    """How many days after its day an instalment may still arrive before the plan is broken."""
    approved_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class InstalmentSet(Event):
    """One instalment of a plan, numbered from 1."""

    table: ClassVar[str] = "instalment"
    plan_id: int
    number: int
    due_on: str
    amount: int


@dataclass(frozen=True, slots=True)
class PlanCovers(Event):
    """An invoice that a plan is about."""

    table: ClassVar[str] = "plan_invoice"
    plan_id: int
    invoice_id: int


@dataclass(frozen=True, slots=True)
class PlanEnded(Event):
    """A plan is over; from this day its invoices are due again as they were."""

    table: ClassVar[str] = "plan_end"
    plan_id: int
    outcome: Literal["kept", "broken", "cancelled"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SettlementAgreed(Event):
    """A part of what is owed on some invoices is taken for the whole if it arrives in time."""

    table: ClassVar[str] = "settlement"
    account_id: int
    currency: str
    amount: int
    """What is to be paid."""
    owed: int
    """What was owed then, fees and interest counted."""
    until_on: str
    """The last day on which it may arrive."""
    rule: str
    policy: int
    approved_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SettlementCovers(Event):
    """An invoice that a settlement is about."""

    table: ClassVar[str] = "settlement_invoice"
    settlement_id: int
    invoice_id: int


@dataclass(frozen=True, slots=True)
class SettlementEnded(Event):
    """A settlement was paid, and the rest forgiven; or its day passed, and all is owed as before."""

    table: ClassVar[str] = "settlement_end"
    settlement_id: int
    outcome: Literal["kept", "lapsed", "cancelled"]
    reason: str = ""
