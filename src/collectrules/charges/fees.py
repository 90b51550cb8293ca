"""Late fees: how much, and for which months."""

from __future__ import annotations

from datetime import date, timedelta

from collectrules.clock import months_begun
from collectrules.money import Rounding, percent_of
from collectrules.policy.model import Bands, Charge, Flat, Percent


def fee_amount(charge: Charge, base: int, rounding: Rounding) -> int:
    """The fee in minor units; `base` is the money fact it is taken of, ignored by a flat fee.

    A band reaches up to but not including its `below`: 1,000.00 lies in the band after `below = 1_000.00`.
    """
    match charge:
        case Flat(amount):
            return amount
        case Percent(percent):
            return percent_of(base, percent, rounding)
        case Bands(bands):
            return next(amount for below, amount in bands if below is None or base < below)


def fee_base(charge: Charge) -> str | None:
    """The money fact a fee is taken of, or None for a flat fee."""
    return None if isinstance(charge, Flat) else charge.of


def monthly_periods(applied_days: int, seen_days: int, as_of: date) -> tuple[int, int]:
    """The first and last period of a monthly fee to be charged by a day; they count from 1.

    Period 1 begins on the day the fee first applied, `applied_days` before `as_of`, and each later one
    on the same day of the month. Periods that had ended before the ledger first saw the invoice,
    `seen_days` before `as_of`, are not charged: nobody is billed for months before anyone looked.
    """
    applied = as_of - timedelta(days=applied_days)
    seen = as_of - timedelta(days=seen_days)
    return max(1, months_begun(applied, seen)), months_begun(applied, as_of)
