"""Amounts: exact, in the currency's own decimals, rounded once and by name."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectrules.errors import InputError
from collectrules.money import (
    LARGEST_MINOR,
    Rounding,
    decimals,
    format_minor,
    is_currency,
    percent_of,
    round_exact,
    round_minor,
    to_decimal,
    to_minor,
)


@pytest.mark.parametrize(
    ("currency", "places"), [("JPY", 0), ("USD", 2), ("KWD", 3), ("CLF", 4), ("ISK", 0), ("TND", 3)]
)
def test_decimals_are_those_of_iso_4217(currency: str, places: int) -> None:
    assert decimals(currency) == places


@pytest.mark.parametrize("code", ["", "usd", "XXX", "XAU", "EURO", "US"])
def test_what_is_no_currency(code: str) -> None:
    assert not is_currency(code)
    with pytest.raises(InputError, match="unknown currency"):
        decimals(code)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1234.50", "USD", 123450),
        ("0.01", "EUR", 1),
        ("-3", "GBP", -300),
        ("7", "JPY", 7),
        ("1.005", "KWD", 1005),
    ],
)
def test_amounts_become_minor_units(text: str, currency: str, minor: int) -> None:
    assert to_minor(Decimal(text), currency) == minor
    assert to_decimal(minor, currency) == Decimal(text)


@pytest.mark.parametrize(
    ("text", "currency", "message"),
    [
        ("1.005", "USD", "more decimals than USD has"),
        ("0.5", "JPY", "more decimals than JPY has"),
        ("NaN", "USD", "is not an amount"),
        ("Infinity", "USD", "is not an amount"),
        ("10000000000000.01", "USD", "larger than any amount"),
        ("1e999999", "USD", "larger than any amount"),
    ],
)
def test_amounts_that_are_refused(text: str, currency: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        to_minor(Decimal(text), currency)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (123456789, "USD", "1,234,567.89"),
        (-5, "EUR", "-0.05"),
        (0, "KWD", "0.000"),
        (1000, "JPY", "1,000"),
    ],
)
def test_amounts_are_written_in_full(minor: int, currency: str, text: str) -> None:
    assert format_minor(minor, currency) == text
    assert format_minor(minor, currency, grouped=False) == text.replace(",", "")


@given(st.integers(-LARGEST_MINOR, LARGEST_MINOR), st.sampled_from(["JPY", "USD", "KWD", "CLF"]))
def test_there_and_back(minor: int, currency: str) -> None:
    assert to_minor(to_decimal(minor, currency), currency) == minor
    assert to_minor(Decimal(format_minor(minor, currency, grouped=False)), currency) == minor


@given(st.integers(-LARGEST_MINOR, LARGEST_MINOR), st.decimals(0, 100, places=4))
def test_a_percentage_is_within_half_a_unit_of_the_exact_one(minor: int, percent: Decimal) -> None:
    exact = Fraction(minor) * Fraction(percent) / 100
    assert abs(percent_of(minor, percent) - exact) <= Fraction(1, 2)
    assert percent_of(minor, percent, "down") <= exact <= percent_of(minor, percent, "up")


@pytest.mark.parametrize(
    ("rounding", "rounded"), [("half-up", 3), ("half-even", 2), ("up", 3), ("down", 2)]
)
def test_half_a_unit_goes_where_the_name_says(rounding: str, rounded: int) -> None:
    assert percent_of(25, Decimal(10), rounding) == rounded


@given(
    exact=st.decimals(-(10**9), 10**9, places=4),
    rounding=st.sampled_from(["half-up", "half-even", "up", "down"]),
)
def test_an_exact_number_is_rounded_as_a_decimal_is(exact: Decimal, rounding: Rounding) -> None:
    assert round_exact(Fraction(exact), rounding) == round_minor(exact, rounding)


@pytest.mark.parametrize(
    ("exact", "rounding", "whole"),
    [
        (Fraction(5, 2), "half-up", 3),
        (Fraction(5, 2), "half-even", 2),
        (Fraction(7, 2), "half-even", 4),
        (Fraction(-5, 2), "half-up", -3),
        (Fraction(120_000, 23), "half-up", 5_217),
        (Fraction(120_000, 23), "up", 5_218),
        (Fraction(-1, 3), "up", 0),
        (Fraction(-1, 3), "down", -1),
        (Fraction(3), "up", 3),
    ],
)
def test_a_fraction_is_rounded_once(exact: Fraction, rounding: Rounding, whole: int) -> None:
    assert round_exact(exact, rounding) == whole
