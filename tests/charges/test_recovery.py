"""What money on lost debts is used for, and what an agency keeps: worked by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectrules.charges.placements import expected_net_of
from collectrules.charges.recovery import agency_share, spread, taken
from collectrules.policy.model import Part

LEGAL: tuple[Part, ...] = ("costs", "interest", "principal")


@pytest.mark.parametrize(
    ("money", "order", "wanted"),
    [
        # BGB 367 with law.md's numbers: 40.00 costs, 29.36 interest, the rest of 100.00 to 1,000.00
        (10_000, LEGAL, {"costs": 4_000, "interest": 2_936, "principal": 3_064}),
        # BGB 497(3), of consumers: costs, principal, interest
        (10_000, ("costs", "principal", "interest"), {"costs": 4_000, "principal": 6_000}),
        (4_000, LEGAL, {"costs": 4_000}),
        (4_001, LEGAL, {"costs": 4_000, "interest": 1}),
        (200_000, LEGAL, {"costs": 4_000, "interest": 2_936, "principal": 100_000}),
        (0, LEGAL, {}),
    ],
)
def test_money_goes_to_the_parts_in_their_order(
    money: int, order: tuple[Part, ...], wanted: dict[Part, int]
) -> None:
    owed: dict[Part, int] = {"costs": 4_000, "interest": 2_936, "principal": 100_000}
    assert taken(money, owed, order) == wanted


def test_what_was_paid_too_much_takes_nothing() -> None:
    assert taken(100, {"costs": -5, "interest": 0, "principal": 40}, LEGAL) == {"principal": 40}


@given(
    money=st.integers(0, 1_000),
    owed=st.fixed_dictionaries({part: st.integers(-50, 400) for part in LEGAL}),
    order=st.permutations(LEGAL),
)
def test_no_money_is_lost_or_made(money: int, owed: dict[Part, int], order: list[Part]) -> None:
    found = taken(money, owed, order)
    positive = {part: max(0, amount) for part, amount in owed.items()}
    assert sum(found.values()) == min(money, sum(positive.values()))
    assert all(0 < found[part] <= positive[part] for part in found)


@pytest.mark.parametrize(
    ("recovered", "percent", "rounding", "wanted"),
    [
        (50_000, "25", "half-up", 12_500),
        # 333.33 x 12.5 % = 41.66625
        (33_333, "12.5", "half-up", 4_167),
        (33_333, "12.5", "down", 4_166),
        # 0.02 x 25 % is half a cent
        (2, "25", "half-up", 1),
        (2, "25", "half-even", 0),
        (10_000, "0", "half-up", 0),
        (10_000, "100", "half-up", 10_000),
    ],
)
def test_the_share_is_rounded_once(
    recovered: int, percent: str, rounding: str, wanted: int
) -> None:
    assert agency_share(recovered, Decimal(percent), rounding) == wanted


@pytest.mark.parametrize(
    ("debts", "percent", "wanted"),
    [
        # 500.00, of which 50 % is likely lost; they keep a quarter of the rest: 187.50
        ([(50_000, "50")], "25", 18_750),
        # nothing is known of losses
        ([(50_000, "0")], "25", 37_500),
        # two ages: (300.00 x 90 % + 100.01 x 50 %) x 75 % = 240.00375, rounded down
        ([(30_000, "10"), (10_001, "50")], "25", 24_000),
        # 0.01 x 90 % x 75 % is less than a cent
        ([(1, "10")], "25", 0),
        # 2/23 is no decimal: 575.00 x 21/23 x 75 % is 393.75
        ([(57_500, "200/23")], "25", 39_375),
        ([(50_000, "100")], "25", 0),
        ([], "25", 0),
    ],
)
def test_the_expected_net_is_what_losses_and_their_share_leave(
    debts: list[tuple[int, str]], percent: str, wanted: int
) -> None:
    exact = [(amount, Fraction(lost)) for amount, lost in debts]
    assert expected_net_of(exact, Decimal(percent)) == wanted


def test_a_discount_over_several_invoices_adds_up() -> None:
    """1 % of 3 x 0.50 is 1.5 cents: 2, of which the first has 0.5, so 1, and the last the rest."""
    assert spread(Decimal(1), (50, 50, 50), "half-up") == (1, 0, 1)
    assert spread(Decimal(2), (12_345,), "half-up") == (247,)


@given(
    percent=st.decimals(0, 100, places=2),
    balances=st.lists(st.integers(1, 10**6), min_size=1, max_size=6),
)
def test_a_spread_percentage_is_that_of_the_sum(percent: Decimal, balances: list[int]) -> None:
    found = spread(percent, balances, "half-up")
    assert sum(found) == spread(percent, [sum(balances)], "half-up")[0]
    assert all(
        abs(part - percent * balance / 100) <= 1
        for part, balance in zip(found, balances, strict=True)
    )
