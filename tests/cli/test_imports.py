"""What a person sees of `collectrules import open-items`."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from collectrules.cli import common
from collectrules.clock import parse_day
from tests.imports.desk import Desk, sheet

FIRST = sheet(
    "0071,Acme,17,01/15/2026,02/14/2026,100.00,USD",
    "0071,ACME Ltd,18,01/20/2026,01/19/2026,(40.00),USD",
    '0072,Baker \x1b[31m,19,01/10/2026,02/09/2026,"1,250.00",USD',
    "0073,Corby,20,01/20/2026,02/19/2026,80.00,CAD",
    "0074,Dale,21,02/20/2026,03/22/2026,80.00,CAD",
    "0075,Ely,22,13/13/2026,03/22/2026,80.00,CAD",
    "0075,Ely,23,13/14/2026,03/22/2026,80.00,CAD",
    "Total,,,,,1550.00,",
)
SECOND = sheet(
    "0071,Acme,17,01/15/2026,02/14/2026,60.00,USD",
    '0072,Baker,19,01/10/2026,03/09/2026,"1,250.00",USD',
    "0074,Dale,21,02/20/2026,03/22/2026,80.00,CAD",
)


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLLECTRULES_LEDGER", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    return Desk(tmp_path, capsys)


def test_the_first_and_the_second_snapshot(desk: Desk, snapshot: SnapshotAssertion) -> None:
    desk.file(FIRST)
    first = desk.type("import", "open-items", "books.csv", "--as-of", "2026-01-31")
    assert (first.code, first.err) == (0, "")
    assert first.out == snapshot
    desk.file(SECOND)
    second = desk.type("import", "open-items", "books.csv", "--as-of", "2026-02-28")
    assert (second.code, second.err) == (0, "")
    assert second.out == snapshot
    again = desk.type("import", "open-items", "books.csv", "--as-of", "2026-02-28")
    assert again.out == snapshot


def test_as_json(desk: Desk, snapshot: SnapshotAssertion) -> None:
    desk.take(FIRST, "2026-01-31")
    assert desk.take(SECOND, "2026-02-28").json == snapshot


def test_a_dry_run_and_the_rejected(desk: Desk, snapshot: SnapshotAssertion) -> None:
    desk.file(FIRST)
    said = desk.type(
        "import", "open-items", "books.csv", "--as-of", "2026-01-31", "--dry-run",
        "--rejected", "rejected.csv",
    )  # fmt: skip
    assert said.out == snapshot
    assert Path("rejected.csv").read_text() == snapshot
    assert desk.journal() == 0


def test_a_proposal_is_printed_and_nothing_is_saved(
    desk: Desk, snapshot: SnapshotAssertion
) -> None:
    desk.file(FIRST)
    said = desk.type("import", "open-items", "books.csv", "--propose")
    assert (said.code, said.err) == (0, "")
    assert said.out == snapshot
    assert desk.journal() == 0


def test_a_proposal_needs_no_ledger_and_can_be_used_at_once(desk: Desk) -> None:
    desk.file(FIRST)
    Path("m.toml").write_text(
        desk.type("import", "open-items", "books.csv", "--propose", "--ledger", "none.db").out
    )
    said = desk.take(FIRST, "2026-01-31", "--mapping", "m.toml")
    assert said.counts == {"rows": 8, "new": 4, "not_open": 1, "rejected": 3}
    assert desk.rows("SELECT text FROM import_mapping") == [(Path("m.toml").read_text(),)]


def test_a_proposal_says_what_the_file_leaves_undecided(
    desk: Desk, snapshot: SnapshotAssertion
) -> None:
    desk.file(sheet("1,A,2,1/2/2026,3/2/2026,5", header="Konto,name,invoice,date,due date,amount"))
    said = desk.type("import", "open-items", "books.csv", "--propose")
    assert said.code == 0
    assert said.out == snapshot
    assert "--dates dmy|mdy|ymd" in said.err


def test_a_proposal_as_json(desk: Desk) -> None:
    desk.file(FIRST)
    said = desk.type("import", "open-items", "books.csv", "--propose", "--json")
    assert said.json["name"] == "books"
    assert said.json["toml"]


def test_a_person_is_asked_before_it_is_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def no(question: str, *, yes: bool) -> bool:
        asked.append((question, yes))
        return False

    monkeypatch.setattr(common, "confirmed", no)
    desk.file(SECOND)
    said = desk.type("import", "open-items", "books.csv", "--as-of", "2026-01-31")
    assert said.code == 1
    assert said.out.endswith("nothing was written\n")
    assert asked == [("\nWrite this?", False)]
    assert desk.journal() == 0


def test_who_imported_is_recorded(desk: Desk) -> None:
    desk.take(SECOND, "2026-02-28", "--by", "Ana")
    assert desk.rows("SELECT DISTINCT recorded_by FROM journal") == [("Ana",)]


def test_the_ledger_may_be_named_before_the_command(desk: Desk) -> None:
    desk.file(SECOND)
    Path("collectrules.db").rename("other.db")
    arguments = ("import", "open-items", "books.csv", "--as-of", "2026-02-28", "--json")
    assert desk.type("--ledger", "other.db", *arguments).code == 0
    assert desk.type(*arguments, "--ledger", "other.db").counts == {"rows": 3, "unchanged": 3}


def test_a_currency_that_no_one_says_is_that_of_the_policy(desk: Desk) -> None:
    from collectrules.ledger.book import Ledger
    from collectrules.ledger.policies import publish

    text = '[policy]\ncurrency = ["GBP", "EUR"]\n'
    with (
        Ledger.open(Path("collectrules.db")) as ledger,
        ledger.writing(at=common.now(), by="ana") as book,
    ):
        publish(
            book,
            text,
            policy_id="p",
            version="1",
            language=1,
            effective_from=parse_day("2026-01-01"),
        )
    row = sheet("1,2,2026-01-05,2026-02-04,5.00", header="account,invoice,date,due date,amount")
    said = desk.take(row, "2026-01-31")
    assert said.json["warnings"] == [
        "the file names no currency: GBP was taken; `--currency CODE`, or `currency` in the mapping, "
        "says another"
    ]
    assert desk.take(row, "2026-01-31").json["warnings"] == []
