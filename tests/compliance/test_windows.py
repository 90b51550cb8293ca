"""The arithmetic of at most so many in so many days, against counting window by window."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.compliance.windows import EVERY_DAY, LAST_DAY, Span, closed_spans, first_open


@pytest.mark.parametrize(
    ("days", "at_most", "within", "spans"),
    [
        ([], 1, 7, []),
        ([], 0, 7, [EVERY_DAY]),
        ([1], 1, 7, [(1, 7)]),
        ([1], 2, 7, []),
        ([1, 2, 3], 3, 7, [(3, 7)]),
        ([1, 7], 2, 7, [(7, 7)]),
        ([1, 8], 2, 7, []),
        ([1, 1, 2], 2, 2, [(1, 2), (2, 2)]),
    ],
)
def test_what_so_many_days_close(
    days: list[int], at_most: int, within: int, spans: list[Span]
) -> None:
    assert closed_spans(days, at_most, within) == spans


def test_looking_ahead_closes_the_days_before_too() -> None:
    assert closed_spans([10, 11], 2, 7, looks_ahead=True) == [(5, 16)]
    assert closed_spans([10, 16], 2, 7, looks_ahead=True) == [(10, 16)]
    assert closed_spans([10, 17], 2, 7, looks_ahead=True) == []


def test_the_first_open_day_is_after_spans_that_touch_in_whatever_order() -> None:
    spans = [(8, 9), (1, 4), (12, 12), (3, 7)]
    assert [first_open(spans, day) for day in (0, 1, 7, 10, 12)] == [0, 10, 10, 10, 13]
    assert first_open([EVERY_DAY], date(2026, 9, 1).toordinal()) is None
    assert first_open([(LAST_DAY, LAST_DAY)], LAST_DAY) is None


@settings(max_examples=300)
@given(
    st.lists(st.integers(1, 16), min_size=2, max_size=9).map(sorted),
    st.integers(1, 3),
    st.integers(1, 8),
    st.booleans(),
)
def test_a_day_is_closed_where_some_window_is_full(
    days: list[int], at_most: int, within: int, looks_ahead: bool
) -> None:
    spans = closed_spans(days, at_most, within, looks_ahead=looks_ahead)
    for day in range(-9, 30):
        starts = range(day - within + 1, day + 1 if looks_ahead else day - within + 2)
        full = any(
            sum(start <= each < start + within for each in days) >= at_most for start in starts
        )
        assert full == any(first <= day <= last for first, last in spans)
