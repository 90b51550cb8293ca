"""The formulas, of plain numbers: exact, and without rounding. Amounts are minor units of one currency."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction


def days_of_sales(amount: int, sales: int, days: int) -> Fraction:
    """For how many days of a period's sales, which are above 0, an amount stands: amount / sales x days."""
    return Fraction(amount * days, sales)


def count_back(receivables: int, months: Iterable[tuple[int, int]]) -> Fraction | None:
    """How many days back the sales reach that make up what is receivable, the latest month first.

    `months` are sales and days. A month whose sales are used up counts with all its days, the last one
    with the share of it that is needed. A month without sales, or with more credit than sales, counts with
    all its days too. None where all the sales do not make up what is receivable.
    """
    left, days = receivables, 0
    for sales, in_month in months:
        if left <= 0:
            break
        if sales > left:
            return days + Fraction(left * in_month, sales)
        left -= max(0, sales)
        days += in_month
    return Fraction(days) if left <= 0 else None


def collection_effectiveness(
    opening: int, sales: int, closing: int, closing_current: int, months: int = 1
) -> Fraction:
    """Of what could be collected, how much was, in per cent.

    (opening + sales/N - closing) / (opening + sales/N - closing current) x 100; the divisor is above 0.
    """
    there = opening + Fraction(sales, months)
    return (there - closing) / (there - closing_current) * 100


def per_cent(part: int, whole: int) -> Fraction:
    """What share a part is of a whole above 0, in per cent."""
    return Fraction(part * 100, whole)
