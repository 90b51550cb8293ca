"""An attempt that is being made counts as a conversation until its ten minutes are over, and no longer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.clock import moment_text
from collectrules.compliance.gate import COUNT_BESIDE, may
from collectrules.compliance.open_attempts import under_way
from collectrules.compliance.results import Result, results
from collectrules.policy.model import ContactRule, Level
from tests.compliance.contacts import Tried, day, histories, moment, policy
from tests.compliance.slow import Slow
from tests.compliance.test_attempts import reserved_instead
from tests.compliance.test_slow import FURTHEST, STEP, quarters, rules


class SlowUnderWay:
    """The rules moment by moment, with what each attempt may still become."""

    def __init__(
        self, history: Sequence[Tried], under_way: Mapping[int, datetime], result: Result | None
    ) -> None:
        self._history, self._under_way, self._result = history, under_way, result
        self._by_talks: dict[frozenset[int], Slow] = {}

    def open(self, rule: ContactRule, at: datetime) -> bool:
        talks = frozenset(seq for seq, until in self._under_way.items() if at < until)
        if talks not in self._by_talks:
            supposed = [
                replace(tried, result="RPC-CB") if seq in talks else tried
                for seq, tried in enumerate(self._history, 1)
            ]
            self._by_talks[talks] = Slow(supposed, "UTC", self._result)
        plain = Slow(self._history, "UTC", self._result)
        return plain.open(rule, at) and self._by_talks[talks].open(rule, at)


@settings(max_examples=120, deadline=None)
@given(st.data(), rules(), st.sets(st.integers(1, 8), min_size=1))
def test_the_gate_is_what_trying_minute_after_minute_finds(
    data: st.DataObject, given_rules: tuple[ContactRule, ...], chosen: set[int]
) -> None:
    on, minute = data.draw(st.integers(1, 12)), data.draw(quarters(1425))
    at = moment(on, minute)
    drawn = [replace(t, minute=data.draw(quarters(1425))) for t in data.draw(histories())]
    which = {
        seq
        for seq, tried in enumerate(drawn, 1)
        if seq in chosen and not (tried.inbound or tried.taken_back)
    }
    history = [
        replace(tried, result="NA") if seq in which else tried for seq, tried in enumerate(drawn, 1)
    ]
    being_made = {
        seq: at + STEP * data.draw(st.integers(0, 6)) for seq in which if data.draw(st.booleans())
    }
    result = results()["PTP"] if data.draw(st.booleans()) else None
    asked = [rule for rule in given_rules if "call" in rule.channels]
    books = reserved_instead(history, which)
    gate = policy(*given_rules)
    verdict = may(books, gate, 1, "call", at, result=result, under_way=being_made)
    slow = SlowUnderWay(history, being_made, result)

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
    free = at
    while not open_to(COUNT_BESIDE[level], free) and free < at + FURTHEST:
        free += STEP
    if verdict.allowed_from is None:
        assert free >= at + FURTHEST
        return
    assert verdict.allowed_from == free.date()
    said = verdict.allowed_from_time
    assert (said.astimezone(UTC) if said else moment(on_day(verdict.allowed_from), 0)) == free
    assert not open_to(COUNT_BESIDE[level], free - timedelta(minutes=1))


def on_day(found: object) -> int:
    """The number of a day, as `day()` takes it."""
    return next(number for number in range(-400, 400) if day(number) == found)


@pytest.mark.parametrize("seconds", [0, 1, 59])
def test_it_is_under_way_until_the_full_minute(seconds: int) -> None:
    """Begun at 10:00:00 until 10:10, at 10:00:01 until 10:11: what is said is to the minute."""
    books = reserved_instead([Tried(1, minute=600)], {1})
    begun = moment(1, 600) + timedelta(seconds=seconds)
    books.execute("UPDATE attempt SET at = ?", [moment_text(begun)])
    until = moment(1, 610 + (seconds > 0))
    last = until - timedelta(microseconds=1)
    assert under_way(books, 1, last) == {1: until}
    assert under_way(books, 1, until) == {}
    assert under_way(books, 2, last) == {}
