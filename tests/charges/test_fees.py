"""Late fees: amounts at the edges of bands, and the months a monthly fee is for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from collectrules.charges.fees import fee_amount, monthly_periods
from collectrules.policy.model import Bands, Flat, Percent

UK_FIXED_SUM = Bands(((100_000, 4_000), (1_000_000, 7_000), (None, 10_000)), "invoice_amount")
"""Late Payment of Commercial Debts (Interest) Act 1998, s.5A(2)."""


@pytest.mark.parametrize(
    ("debt", "sum_"),
    [
        (1, 4_000),
        (99_999, 4_000),
        (100_000, 7_000),
        (999_999, 7_000),
        (1_000_000, 10_000),
        (10**14, 10_000),
    ],
)
def test_the_uk_fixed_sum_at_its_edges(debt: int, sum_: int) -> None:
    assert fee_amount(UK_FIXED_SUM, debt, "half-up") == sum_


def test_flat_and_percent() -> None:
    assert fee_amount(Flat(500), 123, "half-up") == 500
    assert fee_amount(Percent(Decimal("1.5"), "balance"), 200_000, "half-up") == 3_000
    assert fee_amount(Percent(Decimal("1.5"), "balance"), 33, "half-up") == 0
    assert fee_amount(Percent(Decimal("1.5"), "balance"), 34, "half-up") == 1


@pytest.mark.parametrize(
    ("applied", "as_of", "last"),
    [
        ("2026-01-31", "2026-01-31", 1),
        ("2026-01-31", "2026-02-27", 1),
        ("2026-01-31", "2026-02-28", 2),
        ("2026-01-31", "2026-03-31", 3),
    ],
)
def test_a_monthly_fee_is_due_for_each_month_begun(applied: str, as_of: str, last: int) -> None:
    day = date.fromisoformat(as_of)
    days = (day - date.fromisoformat(applied)).days
    assert monthly_periods(days, 1000, day) == (1, last)


def test_months_that_had_passed_before_the_ledger_saw_the_invoice_are_not_charged() -> None:
    day = date(2026, 6, 15)
    applied, seen = (day - date(2026, 1, 10)).days, (day - date(2026, 4, 20)).days
    assert monthly_periods(applied, seen, day) == (4, 6)
