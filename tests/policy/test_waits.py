"""Waits in days and in working days, held against a walk over the calendar and against the books of a run."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectrules.policy.calendars import is_working_day
from collectrules.policy.model import Stage, TaskAction
from collectrules.policy.waits import closed, days_to_wait, days_until

DAY = timedelta(days=1)


def stage(wait: int = 0, working: int = 0, *, only: bool = False) -> Stage:
    return Stage(
        id="s",
        action=TaskAction("t"),
        wait_days=wait,
        wait_working_days=working,
        working_days_only=only,
    )


@pytest.mark.parametrize(
    ("place", "day", "works"),
    [
        ("", "2026-12-24", True),
        ("", "2026-12-25", True),  # no place, no holidays
        ("GB-ENG", "2026-12-25", False),
        ("GB-ENG", "2026-12-26", False),  # a Saturday
        ("GB-ENG", "2026-12-28", False),  # in its place
        ("GB-ENG", "2026-12-29", True),
        ("US", "2026-07-03", False),  # the 4th is a Saturday
        ("AE", "2026-03-06", True),  # a Friday: the weekend there is Saturday and Sunday since 2022
        ("SA", "2026-03-06", False),  # a Friday, in Saudi Arabia of the weekend
        ("SA", "2026-03-08", True),  # a Sunday
    ],
)
def test_a_working_day(place: str, day: str, works: bool) -> None:
    assert is_working_day(place, date.fromisoformat(day)) == works


@pytest.mark.parametrize(
    ("wait", "since", "on", "days"),
    [
        (stage(10), None, "2026-12-24", 0),  # nothing was carried out before
        (stage(10), 4, "2026-12-24", 6),
        (stage(working=1), 0, "2026-12-24", 5),  # over Christmas to Tuesday 29 December
        (stage(working=1), 1, "2026-12-24", 0),
        (stage(working=3), 3, "2026-12-24", 0),  # Monday's letter: Tuesday, Wednesday, Thursday
        (stage(working=3), 2, "2026-12-24", 5),
        (stage(only=True), None, "2026-12-24", 0),
        (stage(only=True), None, "2026-12-25", 4),
        (stage(2, only=True), 1, "2026-12-24", 5),
        (stage(working=2, only=True), 1, "2026-12-24", 5),
    ],
)
def test_the_next_working_day_in_england(
    wait: Stage, since: int | None, on: str, days: int
) -> None:
    """In 2026 Christmas Day is a Friday and Boxing Day is kept on Monday the 28th."""
    assert days_until(wait, since, date.fromisoformat(on), "GB-ENG") == days


waits = st.one_of(
    st.builds(stage, st.integers(0, 20), only=st.booleans()),
    st.builds(stage, working=st.integers(0, 15), only=st.booleans()),
)


@given(wait=waits, since=st.integers(0, 40), on=st.dates(date(2025, 12, 1), date(2026, 2, 1)))
def test_what_a_walk_over_the_calendar_says(wait: Stage, since: int, on: date) -> None:
    done = on - since * DAY

    def may(day: date) -> bool:
        gone = [done + n * DAY for n in range(1, (day - done).days + 1)]
        working = [each for each in gone if is_working_day("GB-ENG", each)]
        waited = len(gone) >= wait.wait_days and len(working) >= wait.wait_working_days
        return waited and (not wait.working_days_only or is_working_day("GB-ENG", day))

    days = days_until(wait, since, on, "GB-ENG")
    assert may(on + days * DAY)
    assert not any(may(on + n * DAY) for n in range(days))
    now = since >= days_to_wait(wait, on, "GB-ENG") and not closed(wait, on, "GB-ENG")
    assert now == (days == 0)


def test_without_a_day_each_is_a_working_day() -> None:
    assert days_until(stage(working=10, only=True), 3, None, "GB-ENG") == 7
