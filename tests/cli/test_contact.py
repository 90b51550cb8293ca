"""`log`, `can-contact`, `reserve` and `release` as they are typed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from collectrules.cli.app import run
from collectrules.clock import parse_day
from collectrules.compliance.results import results
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountOpened, InvoiceIssued, StageStepped
from collectrules.ledger.policies import publish
from collectrules.ledger.publishing import publish_checked
from collectrules.policy.load import parse
from tests.worklist.books import ISSUED, NOON

POLICY = """
language = 1
[policy]
id = "p"
title = "P"
version = "1"
effective_from = 2026-01-01
currency = ["EUR", "USD"]
time_zone = "America/New_York"
holidays = "US-NY"

[[stage]]
id = "first-call"
action = { channel = "call", script = "first-call" }

[[contact_limit]]
id = "two-a-week"
channels = ["call"]
at_most = 2
within_days = 7

[[contact_limit]]
id = "one-mail"
channels = ["email"]
at_most = 1
within_days = 7
level = "soft"

[[contact_hours]]
id = "decent-hours"
channels = ["sms"]
days  = ["mon", "tue", "wed", "thu", "fri", "sat"]
from  = 08:00:00
until = 20:00:00
on_holidays = false
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    day = ISSUED.isoformat()
    with (
        Ledger.create(tmp_path / "collectrules.db") as ledger,
        ledger.writing(at=NOON, by="setup") as book,
    ):
        version = publish(
            book,
            POLICY,
            policy_id="p",
            version="1",
            language=1,
            effective_from=parse_day("2026-01-01"),
        )
        account = book.append(AccountOpened("C-1", "Ärger & Söhne", "business"), on=day)
        first = book.append(InvoiceIssued(account, "A", "EUR", 10000, day, day, "x"), on=day)
        book.append(StageStepped(first, "first-call", "due", version.policy.seq), on=day)
        two = book.append(AccountOpened("C-2", "Twice", "business"), on=day)
        for number, currency in (("D", "EUR"), ("E", "USD")):
            book.append(InvoiceIssued(two, number, currency, 10000, day, day, "x"), on=day)
    return tmp_path


def contacts() -> list[tuple[object, ...]]:
    with Ledger.open(Path("collectrules.db")) as ledger:
        rows = ledger.query("SELECT effective_on, at, channel, result, note FROM contact")
        return [tuple(row) for row in rows]


def checks() -> list[tuple[object, ...]]:
    """What the gate said, by which level and rule, and to whom."""
    with Ledger.open(Path("collectrules.db")) as ledger:
        rows = ledger.query(
            "SELECT g.allowed, g.level, g.rule, j.recorded_by FROM gate_check AS g"
            " JOIN journal AS j USING (seq) ORDER BY seq"
        )
        return [tuple(row) for row in rows]


def log(*arguments: str, account: str = "C-1", channel: str = "call", by: str = "ana") -> int:
    return run(["log", account, channel, "--by", by, *arguments])


def test_a_contact_in_the_policys_own_time(capsys: pytest.CaptureFixture[str]) -> None:
    assert log("--result", "lv", "--at", "2026-09-10 22:30", "--note", "said hello") == 0
    assert contacts() == [("2026-09-10", "2026-09-11T02:30:00.000000Z", "call", "LV", "said hello")]
    assert capsys.readouterr().out == (
        "logged: call with C-1 (Ärger & Söhne) on 2026-09-10: LV, left voicemail\n"
        "carried out: first-call of A\n"
        "event 9 of the journal\n"
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026-09-10", "2026-09-10T16:00:00.000000Z"),
        ("2026-09-10T22:30:15", "2026-09-11T02:30:15.000000Z"),
        ("2026-09-10T22:30+02:00", "2026-09-10T20:30:00.000000Z"),
        ("2026-09-10T22:30Z", "2026-09-10T22:30:00.000000Z"),
    ],
)
def test_how_a_time_is_typed(typed: str, kept: str) -> None:
    assert log("--result", "NA", "--at", typed) == 0
    assert contacts()[0][:2] == ("2026-09-10", kept)


