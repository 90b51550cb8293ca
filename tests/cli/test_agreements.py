"""`plan`, `settle`, `approve`, `write-off`, `placement` and reports as typed: shapes, codes, dry runs."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectrules.cli import common
from collectrules.cli.app import run
from tests.acts.books import POLICY

ROWS = """customer,name,invoice,date,due,amount,currency
0071,Acme,17,2026-01-01,2026-01-31,1000.00,GBP
0072,Birch,18,2025-01-01,2025-01-31,1200.00,GBP
0073,Cedar,19,2026-01-01,2026-01-31,800.00,GBP
"""
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLLECTRULES_LEDGER", raising=False)
    monkeypatch.setattr(common, "now", lambda: datetime(2026, 12, 1, 9, tzinfo=UTC))
    early = POLICY.replace("effective_from = 2026", "effective_from = 2025")
    Path("harbour.toml").write_text(early)
    Path("open.csv").write_text(ROWS)
    assert run(["init", "--currency", "GBP"]) == 0
    assert run(["policy", "publish", "harbour.toml"]) == 0
    assert run(["import", "open-items", "open.csv", "--as-of", "2026-03-10", "--yes"]) == 0
    capsys.readouterr()
    return tmp_path / "collectrules.db"


def said(words: str, capsys: Captured, *more: str) -> object:
    """What a command prints as JSON."""
    assert run([*words.split(), *more, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def events(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM journal").fetchone()[0])


ACTS = [
    "plan agree 0071 --on 2026-03-10",
    "settle agree 0071 --on 2026-03-10 --approved-by mara",
    "approve 0072 old --reason gone --by mara --on 2026-03-10",
    "write-off 0071 17 --reason gone --approved-by mara --on 2026-03-10",
    "discount 0071 --on 2026-03-10",
]


@pytest.mark.parametrize("words", ACTS, ids=[each.split()[0] for each in ACTS])
def test_a_dry_run_says_what_would_be_and_writes_nothing(
    words: str, books: Path, capsys: Captured
) -> None:
    before = events(books)
    shown = said(f"{words} --dry-run", capsys)
    assert events(books) == before
    done = said(words, capsys)
    assert events(books) > before
    assert {**shown, "dry_run": False} == done


def test_a_plan_is_shown_and_listed(capsys: Captured) -> None:
    plan = said("plan agree 0071 --on 2026-03-10 --by ana", capsys, "--note", "by phone")
    assert [each["amount"] for each in plan["instalments"]] == ["333.33", "333.33", "333.34"]
    assert (plan["amount"], plan["next_due"], plan["note"]) == ("1000.00", "2026-03-19", "by phone")
    shown = said("plan show 0071 --as-of 2026-04-01", capsys)
    assert [each["missed"] for each in shown["instalments"]] == [True, False, False]
    assert [each["event"] for each in said("plan list", capsys)] == [plan["event"]]
    assert said("plan list 0072", capsys) == []
    ended = said("plan cancel 0071 --on 2026-03-12", capsys, "--reason", "moved away")
    assert (ended["state"], ended["ended_on"], ended["next_due"]) == (
        "cancelled",
        "2026-03-12",
        None,
    )


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        ("plan agree 0071 --on 9000-01-01", 2, "9000-01-01 has not come yet"),
        ("plan agree 0071 --first 2026-13-01", 2, "is not a day"),
        ("plan agree 0099", 2, "unknown account `0099`"),
        ("plan agree 0071 --invoice 99", 2, "has no invoice `99`"),
        ("plan show 0071", 2, "account `0071` has no plan on 2026-12-01"),
        ("settle agree 0071 --percent many", 2, "`many` is no percentage"),
        ("settle cancel 0071 --reason x", 2, "has no open settlement on 2026-12-01"),
        ("approve 0071 nobody --reason x --by mara", 2, "no rule `nobody` that asks"),
        ("placement recall 0071 --reason x", 2, "has no open placement on 2026-12-01"),
        ("placement received 0071 10.00", 2, "has no placement on 2026-12-01"),
        ("recover 0071 17 ten", 2, "`ten` is not an amount"),
        ("recover 0071 17 10.00", 1, "1,000.00 GBP is still owed on `17`"),
        ("report vat-relief --rate 101", 2, "`101` is no percentage"),
    ],
)
def test_what_is_refused_is_said_in_a_sentence_and_nothing_is_written(
    words: str, code: int, text: str, books: Path, capsys: Captured
) -> None:
    before = events(books)
    assert run(words.split()) == code
    error = capsys.readouterr().err
    assert text in error
    assert "  = help: " in error
    assert events(books) == before


def test_approvals_wait_until_they_are_given(capsys: Captured) -> None:
    waits = said("approvals --as-of 2026-03-10", capsys)
    assert [(each["invoice"], each["section"], each["rule"]) for each in waits] == [
        ("18", "write_off", "old")
    ]
    given = said("approve 0072 old --by mara --on 2026-03-10", capsys, "--reason", "dissolved")
    assert [each["principal"] for each in given["written_off"]] == ["1200.00"]
    assert said("approvals --as-of 2026-03-10", capsys) == []
    (debt,) = said("report vat-relief --rate 20 --as-of 2026-03-10", capsys)["debts"]
    assert (debt["vat"], debt["claim_from"], debt["claim_until"]) == (
        "200.00",
        "2026-03-10",
        "2029-07-31",
    )
    relief = ["report", "vat-relief", "--rate", "20", "--as-of", "2026-03-10"]
    assert run([*relief, "--csv"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["invoice"], row["vat"], row["status"]) == ("18", "200.00", "claimable")


def test_a_report_of_nothing_is_no_error(capsys: Captured) -> None:
    for words in (
        "report placements",
        "report placements --csv",
        "report vat-relief --rate 20",
        "placement list",
        "settle list",
        "plan list",
        "approvals --as-of 2026-01-01",
    ):
        assert run(words.split()) == 0, words
    capsys.readouterr()
    assert said("report placements", capsys)["placements"] == []
