"""When a day begins and a clock changes, in zones that change theirs at odd times."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectrules.compliance.local import clock_changes, day_begins, shown_at

ZONES = (
    "UTC", "Europe/London", "America/New_York", "America/Santiago", "America/Havana", "Asia/Beirut",
    "Africa/Cairo", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia",
)  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "day", "begins"),
    [
        ("Europe/London", "2026-03-29", "2026-03-29T00:00:00"),
        ("Europe/London", "2026-03-30", "2026-03-29T23:00:00"),
        ("America/Santiago", "2026-09-06", "2026-09-06T04:00:00"),  # 00:00 is skipped: 01:00
        ("America/Santiago", "2026-04-05", "2026-04-05T04:00:00"),  # 23:00 came twice before it
        ("America/Havana", "2026-11-01", "2026-11-01T04:00:00"),  # 00:00 comes twice: the first
    ],
)
def test_a_day_begins_at_midnight_or_where_midnight_is_skipped(
    zone: str, day: str, begins: str
) -> None:
    wanted = datetime.fromisoformat(begins).replace(tzinfo=UTC)
    assert day_begins(date.fromisoformat(day), ZoneInfo(zone)) == wanted


@given(st.sampled_from(ZONES), st.dates(date(2012, 1, 1), date(2036, 12, 31)))
def test_a_day_begins_with_its_first_second(zone: str, day: date) -> None:
    begins = day_begins(day, ZoneInfo(zone))
    assert begins.tzinfo is UTC
    assert begins.astimezone(ZoneInfo(zone)).date() == day
    assert (begins - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date() < day


def test_a_day_that_never_was_begins_with_the_next() -> None:
    # Samoa went from 29 to 31 December 2011.
    apia = ZoneInfo("Pacific/Apia")
    assert day_begins(date(2011, 12, 30), apia) == day_begins(date(2011, 12, 31), apia)


@pytest.mark.parametrize(
    ("zone", "day", "changes"),
    [
        ("Europe/London", "2026-03-29", "2026-03-29T01:00:00"),
        ("Europe/London", "2026-10-25", "2026-10-25T01:00:00"),
        ("Australia/Lord_Howe", "2026-10-04", "2026-10-03T15:30:00"),
        ("Europe/London", "2026-10-26", None),
    ],
)
def test_when_a_clock_changes(zone: str, day: str, changes: str | None) -> None:
    begins = day_begins(date.fromisoformat(day), ZoneInfo(zone))
    found = clock_changes(begins, begins + timedelta(hours=24), ZoneInfo(zone))
    assert found == (changes and datetime.fromisoformat(changes).replace(tzinfo=UTC))


def test_a_minute_that_comes_twice() -> None:
    london = ZoneInfo("Europe/London")
    first, second = shown_at(date(2026, 10, 25), 90, london)
    assert second - first == timedelta(hours=1)
    assert shown_at(date(2026, 10, 25), 120, london) == (datetime(2026, 10, 25, 2, tzinfo=UTC),)