def test_a_contact_now_is_of_today(capsys: pytest.CaptureFixture[str]) -> None:
    assert log("--result", "NA", "--json") == 0
    assert json.loads(capsys.readouterr().out)["on"] == contacts()[0][0]


def test_a_limit_refuses_with_1_and_writes_no_contact(capsys: pytest.CaptureFixture[str]) -> None:
    for day in ("08", "09"):
        assert log("--result", "NA", "--at", f"2026-09-{day}") == 0
    capsys.readouterr()
    assert log("--result", "NA", "--at", "2026-09-10", "--reason", "urgent") == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == (
        "error: account `C-1` may not be contacted by call on 2026-09-10: `two-a-week` allows "
        "2 attempts by call in any 7 days; recorded: 2026-09-08 call NA, 2026-09-09 call NA; "
        "free from 2026-09-15\n"
        "  = help: nobody can step over a hard limit; no contact was written, that it was refused "
        "is on record\n"
    )
    assert log("--result", "NA", "--at", "2026-09-10", "--json") == 1
    blocked = json.loads(capsys.readouterr().out)
    assert (blocked["allowed"], blocked["rule"], blocked["allowed_from"]) == (
        False,
        "two-a-week",
        "2026-09-15",
    )
    assert len(contacts()) == 2
    assert checks()[2:] == [(0, "hard", "two-a-week", "ana")] * 2
    assert log("--result", "NA", "--at", "2026-09-10", "--dry-run", "--json") == 1
    assert json.loads(capsys.readouterr().out)["check"] is None
    assert log("--result", "NA", "--at", "2026-09-10", "--dry-run") == 1
    assert "hard limit; nothing was written" in capsys.readouterr().err
    assert len(checks()) == 4


def test_a_soft_limit_takes_a_reason(capsys: pytest.CaptureFixture[str]) -> None:
    mail = ("--result", "EM", "--at", "2026-09-08")
    assert log(*mail, channel="email") == 0
    assert log(*mail, channel="email") == 1
    assert log(*mail, "--reason", "asked for it again", channel="email") == 0
    assert contacts()[1][-1] == "override one-mail: asked for it again"
    capsys.readouterr()
    assert run(["can-contact", "C-1", "--channel", "email", "--at", "2026-09-09"]) == 1
    assert capsys.readouterr().out.startswith("only with a reason: `one-mail` allows 1 attempt by")


