"""Days and months."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectrules.clock import add_months, moment_text, months_begun, parse_day
from collectrules.errors import InputError


@pytest.mark.parametrize(
    "text", ["", "2026-02-30", "20260101", "2026-1-1", "1/2/2026", "2026-01-01T00"]
)
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(InputError, match="is not a day"):
        parse_day(text)


def test_the_last_day_of_a_month_is_counted_from_the_anchor() -> None:
    months = [add_months(date(2026, 1, 31), n) for n in range(4)]
    assert months == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("day", "months"),
    [
        ("2026-01-30", 0),
        ("2026-01-31", 1),
        ("2026-02-27", 1),
        ("2026-02-28", 2),
        ("2026-03-30", 2),
        ("2026-03-31", 3),
    ],
)
def test_months_begun(day: str, months: int) -> None:
    assert months_begun(date(2026, 1, 31), date.fromisoformat(day)) == months


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 2000))
def test_months_begun_is_what_counting_them_gives(anchor: date, days: int) -> None:
    day = anchor + timedelta(days=days)
    counted = 0
    while add_months(anchor, counted) <= day:
        counted += 1
    assert months_begun(anchor, day) == counted


def test_moments_are_utc_and_sort_as_text() -> None:
    east = timezone(timedelta(hours=5, minutes=30))
    assert moment_text(datetime(2026, 1, 1, 5, 30, tzinfo=east)) == "2026-01-01T00:00:00.000000Z"
    assert moment_text(datetime(2026, 1, 1, tzinfo=UTC)) < moment_text(
        datetime(2026, 1, 1, 0, 0, 1, tzinfo=UTC)
    )
