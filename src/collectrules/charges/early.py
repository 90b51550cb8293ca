"""What paying early takes off an invoice: how much of it a sum of money settles, and with what discount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from collectrules.money import Rounding, percent_of, round_minor
from collectrules.policy.model import EarlyPayment

_WHOLE: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Discount:
    """What is taken off what is paid within some days; `percent` 0 is no discount."""

    percent: Decimal = Decimal(0)
    within_days: int = 0
    rounding: Rounding = "half-up"

    def off(self, principal: int) -> int:
        """What is taken off where the whole of it is paid, in minor units, rounded once."""
        return percent_of(principal, self.percent, self.rounding)

    def settled_by(self, money: int, principal: int) -> int:
        """How much of a principal a sum settles, discount and all: `money / (1 - percent)`, no more than it.

        7 % off: 2,790.00 settles 3,000.00, for 2,790 / 0.93 = 3,000.
        """
        if money >= principal - self.off(principal):
            return principal
        exact = Decimal(money) * _WHOLE / (_WHOLE - self.percent)
        return min(round_minor(exact, self.rounding), principal)


NO_DISCOUNT: Final = Discount()


def discount_for(
    tiers: Sequence[EarlyPayment], issued_on: date, paid_on: date, rounding: Rounding
) -> Discount:
    """The discount of money that arrived on a day for an invoice; the last day of a tier is in time."""
    days = (paid_on - issued_on).days
    for tier in tiers:
        if days <= tier.within_days:
            return Discount(tier.percent, tier.within_days, rounding)
    return NO_DISCOUNT
