"""Keeping losses small: on what terms to go on selling, and what to expect to lose."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from collectrules.policy.model.base import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit(Rule):
    """On what terms an account is sold to while its conditions hold."""

    decision: Literal["hold-orders", "deposit", "limit"]
    percent: Decimal = Decimal(0)
    """Of an order that is to be paid in advance; of a deposit alone."""
    amount: int = 0
    """The most that may be open, in minor units; of a limit alone."""


@dataclass(frozen=True, slots=True)
class Provision:
    """What share of invoices of an age is expected to be lost."""

    first_day: int | None
    """Days past due, both ends in the bucket; None is without an end."""
    last_day: int | None
    percent: Fraction
    """Exact: 2/23 is no decimal."""

    def holds(self, days_past_due: int) -> bool:
        """Whether an invoice of this age is in the bucket."""
        begun = self.first_day is None or days_past_due >= self.first_day
        return begun and (self.last_day is None or days_past_due <= self.last_day)
