"""What is owed again when money comes for lost debts, what an agency keeps, what a discount comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from collectrules.money import Rounding, percent_of
from collectrules.policy.model import Part


def taken(money: int, owed: Mapping[Part, int], order: Sequence[Part]) -> dict[Part, int]:
    """How much of some money goes to each part of what is owed, in an order, nothing to what is not owed.

    BGB 367(1): costs, then interest, then principal; the policy's terms may say another order.
    """
    found: dict[Part, int] = {}
    for part in order:
        used = min(money, max(0, owed.get(part, 0)))
        if used > 0:
            found[part] = used
            money -= used
    return found


def agency_share(recovered: int, contingency_percent: Decimal, rounding: Rounding) -> int:
    """What an agency keeps of what it recovered, in minor units, rounded once."""
    return percent_of(recovered, contingency_percent, rounding)


def spread(percent: Decimal, balances: Sequence[int], rounding: Rounding) -> tuple[int, ...]:
    """A percentage of the sum of some balances, rounded once, parted over them so that it adds up."""
    parts, before, sum_ = [], 0, 0
    for balance in balances:
        sum_ += balance
        through = percent_of(sum_, percent, rounding)
        parts.append(through - before)
        before = through
    return tuple(parts)
