"""`worklist --view`: a part of the list, in text and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from collectrules.cli import common
from collectrules.cli.app import run as typed
from tests.worklist.desk_books import AT, made

ACCOUNTS = (
    (25, "GBP", (), ()),
    (25, "GBP", ("promise today",), ()),
    (50, "EUR", ("promise broken",), ()),
)


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(common, "now", lambda: AT)
    path = tmp_path / "books.db"
    made(path, ACCOUNTS)
    return str(path)


def shown(ledger: str, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert typed(["--ledger", ledger, "worklist", *arguments]) == 0
    return capsys.readouterr().out


def test_the_list_without_a_view_is_who_has_something_to_do(
    ledger: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = json.loads(shown(ledger, capsys, "--json"))
    assert [row["account"] for row in rows] == ["C-2", "C-0"]


def test_a_view_has_its_rows_in_its_order(ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = {
        view: [
            row["account"] for row in json.loads(shown(ledger, capsys, "--json", "--view", view))
        ]
        for view in ("call", "mail", "promises", "broken", "blocked", "all")
    }
    assert found == {
        "call": ["C-0"],
        "mail": ["C-2"],
        "promises": ["C-1"],
        "broken": ["C-2"],
        "blocked": [],
        "all": ["C-2", "C-0", "C-1"],
    }


def test_a_row_that_is_held_says_why(ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    (row,) = json.loads(shown(ledger, capsys, "--json", "--view", "promises"))
    assert row == {
        "account": "C-1",
        "name": "Nåme 1",
        "currency": "GBP",
        "to_collect": "400.00",
        "oldest_days_past_due": 25,
        "stage": "none",
        "next_action": None,
        "rule": None,
        "why": "held: promised until 2026-06-30",
        "allowed": None,
        "blocked_by": None,
        "allowed_from": None,
    }
    assert "held: promised until 2026-06-30" in shown(
        ledger, capsys, "--plain", "--view", "promises"
    )


def test_a_view_that_is_none_is_refused(ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(["--ledger", ledger, "worklist", "--plain", "--view", "promisses"]) != 0
    said = capsys.readouterr().err
    assert "`promisses` is no view of the worklist" in said
    assert "did you mean `promises`?" in said
