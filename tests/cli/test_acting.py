"""`log` with an action: as it is typed, what it prints, and what the ledger has then."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from collectrules.actions.table import ACTIONS
from collectrules.cli.app import run
from collectrules.clock import parse_day
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountOpened, InvoiceIssued
from collectrules.ledger.policies import publish
from tests.worklist.books import ISSUED, NOON

POLICY = b"""
language = 1
[policy]
id = "p"
title = "P"
version = "1"
effective_from = 2026-01-01
currency = ["EUR", "USD"]

[[offer]]
id = "thirds"
plan.instalments = 3
plan.every = "week"
plan.first_within_days = 7

[[offer]]
id = "most"
settlement = { percent = 80, valid_days = 14 }

[[contact_limit]]
id = "one-a-day"
channels = ["call"]
at_most = 1
within_days = 1
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    day = ISSUED.isoformat()
    with (
        Ledger.create(tmp_path / "collectrules.db") as ledger,
        ledger.writing(at=NOON, by="setup") as book,
    ):
        publish(
            book,
            POLICY,
            policy_id="p",
            version="1",
            language=1,
            effective_from=parse_day("2026-01-01"),
        )
        account = book.append(AccountOpened("C-1", "Ash [b] Co", "business"), on=day)
        book.append(InvoiceIssued(account, "A", "EUR", 30_000, day, day, "x"), on=day)
        two = book.append(AccountOpened("C-2", "Twice", "business"), on=day)
        for number, currency in (("D", "EUR"), ("E", "USD")):
            book.append(InvoiceIssued(two, number, currency, 10_000, day, day, "x"), on=day)


def log(*arguments: str, account: str = "C-1") -> int:
    return run(["log", account, *arguments, "--by", "ana"])


def rows(sql: str) -> list[tuple[object, ...]]:
    with Ledger.open(Path("collectrules.db")) as ledger:
        return ledger.connection.execute(sql).fetchall()


def journal() -> int:
    ((count,),) = rows("SELECT count(*) FROM journal")
    assert isinstance(count, int)
    return count


@pytest.mark.parametrize(
    ("typed", "sql", "wanted"),
    [
        (("promise", "day=+7"), "SELECT amount FROM promise", [(30_000,)]),
        (("promise", "day=+7", "how=call"), "SELECT result FROM contact", [("PTP",)]),
        (("dispute", "reason=short"), "SELECT reason FROM dispute", [("short",)]),
        (("plan",), "SELECT amount FROM instalment ORDER BY number", [(10_000,)] * 3),
        (("settlement",), "SELECT amount, owed FROM settlement", [(24_000, 30_000)]),
        (("settlement", "amount=250"), "SELECT amount FROM settlement", [(25_000,)]),
        (("payment", "amount=50"), "SELECT amount FROM receipt", [(5_000,)]),
        (("says-paid", "reference=X"), "SELECT topic FROM note", [("payment",)]),
        (
            ("call-back", "at=tomorrow_10:00", "note=ask for Ben"),
            "SELECT note FROM call_back",
            [("ask for Ben",)],
        ),
        (("wrong-number",), "SELECT result FROM contact", [("WN",)]),
        (("stop", "kind=attorney"), "SELECT kind FROM stop", [("attorney",)]),
        (("hardship", "text=ill"), "SELECT topic, text FROM note", [("hardship", "ill")]),
        (("note", "text=a=b"), "SELECT text FROM note", [("a=b",)]),
        (("queue", "channel=letter"), "SELECT channel FROM queued", [("letter",)]),
        (("call", "result=LV"), "SELECT result FROM contact", [("LV",)]),
    ],
    ids=lambda each: each[0] if isinstance(each, tuple) else "",
)
def test_each_action(
    capsys: pytest.CaptureFixture[str],
    typed: tuple[str, ...],
    sql: str,
    wanted: list[tuple[object, ...]],
) -> None:
    before = journal()
    assert log(*typed, "--dry-run") == 0
    would = capsys.readouterr().out.splitlines()
    assert would[0].startswith("would be done: ")
    assert would[-1] == "nothing was written"
    assert journal() == before
    assert log(*typed) == 0
    done = capsys.readouterr().out.splitlines()
    assert done[0] == would[0].replace("would be done: ", "done: ")
    assert done[1:-1] == would[1:-1]
    assert done[-1].startswith("event")
    assert rows(sql) == wanted