def test_whether_an_account_may_be_contacted(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["can-contact", "c-1", "--channel", "call", "--at", "2026-09-10"]
    assert run(asked) == 0
    assert capsys.readouterr().out == "yes: no limit stands in the way: `two-a-week`\n"
    log("--result", "NA", "--at", "2026-09-08")
    log("--result", "LV", "--at", "2026-09-09")
    capsys.readouterr()
    assert run([*asked, "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {
        "account": "C-1",
        "channel": "call",
        "allowed": False,
        "level": "hard",
        "rule": "two-a-week",
        "presumed": False,
        "counted": [
            {"seq": 10, "day": "2026-09-08", "channel": "call", "result": "NA"},
            {"seq": 12, "day": "2026-09-09", "channel": "call", "result": "LV"},
        ],
        "allowed_from": "2026-09-15",
        "allowed_from_time": None,
        "sentence": "`two-a-week` allows 2 attempts by call in any 7 days; "
        "recorded: 2026-09-08 call NA, 2026-09-09 call LV; free from 2026-09-15",
        "person": None,
        "reach": None,
        "about": [],
        "purpose": "",
        "check": 14,  # a question before each of the contacts, and two asked here
    }
    assert run(["can-contact", "C-1", "--channel", "letter", "--json"]) == 0
    free = json.loads(capsys.readouterr().out)
    assert (free["level"], free["rule"], free["counted"]) == (None, None, [])
    assert [(allowed, rule) for allowed, _, rule, _ in checks()] == [
        *[(1, "")] * 3,
        (0, "two-a-week"),
        (1, ""),
    ]


def test_hours_are_kept_by_the_policys_clock(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["can-contact", "C-1", "--channel", "sms", "--at", "2026-09-05T20:00"]
    assert run([*asked, "--json"]) == 1  # a Saturday; Monday the 7th is Labor Day
    shown = json.loads(capsys.readouterr().out)
    assert (shown["level"], shown["rule"], shown["counted"]) == ("hard", "decent-hours", [])
    assert shown["allowed_from"] == "2026-09-08"
    assert shown["allowed_from_time"] == "2026-09-08T08:00:00-04:00"
    assert run(asked) == 1
    assert capsys.readouterr().out == (
        "no: `decent-hours` allows contact by text only Monday to Saturday from 08:00 until 20:00, "
        "not on public holidays (US-NY), by the business's clock: the customer's is not known; "
        "it is Saturday 2026-09-05 20:00; free from 2026-09-08 08:00\n"
    )
    assert run([*asked[:-1], "2026-09-08T08:00:00-04:00"]) == 0
    assert run([*asked[:-1], "2026-09-08T07:59:59-04:00"]) == 1


def test_a_contact_outside_the_hours_is_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    assert log("--result", "SMS", "--at", "2026-09-08T07:59", channel="sms") == 1
    assert "it is Tuesday 2026-09-08 07:59; free from 2026-09-08 08:00" in capsys.readouterr().err
    assert contacts() == []
    assert log("--result", "SMS", "--at", "2026-09-08T08:00", channel="sms") == 0
    assert len(contacts()) == 1


def test_a_promise_and_a_dispute(capsys: pytest.CaptureFixture[str]) -> None:
    promise = ("--result", "PTP", "--promise", "99.50", "--until", "2026-09-30")
    assert log(*promise, "--at", "2026-09-10", "--json") == 0
    logged = json.loads(capsys.readouterr().out)
    assert logged == {
        "account": "C-1",
        "channel": "call",
        "allowed": True,
        "beyond": None,
        "result": "PTP",
        "on": "2026-09-10",
        "note": "",
        "event": 9,
        "promise": 10,
        "disputes": [],
        "stops": [],
        "ended_stops": [],
        "ended_reaches": [],
        "call_back": None,
        "call_backs_made": [],
        "carried_out": [{"invoice": "A", "stage": "first-call"}],
        "unfinished": [],
        "waiting_for_the_owner": [],
        "attempt": None,
        "person": None,
        "reach": None,
        "about": [],
        "purpose": "",
        "check": 8,
        "dry_run": False,
    }
    dispute = ("--result", "DSP", "--invoice", "A", "--note", "short", "--at", "2026-09-10")
    assert log(*dispute, "--dry-run") == 0
    assert "would log: call" in capsys.readouterr().out
    assert log(*dispute) == 0
    assert "with 1 in dispute" in capsys.readouterr().out
    assert len(contacts()) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--result", "PTX"], "`PTX` is not a result of a contact by call"),
        (["--result", "PTP"], "`PTP` (promise to pay) needs the amount and the day"),
        (["--result", "PTP", "--promise", "5"], "a promise has an amount and a day"),
        (
            ["--result", "PTP", "--promise", "5,5", "--until", "2026-09-30"],
            "`5,5` is not an amount",
        ),
        (
            ["--result", "PTP", "--promise", "1e3", "--until", "2026-09-30"],
            "`1e3` is not an amount",
        ),
        (["--result", "NA", "--approved-by", "mara\nben"], "who approved it is not a name"),
        (
            ["--result", "PTP", "--promise", "NaN", "--until", "2026-09-30"],
            "`NaN` is not an amount",
        ),
        (
            ["--result", "PTP", "--promise", "5.001", "--until", "2026-09-30"],
            "more decimals than EUR",
        ),
        (["--result", "DSP", "--invoice", "A"], "a dispute needs a word on what is disputed"),
        (["--result", "DSP", "--invoice", "Z", "--note", "n"], "has no invoice `Z`"),
        (["--result", "NA", "--at", "yesterday"], "`yesterday` is not a time"),
        (["--result", "NA", "--at", "0001-01-01T00:00+14:00"], "is not a time"),
        (["--result", "NA", "--at", "9999-12-31T23:59"], "is not a time"),
        (["--result", "NA", "--at", "2126-09-10"], "has not come yet"),
        (["--result", "NA", "--at", "2025-09-10"], "no policy is in force on 2025-09-10"),
    ],
)
def test_what_cannot_be_read(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert log(*arguments) == 2
    assert message in capsys.readouterr().err
    assert contacts() == []


def test_names_that_are_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert log("--result", "NA", account="C1") == 2
    assert "unknown account `C1`\n  = help: did you mean `C-1`?" in capsys.readouterr().err
    assert log("--result", "NA", channel="cal") == 2
    assert "unknown channel `cal`\n  = help: did you mean `call`?" in capsys.readouterr().err


def test_the_currency_of_a_promise(capsys: pytest.CaptureFixture[str]) -> None:
    promise = ("--result", "PTP", "--promise", "5", "--until", "2026-09-30", "--at", "2026-09-10")
    assert log(*promise, account="C-2") == 2
    assert "account `C-2` owes in EUR and USD" in capsys.readouterr().err
    assert log(*promise, "--currency", "usd", account="C-2") == 0


RESERVE = ("reserve", "C-1", "--channel", "call", "--by", "ana")


def test_an_attempt_is_reserved_and_given_its_result(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*RESERVE, "--at", "2026-09-10T10:00", "--about", "A"]) == 0
    assert capsys.readouterr().out == (
        "reserved: attempt 9, call with C-1 (Ärger & Söhne) on 2026-09-10\n"
        "it counts from now on: `collectrules log C-1 call --attempt 9 --result CODE` says what came "
        "of it; `collectrules release 9` gives it back, within ten minutes\n"
    )
    assert log("--result", "LV", "--attempt", "9") == 0
    assert capsys.readouterr().out == (
        "logged: call with C-1 (Ärger & Söhne) on 2026-09-10: LV, left voicemail\n"
        "carried out: first-call of A\n"
        "the result of attempt 9\n"
        "event 11 of the journal\n"
    )
    assert contacts() == [("2026-09-10", "2026-09-10T14:00:00.000000Z", "call", "LV", "")]
    assert log("--result", "LV", "--attempt", "9") == 1
    assert "attempt 9 has its result already" in capsys.readouterr().err
    assert run(["release", "9"]) == 1
    assert run(["can-contact", "C-1", "--channel", "call", "--at", "2026-09-10"]) == 0


def reserved() -> list[str]:
    with Ledger.open(Path("collectrules.db")) as ledger:
        return [str(row["seq"]) for row in ledger.query("SELECT seq FROM attempt ORDER BY seq")]


def test_what_an_attempt_came_to_beyond_a_limit_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    rest = '[[contact_limit]]\nid = "rest"\nchannels = ["call"]\nafter = "conversation"\npause_days = 7\n'
    Path("rested.toml").write_text(
        POLICY.replace('version = "1"', 'version = "2"') + rest, encoding="utf-8"
    )
    assert run(["policy", "publish", "rested.toml", "--by", "ana"]) == 0
    for at in ("2026-09-10T10:00", "2026-09-10T11:00"):
        assert run([*RESERVE, "--at", at]) == 0
    first, second = reserved()
    capsys.readouterr()
    assert (
        log("--result", "PTP", "--promise", "10", "--until", "2026-09-12", "--attempt", first) == 0
    )
    assert "beyond" not in capsys.readouterr().out
    assert log("--result", "RPC-REF", "--attempt", second) == 0
    assert "beyond `rest`, and written as it was: `rest` allows" in capsys.readouterr().out


def test_reserved_and_released_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    asked = [*RESERVE, "--at", "2026-09-10", "--json"]
    assert run([*asked, "--about", "A"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "account": "C-1",
        "channel": "call",
        "allowed": True,
        "level": None,
        "rule": None,
        "presumed": False,
        "counted": [],
        "allowed_from": "2026-09-10",
        "allowed_from_time": None,
        "sentence": "no limit stands in the way: `two-a-week`",
        "person": None,
        "reach": None,
        "about": ["A"],
        "purpose": "",
        "check": 8,
        "override": "",
        "attempt": 9,
        "dry_run": False,
    }
    assert run(asked) == 0
    capsys.readouterr()
    assert run(asked) == 1
    refused = json.loads(capsys.readouterr().out)
    assert (refused["allowed"], refused["attempt"], refused["check"]) == (False, None, 12)
    assert [each["result"] for each in refused["counted"]] == ["reserved", "reserved"]
    assert log("--result", "NA", "--at", "2026-09-10") == 1
    assert run([*RESERVE, "--at", "2026-09-10"]) == 1
    assert "no attempt was written, that it was refused is on record" in capsys.readouterr().err
    assert run(["release", "9", "--reason", "no line", "--json", "--by", "ana"]) == 0
    assert json.loads(capsys.readouterr().out) == {"attempt": 9, "event": 15, "dry_run": False}
    assert run([*asked, "--dry-run"]) == 0
    assert run(["release", "11", "--dry-run"]) == 0
    assert capsys.readouterr().out.endswith("would release: attempt 11\nnothing was written\n")
    assert run(["release", "11"]) == 0
    assert run(["release", "12"]) == 1
    assert "the ledger has no attempt 12" in capsys.readouterr().err


def test_a_soft_limit_lets_an_attempt_through_with_a_reason(
    capsys: pytest.CaptureFixture[str],
) -> None:
    mail = ["reserve", "C-1", "--channel", "email", "--at", "2026-09-08", "--by", "ana"]
    assert run(mail) == 0
    assert run(mail) == 1
    capsys.readouterr()
    assert run([*mail, "--reason", "asked for it", "--json"]) == 0
    reserved = json.loads(capsys.readouterr().out)
    assert (reserved["allowed"], reserved["level"]) == (True, "soft")
    assert reserved["override"] == "override one-mail: asked for it"
    assert [(allowed, level) for allowed, level, _, _ in checks()] == [
        (1, ""),
        (0, "soft"),
        (1, "soft"),
    ]


def test_what_nobody_can_reserve(capsys: pytest.CaptureFixture[str]) -> None:
    for more, code, message in (
        (["--at", "2126-09-10"], 2, "has not come yet"),
        (["--about", "Z"], 2, "has no invoice `Z`"),
        (["--purpose", "remdy"], 2, "unknown purpose `remdy`\n  = help: did you mean `remedy`?"),
        (["--person", "3"], 1, "person 3 is none of the account"),
        (["--reach", "3"], 1, "the ledger has no number or address 3"),
    ):
        assert run([*RESERVE, *more]) == code
        assert message in capsys.readouterr().err
    assert checks() == []


def test_the_help_lists_every_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["log", "--help"]) == 0
    shown = capsys.readouterr().out
    for code, result in results().items():
        assert re.search(rf"^  {code} +{result.label}$", shown, re.MULTILINE), code


def test_what_is_only_presumed_a_violation_is_said_in_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """RCW 19.16.250(13), as the pack says it: one a week at work, where any may be, and more is presumed."""
    packs = 'collects_for = "others"\npacks = [{ id = "us-washington", voluntary = true }]'
    head = POLICY.split("[[contact_limit]]", maxsplit=1)[0]
    text = head.replace('version = "1"', f'version = "2"\n{packs}')
    with (
        Ledger.open(tmp_path / "collectrules.db") as ledger,
        ledger.writing(at=NOON, by="setup") as book,
    ):
        publish_checked(book, text.encode(), parse(text.encode(), "p.toml"))
    assert log("--result", "NA", "--at", "2026-09-10") == 0
    capsys.readouterr()
    on = ("--at", "2026-09-11", "--json")
    for refused in (
        ["can-contact", "C-1", "--channel", "call", *on],
        ["log", "C-1", "call", "--by", "ana", "--result", "NA", *on],
        [*RESERVE, *on],
    ):
        assert run(refused) == 1
        shown = json.loads(capsys.readouterr().out)
        assert (shown["rule"][:14], shown["presumed"]) == ("us-washington:", True)
    assert run(["can-contact", "C-1", "--channel", "call", "--at", "2026-09-17", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["presumed"] is False
