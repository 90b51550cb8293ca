"""The worked figures of shared law and lessons, with their working: plain numbers into formulas."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectrules.reports.figures import two_decimals
from collectrules.reports.formulas import (
    collection_effectiveness,
    count_back,
    days_of_sales,
    per_cent,
)


@pytest.mark.parametrize(
    ("amount", "sales", "days", "printed"),
    [
        (10_000, 30_000, 30, "10.00"),  # growfin: days sales outstanding
        (8_000, 30_000, 30, "8.00"),  # growfin: best possible
        (2_000, 30_000, 30, "2.00"),  # growfin: average days delinquent, 10 - 8
        (1_290_000, 2_350_000, 90, "49.40"),  # simulalo; 116,100,000 / 2,350,000; it prints 49.5
        (150_000, 1_800_000, 365, "30.42"),  # trymesha.com: 54,750,000 / 1,800,000; it prints 30.4
        (0, 30_000, 30, "0.00"),
        (1, 3, 1, "0.33"),
        (1, 8, 1, "0.13"),  # 0.125, half up
    ],
)
def test_days_of_sales(amount: int, sales: int, days: int, printed: str) -> None:
    assert two_decimals(days_of_sales(amount, sales, days)) == Decimal(printed)


MONTHS = [(100_000, 30), (80_000, 30), (70_000, 30)]
"""benjipays.com and trymesha.com: the sales of three months of 30 days, the latest first."""


@pytest.mark.parametrize(
    ("receivables", "months", "days"),
    [
        (212_000, MONTHS, Fraction(60) + Fraction(32_000 * 30, 70_000)),  # 73.71
        (0, MONTHS, Fraction(0)),
        (50_000, MONTHS, Fraction(15)),  # half of the last month
        (100_000, MONTHS, Fraction(30)),  # exactly the last month
        (180_000, MONTHS, Fraction(60)),
        (180_001, MONTHS, Fraction(60) + Fraction(30, 70_000)),
        (250_000, MONTHS, Fraction(90)),  # exactly all of them
        (250_001, MONTHS, None),
        (1, [], None),
        (0, [], Fraction(0)),
        (90, [(30, 28), (0, 31), (-5, 31), (120, 30)], Fraction(90) + Fraction(60 * 30, 120)),
    ],
)
def test_count_back(receivables: int, months: list[tuple[int, int]], days: Fraction | None) -> None:
    assert count_back(receivables, months) == days


def test_count_back_as_printed() -> None:
    assert two_decimals(count_back(212_000, MONTHS)) == Decimal("73.71")


@given(
    sales=st.integers(1, 10**9),
    months=st.integers(1, 6),
    share=st.fractions(0, 1, max_denominator=50),
)
def test_with_even_sales_both_ways_of_counting_agree(
    sales: int, months: int, share: Fraction
) -> None:
    """Sales alike in months of 30 days: what stands for a share of them stands for that share of the days."""
    whole = sales * share.denominator
    owed = int(whole * months * share)
    counted = count_back(owed, [(whole, 30)] * months)
    assert counted == days_of_sales(owed, whole * months, 30 * months)


@pytest.mark.parametrize(
    ("opening", "sales", "closing", "current", "months", "printed"),
    [
        (100_000, 1_000_000, 120_000, 100_000, 1, "98.00"),  # gaviti: 980,000 / 1,000,000
        (6_200, 10_890, 6_340, 3_590, 3, "55.93"),  # creditguru: 3,490 / 6,240
        (
            6_200,
            10_890,
            6_340,
            3_590,
            1,
            "79.63",
        ),  # the same over the whole period: 10,750 / 13,500
        (5_000, 0, 5_000, 0, 1, "0.00"),  # nothing was collected
        (5_000, 2_000, 2_000, 2_000, 1, "100.00"),  # all that was due
    ],
)
def test_collection_effectiveness(
    *, opening: int, sales: int, closing: int, current: int, months: int, printed: str
) -> None:
    found = collection_effectiveness(opening, sales, closing, current, months)
    assert two_decimals(found) == Decimal(printed)


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [
        (482, 1_290, "37.36"),  # past due of all: law.md has 37.4, its source prints 37.3
        (7, 10, "70.00"),  # promises kept by count
        (3_900, 5_000, "78.00"),  # and by value
        (8_000, 100_000, "8.00"),  # roll rates
        (3_200, 8_000, "40.00"),
        (1_600, 3_200, "50.00"),
        (960, 1_600, "60.00"),
        (960, 100_000, "0.96"),  # the chain of the four
        (25, 100, "25.00"),
    ],
)
def test_shares(part: int, whole: int, printed: str) -> None:
    assert two_decimals(per_cent(part, whole)) == Decimal(printed)


def test_a_negative_half_is_rounded_away_from_zero_as_a_positive_one() -> None:
    assert two_decimals(Fraction(-1, 8)) == Decimal("-0.13")
