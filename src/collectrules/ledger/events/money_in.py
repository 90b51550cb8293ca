"""Money that arrives, and what it or a waiver takes off fees and interest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from collectrules.ledger.events.event import Event


@dataclass(frozen=True, slots=True)
class Received(Event):
    """A customer's money arrived; what no posting takes from it is unapplied cash."""

    table: ClassVar[str] = "receipt"
    account_id: int
    currency: str
    amount: int
    reference: str = ""
    """What the bank or the customer calls it."""
    note: str = ""
    placement_id: int | None = None
    """The placement by way of which it came."""
    share: int = 0
    """What the agency kept of it."""


@dataclass(frozen=True, slots=True)
class PartPosted(Event):
    """Something moved what is owed on an invoice in fees or in interest: negative is less owed."""

    table: ClassVar[str] = "part_posting"
    invoice_id: int
    part: Literal["costs", "interest"]
    kind: Literal["payment", "credit", "waiver", "write_off"]
    amount: int
    charge_id: int | None = None
    """The one fee it is about, where it is about one."""
    receipt_id: int | None = None
    """The money it was paid with."""
    note: str = ""
    """Of a waiver, why."""
