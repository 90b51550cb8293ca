"""The gate against trying one minute after another, where clocks change and where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.compliance.gate import COUNT_BESIDE, may
from collectrules.compliance.lists import blocked_accounts
from collectrules.compliance.local import day_begins
from collectrules.compliance.results import Result, results
from collectrules.policy.model import WEEKDAYS, ContactHours, ContactRule, Level, Opening
from tests.compliance.contacts import (
    Tried,
    books,
    day,
    histories,
    hours,
    limits,
    list_accounts,
    moment,
    pause,
    policy,
)
from tests.compliance.slow import Slow

STEP = timedelta(minutes=15)
"""All minutes in these tests are full quarters of an hour, by the clock and in UTC."""
FURTHEST = timedelta(days=45)


class Place(NamedTuple):
    """A time zone, and the number of the day from which to look: the clock changes a few days on."""

    zone: str
    first: int


PLACES = st.sampled_from(
    [
        Place("UTC", 0),
        Place("Europe/London", 48),  # back on day 55, 25 October 2026
        Place("Europe/London", 203),  # forward on day 209, 28 March 2027
        Place("America/Santiago", 0),  # midnight is skipped on day 6, 6 September 2026
        Place("America/Santiago", 210),  # an hour comes twice before day 216
        Place("America/Havana", 56),  # the first hour of day 62 comes twice
        Place("Australia/Lord_Howe", 28),  # half an hour is skipped on day 34
    ]
)


def quarters(most: int) -> st.SearchStrategy[int]:
    return st.integers(0, most // 15).map(lambda number: number * 15)


@st.composite
def opening_hours(draw: st.DrawFn, number: int) -> ContactHours:
    openings = []
    for _ in range(draw(st.integers(1, 2))):
        start = draw(st.sampled_from([0, 0, 60, 105, 480, 540]))
        until = max(start + 15, draw(st.sampled_from([75, 120, 1200, 1380, 1440])))
        days = draw(st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=6, unique=True))
        openings.append(Opening(tuple(days), start, until))
    return hours(
        id=f"hours-{number}",
        open=tuple(openings),
        channels=draw(st.sampled_from([("call",), ("call", "email")])),
        level=draw(st.sampled_from(["hard", "hard", "soft"])),
        holidays=draw(st.sampled_from(["", "CL", "GB"])),
    )


@st.composite
def rules(draw: st.DrawFn) -> tuple[ContactRule, ...]:
    rests = st.builds(
        pause,
        st.integers(1, 6),
        after=st.sampled_from(["conversation", "conversation", "contact", "attempt"]),
        channels=st.sampled_from([("call",), ("call", "email")]),
        level=st.sampled_from(["hard", "soft"]),
    )
    found: list[ContactRule] = [
        replace(each, **({} if period == "days" else {"within": period, "within_days": length}))
        for each in draw(limits())[: draw(st.integers(0, 2))]
        for period, length in [
            draw(
                st.sampled_from(
                    [("days", 0), ("days", 0), ("calendar-week", 7), ("calendar-month", 31)]
                )
            )
        ]
    ]
    found += draw(st.lists(rests, max_size=1))
    found += [draw(opening_hours(number)) for number in range(draw(st.integers(0, 2)))]
    return tuple(found)


@st.composite
def pasts(draw: st.DrawFn, first: int, accounts: int = 1) -> list[Tried]:
    return [
        replace(tried, day=tried.day + first, minute=draw(quarters(1425)))
        for tried in draw(histories(accounts))[: draw(st.integers(0, 8))]
    ]


@settings(max_examples=150, deadline=None)
@given(st.data(), PLACES, rules())
def test_the_gate_is_what_trying_minute_after_minute_finds(
    data: st.DataObject, place: Place, given_rules: tuple[ContactRule, ...]
) -> None:
    on, minute = data.draw(st.integers(0, 12)), data.draw(quarters(1425))
    recording = data.draw(st.booleans())
    history = data.draw(pasts(place.first))
    asked = [rule for rule in given_rules if "call" in rule.channels]
    at = moment(place.first + on, minute, place.zone)
    result: Result | None = results()["PTP"] if recording else None
    gate = policy(*given_rules, zone=place.zone)
    verdict = may(books(history, place.zone), gate, 1, "call", at, result=result)
    slow = Slow(history, place.zone, result)

    def open_to(levels: Sequence[Level], when: datetime) -> bool:
        return all(slow.open(rule, when) for rule in asked if rule.level in levels)

    level: Level | None = next(
        (each for each in ("hard", "soft") if not open_to((each,), at)), None
    )
    assert verdict.allowed == (level is None)
    if level is None:
        return
    in_the_way = {rule.id for rule in asked if rule.level == level and not slow.open(rule, at)}
    assert (verdict.level, set(verdict.blocking)) == (level, in_the_way)
    beside, free = COUNT_BESIDE[level], at
    while not open_to(beside, free) and free < at + FURTHEST:
        free += STEP
    if verdict.allowed_from is None:
        assert free >= at + FURTHEST
        return
    local = free.astimezone(ZoneInfo(place.zone))
    assert verdict.allowed_from == local.date()
    if verdict.allowed_from_time is None:
        assert free == day_begins(local.date(), ZoneInfo(place.zone))
    else:
        assert verdict.allowed_from_time.astimezone(UTC) == free
    assert open_to(beside, free)
    assert not open_to(beside, free - timedelta(minutes=1))


def minutes_of(on: date, zone: str) -> list[datetime]:
    first, last = (day_begins(on + timedelta(days=n), ZoneInfo(zone)) for n in (0, 1))
    return [first + n * STEP for n in range((last - first) // STEP)]


@settings(max_examples=400, deadline=None)
@given(st.data(), PLACES, rules(), st.integers(1, 12))
def test_a_list_blocks_an_account_when_no_minute_of_the_day_is_open(
    data: st.DataObject, place: Place, given_rules: tuple[ContactRule, ...], number: int
) -> None:
    zone, on = place.zone, day(place.first + number)
    history = data.draw(pasts(place.first, accounts=3))
    connection, gate = books(history, zone), policy(*given_rules, zone=zone)
    list_accounts(connection, (1, 2))  # the third is not on the list
    found = blocked_accounts(connection, gate, ("call",), on)["call"]
    asked = [rule for rule in given_rules if "call" in rule.channels and rule.level != "advisory"]
    for account in (1, 2):
        own = [tried for tried in history if tried.account == account]
        slow = Slow(own, zone, whole_days=True)

        def open_on(levels: Sequence[Level], when: date, slow: Slow = slow) -> bool:
            concerned = [rule for rule in asked if rule.level in levels]
            return any(
                all(slow.open(rule, each) for rule in concerned) for each in minutes_of(when, zone)
            )

        blocked = not open_on(("hard", "soft"), on)
        assert (account in found) == blocked
        if not blocked:
            continue
        by_hard = not open_on(("hard",), on)
        levels: tuple[Level, ...] = ("hard",) if by_hard else ("hard", "soft")
        decided = next(rule for rule in asked if rule.id == found[account].rule)
        assert decided.level == levels[-1]
        days = (on + timedelta(days=n) for n in range(FURTHEST.days))
        assert found[account].allowed_from == next((d for d in days if open_on(levels, d)), None)


@settings(max_examples=40, deadline=None)
@given(st.data(), PLACES, rules(), st.integers(1, 12))
def test_the_list_and_the_gate_agree(
    data: st.DataObject, place: Place, given_rules: tuple[ContactRule, ...], number: int
) -> None:
    """Blocked on a day is blocked at every minute left of it; not blocked is free at some minute of it."""
    zone, on = place.zone, day(place.first + number)
    history = data.draw(pasts(place.first))
    connection, gate = books(history, zone), policy(*given_rules, zone=zone)
    list_accounts(connection, (1,))
    blocked = 1 in blocked_accounts(connection, gate, ("call",), on)["call"]
    recorded = [moment(t.day, t.minute, zone) for t in history if day(t.day) == on]
    allowed = {
        each: may(connection, gate, 1, "call", each).allowed for each in minutes_of(on, zone)
    }
    if blocked:
        assert not any(free for each, free in allowed.items() if all(each >= r for r in recorded))
    else:
        assert any(allowed.values())
