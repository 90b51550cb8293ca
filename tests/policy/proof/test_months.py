"""Whole months beside days, held against the calendar, and findings that rest on them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from collectrules.clock import add_months, whole_months
from collectrules.policy.proof.months import due_date, fewest_days, most_days, nearest_months


@pytest.mark.parametrize(
    ("months", "fewest", "most"),
    [(0, 0, 30), (1, 28, 61), (2, 59, 91), (12, 365, 396)],
)
def test_the_days_that_months_take(months: int, fewest: int, most: int) -> None:
    """February alone has 28 days, January and February 59; December and January 62, July to September 92."""
    assert (fewest_days(months), most_days(months)) == (fewest, most)


def test_what_is_nearest_is_what_the_calendar_has() -> None:
    dates = [date(2023, 3, 1) + timedelta(days=n) for n in range(1461)]
    for days in range(-2, 130):
        there_are = {whole_months(due, due + timedelta(days=days)) for due in dates}
        assert {nearest_months(months, days) for months in range(8)} == there_are


def test_a_due_date_for_every_pair_there_is() -> None:
    for days in range(-2, 130):
        for months in {nearest_months(wanted, days) for wanted in range(8)}:
            due = due_date(months, days)
            assert whole_months(due, due + timedelta(days=days)) == months


def test_months_are_counted_from_the_due_date_and_not_from_a_clipped_day() -> None:
    assert whole_months(date(2026, 1, 31), date(2026, 3, 30)) == 1
    assert add_months(date(2026, 1, 31), 2) == date(2026, 3, 31)
