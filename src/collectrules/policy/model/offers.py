"""What can be offered to a customer who is to pay."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from collectrules.policy.model.base import Approval, Rule

Every = Literal["week", "fortnight", "month"]

BROKEN_AFTER_DAYS: Final = 7
"""Days after an instalment's day within which it may still arrive, where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is owed in equal instalments."""

    instalments: int
    every: Every
    first_within_days: int
    at_least: int = 0
    """The smallest instalment, in minor units."""
    skip_holidays: bool = False
    """Whether an instalment that would be due on a weekend or a public holiday is due on the next day
    that is neither."""
    broken_after_days: int = BROKEN_AFTER_DAYS
    """How many days after its day an instalment may still arrive before the plan is broken."""


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
