"""The history put to the gate once more where persons, places, debts, stops and consents count."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.clock import moment_text
from collectrules.compliance.sieve import Sieve
from collectrules.compliance.whom import Whom
from collectrules.errors import Refused
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import (
    AttemptReserved,
    ConsentTold,
    Contacted,
    Event,
    PersonAdded,
    QuietTimeSet,
    ReachAdded,
    Reversed,
    StopEnded,
    StopSet,
)
from collectrules.ledger.personal import keep
from collectrules.policy.model import Policy
from collectrules.worklist.attempts import attempt_of, release, reserve
from collectrules.worklist.outcomes import log_contact
from collectrules.worklist.reversals import reverse
from collectrules.worklist.versions import policy_in_force
from tests.compliance.past import Past

RULES = """
[[contact_limit]]
id = "two-for-each"
channels = ["call"]
at_most = 2
within_days = 7
per = ["person", "invoice"]
consent_days = 3

[[contact_limit]]
id = "at-work"
channels = ["call", "sms"]
at_most = 1
within_days = 14
per = "place"
places = ["work"]

[[contact_limit]]
id = "rest"
channels = ["call", "sms"]
after = "conversation"
pause_days = 3
per = "person"

[[contact_limit]]
id = "notice-first"
channels = ["sms"]
after = "first-contact"
begun_by = ["letter"]
received_after_working_days = 1
pause_days = 1

[[contact_consent]]
id = "texts"
channels = ["sms"]
lasts_days = 5

[[contact_hours]]
id = "decent-hours"
channels = ["call", "sms"]
from = 08:00:00
until = 21:00:00
"""


class People(Past):
    """An account with two persons: one has a mobile and a number at work, the other a mobile."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(ledger, "America/New_York")
        self.publish(RULES)
        self.open()
        self.debtor = self._person("debtor")
        self.other = self._person("other")
        self.home = self._phone(self.debtor, "mobile", "America/New_York")
        self.mobile = self._phone(self.other, "mobile", "America/New_York")
        self.work = self._phone(self.debtor, "work", "America/Los_Angeles")

    def _person(self, role: str) -> int:
        with self.ledger.writing(at=self.at("2026-01-03T08:00"), by="setup") as book:
            name = keep(book.connection, f"{role} of {self.accounts[-1]}")
            return book.append(PersonAdded(self.accounts[-1], name, role), on="2026-01-03")

    def _phone(self, person: int, place: str, zones: str) -> int:
        with self.ledger.writing(at=self.at("2026-01-03T08:00"), by="setup") as book:
            number = keep(book.connection, f"+1 212 555 {len(zones):04} {place}")
            added = ReachAdded(person, "phone", number, place, zones)
            return book.append(added, on="2026-01-03")

    def told(self, at: str, whom: Whom, result: str = "NA", channel: str = "call") -> int:
        """A contact past the gate, with somebody."""
        said = Contacted(
            *(self.accounts[0], moment_text(self.at(at)), channel, "out", result, ""),
            *(whom.person_id, whom.reach_id, None, whom.purpose or None),
            " ".join(map(str, whom.about)) or None,
        )
        return self.plant(said, at)

    def stop(self, kind: str, at: str, *, recorded: str = "", channel: str = "") -> int:
        event = StopSet(
            *(self.accounts[0], kind, None, channel, moment_text(self.at(at)), None, "written")
        )
        return self.plant(event, at, recorded)


@pytest.fixture
def people() -> Iterator[People]:
    with Ledger.create(Path(":memory:")) as ledger:
        yield People(ledger)


def test_each_person_has_room_of_their_own(people: People) -> None:
    """Two calls to each of two persons in a week; a fifth to one of them is the third to that one."""
    debtor, other = Whom(people.debtor, people.home), Whom(people.other, people.mobile)
    for day, whom in ((1, debtor), (2, debtor), (1, other), (3, other)):
        people.told(f"2026-09-0{day}T12:00", whom)
    assert people.found() == []
    third = people.told("2026-09-04T12:00", other)
    assert people.found() == [(third, "two-for-each")]


def test_nobody_named_may_be_anybody(people: People) -> None:
    """Two calls to one of them; a third to nobody in particular may be to that one, and at work or not."""
    for day in (1, 2):
        people.told(f"2026-09-0{day}T12:00", Whom(people.debtor, people.home))
    people.told("2026-09-02T13:00", Whom(people.other, people.mobile))
    anybody = people.told("2026-09-03T12:00", Whom())
    (found,) = people.replay().of("breach")
    assert found.verdict is not None
    assert (found.entry.seq, found.verdict.blocking) == (anybody, ("two-for-each",))


