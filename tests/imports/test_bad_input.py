"""Bad input: one clear sentence with what to do, exit code 2, and nothing half-written."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from collectrules.cli.common import now
from collectrules.ledger import book
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import PolicyPublished, RunMade
from tests.imports.desk import Desk, Said, sheet

ACME = "0071,Acme,17,2026-01-05,2026-02-04,100.00,USD"

FILES: dict[str, bytes] = {
    "empty": b"",
    "header without rows": sheet().encode(),
    "wrong encoding": sheet(ACME, "1,\u00c4rger,2,x,y,1,USD").encode("cp1252"),
    "spreadsheet": b"PK\x03\x04...",
    "open quotation mark": sheet(ACME, '1,"Acme').encode(),
    "no known column": b"x,y,z\n1,2,3\n",
    "no invoice number": b"customer,date,amount\n1,2026-01-01,3\n",
    "amount column twice": sheet(header="account,invoice,date,amount,Amount").encode()
    + b"1,2,2026-01-01,3,3\n",
    "dates both ways": sheet(ACME.replace("2026-02-04", "04/02/2026")).encode(),
    "dates in two orders": sheet(
        ACME.replace("2026-02-04", "31/12/2026"), ACME.replace("2026-02-04", "12/31/2026")
    ).encode(),
    "no dates": sheet(ACME.replace("2026-02-04", "thirty days")).encode(),
    "amounts both ways": sheet(ACME.replace("100.00", "1.234")).encode(),
    "all rejected": sheet("Total,,,,,100.00,").encode(),
}


def _refused(desk: Desk, said: Said) -> str:
    assert said.code == 2
    assert said.err.count("error: ") == 1
    assert "\n  = help: " in said.err
    assert "Traceback" not in said.err
    assert desk.journal() == 0
    return said.err


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_cannot_be_read(desk: Desk, what: str, snapshot: SnapshotAssertion) -> None:
    Path("books.csv").write_bytes(FILES[what])
    said = desk.type("import", "open-items", "books.csv", "--as-of", "2026-01-31", "--json")
    assert _refused(desk, said) == snapshot


@pytest.mark.parametrize(
    "options",
    [
        ("--mapping", "nobody"),
        ("--mapping", "none.toml"),
        ("--mapping", "bad.toml"),
        ("--mapping", "other.toml"),
        ("--currency", "ZZZ"),
        ("--encoding", "klingon"),
        ("--as-of", "31.1.2026"),
        ("--by", "a\nb"),
    ],
    ids="=".join,
)
def test_an_option_that_cannot_be_followed(
    desk: Desk, options: tuple[str, str], snapshot: SnapshotAssertion
) -> None:
    Path("bad.toml").write_text('name = "bad"\n[columns]\nacount = "account"\n')
    Path("other.toml").write_text(
        'name = "x"\n[columns]\naccount = "Konto"\ninvoice = "invoice"\nissued = "Datum"\n'
        'amount = "amount"\n'
    )
    desk.file(sheet(ACME))
    said = desk.type(
        "import", "open-items", "books.csv", "--as-of", "2026-01-31", *options, "--json"
    )
    assert _refused(desk, said) == snapshot
    assert said.out == ""


def test_an_option_no_one_knows(desk: Desk) -> None:
    said = desk.type("import", "open-items", "books.csv", "--dates", "ydm")
    assert said.code == 2
    assert "--dates" in said.err
    assert "Traceback" not in said.err


def test_a_missing_file(desk: Desk) -> None:
    said = desk.type("import", "open-items", "none.csv")
    assert _refused(desk, said).startswith("error: there is no file `none.csv`\n")


def test_a_missing_ledger(desk: Desk) -> None:
    said = desk.take(sheet(ACME), "2026-01-31", "--ledger", "none.db")
    assert said.code == 2
    assert said.err == (
        "error: there is no ledger at `none.db`\n"
        "  = help: `collectrules init` makes one; `--ledger FILE` names another\n"
    )
    assert not Path("none.db").exists()


def test_a_ledger_that_is_no_ledger(desk: Desk) -> None:
    Path("other.db").write_text("Dear diary")
    said = desk.take(sheet(ACME), "2026-01-31", "--ledger", "other.db")
    assert said.code == 2
    assert said.err.startswith("error: `other.db` is not a ledger, or is damaged")


def test_a_damaged_ledger(desk: Desk) -> None:
    desk.take(sheet(ACME), "2026-01-31")
    with sqlite3.connect("collectrules.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ((size,),) = connection.execute("PRAGMA page_size")
        sql = "SELECT rootpage FROM sqlite_master WHERE name = 'invoice'"
        ((page,),) = connection.execute(sql)
    connection.close()
    content = bytearray(Path("collectrules.db").read_bytes())
    content[(page - 1) * size : page * size] = b"Z" * size
    Path("collectrules.db").write_bytes(content)
    said = desk.take(sheet(ACME), "2026-02-07")
    assert said.code == 2
    assert said.err.startswith("error: `collectrules.db` is not a ledger, or is damaged")
    assert "restore it from your last backup" in said.err


def test_a_ledger_of_a_newer_program(desk: Desk) -> None:
    with sqlite3.connect("collectrules.db") as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('collectrules', '9999_beyond', '2099-01-01')"
        )
    connection.close()
    said = desk.take(sheet(ACME), "2026-01-31")
    assert said.code == 2
    assert "was written by a newer collectrules" in said.err


def test_a_locked_ledger(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "BUSY_SECONDS", 0.1)
    other = sqlite3.connect("collectrules.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    said = desk.take(sheet(ACME), "2026-01-31")
    other.rollback()
    other.close()
    assert _refused(desk, said) == (
        "error: `collectrules.db` is locked by another program\n"
        "  = help: wait until it has finished and try again; nothing was written\n"
    )


def test_a_day_before_the_last_import(desk: Desk) -> None:
    desk.take(sheet(ACME), "2026-01-31")
    before = desk.journal()
    said = desk.take(sheet(ACME), "2026-01-30")
    assert said.code == 2
    assert said.err == (
        "error: `books` was already imported as of 2026-01-31, which is later than 2026-01-30\n"
        "  = help: import a file of 2026-01-31 or later: what the ledger knew is not rewritten\n"
    )
    assert desk.journal() == before


def test_a_day_before_the_last_run(desk: Desk) -> None:
    with (
        Ledger.open(Path("collectrules.db")) as ledger,
        ledger.writing(at=now(), by="ana") as events,
    ):
        policy = events.append(PolicyPublished("p", "1", 1, "0" * 64, ""), on="2026-01-01")
        events.append(RunMade(policy, "meaning", "{}"), on="2026-02-10")
    said = desk.take(sheet(ACME), "2026-01-31")
    assert said.code == 2
    assert said.err.startswith("error: the policy was already run for 2026-02-10")


def test_two_remembered_mappings_that_both_fit(desk: Desk) -> None:
    desk.take(sheet(ACME), "2026-01-31", name="north.csv")
    text = 'name = "{}"\n[columns]\naccount = "account"\ninvoice = "invoice"\nissued = "date"\n'
    text += 'due = "due date"\namount = "amount"\ncurrency = "currency"\n'
    Path("south.toml").write_text(text.format("south"))
    desk.take(sheet(ACME), "2026-01-31", "--mapping", "south.toml")
    said = desk.take(sheet(ACME), "2026-01-31")
    assert said.code == 2
    assert said.err == (
        "error: the mappings `north`, `south` all fit `books.csv`\n"
        "  = help: say which with `--mapping NAME`\n"
    )


def test_a_file_whose_layout_changed_is_not_taken_for_another_source(desk: Desk) -> None:
    desk.take(sheet(ACME), "2026-01-31")
    said = desk.take(
        "customer,num,date,due date,total\n1,2,2026-01-05,2026-01-06,3\n", "2026-02-07"
    )
    assert said.code == 2
    assert said.err.startswith(
        "error: `books.csv` lacks columns of the mapping `books` it would be read by\n"
    )


def test_a_ledger_written_to_while_the_plan_was_looked_at(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from collectrules.cli import common

    def meanwhile(_question: str, *, yes: bool) -> bool:
        with (
            Ledger.open(Path("collectrules.db")) as ledger,
            ledger.writing(at=now(), by="bo") as it,
        ):
            it.append(PolicyPublished("p", "1", 1, "0" * 64, ""), on="2026-01-01")
        return True

    monkeypatch.setattr(common, "confirmed", meanwhile)
    desk.file(sheet(ACME))
    said = desk.type("import", "open-items", "books.csv", "--as-of", "2026-01-31")
    assert said.code == 2
    assert "was written to while this import was being looked at" in said.err
    assert desk.rows("SELECT count(*) FROM invoice") == [(0,)]


def test_a_write_that_fails_half_way_leaves_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = book.Book.append

    def failing(self: book.Book, event: object, *, on: object) -> int:
        if self.seq >= 3:
            raise sqlite3.OperationalError("database or disk is full")
        return append(self, event, on=on)

    monkeypatch.setattr(book.Book, "append", failing)
    said = desk.take(sheet(ACME, ACME.replace("17", "18")), "2026-01-31")
    assert _refused(desk, said) == (
        "error: the disk that holds `collectrules.db` is full\n"
        "  = help: make room; nothing was written\n"
    )
