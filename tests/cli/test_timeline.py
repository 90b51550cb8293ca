"""`timeline` as typed: what it tells, how much of it, as text and as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectrules.cli import common
from collectrules.cli.app import run

ROWS = """customer,name,invoice,date,due,amount,currency
0071,Acme \x1b[31m& Sons,17,2026-01-01,2026-01-31,1000.00,GBP
0072,Birch,18,2026-01-01,2026-01-31,1200.00,EUR
"""
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLLECTRULES_LEDGER", raising=False)
    monkeypatch.setattr(common, "now", lambda: datetime(2026, 3, 12, 9, tzinfo=UTC))
    Path("open.csv").write_text(ROWS)
    assert run(["init", "--currency", "GBP"]) == 0
    assert run(["import", "open-items", "open.csv", "--as-of", "2026-03-10", "--yes"]) == 0
    paid = "payment record 0071 200 --on 2026-03-11 --by ana"
    assert run(paid.split()) == 0
    capsys.readouterr()


def test_it_tells_the_latest_first(capsys: Captured) -> None:
    assert run(["timeline", "0071"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("account 0071 (Acme ?[31m& Sons)\n")
    lines = printed.splitlines()[4:]
    assert [line.split()[1] for line in lines] == ["2026-03-11", "2026-01-01", "2026-01-01"]
    assert "used for 17 200.00" in lines[0]
    assert lines[0].split()[-3:] == ["-200.00", "GBP", "ana"]


def test_every_event_has_what_a_payment_was_used_for_too(capsys: Captured) -> None:
    assert run(["timeline", "0071", "--json"]) == 0
    usual = json.loads(capsys.readouterr().out)
    assert run(["timeline", "0071", "--every", "--json"]) == 0
    every = json.loads(capsys.readouterr().out)
    assert [each["kind"] for each in usual] == ["receipt", "invoice", "account"]
    assert [each["kind"] for each in every] == ["posting", "receipt", "invoice", "account"]
    assert every[0]["amount"] == "-200.00"


def test_the_latest_few(capsys: Captured) -> None:
    assert run(["timeline", "0071", "--limit", "1"]) == 0
    assert capsys.readouterr().out.endswith("\nthe latest 1 of 3\n")
    assert run(["timeline", "0071", "--limit", "0"]) == 2


def test_only_one_kind_of_thing(capsys: Captured) -> None:
    assert run(["timeline", "0072", "--only", "contacts"]) == 0
    assert capsys.readouterr().out == "nothing of the kind happened to account 0072\n"
    assert run(["timeline", "0072", "--only", "money", "--json"]) == 0
    assert [each["currency"] for each in json.loads(capsys.readouterr().out)] == ["EUR"]


def test_what_was_taken_back_says_so(capsys: Captured) -> None:
    assert run(["timeline", "0071", "--limit", "1", "--json"]) == 0
    (payment,) = json.loads(capsys.readouterr().out)
    back = ["take-back", str(payment["event"]), "--reason", "another's", "--by", "ben"]
    assert run(back) == 0
    capsys.readouterr()
    assert run(["timeline", "0071", "--json"]) == 0
    reversal, taken_back, *_ = json.loads(capsys.readouterr().out)
    assert taken_back["event"] == payment["event"]
    assert taken_back["taken_back"] == {
        "event": reversal["event"],
        "on": "2026-03-12",
        "by": "ben",
        "reason": "another's",
    }
    assert reversal["what"] == "taken back"
    assert reversal["amount"] == "200.00"


def test_what_cannot_be_is_said(capsys: Captured) -> None:
    assert run(["timeline", "0099"]) == 2
    assert "unknown account `0099`" in capsys.readouterr().err
    assert run(["timeline", "0071", "--every", "--only", "money"]) == 2
    assert "exclude each other" in capsys.readouterr().err
