"""Intervals against the tables of those who proposed them."""

from __future__ import annotations

import random
from math import gamma, pi, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectrules.reports.intervals import Mean, Share, difference, t_value, wilson


# R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3.
@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson(hits: int, of: int, low: float, high: float) -> None:
    found = wilson(hits, of)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    mirrored = wilson(of - hits, of)
    assert mirrored.low == pytest.approx(1 - found.high)
    assert mirrored.high == pytest.approx(1 - found.low)


# R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, table II, method 10.
@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_a_difference_of_shares(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    by, found = difference(Share(*one), Share(*other))
    assert by == pytest.approx(one[0] / one[1] - other[0] / other[1])
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


# NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, the column of 0.975.
@pytest.mark.parametrize(
    ("freedom", "value"),
    [(1, 12.706), (2, 4.303), (3, 3.182), (5, 2.571), (10, 2.228), (30, 2.042), (100, 1.984)],
)
def test_the_values_of_t(freedom: int, value: float) -> None:
    assert round(t_value(freedom), 3) == value


@given(freedom=st.floats(1, 1e6))
def test_t_leaves_what_it_says_beyond_it(freedom: float) -> None:
    """The density added up in small steps from 0 on, which is slow and has nothing of the fraction in it."""
    value = t_value(freedom)
    if freedom > 300:
        assert value == pytest.approx(1.96, abs=0.01)
        return
    peak = gamma((freedom + 1) / 2) / gamma(freedom / 2) / sqrt(freedom * pi)
    steps = 20_000
    wide = value / steps
    heights = (
        (1 + (wide * (n + 0.5)) ** 2 / freedom) ** (-(freedom + 1) / 2) for n in range(steps)
    )
    assert 2 * peak * wide * sum(heights) == pytest.approx(0.95, abs=1e-6)


def test_a_mean() -> None:
    """Student's own data on sleep: the differences of 1908, mean 1.58, interval 0.70 to 2.46."""
    gained = Mean([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])
    assert gained.value == pytest.approx(1.58)
    assert gained.interval is not None
    assert round(gained.interval.low, 2) == 0.70
    assert round(gained.interval.high, 2) == 2.46


def test_a_difference_of_means() -> None:
    """Student's two drugs as two groups, which R's `t.test(extra ~ group, sleep)` tells of by Welch:
    17.776 degrees of freedom, interval -3.3654832 to 0.2054832."""
    first = Mean([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
    second = Mean([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
    by, found = difference(first, second)
    assert by == pytest.approx(-1.58)
    assert found.low == pytest.approx(-3.3654832, abs=1e-6)
    assert found.high == pytest.approx(0.2054832, abs=1e-6)
    assert found.has_zero


def test_an_interval_holds_the_truth_as_often_as_it_says() -> None:
    dice = random.Random(7)
    held = 0
    for _ in range(400):
        one = Mean([dice.expovariate(0.1) for _ in range(60)])
        other = Mean([dice.expovariate(0.1) for _ in range(60)])
        held += difference(one, other)[1].has_zero
    # 380 are expected; five standard deviations of a binomial are 22.
    assert 358 <= held <= 400


def test_nobody_and_one_alone_tell_nothing() -> None:
    assert Share(0, 0).value is None
    assert Share(0, 0).interval is None
    assert difference(Share(0, 0), Share(1, 2)) is None
    assert Mean([]).value is None
    assert Mean([3]).value == 3
    assert Mean([3]).interval is None
    assert difference(Mean([3]), Mean([1, 2])) is None
    assert difference(Mean([3, 3]), Mean([1, 1])) is not None
    with pytest.raises(TypeError):
        difference(Mean([3, 3]), Share(1, 2))


@pytest.mark.parametrize(
    ("hits", "of", "enough"),
    [(5, 30, True), (25, 30, True), (4, 30, False), (26, 30, False), (14, 29, False)],
)
def test_how_many_are_enough(hits: int, of: int, enough: bool) -> None:
    assert Share(hits, of).enough is enough
    assert Mean([1.0] * of).enough is (of >= 30)