def test_one_act_after_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    for typed in (
        ("queue", "channel=letter"),
        ("send",),
        ("queue", "channel=email"),
        ("cancel-queued",),
        ("call-back", "at=+2h"),
        ("cancel-call-back",),
        ("dispute", "reason=short"),
        ("end-dispute", "outcome=withdrawn"),
        ("plan",),
        ("cancel-plan", "reason=changed their mind"),
        ("settlement",),
        ("cancel-settlement", "reason=changed it again"),
    ):
        assert log(*typed) == 0, typed
    assert run(["verify"]) == 0
    assert "the chain is whole" in capsys.readouterr().out


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert log("note", "text=hello", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    ((on, seq),) = rows("SELECT effective_on, seq FROM note")
    assert said == {
        "account": "C-1",
        "action": "note",
        "on": on,
        "said": "note - Ash [b] Co",
        "lines": [],
        "events": [seq],
        "dry_run": False,
    }


def test_a_refusal_is_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert log("call", "result=NA") == 0
    capsys.readouterr()
    assert log("promise", "day=+7", "how=call", "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["action"], said["allowed"], said["rule"]) == ("promise", False, "one-a-day")
    assert rows("SELECT count(*) FROM promise") == [(0,)]
    assert log("promise", "day=+7", "how=call") == 1
    assert "`one-a-day` allows 1 attempt" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("promis", "day=+7"), "help: did you mean `promise`?"),
        (("promise", "dya=+7"), "help: did you mean `day=`? `promise` asks for amount, day, how"),
        (("promise", "+7"), "`+7` is not written as name=value"),
        (("promise",), "day: it is missing"),
        (("promise", "day=soon"), "day: `soon` is not a day"),
        (("note", "text=x", "--at", "2026-09-10"), "`--at` is for a contact with a `--result`"),
        (("call",), "what came of the contact is missing"),
        (("call", "x=1", "--result", "NA"), "`x=1` is for an action"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(
    capsys: pytest.CaptureFixture[str], typed: tuple[str, ...], said: str
) -> None:
    before = journal()
    assert log(*typed) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "= help: " in error
    assert journal() == before


def test_money_of_an_account_that_owes_in_two_currencies(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert log("promise", "amount=10", "day=+7", account="C-2") == 2
    assert "name the currency with `--currency`" in capsys.readouterr().err
    assert log("promise", "day=+7", "--currency", "usd", account="C-2") == 0
    assert rows("SELECT amount, currency FROM promise") == [(10_000, "USD")]


def test_the_help_lists_every_action_with_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["log", "--help"]) == 0
    said = capsys.readouterr().out
    for action in ACTIONS:
        assert f"  {action.id:<16} {action.help}" in said
        assert all(field.name in said for field in action.fields)


def test_a_call_back_comes_of_a_call_and_the_next_one_ends_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert log("call", "--result", "RPC-CB", "--call-back", "+10m", "--json") == 0
    first = json.loads(capsys.readouterr().out)
    assert rows("SELECT seq FROM call_back") == [(first["call_back"],)]
    assert log("email", "--result", "EM") == 0
    assert rows("SELECT count(*) FROM call_back_end") == [(0,)]
    assert log("call", "--result", "IN") == 0
    assert rows("SELECT count(*) FROM call_back_end") == [(0,)]


def test_what_was_noted_by_mistake_is_taken_back_by_its_number(
    capsys: pytest.CaptureFixture[str],
) -> None:
    taken: list[tuple[object, ...]] = []
    for typed, table in (
        (("note", "text=wrong account"), "note"),
        (("call-back", "at=+2h"), "call_back"),
        (("queue", "channel=letter"), "queued"),
        (("dispute", "reason=short"), ""),
        (("end-dispute", "outcome=credited"), "dispute_end"),
    ):
        assert log(*typed) == 0
        if table:
            ((seq,),) = rows(f"SELECT max(seq) FROM {table}")
            back = ["take-back", str(seq), "--reason", "a slip", "--by", "ana"]
            assert run([*back, "--dry-run"]) == 0
            assert run(back) == 0
            assert run(back) == 1  # once
            taken.append((seq,))
    assert rows("SELECT reversed_seq FROM reversal ORDER BY seq") == taken
    assert "was taken back before" in capsys.readouterr().err
