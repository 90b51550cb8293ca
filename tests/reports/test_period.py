"""Periods: what they are by default, their ends, their whole months, and how they are split."""

from __future__ import annotations

from datetime import date

import pytest

from collectrules.errors import InputError
from collectrules.reports.period import Period, month_of, period_of, split


def day(text: str) -> date:
    return date.fromisoformat(text)


def period(first: str, last: str) -> Period:
    return Period(day(first), day(last))


@pytest.mark.parametrize(
    ("as_of", "first", "last"),
    [
        ("2026-04-01", "2026-01-01", "2026-03-31"),
        (
            "2026-03-31",
            "2026-01-01",
            "2026-03-31",
        ),  # the evening of the last day: the month is over
        ("2026-03-30", "2025-12-01", "2026-02-28"),
        ("2024-03-15", "2023-12-01", "2024-02-29"),
        ("2024-02-29", "2023-12-01", "2024-02-29"),
        ("2024-02-28", "2023-11-01", "2024-01-31"),
        ("2026-01-01", "2025-10-01", "2025-12-31"),
    ],
)
def test_the_last_three_months_that_are_over(as_of: str, first: str, last: str) -> None:
    assert period_of(None, None, day(as_of)) == period(first, last)


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2026-02-10", None, ("2026-02-10", "2026-03-31")),
        (None, "2026-02-10", ("2025-11-11", "2026-02-10")),
        (None, "2026-02-28", ("2025-12-01", "2026-02-28")),
        ("2026-04-05", "2026-04-05", ("2026-04-05", "2026-04-05")),
    ],
)
def test_one_end_given(first: str | None, last: str | None, found: tuple[str, str]) -> None:
    given = [day(each) if each else None for each in (first, last)]
    assert period_of(*given, day("2026-04-20")) == period(*found)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-03-02", "2026-03-01", "ends before it begins"),
        ("2026-04-05", None, "ends before it begins"),  # the last month that was over is March
        ("2026-04-01", "2026-04-21", "is not over on 2026-04-20"),
    ],
)
def test_a_period_that_cannot_be(first: str, last: str | None, said: str) -> None:
    with pytest.raises(InputError, match=said):
        period_of(day(first), day(last) if last else None, day("2026-04-20"))


@pytest.mark.parametrize(
    ("first", "last", "days", "months"),
    [
        ("2024-02-01", "2024-02-29", 29, 1),
        ("2023-02-01", "2023-02-28", 28, 1),
        ("2024-02-01", "2024-02-28", 28, 0),
        ("2024-02-02", "2024-02-29", 28, 0),
        ("2024-01-31", "2024-03-30", 60, 1),
        ("2025-12-01", "2026-02-28", 90, 3),
        ("2024-02-29", "2024-02-29", 1, 0),
    ],
)
def test_days_and_whole_months(first: str, last: str, days: int, months: int) -> None:
    assert (period(first, last).days, len(period(first, last).months)) == (days, months)


def test_the_last_month_of_a_year() -> None:
    assert month_of(day("2026-12-15")) == period("2026-12-01", "2026-12-31")


def test_a_split_leaves_out_no_day_and_none_is_in_two() -> None:
    whole = period("2026-01-01", "2026-03-31")
    days = [
        day(each) for each in ("2026-02-01", "2026-01-01", "2026-04-01", "2026-03-31", "2026-02-01")
    ]
    parts = split(whole, days)
    assert parts == (
        period("2026-01-01", "2026-01-31"),
        period("2026-02-01", "2026-03-30"),
        period("2026-03-31", "2026-03-31"),
    )
    assert sum(part.days for part in parts) == whole.days
