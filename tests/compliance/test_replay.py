"""The history of contacts put to the gate once more: every breach that was planted is found, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectrules.clock import moment_text
from collectrules.compliance.replay import Replay
from collectrules.errors import Refused
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import (
    AttemptReleased,
    AttemptReserved,
    Contacted,
    GateAsked,
    OverrideSet,
    Reversed,
    TrialEnded,
    TrialStarted,
)
from collectrules.worklist.outcomes import log_contact
from collectrules.worklist.versions import policy_in_force
from tests.compliance.past import ALL, THREE, Past, rule_of


@pytest.fixture
def past() -> Iterator[Past]:
    with Ledger.create(Path(":memory:")) as ledger:
        made = Past(ledger)
        made.publish(ALL)
        made.open()
        yield made


def test_over_a_limit(past: Past) -> None:
    seqs = [past.contact(f"2026-09-0{day}T10:00") for day in (1, 2, 3, 4)]
    (found,) = past.replay().findings
    assert (found.judged, found.entry.seq, rule_of(found)) == ("breach", seqs[3], "three-in-seven")
    assert found.verdict is not None
    assert [each.seq for each in found.verdict.counted] == seqs[:3]
    assert (found.account, found.recorded_by) == ("C-1", "script")
    assert found.policy is not None
    assert (found.policy.id, found.policy.version) == ("p", "1")


def test_up_to_a_limit_and_after_it_is_no_breach(past: Past) -> None:
    for day in ("01", "02", "03", "08", "09", "10"):
        past.contact(f"2026-09-{day}T10:00")
    assert past.replay() == Replay(judged=6, findings=())


def test_in_a_rest_and_by_another_channel(past: Past) -> None:
    past.contact("2026-09-01T10:00", "PTP")
    early = past.contact("2026-09-07T10:00", "SMS", "sms")
    past.contact("2026-09-08T10:00")
    assert past.found() == [(early, "rest")]


def test_in_the_rest_after_their_own_call(past: Past) -> None:
    past.contact("2026-09-01T10:00", "IN")
    early = past.contact("2026-09-01T10:01")
    assert past.found() == [(early, "rest")]
    assert past.replay().judged == 1


@pytest.mark.parametrize(("at", "breach"), [("07:59", True), ("08:00", False), ("20:00", True)])
def test_out_of_hours(past: Past, at: str, breach: bool) -> None:
    seq = past.contact(f"2026-09-01T{at}")
    assert past.found() == ([(seq, "decent-hours")] if breach else [])


def test_hours_are_those_of_the_clock_on_the_wall() -> None:
    """20:00 in Berlin is 18:00 UTC in summer and 19:00 UTC in winter."""
    with Ledger.create(Path(":memory:")) as ledger:
        past = Past(ledger, "Europe/Berlin")
        past.publish(ALL)
        past.open()
        summer = past.contact("2026-10-24T18:30+00:00")
        past.contact("2026-10-25T18:30+00:00")
        assert past.found() == [(summer, "decent-hours")]


def test_an_entry_made_late_must_leave_room_for_what_follows(past: Past) -> None:
    """Three calls on the 5th to the 7th; one of the 3rd is one too many in the seven days from the 3rd."""
    for day in (5, 6, 7):
        past.contact(f"2026-09-0{day}T10:00")
    late = past.contact("2026-09-03T10:00", recorded="2026-09-09T09:00")
    assert past.found() == [(late, "three-in-seven")]


def test_what_came_to_light_later_is_no_breach_but_is_told(past: Past) -> None:
    """They rang on the 1st, which was noted on the 5th; we had rung on the 3rd, in what was their rest."""
    ours = past.contact("2026-09-03T10:00")
    theirs = past.contact("2026-09-01T10:00", "IN", recorded="2026-09-05T09:00")
    past.contact("2026-09-09T10:00")
    assert past.found() == []
    assert past.found("came to light") == [(ours, "rest")]
    (told,) = past.replay().findings
    assert told.verdict is not None
    assert [each.seq for each in told.verdict.counted] == [theirs]


def test_what_was_taken_back_did_not_take_place(past: Past) -> None:
    """The call of the 2nd was a mistake, and taken back before the fourth; a breach taken back stays one."""
    seqs = [past.contact(f"2026-09-0{day}T10:00") for day in (1, 2, 3)]
    past.plant(Reversed(seqs[1], "wrong customer"), "2026-09-04T09:00")
    past.contact("2026-09-04T10:00")
    fifth = past.contact("2026-09-05T10:00")
    past.plant(Reversed(fifth, "never made"), "2026-09-06T09:00")
    assert past.found() == [(fifth, "three-in-seven")]


def test_taken_back_later_it_still_counted_then(past: Past) -> None:
    seqs = [past.contact(f"2026-09-0{day}T10:00") for day in (1, 2, 3, 4)]
    past.plant(Reversed(seqs[0], "wrong customer"), "2026-09-05T09:00")
    assert past.found() == [(seqs[3], "three-in-seven")]


def test_each_is_judged_by_the_version_of_its_day_as_published_then(past: Past) -> None:
    """Two a week from 1 October, published on 5 October: the third call of the 3rd was allowed then."""
    for day in (1, 2, 3):
        past.contact(f"2026-10-0{day}T10:00")
    two = THREE.replace("at_most = 3", "at_most = 2").format(level="hard")
    past.publish(two, begins="2026-10-01", version="2", on="2026-10-05T08:00")
    fourth = past.contact("2026-10-08T10:00")
    assert past.found() == [(fourth, "three-in-seven")]
    (found,) = past.replay().findings
    assert found.policy is not None
    assert found.policy.version == "2"
    past.contact("2026-09-30T10:00", recorded="2026-10-09T08:00")
    assert [each.entry.effective_on for each in past.replay().of("breach")] == [
        "2026-10-08",
        "2026-09-30",
    ]


def test_a_pack_counts_as_it_was_frozen_with_the_version() -> None:
    """Florida, F.S. 559.72(17), R1/R2: a consumer is not called at 21:00; a business may be."""
    with Ledger.create(Path(":memory:")) as ledger:
        past = Past(ledger, "America/New_York")
        past.publish('packs = ["us-florida"]\n')
        consumer, business = past.open("consumer"), past.open("business")
        late = past.contact("2026-09-01T21:00", account=consumer)
        past.contact("2026-09-01T21:00", account=business)
        past.contact("2026-09-01T21:00", "EM", "email", account=consumer)
        assert past.found() == [(late, "us-florida:not-at-night")]


def test_stepping_over_a_soft_limit_with_a_reason_is_told_apart() -> None:
    with Ledger.create(Path(":memory:")) as ledger:
        past = Past(ledger)
        past.publish(THREE.format(level="soft"))
        past.open()
        for day in (1, 2, 3):
            past.contact(f"2026-09-0{day}T10:00")
        with_note = past.contact("2026-09-04T10:00", note="hi; override three-in-seven: they asked")
        with ledger.writing(at=past.at("2026-09-05T10:00"), by="ana") as book:
            said = moment_text(past.at("2026-09-05T10:00"))
            asked = GateAsked(
                *(past.accounts[0], "call", said, None, None, "", 1, "soft", "three-in-seven"),
                *("", "", "the boss said so", 1),
            )
            book.append(asked, on="2026-09-05")
            checked = book.append(
                Contacted(past.accounts[0], said, "call", "out", "NA"), on="2026-09-05"
            )
        without = past.contact("2026-09-06T10:00")
        of_another = past.contact("2026-09-07T10:00", note="override rest: they asked")
        found = past.replay()
        assert [(each.entry.seq, each.reason) for each in found.of("overridden")] == [
            (with_note, "they asked"),
            (checked, "the boss said so"),
        ]
        assert [each.entry.seq for each in found.of("breach")] == [without, of_another]


def test_no_reason_steps_over_a_hard_limit(past: Past) -> None:
    for day in (1, 2, 3):
        past.contact(f"2026-09-0{day}T10:00")
    fourth = past.contact("2026-09-04T10:00", note="override three-in-seven: urgent")
    assert past.found() == [(fourth, "three-in-seven")]


def test_an_advisory_rule_is_none(past: Past) -> None:
    with Ledger.create(Path(":memory:")) as ledger:
        past = Past(ledger)
        past.publish(THREE.format(level="advisory"))
        past.open()
        for day in (1, 2, 3, 4):
            past.contact(f"2026-09-0{day}T10:00")
        assert past.replay().findings == ()


def test_an_attempt_counts_until_its_result_does(past: Past) -> None:
    for day in (1, 2):
        past.contact(f"2026-09-0{day}T10:00")
    third = past.reserve("2026-09-03T10:00")
    past.contact("2026-09-03T10:00", attempt=third, recorded="2026-09-03T10:02")
    fourth = past.reserve("2026-09-04T10:00")
    assert past.found() == [(fourth, "three-in-seven")]


def test_what_an_attempt_came_to_is_no_breach(past: Past) -> None:
    """Both were let through before either was a conversation; both were one."""
    first, second = past.reserve("2026-09-01T10:00"), past.reserve("2026-09-01T10:30")
    past.contact("2026-09-01T10:00", "PTP", attempt=first, recorded="2026-09-01T11:00")
    talked = past.contact("2026-09-01T10:30", "PTP", attempt=second, recorded="2026-09-01T11:01")
    assert past.found() == []
    assert past.found("came to light") == [(talked, "rest")]


def test_an_attempt_that_was_not_let_through_is_a_breach_whatever_it_came_to(past: Past) -> None:
    past.contact("2026-09-01T10:00", "PTP")
    planted = past.reserve("2026-09-02T10:00")
    talked = past.contact("2026-09-02T10:00", "PTP", attempt=planted, recorded="2026-09-02T10:05")
    assert past.found() == [(planted, "rest"), (talked, "rest")]


def test_what_an_entry_made_late_came_to_must_have_had_room_when_it_was_made(past: Past) -> None:
    """A call of the 2nd, told on the 4th when there had been one on the 3rd: it cannot have been a talk."""
    past.contact("2026-09-03T10:00")
    late = past.contact("2026-09-02T10:00", recorded="2026-09-04T09:00")
    reversal = past.plant(Reversed(late, "a slip"), "2026-09-04T09:30")
    at = moment_text(past.at("2026-09-02T10:00"))
    event = AttemptReserved(past.accounts[0], "call", at)
    kept = past.plant(event, "2026-09-02T10:00", recorded="2026-09-04T09:30")
    assert kept == reversal + 1
    told = "2026-09-04T09:31"
    talked = past.contact("2026-09-02T10:00", "PTP", attempt=kept, recorded=told)
    assert past.found() == [(talked, "rest")]


def test_a_released_attempt_counts_no_more(past: Past) -> None:
    for day in (1, 2):
        past.contact(f"2026-09-0{day}T10:00")
    third = past.reserve("2026-09-03T10:00")
    past.plant(AttemptReleased(third), "2026-09-03T10:05")
    past.contact("2026-09-03T10:06")
    assert past.found() == []


def test_a_result_of_another_day_has_no_place_that_was_kept_for_it(past: Past) -> None:
    attempt = past.reserve("2026-08-25T10:00")
    for day in (5, 6, 7):
        past.contact(f"2026-09-0{day}T10:00")
    moved = past.contact("2026-09-08T10:00", attempt=attempt)
    assert past.found() == [(moved, "three-in-seven")]


def test_a_policy_beside_counts_for_whom_it_was_put_under_then(past: Past) -> None:
    one = THREE.replace("at_most = 3", "at_most = 1").replace("three", "one").format(level="hard")
    past.publish(one, id="gentle", beside=True, on="2026-08-01T08:00")
    past.contact("2026-09-01T10:00")
    past.contact("2026-09-02T10:00")
    act = OverrideSet(past.accounts[0], None, "policy", None, "gentle", None, "ill")
    past.plant(act, "2026-09-02T11:00")
    third = past.contact("2026-09-03T10:00")
    assert past.found() == [(third, "one-in-seven")]


def test_a_policy_on_trial_counts_for_whom_it_was_drawn_while_that_was_known(past: Past) -> None:
    one = THREE.replace("at_most = 3", "at_most = 1").replace("three", "one").format(level="hard")
    past.publish(one, id="gentle", beside=True, on="2026-08-01T08:00")
    past.contact("2026-09-01T10:00")
    past.contact("2026-09-02T10:00")
    trial = past.plant(TrialStarted("t", "gentle", 9_999, "is one enough"), "2026-09-02T11:00")
    third = past.contact("2026-09-03T10:00")
    past.plant(TrialEnded(trial, "it is not"), "2026-09-10T09:00")
    past.contact("2026-09-10T10:00")
    past.contact("2026-09-11T10:00")
    assert past.found() == [(third, "one-in-seven")]


def test_where_no_policy_was_in_force_nothing_can_be_judged() -> None:
    with Ledger.create(Path(":memory:")) as ledger:
        past = Past(ledger)
        past.publish(ALL, begins="2026-06-01")
        past.open()
        seq = past.contact("2026-05-01T23:00")
        assert past.found() == []
        assert past.found("no policy") == [(seq, "")]


def test_nothing_is_left_behind(past: Past) -> None:
    past.contact("2026-09-01T23:00")
    before = past.ledger.connection.execute("SELECT count(*) FROM journal").fetchone()
    assert past.found() == past.found()
    assert past.ledger.connection.execute("SELECT * FROM temp.sqlite_master").fetchall() == []
    assert past.ledger.connection.execute("SELECT count(*) FROM journal").fetchone() == before


RESULTS = {"call": ["NA", "LV", "PTP", "RPC-CB", "IN"], "sms": ["SMS"]}


@st.composite
def logged(draw: st.DrawFn) -> tuple[datetime, datetime, str, str, int]:
    """A contact as somebody may type it in: often on its day, at times days later."""
    channel = draw(st.sampled_from(["call", "call", "call", "sms"]))
    result = draw(st.sampled_from(RESULTS[channel]))
    minute = draw(st.sampled_from([7, 9, 12, 15, 20])) * 60 + draw(st.sampled_from([0, 0, 30]))
    at = datetime(2026, 9, 1, tzinfo=UTC) + timedelta(days=draw(st.integers(0, 13)), minutes=minute)
    later = timedelta(days=draw(st.sampled_from([0, 0, 0, 0, 2, 5])))
    return at, at + later, channel, result, draw(st.integers(0, 1))


@given(st.lists(logged(), min_size=5, max_size=25))
def test_a_ledger_that_only_the_gate_wrote_has_no_breach(
    history: list[tuple[datetime, datetime, str, str, int]],
) -> None:
    """Whatever is typed in, in whatever order; and one more that the gate refused is found."""
    with Ledger.create(Path(":memory:")) as ledger:
        past = Past(ledger)
        soft = THREE.replace("three", "two").replace("= 3", "= 2").format(level="soft")
        past.publish(ALL + soft + '[[contact_limit]]\nid = "consumers"\nchannels = ["call"]\n'
                     'at_most = 1\nwithin_days = 2\nwhen.debtor_kind = "consumer"\n')  # fmt: skip
        accounts = past.open("business"), past.open("consumer")
        refused = []
        for at, recorded, channel, result, who in history:
            policy, seq = policy_in_force(ledger, date(2026, 9, 1))
            with suppress(Refused):
                log_contact(
                    ledger, seq, policy, account_id=accounts[who], channel=channel, result=result,
                    promise=(100, "EUR", date(2026, 12, 1)) if result == "PTP" else None,
                    at=at, by="ana", recorded_at=recorded, override_reason="they asked",
                )  # fmt: skip
                continue
            refused.append((at, recorded, channel, result, who))
        found = past.replay()
        assert found.of("breach") == ()
        if not refused:
            return
        at, recorded, channel, result, who = refused[-1]
        policy, seq = policy_in_force(ledger, date(2026, 9, 1))
        with suppress(Refused):
            log_contact(
                ledger, seq, policy, account_id=accounts[who], channel=channel, result=result,
                promise=(100, "EUR", date(2026, 12, 1)) if result == "PTP" else None,
                at=at, by="ana", recorded_at=recorded, override_reason="they asked", dry_run=True,
            )  # fmt: skip
            return
        seq = past.contact(
            at.isoformat(), result, channel, recorded=recorded.isoformat(), account=accounts[who]
        )
        assert [each.entry.seq for each in past.replay().of("breach")] == [seq]


def test_an_unanswered_call_takes_no_room_from_contacts() -> None:
    """Two contacts in five days, one noted late; the call nobody answered after them is no third."""
    with Ledger.create(Path(":memory:")) as ledger:
        past = Past(ledger)
        past.publish(TWO_CONTACTS)
        past.open()
        past.contact("2026-09-02T10:00", "LV")
        past.contact("2026-09-02T12:00", "NA")
        past.contact("2026-09-01T10:00", "LV", recorded="2026-09-03T10:00")
        assert past.replay().findings == ()
        third = past.contact("2026-09-04T10:00", "NA")
        assert past.found() == [(third, "two-contacts")]


TWO_CONTACTS = """
[[contact_limit]]
id = "two-contacts"
channels = ["call"]
counts = "contacts"
at_most = 2
within_days = 5
"""
