"""The history put to the gate once more where contacts were taken back and attempts keep their places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from collectrules.clock import moment_text
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AttemptReserved, GateAsked, PersonAdded, Reversed
from tests.compliance.past import ALL, THREE, Past


@pytest.fixture
def past() -> Iterator[Past]:
    with Ledger.create(Path(":memory:")) as ledger:
        made = Past(ledger)
        made.publish(ALL)
        made.open()
        yield made


def like(past: Past, at: str, channel: str = "call") -> AttemptReserved:
    """An attempt that says what a contact of that moment says."""
    return AttemptReserved(past.accounts[0], channel, moment_text(past.at(at)))


def kept(past: Past, contact: int, at: str, back: str) -> int:
    """The attempt that keeps the place of a contact of a moment, taken back later."""
    past.plant(Reversed(contact, "a slip"), back)
    return past.plant(like(past, at), at, recorded=back)


def test_the_place_of_a_contact_is_judged_once(past: Past) -> None:
    """The fourth call is in the way of three on the 1st to the 3rd; that stays so, told once."""
    for day in (1, 2, 3):
        past.contact(f"2026-09-0{day}T10:00")
    fourth = past.contact("2026-09-04T10:00")
    kept(past, fourth, "2026-09-04T10:00", "2026-09-04T11:00")
    assert past.found() == [(fourth, "three-in-seven")]
    assert past.replay().judged == 4


def test_it_counts_for_those_after_it(past: Past) -> None:
    for day in (1, 2, 3):
        last = past.contact(f"2026-09-0{day}T10:00")
    attempt = kept(past, last, "2026-09-03T10:00", "2026-09-04T09:00")
    fourth = past.contact("2026-09-04T10:00")
    (found,) = past.replay().findings
    assert (found.entry.seq, found.judged) == (fourth, "breach")
    assert found.verdict is not None
    assert [each.seq for each in found.verdict.counted][-1] == attempt


def test_a_rest_goes_on_until_the_right_result(past: Past) -> None:
    """A conversation of the 1st was a call nobody answered, which is said on the 3rd."""
    wrong = past.contact("2026-09-01T10:00", "RPC-REF")
    attempt = kept(past, wrong, "2026-09-01T10:00", "2026-09-02T09:00")
    early = past.contact("2026-09-02T10:00")
    past.contact("2026-09-01T10:00", attempt=attempt, recorded="2026-09-03T09:00")
    past.contact("2026-09-03T10:00")
    assert past.found() == [(early, "rest")]


def test_its_result_needs_no_further_place(past: Past) -> None:
    for day in (1, 2, 3):
        last = past.contact(f"2026-09-0{day}T10:00")
    attempt = kept(past, last, "2026-09-03T10:00", "2026-09-04T09:00")
    past.contact("2026-09-03T10:00", "LV", attempt=attempt, recorded="2026-09-04T09:05")
    assert past.replay().findings == ()
    assert past.replay().judged == 4


def test_what_came_to_light_is_told_of_what_keeps_the_place(past: Past) -> None:
    """We rang on the 3rd; that they had rung on the 1st was noted on the 5th, before the slip or after it."""
    for back in ("2026-09-04T09:00", "2026-09-06T09:00"):
        with Ledger.create(Path(":memory:")) as ledger:
            one = Past(ledger)
            one.publish(ALL)
            one.open()
            ours = one.contact("2026-09-03T10:00")
            if back < "2026-09-05":
                attempt = kept(one, ours, "2026-09-03T10:00", back)
            one.contact("2026-09-01T10:00", "IN", recorded="2026-09-05T09:00")
            if back > "2026-09-05":
                attempt = kept(one, ours, "2026-09-03T10:00", back)
            assert one.found() == []
            assert one.found("came to light") == [(attempt, "rest")]


def test_a_reason_is_asked_of_the_contact_alone() -> None:
    with Ledger.create(Path(":memory:")) as ledger:
        past = Past(ledger)
        past.publish(THREE.replace("= 3", "= 0").format(level="soft"))
        past.open()
        at = "2026-09-04T10:00"
        said = moment_text(past.at(at))
        asked = GateAsked(
            *(past.accounts[0], "call", said, None, None, "", 1, "soft", "three-in-seven"),
            *("", "", "they asked", 1),
        )
        past.plant(asked, at)
        contact = past.contact(at)
        kept(past, contact, at, "2026-09-04T11:00")
        found = past.replay()
        assert [(each.entry.seq, each.reason) for each in found.findings] == [
            (contact, "they asked")
        ]


AT, NOW = "2026-08-20T10:00", "2026-09-04T10:00"
"""When there was room, and when there is none."""


def full(past: Past) -> None:
    for day in (1, 2, 3):
        past.contact(f"2026-09-0{day}T10:00")


def test_an_attempt_at_another_moment_only_pretends(past: Past) -> None:
    old = past.contact(AT)
    full(past)
    past.plant(Reversed(old, "a slip"), "2026-09-04T09:00")
    planted = past.plant(like(past, NOW), NOW)
    assert past.found() == [(planted, "three-in-seven")]


def test_an_attempt_over_another_channel_only_pretends(past: Past) -> None:
    full(past)
    text = past.contact(NOW, "SMS", "sms")
    past.plant(Reversed(text, "a slip"), NOW)
    planted = past.plant(like(past, NOW), NOW)
    assert past.found() == [(planted, "three-in-seven")]


def test_an_attempt_at_another_account_only_pretends(past: Past) -> None:
    full(past)
    contact = past.contact(NOW, account=past.open())
    past.plant(Reversed(contact, "a slip"), NOW)
    planted = past.plant(like(past, NOW), NOW)
    assert past.found() == [(planted, "three-in-seven")]


def test_an_attempt_that_does_not_follow_straight_after_only_pretends(past: Past) -> None:
    """What was given back was taken by another call in between."""
    full(past)
    (last,) = past.ledger.connection.execute("SELECT max(seq) FROM contact").fetchone()
    past.plant(Reversed(last, "a slip"), "2026-09-04T09:00")
    past.contact("2026-09-04T09:01")
    planted = past.plant(like(past, "2026-09-03T10:00"), "2026-09-03T10:00", recorded=NOW)
    assert past.found() == [(planted, "three-in-seven")]


def test_an_attempt_in_the_place_of_what_was_never_judged_only_pretends(past: Past) -> None:
    """Their own call, and news of an e-mail, take no place that could be kept."""
    full(past)
    theirs = past.contact("2026-09-12T10:00", "IN")
    past.plant(Reversed(theirs, "a slip"), "2026-09-12T11:00")
    bounced = past.contact("2026-09-12T21:00", "EMB", "email")
    past.plant(Reversed(bounced, "a slip"), "2026-09-12T21:01")
    for at in ("2026-09-12T10:00", "2026-09-12T21:00"):
        past.plant(like(past, at), at, recorded="2026-09-12T22:00")
    assert past.replay().judged == 5


def test_an_attempt_beside_the_one_that_a_contact_names_only_pretends(past: Past) -> None:
    """The attempt counts again by itself: a second one would be a second place."""
    for day in (1, 2):
        past.contact(f"2026-09-0{day}T10:00")
    reserved = past.reserve("2026-09-03T10:00")
    wrong = past.contact("2026-09-03T10:00", attempt=reserved)
    planted = kept(past, wrong, "2026-09-03T10:00", NOW)
    assert past.found() == [(planted, "three-in-seven")]


@pytest.mark.parametrize(
    "other",
    [{"purpose": "remedy"}, {"about": "5"}, {"person_id": True}, {"day": "2026-09-02"}, {}],
)
def test_whatever_it_says_otherwise_makes_it_a_place_of_its_own(
    past: Past, other: dict[str, object]
) -> None:
    at = "2026-09-03T10:00"
    person = past.plant(PersonAdded(past.accounts[0], "0" * 64, "debtor"), "2026-09-01T08:00")
    more = {key: person if value is True else value for key, value in other.items()}
    contact = past.contact(at)
    past.plant(Reversed(contact, "a slip"), NOW)
    day = str(more.pop("day", at))
    with past.ledger.writing(at=past.at(NOW), by="script") as book:
        book.append(replace(like(past, at), **more), on=past.at(day).date())
    assert past.replay().judged == 1 + bool(other)
