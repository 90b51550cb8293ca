"""What is owed: invoices and credit notes, what moves them, what is disputed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from collectrules.ledger.events.event import Event


@dataclass(frozen=True, slots=True)
class InvoiceIssued(Event):
    """An invoice, or a credit note where the amount is negative; effective on its date."""

    table: ClassVar[str] = "invoice"
    account_id: int
    number: str
    currency: str
    amount: int
    due_on: str
    seen_on: str
    """The day the ledger first saw it: the as-of day of the import that brought it."""
    source: str
    """What it was imported from, so that a later snapshot of the same source can miss it."""


@dataclass(frozen=True, slots=True)
class DueDateChanged(Event):
    """An invoice has another due date."""

    table: ClassVar[str] = "due_change"
    invoice_id: int
    due_on: str


@dataclass(frozen=True, slots=True)
class Posted(Event):
    """Something moved an open item's balance: negative is less owed. `kind` is why."""

    table: ClassVar[str] = "posting"
    later: ClassVar[tuple[str, ...]] = ("receipt_id",)
    invoice_id: int
    kind: Literal["payment", "credit", "correction", "write_off"]
    amount: int
    inferred: int = 0
    """1 where nobody told us and two snapshots only differ by it."""
    note: str = ""
    receipt_id: int | None = None
    """The money it was paid with; None where only a balance in their books told of a payment."""


@dataclass(frozen=True, slots=True)
class Disputed(Event):
    """The customer disputes an invoice."""

    table: ClassVar[str] = "dispute"
    later: ClassVar[tuple[str, ...]] = ("amount",)
    invoice_id: int
    reason: str
    amount: int | None = None
    """How much of it, in minor units; None for all that is left of it."""


@dataclass(frozen=True, slots=True)
class DisputeEnded(Event):
    """A dispute is settled; its day is the first that is no longer in dispute."""

    table: ClassVar[str] = "dispute_end"
    dispute_id: int
    outcome: str
