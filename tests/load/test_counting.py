"""The count by hand finds what it is there to find."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.load.counting import Made, breaches

NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)


def of(*acts: tuple[float, str, str]) -> list[Made]:
    """Contacts of one account: so many days after noon of the first, the channel, the result."""
    return [
        Made(number, number, 1, NOON + timedelta(days=day), channel, result)
        for number, (day, channel, result) in enumerate(acts, 1)
    ]


@pytest.mark.parametrize(
    ("acts", "found"),
    [
        ([(day, "call", "NA") for day in (0, 3, 6)], 0),
        ([(day, "call", "NA") for day in (0, 3, 6, 6)], 1),
        ([(day, "call", "reserved") for day in (0, 0, 0, 7)], 0),  # the seventh day back is out
        ([(day, "call", "reserved") for day in (0, 0, 0, 0)], 1),
        ([(0, "call", "LV"), (1, "call", "LV"), (4, "email", "EM")], 1),
        ([(0, "call", "LV"), (1, "call", "LV"), (5, "email", "EM")], 0),
        ([(0, "email", "EM"), (0.1, "email", "EM")], 1),
        ([(0, "call", "RPC-CB"), (0.1, "call", "NA")], 1),
        ([(0, "call", "RPC-CB"), (3, "call", "reserved")], 1),
        ([(0, "call", "RPC-CB"), (4, "call", "NA")], 0),
        ([(0, "call", "NA"), (0.1, "call", "RPC-CB")], 0),
        ([(0, "call", "IN"), (1, "call", "NA")], 1),
        ([(1, "call", "NA"), (0, "call", "IN")], 0),  # they rang first, which was heard of later
    ],
)
def test_what_is_a_breach(acts: list[tuple[float, str, str]], found: int) -> None:
    assert len(list(breaches(of(*acts)))) == found


def under_way(first: str, second: str, *, place: int) -> list[Made]:
    """Two calls of which the first has its place as event 1, and its result as event 9."""
    return [
        Made(1, 9, 1, NOON, "call", first),
        Made(place, place + 1, 1, NOON + timedelta(hours=1), "call", second),
    ]


@pytest.mark.parametrize(("place", "found"), [(2, 0), (8, 0), (10, 1)])
def test_what_was_let_through_before_it_was_known_is_none(place: int, found: int) -> None:
    assert len(list(breaches(under_way("RPC-CB", "NA", place=place)))) == found


@pytest.mark.parametrize(("place", "found"), [(2, 0), (5, 0), (10, 1)])
def test_two_that_reached_them_at_once_leave_no_room(place: int, found: int) -> None:
    """A third contact on the day is a breach where both were known, and none where the one was under way."""
    third = Made(place + 2, place + 3, 1, NOON + timedelta(hours=2), "call", "LV")
    acts = [*under_way("LV", "LV", place=place), third]
    assert len(list(breaches(acts))) == found


def test_a_talk_told_late_must_have_been_before_what_was_known() -> None:
    """An attempt of an hour later had its result when the talk took its place: event 3, then 5."""
    later = Made(2, 3, 1, NOON + timedelta(hours=1), "call", "NA")
    assert list(breaches([Made(5, 6, 1, NOON, "call", "RPC-CB"), later])) != []
    assert list(breaches([Made(1, 6, 1, NOON, "call", "RPC-CB"), later])) == []
