"""Customers of whom nothing says whether they are businesses or consumers."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from collectrules.cli import common
from collectrules.ledger.book import Ledger
from tests.imports.desk import HEADER, Desk, Said, sheet

FIRST = sheet(
    "01,Ana,1,2026-01-10,2026-02-09,50,USD",
    "02,Ben,2,2026-01-10,2026-02-09,60,USD",
)
WITH_KINDS = sheet(
    "01,Ana,1,2026-01-10,2026-02-09,50,USD,",
    "01,Ana,3,2026-01-11,2026-02-10,50,USD,consumer",
    "02,Ben,2,2026-01-10,2026-02-09,60,USD,",
    "03,Cas,4,2026-01-10,2026-02-09,70,USD,business",
    header=f"{HEADER},customer kind",
)
FOR_CONSUMERS = """\
language = 1

[policy]
id             = "agency"
title          = "Agency"
version        = "1"
effective_from = 2026-01-01
currency       = "USD"
time_zone      = "America/New_York"
collects_for   = "others"
packs          = ["us-reg-f"]
"""


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLLECTRULES_LEDGER", raising=False)
    return Desk(tmp_path, capsys)


def bring(desk: Desk, text: str, *options: str, as_of: str = "2026-01-31") -> Said:
    desk.file(text)
    return desk.type("import", "open-items", "books.csv", "--as-of", as_of, *options)


def kinds(desk: Desk) -> dict[str, str]:
    """What each account is now, by its number, as the latest event has it."""
    sql = """
        SELECT a.number AS number, coalesce((
            SELECT k.debtor_kind FROM account_change AS k WHERE k.account_id = a.seq
            ORDER BY k.seq DESC LIMIT 1
        ), a.debtor_kind) AS kind FROM account AS a
    """
    with Ledger.open(desk.folder / "collectrules.db") as ledger:
        return {row["number"]: row["kind"] for row in ledger.query(sql)}


def test_an_import_says_how_many_were_taken_as_businesses_and_what_to_do(desk: Desk) -> None:
    said = bring(desk, FIRST)
    assert (
        "2 accounts without a kind were taken as businesses; if that is wrong, import the file again with "
        "`--kind consumer`"
    ) in said.out.splitlines()
    assert kinds(desk) == {"01": "business", "02": "business"}


def test_where_the_kind_is_said_nothing_is_told_of_it(desk: Desk) -> None:
    assert "without a kind" not in bring(desk, FIRST, "--kind", "business").out
    assert "without a kind" not in bring(desk, FIRST, as_of="2026-02-01").out


def test_a_blank_kind_is_none_and_the_row_that_says_it_counts(desk: Desk) -> None:
    assert desk.take(WITH_KINDS, "2026-01-31").json["accounts_without_kind"] == 1
    assert kinds(desk) == {"01": "consumer", "02": "business", "03": "business"}


def test_the_kind_that_was_given_is_remembered_with_the_mapping(desk: Desk) -> None:
    bring(desk, FIRST, "--kind", "consumer")
    later = FIRST + "03,Cas,3,2026-02-10,2026-03-09,70,USD\n"
    assert desk.take(later, "2026-02-15").json["accounts_without_kind"] == 0
    assert set(kinds(desk).values()) == {"consumer"}


def test_the_file_imported_again_with_a_kind_corrects_what_was_taken(desk: Desk) -> None:
    bring(desk, FIRST)
    again = bring(desk, FIRST, "--kind", "consumer")
    assert "0 new, 0 changed, 0 gone, 2 of another kind" in again.out
    assert kinds(desk) == {"01": "consumer", "02": "consumer"}
    events = desk.journal()
    assert "the ledger says the same already" in bring(desk, FIRST, "--kind", "consumer").out
    assert desk.journal() == events


def test_what_was_said_once_stays_as_it_was_first_imported(desk: Desk) -> None:
    bring(desk, FIRST, "--kind", "business")
    assert desk.take(FIRST, "2026-02-01", "--kind", "consumer").json["kinds_changed"] == 0
    assert kinds(desk) == {"01": "business", "02": "business"}


def test_a_dry_run_changes_no_kind(desk: Desk) -> None:
    bring(desk, FIRST)
    assert (
        desk.take(FIRST, "2026-01-31", "--kind", "consumer", "--dry-run").json["kinds_changed"] == 2
    )
    assert kinds(desk) == {"01": "business", "02": "business"}


class Asked:
    """Somebody at a terminal, who answers the one question as given and confirms the other."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
        self.questions: list[str] = []
        self.answers = list(answers)
        monkeypatch.setattr(common, "asks", lambda *, yes: not yes)
        monkeypatch.setattr(typer, "prompt", self.prompt)
        monkeypatch.setattr(typer, "confirm", lambda _question, default: not default)

    def prompt(self, question: str, default: str) -> str:
        self.questions.append(question)
        assert default == "business"
        return self.answers.pop(0)


def test_a_terminal_asks_once_and_the_answer_is_remembered(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(monkeypatch, "people", "Consumer")
    assert "without a kind" not in bring(desk, FIRST).out
    assert kinds(desk) == {"01": "consumer", "02": "consumer"}
    assert len(asked.questions) == 2  # the first answer was no kind
    bring(desk, FIRST + "03,Cas,3,2026-01-10,2026-02-09,70,USD\n", as_of="2026-02-01")
    assert len(asked.questions) == 2
    assert kinds(desk)["03"] == "consumer"


@pytest.mark.parametrize(
    "options", [("--yes",), ("--dry-run",), ("--json",), ("--kind", "consumer")]
)
def test_nothing_is_asked_where_nobody_is_there_or_it_is_said(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    asked = Asked(monkeypatch)
    assert bring(desk, FIRST, *options).code == 0
    assert asked.questions == []


def test_doctor_tells_of_them_where_a_pack_is_for_consumers(desk: Desk) -> None:
    bring(desk, FIRST)
    assert "--kind" not in desk.type("doctor", "--as-of", "2026-02-01").out
    desk.file(FOR_CONSUMERS, "agency.toml")
    assert desk.type("policy", "publish", "agency.toml").err == ""
    said = desk.type("doctor", "--as-of", "2026-02-01")
    assert said.code == 0
    assert (
        "note: without a kind, taken as businesses: 2 accounts; what is for consumers only does not reach "
        "them, `us-reg-f`; if they are consumers, import their file again with `--kind consumer`"
    ) in said.out
    bring(desk, FIRST, "--kind", "consumer", as_of="2026-02-01")
    assert "--kind" not in desk.type("doctor", "--as-of", "2026-02-02").out