def test_hours_are_those_of_every_place_they_may_be(people: People) -> None:
    """10:30 in New York is 7:30 in Los Angeles, where one of their numbers suggests that they are."""
    early = people.told("2026-09-01T10:30", Whom(people.debtor, people.home))
    people.told("2026-09-02T11:00", Whom(people.debtor, people.home))
    assert people.found() == [(early, "decent-hours")]


def test_after_a_stop(people: People) -> None:
    people.told("2026-09-01T12:00", Whom(people.debtor))
    people.stop("cease", "2026-09-02T12:00")
    after = people.told("2026-09-02T12:01", Whom(people.debtor))
    assert people.found() == [(after, "stop:cease")]


def test_a_stop_that_was_recorded_later_came_to_light(people: People) -> None:
    """Their letter came on the 2nd and was opened on the 4th; we had called on the 3rd."""
    ours = people.told("2026-09-03T12:00", Whom(people.debtor))
    people.stop("cease", "2026-09-02T09:00", recorded="2026-09-04T09:00")
    assert people.found() == []
    assert people.found("came to light") == [(ours, "stop:cease")]


def test_the_call_in_which_they_said_stop_was_allowed(people: People) -> None:
    people.told("2026-09-03T12:00", Whom(people.debtor), "STOP")
    people.stop("opt-out", "2026-09-03T12:00", recorded="2026-09-03T12:05", channel="call")
    assert people.replay().findings == ()


def test_one_confirmation_is_let_through(people: People) -> None:
    people.told("2026-08-20T12:00", Whom(people.debtor), "ML", "letter")
    people.plant(_yes(people.debtor, people.at("2026-09-01T12:00")), "2026-09-01T12:00")
    people.stop("opt-out", "2026-09-02T12:00", channel="sms")
    confirming = Whom(people.debtor, people.home, purpose="confirmation")
    people.told("2026-09-02T12:05", confirming, "SMS", "sms")
    again = people.told("2026-09-02T12:06", confirming, "SMS", "sms")
    assert people.found() == [(again, "stop:opt-out")]


def _yes(person: int, at: datetime) -> Event:
    return ConsentTold(person, "sms", 1, None, moment_text(at), "by telephone")


def test_a_text_without_consent(people: People) -> None:
    people.told("2026-08-20T12:00", Whom(people.debtor), "ML", "letter")
    people.plant(_yes(people.debtor, people.at("2026-09-01T12:00")), "2026-09-01T12:00")
    named = Whom(people.debtor, people.home)
    people.told("2026-09-05T12:00", named, "SMS", "sms")
    expired = people.told("2026-09-06T12:00", named, "SMS", "sms")
    assert people.found() == [(expired, "texts")]


def test_in_hours_that_they_called_inconvenient(people: People) -> None:
    at_noon = QuietTimeSet(people.debtor, "tue", 12 * 60, 13 * 60)
    people.plant(at_noon, "2026-08-31T12:00")
    quiet = people.told("2026-09-01T12:30", Whom(people.debtor, people.home))
    assert people.found() == [(quiet, "quiet-time")]


_STANDING = "SELECT seq FROM {kind} WHERE seq NOT IN (SELECT reversed_seq FROM reversal)"
KINDS = ["cease", "opt-out", "attorney", "workplace", "dispute", "hardship", "bankruptcy"]
OPERATIONS = st.sampled_from(
    ["log"] * 8 + ["reserve"] * 3 + ["stop", "end", "consent", "quiet", "back"]
)


def _take_back(people: People, draw: st.DrawFn, now: datetime) -> None:
    """One contact, stop or consent that stands, where there is any."""
    kind = draw(st.sampled_from(["contact", "contact", "stop", "consent"]))
    standing = people.ledger.connection.execute(_STANDING.format(kind=kind)).fetchall()
    if standing:
        (seq,) = draw(st.sampled_from(standing))
        tomorrow = now.date() + timedelta(days=1)
        late = now + timedelta(minutes=draw(st.sampled_from([0, 11])))
        kept = reverse(
            people.ledger, seq=seq, reason="a slip", on=tomorrow, at=late, by="a"
        ).attempt
        if kept is not None and draw(st.booleans()):
            _give_result(people, kept, draw, late)


