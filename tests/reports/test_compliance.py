"""How near the limits each account came: counted by hand, with the contacts in the test's docstring."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from collectrules.cli.app import run as typed
from collectrules.cli.report_output import as_text
from collectrules.clock import moment_text
from collectrules.compliance.whom import Whom
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import (
    AttemptReleased,
    AttemptReserved,
    ConsentTold,
    Contacted,
    GateAsked,
    Reversed,
)
from collectrules.reports.compliance import Compliance, compliance
from collectrules.reports.nearest import Nearest
from collectrules.reports.period import Period
from collectrules.reports.tell_compliance import compliance_page
from collectrules.worklist.reversals import reverse
from tests.compliance.past import ALL, THREE, Past
from tests.compliance.test_replay_people import People

DAY = date(2026, 9, 5)
SEPTEMBER = Period(date(2026, 9, 1), date(2026, 9, 30))


@pytest.fixture
def past() -> Iterator[Past]:
    with Ledger.create(Path(":memory:")) as ledger:
        made = Past(ledger)
        made.publish(ALL)
        made.open()
        yield made


def of(past: Past, period: Period = SEPTEMBER) -> Compliance:
    with past.ledger.reading():
        return compliance(past.ledger, period)


def near(past: Past, rule: str, period: Period = SEPTEMBER) -> list[tuple[object, ...]]:
    return [
        (each.account, each.counted, each.of, str(each.first), str(each.last))
        for each in of(past, period).nearest
        if each.rule == rule
    ]


def ask(
    past: Past, at: str, *, allowed: int = 0, override: str = "", rule: str = "three-in-seven"
) -> int:
    """A question to the gate, as the commands write it down."""
    said = moment_text(past.at(at))
    level = "soft" if override else "hard" if rule else ""
    asked = GateAsked(
        *(past.accounts[0], "call", said, None, None, "", allowed, level, rule, "5 7"),
        *("2026-09-08", override, 1),
    )
    return past.plant(asked, at)


def test_the_most_in_any_window(past: Past) -> None:
    """Calls on the 1st, 6th, 8th, 9th and 20th: in 2 to 8 there are two, in 3 to 9 three, in 14 to 20 one."""
    for day in (1, 6, 8, 9, 20):
        past.contact(f"2026-09-{day:02}T10:00")
    assert near(past, "three-in-seven") == [("C-1", 3, 3, "2026-09-03", "2026-09-09")]


def test_a_window_reaches_back_before_the_period(past: Past) -> None:
    """30 and 31 August and 1 September: three in the seven days to the 1st; before it is none of ours."""
    for at in ("2026-08-30T10:00", "2026-08-31T10:00", "2026-09-01T10:00"):
        past.contact(at)
    assert near(past, "three-in-seven") == [("C-1", 3, 3, "2026-08-26", "2026-09-01")]
    assert of(past).tried == 1


def test_what_does_not_count_is_not_counted(past: Past) -> None:
    """Of the 1st to the 3rd one is theirs and one was taken back."""
    past.contact("2026-09-01T10:00", "IN")
    wrong = past.contact("2026-09-02T10:00")
    past.contact("2026-09-03T10:00")
    past.plant(Reversed(wrong, "wrong customer"), "2026-09-04T09:00")
    assert near(past, "three-in-seven") == [("C-1", 1, 3, "2026-08-28", "2026-09-03")]


def test_the_fewest_days_after_a_conversation(past: Past) -> None:
    """Conversations on the 1st and the 10th; attempts on the 10th, after nine days, and on the 18th, after
    eight: the rest of seven was kept twice."""
    past.contact("2026-09-01T10:00", "PTP")
    past.contact("2026-09-10T10:00", "PTP")
    past.contact("2026-09-18T10:00")
    assert near(past, "rest") == [("C-1", 8, 7, "2026-09-10", "2026-09-18")]
    assert not next(each for each in of(past).nearest if each.rule == "rest").beyond


def test_a_rest_not_kept_and_a_limit_passed_are_beyond(past: Past) -> None:
    past.contact("2026-09-01T10:00", "PTP")
    for day in (4, 5, 6):
        past.contact(f"2026-09-0{day}T10:00")
    found = {each.rule: each for each in of(past).nearest}
    assert (found["three-in-seven"].counted, found["three-in-seven"].beyond) == (4, True)
    assert (found["rest"].counted, found["rest"].beyond) == (3, True)


def test_the_nearest_account_comes_first_and_each_rule_tells_whom_it_applied_to() -> None:
    with Ledger.create(Path(":memory:")) as ledger:
        past = Past(ledger, "America/New_York")
        past.publish('packs = ["us-massachusetts"]\n' + THREE.format(level="hard"))
        business, consumer = past.open("business"), past.open("consumer")
        for day in (1, 2, 3):
            past.contact(f"2026-09-0{day}T10:00", account=business)
        past.contact("2026-09-01T10:00", account=consumer)
        assert near(past, "us-massachusetts:two-in-seven-days") == [
            ("C-2", 1, 2, "2026-08-26", "2026-09-01")
        ]
        assert [each[:3] for each in near(past, "three-in-seven")] == [("C-1", 3, 3), ("C-2", 1, 3)]


def test_each_version_counts_by_itself(past: Past) -> None:
    """Version 2 from the 15th, with at most two."""
    past.publish(
        THREE.replace("= 3", "= 2").format(level="hard"),
        begins="2026-09-15",
        version="2",
        on="2026-09-01T08:00",
    )
    for day in (1, 2, 14, 16):
        past.contact(f"2026-09-{day:02}T10:00")
    found = [
        (each.policy, each.counted, each.of)
        for each in of(past).nearest
        if each.rule == "three-in-seven"
    ]
    assert found == [("p 1", 2, 3), ("p 2", 2, 2)]


def test_questions_that_were_answered_with_no_or_with_a_reason(past: Past) -> None:
    ask(past, "2026-08-31T10:00")
    ask(past, "2026-09-01T10:00", allowed=1, rule="")
    blocked = ask(past, "2026-09-02T10:00")
    soft = ask(past, "2026-09-03T10:00", allowed=1, override="they asked")
    note = past.contact("2026-09-04T10:00", note="hello; override two-a-week: a flood")
    found = of(past)
    assert found.asked == 3
    assert [(each.event, each.rule, each.counted) for each in found.blocked] == [
        (blocked, "three-in-seven", (5, 7))
    ]
    assert [(each.event, each.rule, each.reason) for each in found.overridden] == [
        (soft, "three-in-seven", "they asked"),
        (note, "two-a-week", "a flood"),
    ]


def test_what_an_attempt_came_to_beyond_a_limit_is_not_called_blocked(past: Past) -> None:
    beyond = ask(past, "2026-09-02T10:00", allowed=1, rule="rest")
    found = of(past)
    assert (found.blocked, found.overridden) == ((), ())
    assert [(each.event, each.rule, each.counted) for each in found.beyond] == [
        (beyond, "rest", (5, 7))
    ]
    text = "\n".join(as_text(compliance_page(found, ZoneInfo("UTC")), chart=False))
    assert "What an attempt came to, beyond a limit" in text
    assert "answered with no: 0," in text


def test_a_contact_let_through_with_a_reason_is_told_once(past: Past) -> None:
    ask(past, "2026-09-03T10:00", allowed=1, override="they asked")
    past.contact("2026-09-03T10:00", note="override three-in-seven: they asked")
    assert len(of(past).overridden) == 1


def test_what_was_taken_back_is_told_with_its_reason(past: Past) -> None:
    """What is theirs, what stands and what lies outside the period is not among it."""
    past.contact("2026-09-01T10:00", "LV")
    wrong = past.contact("2026-09-02T10:00", "NA")
    back = past.plant(Reversed(wrong, "wrong customer"), "2026-09-04T09:00")
    theirs, old = past.contact("2026-09-03T10:00", "IN"), past.contact("2026-08-03T10:00", "NA")
    for each in (theirs, old):
        past.plant(Reversed(each, "a slip"), "2026-09-04T09:00")
    at = "2026-09-05T10:00"
    attempt = past.plant(AttemptReserved(past.accounts[0], "call", moment_text(past.at(at))), at)
    let_go = past.plant(AttemptReleased(attempt, "line was dead"), at)
    found = of(past)
    assert [
        (each.event, each.result, each.undone_by, each.reason, each.attempt)
        for each in found.taken_back
    ] == [
        (wrong, "NA", back, "wrong customer", None),
        (attempt, "", let_go, "line was dead", None),
    ]
    told = "\n".join(as_text(compliance_page(found, ZoneInfo("UTC")), chart=False))
    assert "Taken back\n" in told
    assert re.search(r"wrong customer +nothing\n", told)


def test_what_was_taken_back_and_goes_on_counting_is_told_apart(past: Past) -> None:
    """The first leaves an attempt in its place, which has no result; that of the second has another one."""
    first = past.contact("2026-09-01T10:00", "NA")
    reverse(past.ledger, seq=first, reason="a slip", on=DAY, at=past.at("2026-09-05T10:00"), by="b")
    second = past.reserve("2026-09-02T10:00")
    wrong = past.contact("2026-09-02T10:00", "LV", attempt=second)
    reverse(past.ledger, seq=wrong, reason="a slip", on=DAY, at=past.at("2026-09-05T10:00"), by="b")
    past.contact("2026-09-02T10:00", "NA", attempt=second, recorded="2026-09-05T10:01")
    found = of(past)
    assert [(each.event, each.attempt) for each in found.taken_back] == [
        (first, first + 2),
        (wrong, second),
    ]
    assert (found.tried, near(past, "three-in-seven")[0][1]) == (2, 2)
    told = "\n".join(as_text(compliance_page(found, ZoneInfo("UTC")), chart=False))
    assert re.search(rf"a slip +attempt {second}\n", told)


def test_as_people_read_it(past: Past) -> None:
    for day in (1, 2, 3):
        past.contact(f"2026-09-0{day}T10:00")
    ask(past, "2026-09-04T10:00")
    said = "\n".join(as_text(compliance_page(of(past), ZoneInfo("Europe/Berlin")), chart=True))
    counts = "contacts and attempts: 3; questions to the gate: 1, answered with no: 1, stepped over"
    assert counts in " ".join(said.split())
    assert "C-1         3   3  2026-08-28 to 2026-09-03  reached" in said
    assert "3 of 3  " + "█" * 40 + " 1" in said
    assert "C-1      call     2026-09-04 12:00  three-in-seven  script" in said
    assert "No limit was stepped over." in said


def test_only_the_nearest_are_named_in_text(past: Past) -> None:
    one = Nearest(
        rule="few", policy="p 1", account="C", kind="limit", counted=1, of=3,
        first=date(2026, 9, 1), last=date(2026, 9, 7),
    )  # fmt: skip
    many = Compliance(
        period=SEPTEMBER, tried=25, asked=0, nearest=(one,) * 25, blocked=(), overridden=()
    )
    said = "\n".join(as_text(compliance_page(many, ZoneInfo("UTC")), chart=False))
    assert said.count("\nC  ") == 20
    assert "5 more accounts, none of them nearer." in said


def test_typed_in_every_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLLECTRULES_LEDGER", raising=False)
    with Ledger.create(tmp_path / "collectrules.db") as ledger:
        past = Past(ledger)
        past.publish(ALL)
        past.open()
        past.contact("2026-09-03T10:00")
        ask(past, "2026-09-04T10:00")
        odd = Contacted(past.accounts[0], moment_text(past.at("2026-09-05T10:00")), "call", "out",
                        "NA", "override three-in-seven: =1+1")  # fmt: skip
        past.plant(odd, "2026-09-05T10:00")

    def say(*more: str) -> str:
        words = ("report", "compliance", "--from", "2026-09-01", "--to", "2026-09-30", *more)
        assert typed(list(words)) == 0
        return capsys.readouterr().out

    assert say().startswith(
        "Contacts and their limits\n2026-09-01 to 2026-09-30; contacts and attempts: 2; "
    )
    found = json.loads(say("--json"))
    assert (found["from"], found["to"], found["tried"], found["asked"]) == (
        "2026-09-01", "2026-09-30", 2, 1,
    )  # fmt: skip
    assert found["nearest"] == [
        {
            "rule": "three-in-seven", "policy": "p 1", "account": "C-1", "kind": "limit",
            "counted": 2, "of": 3, "first": "2026-08-30", "last": "2026-09-05",
            "reached": False, "beyond": False,
        }
    ]  # fmt: skip
    assert found["blocked"][0] | {"event": 0} == {
        "event": 0, "account": "C-1", "channel": "call", "at": "2026-09-04T10:00:00+00:00",
        "rule": "three-in-seven", "level": "hard", "counted": [5, 7], "free_from": "2026-09-08",
        "reason": None, "by": "script",
    }  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(say("--csv"))))
    assert [row["what"] for row in rows] == ["nearest limit", "blocked", "overridden"]
    assert rows[2]["reason"] == "'=1+1"
    say("--html", "page.html")
    assert "three-in-seven (p 1)" in Path("page.html").read_text(encoding="utf-8")


PER_PERSON = """
[[contact_limit]]
id = "two-for-each"
channels = ["call"]
at_most = 2
within_days = 7
per = "person"
consent_days = 3

