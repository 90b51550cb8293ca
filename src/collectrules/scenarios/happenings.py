"""What can happen in a timeline, one kind a class; each knows the keys it is written with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Final, Literal

from collectrules.policy.model import Channel, Part
from collectrules.policy.positions import KeyPath
from collectrules.scenarios.meant import Meant
from collectrules.scenarios.wanted import Wanted

NOON: Final = time(12)
OverridingWhat = Literal["leave_out", "grace"]
AgreedWhat = Literal["plan", "settlement"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that happens on a day; `path` is where the file says it."""

    path: KeyPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice(Happening):
    """An invoice comes into the books: on its day, or later where `issued` is earlier."""

    number: str
    amount: int
    due: date
    issued: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment(Happening):
    """Money arrives for an invoice: for its parts in the order of the terms, or for some of them by name."""

    of: str
    amount: int
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNote(Happening):
    """Part of an invoice, or all of it, is taken back."""

    of: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise(Happening):
    """The customer promises to pay an amount by a day."""

    amount: int
    by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute(Happening):
    """The customer disputes an invoice."""

    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeOver(Happening):
    """The dispute about an invoice ends: the day is the first that is no longer in dispute."""

    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DueChange(Happening):
    """An invoice gets another due date."""

    of: str
    to: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed(Happening):
    """The customer agrees to an offer of the policy, as if the owner approved it."""

    what: AgreedWhat
    offer: str | None
    """None for the only one of its kind that holds."""
    of: str
    """The invoice it is about; empty for all that is overdue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overriding(Happening):
    """An invoice, or all of them where `of` is empty, is left out or has days of grace of its own."""

    of: str
    what: OverridingWhat
    days: int | None
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverridingOver(Happening):
    """An override ends: the day is the first on which it counts no more."""

    of: str
    what: OverridingWhat | None
    """None for the only one there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Happening):
    """We try to reach the customer, or they reach us; through the gate, as in `collectrules log`."""

    channel: Channel
    result: str
    whom: Meant
    promise: Promise | None
    dispute: Dispute | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOut(Happening):
    """The stage that is due is carried out."""

    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is expected of an invoice; of a scenario of facts there is only one, without a number."""

    of: str
    wanted: tuple[Wanted, ...]
    path: KeyPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One `[[scenario.timeline]]`: what is in the books in the morning, what is expected, what staff do."""

    on: date
    at: time
    before: Sequence[Happening]
    """What the day's run finds in the books."""
    looks: Sequence[Look]
    after: Sequence[Contact | CarriedOut]
    path: KeyPath
