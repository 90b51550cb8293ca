"""`carry-out`: a ladder goes on after a task and a placement, once somebody says that they were done."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from collectrules.cli.app import run

POLICY = """
language = 1
[policy]
id = "storage"
title = "Storage"
version = "1"
effective_from = 2026-01-01
currency = "GBP"

[[stage]]
id = "overlock"
when.days_past_due = { at_least = 5 }
action = { task = "put-a-lock-on-the-unit" }

[[stage]]
id = "agency"
when.days_past_due = { at_least = 10 }
wait_days = 3
action = { place_with = "northgate", contingency_percent = 25 }
approval = "owner"

[[stage]]
id = "letter"
when.days_past_due = { at_least = 20 }
action = { channel = "letter", template = "goodbye" }
"""
ROWS = """customer,name,invoice,date,due,amount,currency
0071,Acme,17,2026-01-01,2026-02-01,100.00,GBP
0071,Acme,18,2026-01-01,2026-02-01,50.00,GBP
"""


@pytest.fixture(autouse=True)
def books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLLECTRULES_LEDGER", raising=False)
    Path("storage.toml").write_text(POLICY)
    Path("open.csv").write_text(ROWS)
    assert run(["init", "--currency", "GBP"]) == 0
    assert run(["policy", "publish", "storage.toml"]) == 0
    assert run(["import", "open-items", "open.csv", "--as-of", "2026-02-06", "--yes"]) == 0
    assert run(["run", "--as-of", "2026-02-06", "--yes"]) == 0
    return tmp_path / "collectrules.db"


def steps(path: Path) -> list[tuple[str, str, str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(
            "SELECT n.number, s.stage, s.effective_on, j.recorded_by FROM stage_step AS s"
            " JOIN invoice AS n ON n.seq = s.invoice_id JOIN journal AS j ON j.seq = s.seq"
            " WHERE s.step = 'done' ORDER BY s.seq"
        ).fetchall()


def test_the_ladder_goes_on_after_a_task_and_a_placement(
    books: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["carry-out", "0071", "overlock", "--on", "2026-02-08", "--by", "ben"]) == 0
    assert capsys.readouterr().out == (
        "carried out on 2026-02-08: overlock of 17\ncarried out on 2026-02-08: overlock of 18\n"
    )
    assert run(["run", "--as-of", "2026-02-11", "--yes"]) == 0
    agency = ["carry-out", "0071", "agency", "--on", "2026-02-11", "--by", "ben"]
    capsys.readouterr()
    assert run([*agency, "--approved-by", "mara", "--invoice", "17", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said == {"account": "0071", "stage": "agency", "on": "2026-02-11", "invoices": ["17"]}
    assert steps(books) == [
        ("17", "overlock", "2026-02-08", "ben"),
        ("18", "overlock", "2026-02-08", "ben"),
        ("17", "agency", "2026-02-11", "ben, approved by mara"),
    ]
    assert run(["run", "--as-of", "2026-02-21", "--yes"]) == 0
    assert run(["explain", "17", "--as-of", "2026-02-21"]) == 0
    assert "decision: nothing: the invoice is placed with an agency" in capsys.readouterr().out
    recall = ["placement", "recall", "0071", "--reason", "too slow", "--on", "2026-02-22"]
    assert run(recall) == 0
    assert run(["explain", "17", "--as-of", "2026-02-22"]) == 0
    assert "decision: stage `letter` is due" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            ["overlok"],
            2,
            "no invoice of the account waits at a stage `overlok`\n  = help: did you mean",
        ),
        (
            ["agency"],
            2,
            "no invoice of the account waits at a stage `agency`\n  = help: its invoices",
        ),
        (["overlock", "--invoice", "19"], 2, "has no invoice `19`"),
        (["overlock", "--on", "9000-01-01"], 2, "9000-01-01 has not come yet"),
        (["overlock", "--on", "2026-02-05"], 2, "none of its invoices waits at any stage"),
    ],
)
def test_what_cannot_be_carried_out(
    words: list[str], code: int, said: str, books: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["carry-out", "0071", *words]) == code
    assert said in capsys.readouterr().err
    assert steps(books) == []


def test_the_owner_approves_and_a_contact_is_logged(
    books: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["carry-out", "0071", "overlock", "--on", "2026-02-08"]) == 0
    assert run(["run", "--as-of", "2026-02-11", "--yes"]) == 0
    assert run(["carry-out", "0071", "agency", "--on", "2026-02-11"]) == 1
    assert "the owner has to approve `agency` first" in capsys.readouterr().err
    assert len(steps(books)) == 2
    assert run(["carry-out", "0071", "agency", "--on", "2026-02-11", "--approved-by", "mara"]) == 0
    assert run(["placement", "return", "0071", "--reason", "small", "--on", "2026-02-20"]) == 0
    assert run(["run", "--as-of", "2026-02-21", "--yes"]) == 0
    assert run(["carry-out", "0071", "letter", "--on", "2026-02-21"]) == 1
    assert "`letter` is a contact by letter" in capsys.readouterr().err
