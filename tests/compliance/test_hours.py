"""Hours on the days on which the clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from collectrules.compliance.hours import next_within, within
from collectrules.policy.model import ContactHours, Opening
from tests.compliance.contacts import hours

LONDON = ZoneInfo("Europe/London")
NEW_YORK = ZoneInfo("America/New_York")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def some(start: int, until: int) -> ContactHours:
    """Hours of every day in minutes after midnight."""
    return hours(open=(Opening(hours().open[0].days, start, until),))


@pytest.mark.parametrize(
    ("zone", "asked", "opens"),
    [
        # 29 March 2026: 01:00 in London becomes 02:00. Eight o'clock is an hour earlier in UTC.
        (LONDON, "2026-03-28T20:00", "2026-03-29T07:00"),
        (LONDON, "2026-03-29T06:59", "2026-03-29T07:00"),
        # 25 October 2026: 02:00 becomes 01:00.
        (LONDON, "2026-10-24T19:00", "2026-10-25T08:00"),
        (LONDON, "2026-10-25T07:59", "2026-10-25T08:00"),
        # 8 March and 1 November 2026 in New York.
        (NEW_YORK, "2026-03-08T01:00", "2026-03-08T12:00"),
        (NEW_YORK, "2026-11-01T01:00", "2026-11-01T13:00"),
    ],
)
def test_eight_is_eight_by_the_clock_on_the_wall(zone: ZoneInfo, asked: str, opens: str) -> None:
    assert next_within([(hours(8, 20), zone)], utc(asked)) == utc(opens)


def test_hours_that_begin_in_the_hour_that_is_skipped_begin_after_it() -> None:
    rule = some(90, 180)  # 01:30 to 03:00
    assert next_within([(rule, LONDON)], utc("2026-03-29T00:10")) == utc("2026-03-29T01:00")
    assert not within([(rule, LONDON)], utc("2026-03-29T00:59"))
    assert within([(rule, LONDON)], utc("2026-03-29T01:00"))  # 02:00 by the clock


def test_hours_that_lie_in_the_hour_that_is_skipped_are_not_there_that_day() -> None:
    rule = some(75, 105)
    assert next_within([(rule, LONDON)], utc("2026-03-29T00:10")) == utc("2026-03-30T00:15")


def test_an_hour_that_comes_twice_is_open_twice() -> None:
    rule = some(30, 75)  # 00:30 to 01:15
    open_at = [minute for minute in range(0, 180, 15) if within([(rule, LONDON)], _london(minute))]
    assert open_at == [30, 45, 60, 120]
    assert next_within([(rule, LONDON)], _london(75)) == _london(120)


def _london(minute: int) -> datetime:
    """So many minutes after midnight of 25 October 2026 in London."""
    return utc("2026-10-24T23:00") + timedelta(minutes=minute)


def test_what_is_shut_for_ever_opens_at_no_time() -> None:
    both = [(hours(8, 20, days=(day,)), LONDON) for day in ("mon", "tue")]
    assert next_within(both, utc("2026-03-29T00:00")) is None
    assert next_within([], utc("2026-03-29T00:00")) == utc("2026-03-29T00:00")
    assert next_within(both[:1], utc("9999-12-31T00:00")) is None