def _give_result(people: People, attempt_id: int, draw: st.DrawFn, now: datetime) -> None:
    attempt = attempt_of(people.ledger.connection, attempt_id)
    policy, seq = policy_in_force(people.ledger, now.date())
    results = {"call": ["NA", "LV", "RPC-REF"], "sms": ["SMS"], "letter": ["ML"]}
    result = draw(st.sampled_from(results[attempt.channel]))
    given_ = {"account_id": attempt.account_id, "channel": attempt.channel, "at": attempt.at}
    with suppress(Refused):
        log_contact(people.ledger, seq, policy, by="a", recorded_at=now, result=result,
                    attempt_id=attempt_id, **given_)  # fmt: skip


def _reserved(people: People, policy: Policy, draw: st.DrawFn, now: datetime, **asked: Any) -> None:
    """An attempt: left open, released, or given its result, which may be taken back and given once more."""
    ledger, later = people.ledger, now + timedelta(minutes=draw(st.integers(0, 8)))
    _, seq = policy_in_force(ledger, now.date())
    held = reserve(ledger, seq, policy, by="a", recorded_at=now, **asked)
    result = {"call": "RPC-REF", "sms": "SMS", "letter": "ML"}[asked["channel"]]
    more = {"by": "a", "recorded_at": later, "result": result, "attempt_id": held.attempt_id}
    outcome = draw(st.sampled_from(["open", "released", "made", "taken back", "made again"]))
    if outcome == "released":
        release(ledger, held.attempt_id, at=later, by="a")
    elif outcome != "open":
        first = log_contact(ledger, seq, policy, **more, **asked)
        if outcome != "made":
            reverse(ledger, seq=first.seq, reason="a slip", on=first.on, at=later, by="a")
        if outcome == "made again":
            log_contact(ledger, seq, policy, **more, **asked)


@settings(max_examples=60)
@given(st.data())
def test_what_the_gate_alone_wrote_has_no_breach(data: st.DataObject) -> None:
    """Contacts, attempts, stops, consents, hours in any order, some taken back; then one refused is found."""
    with Ledger.create(Path(":memory:")) as ledger:
        people, draw = People(ledger), data.draw
        policy, seq = policy_in_force(ledger, date(2026, 9, 1))
        now = datetime(2026, 9, 1, 13, tzinfo=UTC)
        (invoice,) = ledger.connection.execute("SELECT seq FROM invoice").fetchone()
        whoms = [
            Whom(), Whom(people.debtor), Whom(people.other), Whom(people.debtor, people.home),
            Whom(people.debtor, people.work), Whom(people.debtor, about=(invoice,)),
            Whom(people.debtor, people.home, purpose="confirmation"), Whom(purpose="remedy"),
        ]  # fmt: skip
        refused: tuple[Contacted, datetime] | None = None
        stops: list[int] = []
        for _ in range(draw(st.integers(6, 22))):
            now += draw(st.sampled_from([timedelta(hours=n) for n in (0, 3, 9, 24, 24, 48)]))
            now += timedelta(minutes=1)
            channel = draw(st.sampled_from(["call", "call", "call", "sms", "letter"]))
            whom = draw(st.sampled_from(whoms if channel != "letter" else whoms[:3]))
            at = now - timedelta(hours=draw(st.sampled_from([0, 0, 0, 0, 30, 80])))
            asked = {"account_id": people.accounts[0], "channel": channel, "whom": whom}
            match draw(OPERATIONS):
                case "stop":
                    kind = draw(st.sampled_from(KINDS))
                    said = StopSet(
                        people.accounts[0], kind, draw(st.sampled_from([None, people.debtor])),
                        "call" if kind == "opt-out" else "", moment_text(now), None, "oral",
                    )  # fmt: skip
                    stops.append(people.plant(said, now.isoformat()))
                case "end" if stops:
                    people.plant(StopEnded(stops.pop(), "over"), now.isoformat())
                case "consent":
                    given_ = draw(st.sampled_from([1, 1, 0]))
                    over = draw(st.sampled_from(["sms", "call"]))
                    told = ConsentTold(people.debtor, over, given_, None, moment_text(now), "said")
                    people.plant(told, now.isoformat())
                case "quiet":
                    quiet = QuietTimeSet(people.debtor, "mon tue wed", 600, 840)
                    people.plant(quiet, now.isoformat())
                case "back":
                    _take_back(people, draw, now)
                case "reserve":
                    with suppress(Refused):
                        _reserved(people, policy, draw, now, at=at, **asked)
                case _:
                    result = {
                        "call": draw(st.sampled_from(["NA", "LV", "RPC-REF"])),
                        "sms": "SMS",
                        "letter": "ML",
                    }[channel]
                    try:
                        log_contact(ledger, seq, policy, at=at, by="a", recorded_at=now,
                                    result=result, **asked)  # fmt: skip
                    except Refused:
                        day = at.astimezone(people.at("2026-09-01").tzinfo)
                        about = " ".join(map(str, whom.about)) or None
                        planted = Contacted(
                            people.accounts[0], moment_text(at), channel, "out", result, "",
                            whom.person_id, whom.reach_id, None, whom.purpose or None, about,
                        )  # fmt: skip
                        refused = planted, day
                        break
        assert people.found() == []
        if refused is None:
            return
        contact, day = refused
        with ledger.writing(at=now, by="a script") as book:
            number = book.append(contact, on=day.date())
        assert [each for each, _ in people.found()] == [number]


