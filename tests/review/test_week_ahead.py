"""The week after a review's day: what a person would do who works each list of it by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest

from collectrules.review.ground import Ground, ground_of
from collectrules.review.week_ahead import DAYS, week_of
from tests.review.by_hand import worked_by_hand
from tests.review.lives import live, moment, policy_text, version_of

_CONTACTS = """
    SELECT channel, effective_on FROM contact WHERE seq > :since AND direction = 'out' ORDER BY seq
"""


@contextmanager
def _ground(path: Path, day: date) -> Iterator[Ground]:
    with ground_of(path, day, at=moment(day, 18)) as ground:
        yield ground


@pytest.mark.parametrize("seed", range(3))
def test_the_contacts_are_those_of_working_each_list_by_hand(tmp_path: Path, seed: int) -> None:
    lived = live(tmp_path / "l.db", seed, days=45)
    version = version_of(policy_text("2", 5))
    first = lived.last + timedelta(days=1)
    with _ground(lived.path, first) as ground:
        week = week_of(ground, version)
    last = first + timedelta(days=DAYS - 1)
    assert (week.first, week.last) == (first, last)
    made = worked_by_hand(lived.path, version, first, last, _CONTACTS)
    assert len(made) > 2
    assert week.contacts == Counter(channel for channel, _ in made)
    by_day = Counter((on, channel) for channel, on in made)
    for number, day in enumerate(week.days):
        on = (first + timedelta(days=number)).isoformat()
        for channel in ("call", "email", "letter"):
            assert day.get(channel, 0) == by_day[on, channel]


@pytest.mark.parametrize("variant", [{"calendar": True}, {"interest": True, "working": True}])
@pytest.mark.parametrize("seed", range(2))
def test_judging_everybody_every_day_comes_to_the_same(
    tmp_path: Path, seed: int, variant: dict[str, object]
) -> None:
    lived = live(tmp_path / "l.db", seed, days=60, agreeing=True)
    version = version_of(policy_text("2", 5, **variant))
    with _ground(lived.path, lived.last) as ground:
        assert week_of(ground, version) == week_of(ground, version, quick=False)


def test_the_copy_is_left_as_it_was(tmp_path: Path) -> None:
    lived = live(tmp_path / "l.db", 2, days=30)
    version = version_of(policy_text("2"))
    with _ground(lived.path, lived.last) as ground:
        before = list(ground.ledger.connection.iterdump())
        week = week_of(ground, version)
        assert list(ground.ledger.connection.iterdump()) == before
        assert week_of(ground, version) == week