[[contact_limit]]
id = "at-work"
channels = ["call"]
at_most = 1
within_days = 30
places = ["work"]
"""


def test_what_is_counted_apart_is_told_apart() -> None:
    """Two calls to the debtor on their mobile, one to the other person, and one to nobody in particular: with
    each of the two that is one more, so three and two. At work they may have been with the last only."""
    with Ledger.create(Path(":memory:")) as ledger:
        people = People(ledger)
        people.publish(PER_PERSON, version="2", on="2026-01-04T08:00")
        debtor = Whom(people.debtor, people.home)
        people.told("2026-09-01T12:00", debtor)
        people.told("2026-09-02T12:00", debtor)
        people.told("2026-09-03T12:00", Whom(people.other, people.mobile))
        assert near(people, "two-for-each") == [("C-1", 2, 2, "2026-08-27", "2026-09-02")]
        assert near(people, "at-work") == []
        people.told("2026-09-04T12:00", Whom())
        assert near(people, "two-for-each") == [("C-1", 3, 2, "2026-08-29", "2026-09-04")]
        assert near(people, "at-work") == [("C-1", 1, 1, "2026-08-06", "2026-09-04")]


def test_at_no_number_in_particular_it_was_at_one_that_is_known() -> None:
    """The other person has a mobile and no number at work, the debtor has both."""
    with Ledger.create(Path(":memory:")) as ledger:
        people = People(ledger)
        people.publish(PER_PERSON, version="2", on="2026-01-04T08:00")
        for day in (1, 2, 3):
            people.told(f"2026-09-0{day}T12:00", Whom(people.other))
        assert near(people, "two-for-each") == [("C-1", 3, 2, "2026-08-28", "2026-09-03")]
        assert near(people, "at-work") == []
        people.told("2026-09-04T12:00", Whom(people.debtor))
        assert near(people, "at-work") == [("C-1", 4, 1, "2026-08-06", "2026-09-04")]


def test_what_they_consented_to_is_not_counted() -> None:
    """Consent on the 1st counts on the 1st to the 3rd: of four daily calls from the 1st, that of the 4th."""
    with Ledger.create(Path(":memory:")) as ledger:
        people = People(ledger)
        people.publish(PER_PERSON, version="2", on="2026-01-04T08:00")
        said = moment_text(people.at("2026-09-01T09:00"))
        people.plant(ConsentTold(people.debtor, "call", 1, None, said, "said"), "2026-09-01T09:00")
        for day in (1, 2, 3, 4):
            people.told(f"2026-09-0{day}T12:00", Whom(people.debtor, people.home))
        assert near(people, "two-for-each") == [("C-1", 1, 2, "2026-08-29", "2026-09-04")]


REST = """
[[contact_limit]]
id = "rest"
channels = ["call"]
after = "conversation"
pause_days = 7
consent_days = 7
consent_ends = {ends}
"""


@pytest.mark.parametrize(
    ("ends", "given", "told"),
    [
        ("false", "2026-09-01T09:00", None),
        ("true", "2026-09-01T09:00", 1),
        ("true", "2026-09-02T13:00", None),
    ],
)
def test_a_consent_that_ends_with_a_conversation_is_told_as_the_gate_reads_it(
    ends: str, given: str, told: int | None
) -> None:
    """A conversation on the 2nd, a call on the 3rd, one day after; consent before it or after it."""
    with Ledger.create(Path(":memory:")) as ledger:
        people = People(ledger)
        people.publish(REST.format(ends=ends), version="2", on="2026-01-04T08:00")
        said = moment_text(people.at(given))
        whom = Whom(people.debtor, people.home)
        people.plant(ConsentTold(people.debtor, "call", 1, None, said, "said"), given)
        people.told("2026-09-02T12:00", whom, "RPC-REF")
        people.told("2026-09-03T12:00", whom)
        assert [row[1] for row in near(people, "rest")] == ([] if told is None else [told])
