"""Letting go: debts placed with an agency or lawyer, and what the owner approved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from collectrules.ledger.events.event import Event


@dataclass(frozen=True, slots=True)
class Placed(Event):
    """What is owed on some invoices was handed to somebody who keeps a share of what is recovered."""

    table: ClassVar[str] = "placement"
    account_id: int
    currency: str
    place_with: str
    contingency_percent: str
    """A decimal, as the policy says it."""
    amount: int
    """What was owed on them then, fees and interest counted."""
    expected_net: int
    """What was likely to be left of it, less their share."""
    rule: str
    """The stage it was placed by; empty where none asked for it."""
    policy: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlacementCovers(Event):
    """An invoice that was placed, with what was owed on it then."""

    table: ClassVar[str] = "placement_invoice"
    placement_id: int
    invoice_id: int
    amount: int


@dataclass(frozen=True, slots=True)
class PlacementEnded(Event):
    """A placement is over: we took it back, or they gave it back or are done."""

    table: ClassVar[str] = "placement_end"
    placement_id: int
    outcome: Literal["recalled", "returned", "closed"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Approved(Event):
    """The owner agreed to what a rule asks for; who records it is who agreed."""

    table: ClassVar[str] = "approval"
    account_id: int
    invoice_id: int | None
    """None where it is about the account."""
    section: Literal["stage", "write_off", "offer"]
    rule: str
    policy: int
    reason: str = ""
