"""Logging, taking back early or late and logging again, in any order: held against counting by hand."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.compliance.lists import blocked_accounts
from collectrules.errors import Refused
from collectrules.ledger.book import Ledger
from collectrules.ledger.verify import verify
from collectrules.worklist.asking import Blocked
from collectrules.worklist.attempts import release, reserve
from collectrules.worklist.outcomes import log_contact
from collectrules.worklist.reversals import reverse
from collectrules.worklist.versions import policy_in_force
from tests.compliance.past import Past

RULES = """
[[contact_limit]]
id = "two-calls"
channels = ["call"]
at_most = 2
within_days = 3

[[contact_limit]]
id = "one-contact"
channels = ["call"]
counts = "contacts"
at_most = 1
within_days = 4

[[contact_limit]]
id = "rest"
channels = ["call"]
after = "conversation"
pause_days = 3
"""
REACHED, SPOKE = {"LV", "RPC-REF"}, {"RPC-REF"}
TEN = timedelta(minutes=10)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass
class Place:
    """A place among those that limits count, as somebody would note it on paper."""

    at: datetime
    taken: datetime
    """When it was taken: nothing of it is given back ten minutes later."""
    code: str = "reserved"
    """What it counts as."""
    contact: int | None = None
    """The contact that stands."""
    attempt: int | None = None
    kept: bool = False
    """Whether the attempt keeps the place of a contact."""
    told: datetime = NEVER
    """When it was told what it counts as."""

    @property
    def day(self) -> int:
        return self.at.toordinal()


@dataclass
class Paper:
    """What counts, and what may be done with it."""

    places: list[Place] = field(default_factory=list)

    def full(self) -> list[str]:
        """The limits that are exceeded by what was let through when it was known what filled them."""
        found = []
        for first in self.places:
            near = [each for each in self.places if 0 <= each.day - first.day < 3]
            found += ["two-calls"] if len(near) > 2 else []
            after = [
                each for each in self.places if each.at > first.at and each.taken >= first.told
            ]
            for each in after:
                if {first.code, each.code} <= REACHED and each.day - first.day < 4:
                    found.append("one-contact")
                if first.code in SPOKE and each.day - first.day < 3:
                    found.append("rest")
        return found

    def under_way(self, at: datetime) -> bool:
        """Whether somebody may be speaking with them right now."""
        return any(
            each.attempt and not each.contact and not each.kept and at - each.taken < TEN
            for each in self.places
        )

    def room_for_one_more(self, at: datetime) -> bool:
        """Whether one more call is allowed that is later than all others, whatever comes of it."""
        day = at.toordinal()
        calls = [each for each in self.places if day - each.day < 3]
        reached = [each for each in self.places if each.code in REACHED and day - each.day < 4]
        return len(calls) < 2 and not reached and not any(each.code in SPOKE for each in calls)

    def fits(self, place: Place, code: str) -> bool:
        """Whether what an attempt came to is allowed by what took place before it."""
        others = [each for each in self.places if each is not place]
        near = [each for each in others if 0 <= place.day - each.day < 4]
        if code in REACHED and any(each.code in REACHED for each in near):
            return False
        rested = [each for each in near if place.day - each.day < 3 and each.at <= place.at]
        return code not in SPOKE or not any(each.code in SPOKE for each in rested)


@dataclass
class Desk:
    """Somebody who logs, and takes back; each act is held against the paper."""

    past: Past
    now: datetime
    paper: Paper = field(default_factory=Paper)
    beyond: set[int] = field(default_factory=set)
    """Results of attempts that went beyond a limit."""
    told_late: bool = False
    """Whether it was told after a later call that an earlier one had reached somebody."""

    def given(self) -> dict[str, object]:
        policy, seq = policy_in_force(self.past.ledger, self.now.date())
        who = {"account_id": self.past.accounts[0], "channel": "call", "by": "ana"}
        return {"policy_seq": seq, "policy": policy, "recorded_at": self.now, **who}

    def allowed(self) -> bool:
        return self.paper.room_for_one_more(self.now) and not self.paper.under_way(self.now)

    def log(self, code: str) -> bool:
        allowed = self.allowed()
        with suppress(Blocked):
            logged = log_contact(self.past.ledger, result=code, at=self.now, **self.given())
            self.paper.places.append(Place(self.now, self.now, code, logged.seq, told=self.now))
            assert allowed
            return True
        assert not allowed
        return False

    def reserve(self) -> None:
        allowed = self.allowed()
        with suppress(Blocked):
            made = reserve(self.past.ledger, at=self.now, **self.given())
            self.paper.places.append(Place(self.now, self.now, attempt=made.attempt_id))
            assert allowed
            return
        assert not allowed

    def give_result(self, place: Place, code: str) -> None:
        fits = self.paper.fits(place, code)
        later = [each for each in self.paper.places if each.at > place.at]
        self.told_late = self.told_late or (code in REACHED and bool(later))
        given = {"at": place.at, "attempt_id": place.attempt, **self.given()}
        logged = log_contact(self.past.ledger, result=code, **given)
        assert logged.verdict
        assert logged.verdict.allowed == fits
        place.contact, place.code, place.told = logged.seq, code, self.now
        if not fits:
            self.beyond.add(logged.seq)

    def release(self, place: Place) -> None:
        allowed = not place.kept and self.now - place.taken <= TEN
        with suppress(Refused):
            release(self.past.ledger, place.attempt or 0, at=self.now, by="ana")
            self.paper.places.remove(place)
            assert allowed
            return
        assert not allowed

    def take_back(self, place: Place) -> None:
        """The contact of a place: within ten minutes all of it is given back, later none."""
        contact = place.contact or 0
        on = self.now.date()
        left = reverse(
            self.past.ledger, seq=contact, reason="a slip", on=on, at=self.now, by="ana"
        ).attempt
        place.contact = None
        if not place.kept and self.now - place.taken <= TEN:
            assert left is None
            self.paper.places.remove(place)
            return
        assert left is not None
        assert place.attempt in (None, left)
        place.kept = place.kept or place.attempt is None
        place.attempt = left

    def act(self, draw: st.DrawFn) -> None:
        code = draw(st.sampled_from(["NA", "NA", "LV", "RPC-REF"]))
        standing = [each for each in self.paper.places if each.contact]
        waiting = [each for each in self.paper.places if each.contact is None]
        match draw(st.sampled_from(["log"] * 4 + ["reserve", "back", "back", "result", "release"])):
            case "reserve":
                self.reserve()
            case "back" if standing:
                self.take_back(draw(st.sampled_from(standing)))
            case "result" if waiting:
                self.give_result(draw(st.sampled_from(waiting)), code)
            case "release" if waiting:
                self.release(draw(st.sampled_from(waiting)))
            case _:
                self.log(code)


def on_the_list(past: Past, now: datetime) -> bool:
    """Whether the worklist shows the account as blocked on the day."""
    policy, _ = policy_in_force(past.ledger, now.date())
    connection = past.ledger.connection
    connection.execute("CREATE TEMP TABLE asked AS SELECT seq AS account_id FROM account")
    blocked = blocked_accounts(connection, policy, ("call",), now.date(), among="temp.asked")
    connection.execute("DROP TABLE temp.asked")
    return past.accounts[0] in blocked["call"]


STEPS: Sequence[timedelta] = [
    *(timedelta(minutes=n) for n in (1, 4, 6, 10, 11)),
    *(timedelta(hours=3), timedelta(days=1), timedelta(days=1), timedelta(days=2)),
]


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_no_limit_is_ever_got_round(data: st.DataObject) -> None:
    """The gate says what the paper says, nothing it lets through exceeds a limit, the replay finds no more.

    It finds each result that went beyond a limit, and nothing else where there is none.
    """
    with Ledger.create(Path(":memory:")) as ledger:
        past = Past(ledger)
        past.publish(RULES)
        past.open()
        desk = Desk(past, datetime(2026, 9, 1, 9, tzinfo=UTC))
        for _ in range(data.draw(st.integers(4, 20))):
            desk.now += data.draw(st.sampled_from(STEPS))
            desk.act(data.draw)
            assert desk.paper.full() == []
        findings = past.replay().findings
        assert {each.judged for each in findings} <= {"came to light"}
        assert desk.beyond <= {each.entry.seq for each in findings}
        assert desk.beyond or desk.told_late or not findings
        desk.now += timedelta(minutes=1)
        room = desk.paper.room_for_one_more(desk.now)
        assert on_the_list(past, desk.now) == (not room)
        desk.now += TEN
        if not desk.log("NA"):
            planted = past.contact(desk.now.isoformat())
            assert [seq for seq, _ in past.found()] == [planted]
        assert verify(ledger) == []


def test_log_take_back_log_again() -> None:
    """What it is all about: two calls in three days, each taken back late, and a third is refused."""
    with Ledger.create(Path(":memory:")) as ledger:
        past = Past(ledger)
        past.publish(RULES)
        past.open()
        desk = Desk(past, datetime(2026, 9, 1, 9, tzinfo=UTC))
        for _ in range(2):
            assert desk.log("NA")
            desk.now += timedelta(minutes=11)
            desk.take_back(desk.paper.places[-1])
        assert not desk.log("NA")
        desk.give_result(desk.paper.places[0], "LV")
        desk.now += timedelta(days=3)
        assert not desk.log("NA")
        assert past.replay().findings == ()
