"""Tables of figures keep to the width they are given, whatever stands in them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from collectrules.tui.figures_text import decimal, several, share, table

WORDS = st.text(max_size=30)
NUMBERS = st.lists(
    st.from_regex(r"-?[0-9]{1,12}\.[0-9]{2}", fullmatch=True), min_size=3, max_size=3
)


@given(
    rows=st.lists(st.tuples(WORDS, NUMBERS), max_size=5),
    width=st.integers(8, 100),
    total=st.booleans(),
)
def test_no_line_is_longer_than_the_width(
    rows: list[tuple[str, list[str]]], width: int, total: bool
) -> None:
    told = table(
        ("stage", "accounts", "outstanding", "past due"),
        [(words, *numbers) for words, numbers in rows],
        width,
        total=("together", "1", "2.00", "3.00") if total else None,
    ).plain.split("\n")
    assert len(told) == 1 + len(rows) + total
    assert all(cell_len(line) <= width for line in told)


def test_numbers_stand_below_each_other_and_words_take_what_is_left() -> None:
    told = table(("what", "EUR"), [("a", "1.00"), ("a much longer word", "1,000.00")], 22).plain
    assert told.split("\n") == [
        "what               EUR",
        "a                 1.00",
        "a much long…  1,000.00",
    ]


def test_what_does_not_fit_is_left_out_from_the_right() -> None:
    told = table(("stage", "one", "two"), [("reminder", "123.00", "456.00")], 18).plain
    assert "123.00" in told
    assert "456.00" not in told


@pytest.mark.parametrize(
    ("part", "whole", "said"), [(1, 3, "33 %"), (1, 2, "50 %"), (0, 5, "0 %"), (1, 0, "")]
)
def test_a_share(part: int, whole: int, said: str) -> None:
    assert share(part, whole) == said


@pytest.mark.parametrize(
    ("value", "said"), [(None, "-"), (Fraction(1, 3), "0.33"), (Fraction(12_345), "12,345.00")]
)
def test_a_figure(value: Fraction | None, said: str) -> None:
    assert decimal(value) == said


def test_one_is_not_said_as_several() -> None:
    assert (several(1, "row"), several(1_000, "row")) == ("1 row", "1,000 rows")
