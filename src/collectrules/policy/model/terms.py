"""The terms on which the business sells, as customers are told them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from collectrules.money import Rounding

BetweenInvoices = Literal["oldest-first", "largest-first", "smallest-first"]
Part = Literal["costs", "interest", "principal"]


@dataclass(frozen=True, slots=True)
class EarlyPayment:
    """A discount for paying soon after the invoice date."""

    percent: Decimal
    within_days: int
    """Days after the invoice date; money that arrives on the last of them is in time."""


@dataclass(frozen=True, slots=True)
class Allocation:
    """What a payment goes to, where the customer does not say."""

    between_invoices: BetweenInvoices = "oldest-first"
    within_invoice: tuple[Part, ...] = ("costs", "interest", "principal")


@dataclass(frozen=True, slots=True)
class Terms:
    """When invoices are due, what paying early saves, and how money is counted."""

    payment_days: int | None = None
    """Days from the invoice date to the due date; None where each invoice says its own."""
    early_payment: tuple[EarlyPayment, ...] = ()
    """The soonest first; each later one takes less off."""
    allocation: Allocation = Allocation()
    rounding: Rounding = "half-up"
