"""What the page on things that go wrong says a command prints, where a shell cannot bring it about."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from collectrules.cli.app import run
from collectrules.engine import judge
from collectrules.ledger import book
from tests.docs.pages import ROOT, blocks
from tests.docs.shell import Shell, matches

TEXTS = [
    block.text
    for block in blocks(ROOT / "docs/how-to/when-something-is-wrong.md")
    if block.info == "text" and not block.caption
]
LEDGER = Path("collectrules.db")


@pytest.fixture
def ledger(shell: Shell) -> Shell:
    assert run(["init", "--currency", "GBP"]) == 0
    return shell


@contextmanager
def sql() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(LEDGER, isolation_level=None)) as connection:
        yield connection


def told(word: str) -> str:
    (text,) = (text for text in TEXTS if word in text)
    return text


@pytest.mark.usefixtures("ledger")
def test_locked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(book, "BUSY_SECONDS", 0.01)
    with sql() as other:
        other.execute("BEGIN IMMEDIATE")
        capsys.readouterr()
        assert run(["run", "--as-of", "2026-03-02", "--yes"]) == 2
    assert matches(capsys.readouterr().err, told("locked"))


@pytest.mark.usefixtures("ledger")
def test_newer(capsys: pytest.CaptureFixture[str]) -> None:
    with sql() as other:
        other.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('collectrules', '9999_later', '2030-01-01')"
        )
    capsys.readouterr()
    assert run(["worklist"]) == 2
    assert matches(capsys.readouterr().err, told("newer"))


@pytest.mark.usefixtures("ledger")
def test_an_earlier_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["run", "--as-of", "2026-03-10", "--yes"]) == 0
    capsys.readouterr()
    assert run(["run", "--as-of", "2026-03-09", "--yes"]) == 2
    assert matches(capsys.readouterr().err, told("already run"))


@pytest.mark.usefixtures("ledger")
def test_the_stand_in(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    fault = "durable-rules cannot be imported: no PyEval_CallObject"
    monkeypatch.setattr(judge, "durable_fault", lambda: fault)
    assert run(["run", "--as-of", "2026-03-10", "--yes"]) == 0
    capsys.readouterr()
    assert run(["doctor", "--as-of", "2026-03-10"]) == 0
    assert matches(capsys.readouterr().out, "...\n" + told("specification"))


@pytest.mark.usefixtures("ledger")
def test_a_rate_that_is_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    page = blocks(ROOT / "docs/how-to/reckon-what-is-owed.md")
    policy = next(block.text for block in page if block.caption == "harbour.toml")
    Path("harbour.toml").write_text(policy.replace("2026-01-01", "2026-12-01"))
    Path("open.csv").write_text(
        "invoice,customer,date,due,amount\n4101,0101,2026-11-30,2026-12-31,100.00\n"
    )
    assert run(["policy", "publish", "harbour.toml"]) == 0
    assert run(["import", "open-items", "open.csv", "--as-of", "2026-12-01", "--yes"]) == 0
    capsys.readouterr()
    assert run(["payoff", "4101", "--on", "2027-01-01"]) == 2
    assert matches(capsys.readouterr().err, told("and interest for"))


def test_no_other_message_is_left_untried() -> None:
    assert len(TEXTS) == 5
