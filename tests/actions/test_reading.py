from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectrules.actions.reading import (
    read_amount,
    read_count,
    read_day,
    read_moment,
    read_percent,
)
from collectrules.errors import InputError
from collectrules.money import format_minor

NOW = datetime(2026, 6, 30, 8, 30, tzinfo=UTC)  # a Tuesday, 9:30 in London
LONDON = "Europe/London"


@given(st.integers(0, 10**12), st.sampled_from(["GBP", "JPY", "KWD"]))
def test_what_is_shown_is_read_as_the_same_amount(minor: int, currency: str) -> None:
    assert read_amount(f"{format_minor(minor, currency)} {currency}", currency) == minor


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1250", 125000),
        ("1,250.00", 125000),
        (" 12.5 ", 1250),
        ("12.50 GBP", 1250),
        ("1,234,567.8", 123456780),
    ],
)
def test_amounts_are_read_as_the_screens_show_them(text: str, minor: int) -> None:
    assert read_amount(text, "GBP") == minor


@pytest.mark.parametrize(
    "text",
    ["1_000", "١٢", "1e", "--1", "1.2.3", "", "12,50", "1.250,00", "1,25.00", ",250", "nan", "all"],
)
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(InputError):
        read_amount(text, "GBP")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-06-30"),
        ("Tomorrow", "2026-07-01"),
        ("+7", "2026-07-07"),
        ("+2d", "2026-07-02"),
        ("friday", "2026-07-03"),
        ("tue", "2026-07-07"),
        ("2026-07-10", "2026-07-10"),
    ],
)
def test_days(text: str, day: str) -> None:
    assert read_day(text, date(2026, 6, 30)).isoformat() == day


@given(
    st.sampled_from(["mon", "tuesday", "wed", "thurs", "fri", "satur", "sunday"]),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)
def test_a_day_of_the_week_is_the_next_one_within_a_week(name: str, today: date) -> None:
    day = read_day(name, today)
    assert today < day <= today + timedelta(days=7)
    assert f"{day:%A}".lower().startswith(name)


@pytest.mark.parametrize("text", ["", "fr", "someday", "+", "+99999", "30.6.2026", "-3"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(InputError):
        read_day(text, date(2026, 6, 30))


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("14:30", "2026-06-30T13:30"),
        ("tomorrow 10:00", "2026-07-01T09:00"),
        ("tomorrow_10:00", "2026-07-01T09:00"),
        ("+2d 14:30", "2026-07-02T13:30"),
        ("friday 9:05", "2026-07-03T08:05"),
        ("2026-12-01 09:00", "2026-12-01T09:00"),
        ("2026-12-01T09:00", "2026-12-01T09:00"),
        ("+90m", "2026-06-30T10:00"),
        ("+2h", "2026-06-30T10:30"),
    ],
)
def test_moments_by_the_clock_of_a_zone(text: str, utc: str) -> None:
    assert read_moment(text, NOW, LONDON) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9:30", "2026-06-30 9:30 has passed"),
        ("tomorrow", "is not a moment"),
        ("25:00", "is not a moment"),
        ("someday 10:00", "`someday` is not a day"),
        ("2027-03-28 01:30", "there is no 01:30 on 2027-03-28"),
    ],
)
def test_what_is_no_moment_to_come(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_moment(text, NOW, LONDON)


@given(
    st.datetimes(datetime(2026, 7, 1), datetime(2027, 12, 31)),  # noqa: DTZ001 - what a wall shows
    st.sampled_from([LONDON, "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]),
)
def test_a_moment_is_shown_by_that_clock_as_it_was_written(wall: datetime, zone: str) -> None:
    text = f"{wall:%Y-%m-%d %H:%M}"
    local = wall.replace(tzinfo=ZoneInfo(zone))
    shown = local.astimezone(UTC).astimezone(ZoneInfo(zone))
    if f"{shown:%Y-%m-%d %H:%M}" != text:  # that day's clock skips it
        with pytest.raises(InputError, match="there is no"):
            read_moment(text, NOW, zone)
        return
    assert f"{read_moment(text, NOW, zone).astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" == text


def test_numbers() -> None:
    assert read_count(" 12 ") == 12
    assert read_percent("82.5 %") == Decimal("82.5")
    for wrong in ("", "-1", "1.5", "¹", "9999999"):
        with pytest.raises(InputError):
            read_count(wrong)
    for wrong in ("", "-1", "1e2", "NaN", "eighty"):
        with pytest.raises(InputError):
            read_percent(wrong)
