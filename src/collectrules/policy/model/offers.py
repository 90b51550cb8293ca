"""What can be offered to a customer who is to pay."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from collectrules.policy.model.base import Approval, Rule

Every = Literal["week", "fortnight", "month"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is owed in equal instalments."""

    instalments: int
    every: Every
    first_within_days: int
    at_least: int = 0
    """The smallest instalment, in minor units."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """Part of what is owed, taken for the whole when it arrives in time."""

    percent: Decimal
    valid_days: int


@dataclass(frozen=True, slots=True)
class Discount:
    """A thank-you taken off an invoice."""

    percent: Decimal
    on: Literal["next-invoice", "what-is-overdue"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer(Rule):
    """Something that may be offered while its conditions hold."""

    terms: Plan | Settlement | Discount
    approval: Approval = "none"