MORE = """
[[contact_limit]]
id = "three-contacts-a-month"
channels = ["call", "sms", "letter"]
counts = "contacts"
at_most = 3
within = "calendar-month"

[[contact_limit]]
id = "two-a-week"
channels = ["call"]
at_most = 2
within = "calendar-week"
level = "soft"

[[contact_limit]]
id = "after-an-attempt"
channels = ["sms"]
after = "attempt"
pause_days = 2
"""


def _keep_the_place(people: People, said: Contacted, at: str, draw: st.DrawFn) -> None:
    """An attempt in the place of a contact that was just taken back, and what came of it, if anything did."""
    like = (said.account_id, said.channel, said.at, said.person_id, said.reach_id)
    attempt = people.plant(AttemptReserved(*like), at, "2026-09-20T12:00")
    for result in draw(st.sampled_from([[], ["NA"], ["RPC-REF"], ["LV", "NA"]])):
        right = replace(said, result=result, attempt_id=attempt)
        seq = people.plant(right, at, "2026-09-20T13:00")
        if draw(st.booleans()):
            people.plant(Reversed(seq, "wrong again"), "2026-09-20T14:00")
        else:
            return


@settings(max_examples=60)
@given(st.data())
def test_the_quick_look_misses_nothing(data: st.DataObject) -> None:
    """Contacts past the gate, in any order: with the quick look and without it the same is found."""
    with Ledger.create(Path(":memory:")) as ledger:
        people, draw = People(ledger), data.draw
        if draw(st.booleans()):
            people.publish(RULES + MORE, version="2", begins="2026-09-05", on="2026-09-03T08:00")
        else:
            people.publish(MORE, version="2", on="2026-09-03T08:00")
        whoms = [Whom(), Whom(people.debtor), Whom(people.other), Whom(people.debtor, people.home)]
        planted: list[tuple[int, Contacted, str]] = []
        for _ in range(draw(st.integers(4, 16))):
            day, hour = draw(st.integers(1, 14)), draw(st.sampled_from([7, 9, 12, 12, 20, 22]))
            at = f"2026-09-{day:02}T{hour:02}:00"
            recorded = f"2026-09-{min(30, day + draw(st.sampled_from([0, 0, 0, 3]))):02}T23:00"
            channel, results = draw(
                st.sampled_from(
                    [("call", ["NA", "LV", "RPC-REF", "LB"]), ("sms", ["SMS"]), ("letter", ["ML"])]
                )
            )
            match draw(st.sampled_from(["out"] * 8 + ["in", "reserve", "back", "stop"])):
                case "reserve":
                    planted_at = people.at(at)
                    event = AttemptReserved(people.accounts[0], channel, moment_text(planted_at))
                    people.plant(event, at, recorded)
                case "back" if planted:
                    contact, said, when = planted.pop()
                    people.plant(Reversed(contact, "wrong"), "2026-09-20T12:00")
                    if draw(st.booleans()):
                        _keep_the_place(people, said, when, draw)
                case "stop" if draw(st.integers(0, 3)) == 0:
                    people.stop("dispute", at, recorded=recorded)
                case "in":
                    people.contact(at, "IN", recorded=recorded)
                case _:
                    whom = draw(st.sampled_from(whoms if channel == "call" else whoms[:3]))
                    said = Contacted(
                        people.accounts[0], moment_text(people.at(at)), channel, "out",
                        draw(st.sampled_from(results)), "", whom.person_id, whom.reach_id,
                    )  # fmt: skip
                    planted.append((people.plant(said, at, recorded), said, at))
        quick = people.replay()
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(Sieve, "passes", lambda *_: False)
            assert people.replay() == quick
