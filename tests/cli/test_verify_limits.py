"""`verify --limits` as it is typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from collectrules.cli.app import run
from collectrules.clock import moment_text
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountOpened, Contacted, InvoiceIssued
from collectrules.ledger.policies import publish
from tests.worklist.books import NOON

POLICY = """
language = 1
[policy]
id = "p"
title = "P"
version = "1"
effective_from = 2026-01-01
currency = "EUR"
time_zone = "Europe/Berlin"

[[contact_limit]]
id = "one-a-day"
channels = ["call"]
at_most = 1
within_days = 1

[[contact_limit]]
id = "one-mail"
channels = ["email"]
at_most = 1
within_days = 7
level = "soft"
"""

Say = Callable[..., tuple[int, str]]


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLLECTRULES_LEDGER", raising=False)
    with (
        Ledger.create(tmp_path / "collectrules.db") as ledger,
        ledger.writing(at=NOON, by="setup") as book,
    ):
        publish(
            book, POLICY, policy_id="p", version="1", language=1, effective_from=date(2026, 1, 1)
        )
        account = book.append(AccountOpened("C-1", "Ash", "business"), on="2026-08-01")
        issued = InvoiceIssued(account, "A", "EUR", 10000, "2026-08-01", "2026-08-01", "x")
        book.append(issued, on="2026-08-01")

    def type_in(*words: str) -> tuple[int, str]:
        code = run(list(words))
        said = capsys.readouterr()
        return code, said.out + said.err

    return type_in


def log(say: Say, channel: str, result: str, at: str, *more: str) -> None:
    code, said = say("log", "C-1", channel, "--result", result, "--at", at, "--by", "ana", *more)
    assert code == 0, said


def plant(note: str = "") -> None:
    """A second call on 10 September at noon UTC, past the gate."""
    with (
        Ledger.open(Path("collectrules.db")) as ledger,
        ledger.writing(at=NOON, by="a script") as book,
    ):
        said = Contacted(2, moment_text(NOON), "call", "out", "NA", note)
        book.append(said, on="2026-09-10")


def test_what_the_gate_wrote_has_no_breach(say: Say) -> None:
    log(say, "call", "NA", "2026-09-10T09:00")
    log(say, "email", "EM", "2026-09-10T09:00")
    log(say, "email", "EM", "2026-09-11T09:00", "--reason", "they asked for it")
    code, said = say("verify", "--limits")
    assert code == 0
    assert "3 contacts and attempts, judged as things were known then: no breach of a limit" in said
    assert "stepped over with a reason:" in said
    assert "email EM with C-1 at 2026-09-11 09:00" in said
    assert "reason: they asked for it" in said


def test_what_was_written_past_it_is_found(say: Say) -> None:
    log(say, "call", "NA", "2026-09-10T09:00")
    plant()
    code, said = say("verify", "--limits")
    assert code == 1
    assert "2 contacts and attempts, judged as things were known then: 1 not allowed" in said
    assert "call NA with C-1 at 2026-09-10 14:00" in said
    assert "`one-a-day` allows 1 attempt by call on any day; recorded: 2026-09-10 call NA" in said
    assert "recorded by a script at 2026-09-10 12:00 UTC; policy p 1" in said
    assert say("verify")[0] == 0


def test_the_shape_of_its_json(say: Say) -> None:
    log(say, "call", "NA", "2026-09-10T09:00")
    plant()
    code, said = say("verify", "--limits", "--json")
    assert code == 1
    found = json.loads(said)
    assert found["faults"] == []
    limits = found["limits"]
    (breach,) = limits.pop("breaches")
    assert limits == {"judged": 2, "overridden": [], "came_to_light": [], "no_policy": []}
    counted = breach.pop("counted")
    assert [each["day"] for each in counted] == ["2026-09-10"]
    assert breach.pop("sentence").startswith("`one-a-day` allows 1 attempt")
    assert breach.pop("event") > counted[0]["seq"]
    assert breach == {
        "kind": "contact",
        "account": "C-1",
        "channel": "call",
        "result": "NA",
        "at": "2026-09-10T14:00:00+02:00",
        "recorded_at": "2026-09-10T12:00:00.000000Z",
        "recorded_by": "a script",
        "policy": {"id": "p", "version": "1"},
        "rule": "one-a-day",
        "level": "hard",
        "blocking": ["one-a-day"],
        "reason": None,
        "taken_back": None,
    }
    assert "limits" not in json.loads(say("verify", "--json")[1])


def test_a_ledger_that_was_tampered_with_is_not_judged(say: Say) -> None:
    plant()
    with Ledger.open(Path("collectrules.db")) as ledger:
        ledger.connection.execute("DROP TRIGGER contact_no_update")
        ledger.connection.execute("UPDATE contact SET at = '2026-09-11T12:00:00.000000Z'")
    code, said = say("verify", "--limits", "--json")
    assert code == 1
    assert json.loads(said)["limits"] is None
