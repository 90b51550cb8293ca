"""Who owes: accounts, and what counts for one of them before the policy does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from collectrules.ledger.events.event import Event


@dataclass(frozen=True, slots=True)
class AccountOpened(Event):
    """A customer is known from this day."""

    table: ClassVar[str] = "account"
    number: str
    name: str
    debtor_kind: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class AccountChanged(Event):
    """What is known of a customer changed: the whole of it as it is now."""

    table: ClassVar[str] = "account_change"
    account_id: int
    name: str
    debtor_kind: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class OverrideSet(Event):
    """For an account, or one invoice of it, something else counts from this day than the policy says."""

    table: ClassVar[str] = "override"
    account_id: int
    invoice_id: int | None
    """None for all the account's invoices, later ones too."""
    kind: Literal["leave_out", "grace", "policy"]
    days: int | None
    """The days of grace; None of the other kinds."""
    policy_id: str | None
    """The policy it is put under; None of the other kinds."""
    until_on: str | None
    """The last day it counts; None until it is ended."""
    reason: str


@dataclass(frozen=True, slots=True)
class OverrideEnded(Event):
    """An override is ended; its day is the first on which it counts no more."""

    table: ClassVar[str] = "override_end"
    override_id: int
    reason: str
