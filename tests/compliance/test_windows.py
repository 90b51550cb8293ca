"""The arithmetic of at most so many in so many days, against counting window by window."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.compliance.windows import (
    EVERY_DAY,
    LAST_DAY,
    Span,
    calendar_month,
    calendar_week,
    closed_periods,
    closed_spans,
)


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


@pytest.mark.parametrize(
    ("days", "spans", "ahead"),
    [
        ([], [], []),
        ([1, 2], [(2, 7)], [(1, 7)]),
        ([7, 8], [], []),
        ([3, 3, 4, 9, 13], [(3, 7), (13, 14)], [(1, 7), (8, 14)]),
    ],
)
def test_what_fills_a_week_closes_the_rest_of_it(
    days: list[int], spans: list[Span], ahead: list[Span]
) -> None:
    assert closed_periods(days, 2, calendar_week) == spans
    assert closed_periods(days, 2, calendar_week, looks_ahead=True) == ahead
    assert closed_periods(days, 0, calendar_week) == [EVERY_DAY]


def test_weeks_begin_on_monday_and_months_on_the_first() -> None:
    for number in range(date(2026, 1, 1).toordinal(), date(2028, 3, 5).toordinal()):
        day = date.fromordinal(number)
        first, last = map(date.fromordinal, calendar_week(number))
        assert (first.weekday(), last.weekday(), first <= day <= last) == (0, 6, True)
        first, last = map(date.fromordinal, calendar_month(number))
        assert (first.day, first.month, last.month) == (1, day.month, day.month)
        assert (last + timedelta(days=1)).day == 1
    assert calendar_month(LAST_DAY) == (LAST_DAY - 30, LAST_DAY)


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
