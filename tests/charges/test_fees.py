"""Late fees: each form of a charge at its edges, and the months a monthly fee is for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectrules.charges.fees import fee_amount, months_begun_by
from collectrules.money import Rounding
from collectrules.policy.model import (
    Bands,
    Charge,
    Combined,
    Flat,
    ForEach,
    Percent,
    PerSum,
    Tiers,
)

AS_OF = date(2026, 3, 31)

UK_FIXED_SUM = Bands(((100_000, 4_000), (1_000_000, 7_000), (None, 10_000)), "invoice_amount")
"""Late Payment of Commercial Debts (Interest) Act 1998, s.5A(2)."""


def fee(charge: Charge, rounding: Rounding = "half-up", **facts: int) -> int:
    return fee_amount(charge, facts, rounding, AS_OF)


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
    assert fee(UK_FIXED_SUM, invoice_amount=debt) == sum_


NL_COLLECTION_COSTS = Tiers(
    (
        (250_000, Decimal(15)),
        (500_000, Decimal(10)),
        (1_000_000, Decimal(5)),
        (20_000_000, Decimal(1)),
        (None, Decimal("0.5")),
    ),
    "balance",
    at_least=4_000,
    at_most=677_500,
)
"""Besluit vergoeding voor buitengerechtelijke incassokosten, article 2."""


@pytest.mark.parametrize(
    ("debt", "costs"),
    [
        (0, 4_000),
        (26_700, 4_005),  # 15 % of 267.00
        (250_000, 37_500),
        (500_000, 62_500),
        (20_000_000, 277_500),
        (100_000_000, 677_500),  # 2,775.00 + 0.5 % of 800,000.00
        (200_000_000, 677_500),
    ],
)
def test_the_dutch_collection_costs_at_their_edges(debt: int, costs: int) -> None:
    assert fee(NL_COLLECTION_COSTS, balance=debt) == costs


@given(base=st.integers(0, 10**9), first=st.integers(1, 10**6), step=st.integers(1, 10**6))
def test_tiers_that_all_take_the_same_share_are_that_share(
    base: int, first: int, step: int
) -> None:
    seven = Decimal(7)
    tiers = Tiers(((first, seven), (first + step, seven), (None, seven)), "balance")
    assert fee(tiers, balance=base) == fee(Percent(seven, "balance"), balance=base)


def test_flat_and_percent() -> None:
    one_and_a_half = Percent(Decimal("1.5"), "balance")
    assert fee(Flat(500)) == 500
    assert fee(one_and_a_half, balance=200_000) == 3_000
    assert fee(one_and_a_half, balance=33) == 0
    assert fee(one_and_a_half, balance=34) == 1


@pytest.mark.parametrize(
    ("debt", "sum_"),
    [
        (9_999, 500),  # 4.9995 is less than 5.00
        (10_000, 500),  # 5.00 is not above it
        (10_001, 1_000),  # 5.0005 is: the nearest 10.00
        (29_999, 1_000),  # 14.9995, rounded once: not to 15.00 first and to 20.00 then
        (30_000, 2_000),  # 15.00, half up
        (900_000, 30_000),  # 450.00, at most 300.00
    ],
)
def test_a_percentage_between_bounds_rounded_to_a_step(debt: int, sum_: int) -> None:
    """5 %, at least 5.00, at most 300.00, above 5.00 to the nearest 10.00."""
    five = Percent(Decimal(5), "balance", at_least=500, at_most=30_000, round_to=1_000)
    assert fee(five, balance=debt) == sum_


def test_sums_up_to_round_above_stay_as_they_are() -> None:
    five = Percent(Decimal(5), "balance", round_to=1_000, round_above=1_000)
    assert fee(five, balance=14_690) == 735  # 7.345
    assert fee(five, balance=20_000) == 1_000
    assert fee(five, balance=20_001) == 1_000  # 10.0005
    assert fee(five, "up", balance=20_001) == 2_000


def test_a_sum_for_each_full_step_or_part_of_one() -> None:
    """1.00 for each full 50.00, and for each 50.00 begun."""
    full, begun = PerSum(100, 5_000, "balance"), PerSum(100, 5_000, "balance", begun=True)
    sums = [(fee(full, balance=debt), fee(begun, balance=debt)) for debt in (1, 4_999, 5_000)]
    assert sums == [(0, 100), (0, 100), (100, 100)]
    assert (fee(full, balance=5_001), fee(begun, balance=5_001)) == (100, 200)


def test_a_sum_for_each_of_what_is_counted() -> None:
    assert fee(ForEach(2_500, "overdue_invoices"), overdue_invoices=3) == 7_500
    assert fee(ForEach(25, "days_past_due"), days_past_due=12) == 300
    assert fee(ForEach(25, "days_past_due"), days_past_due=-2) == 0


@pytest.mark.parametrize(
    ("days", "months"),
    [(-3, 0), (0, 0), (1, 1), (28, 1), (31, 1), (32, 2), (59, 2), (60, 3)],
)
def test_months_begin_with_the_first_day_past_due(days: int, months: int) -> None:
    """On 31 March, 31 days: since 1 March. 32 days: since 28 February, a month ago on the 28th.

    59 days: since 1 February, the third month begins tomorrow. 60: since 31 January, and on 31 March.
    """
    assert fee(ForEach(1, "months_past_due"), days_past_due=days) == months


def test_the_greater_the_lesser_and_the_sum_of_charges() -> None:
    parts = (Flat(2_500), Percent(Decimal("0.333"), "balance"), PerSum(100, 5_000, "balance"))
    assert fee(Combined("greater_of", parts), balance=100_000) == 2_500
    assert fee(Combined("greater_of", parts), balance=2_000_000) == 40_000
    assert fee(Combined("lesser_of", parts), balance=100_000) == 333
    assert fee(Combined("sum_of", parts), balance=100_000) == 4_833
    assert fee(Combined("sum_of", parts, at_most=4_000), balance=100_000) == 4_000


def test_a_sum_is_rounded_once_and_not_its_parts() -> None:
    """Three times 0.4 of a cent are 1.2: one cent."""
    part = Percent(Decimal("0.4"), "balance")
    assert fee(part, balance=100) == 0
    assert fee(Combined("sum_of", (part, part, part)), balance=100) == 1


@pytest.mark.parametrize(
    ("applied", "as_of", "begun"),
    [
        ("2026-01-31", "2026-01-31", 1),
        ("2026-01-31", "2026-02-27", 1),
        ("2026-01-31", "2026-02-28", 2),
        ("2026-01-31", "2026-03-31", 3),
    ],
)
def test_a_monthly_fee_is_due_for_each_month_begun(applied: str, as_of: str, begun: int) -> None:
    day = date.fromisoformat(as_of)
    days = (day - date.fromisoformat(applied)).days
    assert months_begun_by(days, 0, day) == begun
    assert months_begun_by(days, days + 1, day) == 0
