"""The ledger: append-only, chained, all or nothing, and clear about what it cannot open."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectrules.errors import InputError, LedgerError
from collectrules.ledger import book as books
from collectrules.ledger.book import Ledger
from collectrules.ledger.chain import GENESIS, link
from collectrules.ledger.events import (
    KINDS,
    AccountOpened,
    Charged,
    Event,
    InvoiceIssued,
    OverrideSet,
    Placed,
    PlacementEnded,
    PlanAgreed,
    PlanEnded,
    PolicyPublished,
    Posted,
    Received,
    Reversed,
    SettlementAgreed,
    SettlementEnded,
    StageMoved,
    StageStepped,
    columns,
)
from collectrules.ledger.migrations import ledger_migrations
from collectrules.ledger.verify import verify

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
DAY = "2026-03-01"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "books.db") as made:
        yield made


def filled(ledger: Ledger) -> Ledger:
    with ledger.writing(at=AT, by="ana") as book:
        policy = book.append(PolicyPublished("p", "1", 1, "0" * 64, "text"), on=DAY)
        account = book.append(AccountOpened("001", "Ärger & Söhne", "business"), on=DAY)
        invoice = book.append(InvoiceIssued(account, "7", "EUR", 5000, DAY, DAY, "x"), on=DAY)
        book.append(Charged(invoice, "fee", 0, 400, policy), on=DAY)
    return ledger


def count(ledger: Ledger, table: str = "journal") -> int:
    return int(ledger.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_every_kind_of_event_has_a_table_of_its_fields(ledger: Ledger) -> None:
    for kind in KINDS.values():
        names = [row[1] for row in ledger.connection.execute(f"PRAGMA table_info({kind.table})")]
        assert names == ["seq", "effective_on", *columns(kind)]


def test_every_table_is_strict(ledger: Ledger) -> None:
    rows = ledger.connection.execute(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main'"
    )
    loose = {name for name, strict in rows if not strict}
    assert loose <= {"sqlite_schema", "sqlite_sequence", "_sqlite_migrations"}


def test_the_file_is_write_ahead_full_and_checks_references(ledger: Ledger) -> None:
    pragma = {
        name: ledger.connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys")
    }
    assert pragma == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_the_chain_is_the_hash_of_what_is_written(ledger: Ledger) -> None:
    filled(ledger)
    previous = GENESIS
    for row in ledger.query("SELECT * FROM journal ORDER BY seq"):
        assert row["previous"] == previous
        parts = [
            str(row[name])
            for name in ("seq", "kind", "effective_on", "recorded_at", "recorded_by", "payload")
        ]
        previous = link(previous, *parts)
        assert row["hash"] == previous
    assert count(ledger) == 4


def test_the_payload_is_json_of_the_fields(ledger: Ledger) -> None:
    filled(ledger)
    (payload,) = ledger.connection.execute(
        "SELECT payload FROM journal WHERE kind = 'account'"
    ).fetchone()
    assert (
        payload
        == '{"number":"001","name":"Ärger & Söhne","debtor_kind":"business","email":"","phone":""}'
    )
    assert json.loads(payload)["number"] == "001"


@pytest.mark.parametrize("table", ["journal", *KINDS])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET effective_on = '2000-01-01'", "DELETE FROM {}"]
)
def test_nothing_is_changed_or_deleted(ledger: Ledger, table: str, statement: str) -> None:
    filled(ledger)
    if not count(ledger, table):
        ledger.connection.execute("PRAGMA foreign_keys = OFF")
        ledger.connection.execute("PRAGMA ignore_check_constraints = ON")
        types = [row[2] for row in ledger.connection.execute(f"PRAGMA table_info({table})")]
        row = [99, *(1 if type_ == "INTEGER" else "x" for type_ in types[1:])]
        marks = ", ".join("?" * len(row))
        ledger.connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        ledger.connection.execute(statement.format(table))


def test_an_override_says_what_its_kind_needs(ledger: Ledger) -> None:
    filled(ledger)
    until = "2026-02-28"
    for wrong in (
        OverrideSet(2, None, "grace", None, None, None, "why"),
        OverrideSet(2, None, "leave_out", 5, None, None, "why"),
        OverrideSet(2, None, "policy", None, None, None, "why"),
        OverrideSet(2, None, "leave_out", None, "p", None, "why"),
        OverrideSet(2, None, "leave_out", None, None, until, "why"),
        OverrideSet(2, None, "leave_out", None, None, None, ""),
        OverrideSet(2, None, "grace", -1, None, None, "why"),
    ):
        with (
            pytest.raises(sqlite3.IntegrityError, match="CHECK"),
            ledger.writing(at=AT, by="ana") as book,
        ):
            book.append(wrong, on=DAY)


def test_what_is_left_empty_is_null_in_the_journal_and_in_its_table(ledger: Ledger) -> None:
    filled(ledger)
    with ledger.writing(at=AT, by="ana") as book:
        book.append(OverrideSet(2, None, "leave_out", None, None, None, "in court"), on=DAY)
    (payload,) = ledger.connection.execute("SELECT payload FROM journal WHERE seq = 5").fetchone()
    assert payload == (
        '{"account_id":2,"invoice_id":null,"kind":"leave_out","days":null,"policy_id":null,'
        '"until_on":null,"reason":"in court"}'
    )
    assert verify(ledger) == []


def test_what_a_later_format_added_is_told_only_where_it_is_there(ledger: Ledger) -> None:
    filled(ledger)
    with ledger.writing(at=AT, by="ana") as book:
        told = book.append(Received(2, "EUR", 900, "TT 77"), on=DAY)
        book.append(Posted(3, "payment", -100), on=DAY)
        book.append(Posted(3, "payment", -900, receipt_id=told), on=DAY)
    without, with_it = (
        payload
        for (payload,) in ledger.connection.execute(
            "SELECT payload FROM journal WHERE kind = 'posting' ORDER BY seq"
        )
    )
    before = '{"invoice_id":3,"kind":"payment","amount":-100,"inferred":0,"note":""}'
    assert without == before
    assert with_it == before.replace("-100", "-900").replace("}", f',"receipt_id":{told}}}')
    assert verify(ledger) == []


def test_a_posting_that_lost_its_receipt_is_found(ledger: Ledger) -> None:
    filled(ledger)
    with ledger.writing(at=AT, by="ana") as book:
        told = book.append(Received(2, "EUR", 900), on=DAY)
        book.append(Posted(3, "payment", -900, receipt_id=told), on=DAY)
    ledger.connection.execute("DROP TRIGGER posting_no_update")
    ledger.connection.execute("UPDATE posting SET receipt_id = NULL")
    assert verify(ledger) == ["event 6 and its row in `posting` do not agree"]


@pytest.mark.parametrize(
    ("agreed", "ended"),
    [
        (PlanAgreed(2, "EUR", 900, "thirds", 1, 7), lambda seq: PlanEnded(seq, "broken")),
        (
            SettlementAgreed(2, "EUR", 900, 1000, DAY, "at-90", 1),
            lambda seq: SettlementEnded(seq, "lapsed"),
        ),
        (
            Placed(2, "EUR", "northgate", "25", 900, 600, "agency", 1),
            lambda seq: PlacementEnded(seq, "recalled"),
        ),
    ],
    ids=["plan", "settlement", "placement"],
)
def test_what_was_agreed_ends_once_unless_that_was_a_mistake(
    ledger: Ledger, agreed: Event, ended: Callable[[int], Event]
) -> None:
    filled(ledger)
    with ledger.writing(at=AT, by="ana") as book:
        seq = book.append(agreed, on=DAY)
        end = book.append(ended(seq), on=DAY)
    with (
        pytest.raises(sqlite3.IntegrityError, match="ends once"),
        ledger.writing(at=AT, by="ana") as book,
    ):
        book.append(ended(seq), on=DAY)
    with ledger.writing(at=AT, by="ana") as book:
        book.append(Reversed(end, "it went on"), on=DAY)
        book.append(ended(seq), on=DAY)
    assert verify(ledger) == []


def test_a_row_cannot_be_replaced_nor_a_number_left_out(ledger: Ledger) -> None:
    filled(ledger)
    for seq in ("2", "77"):
        with pytest.raises(sqlite3.IntegrityError, match="no gaps"):
            ledger.connection.execute(
                f"INSERT OR REPLACE INTO journal SELECT {seq}, kind, effective_on, recorded_at, recorded_by,"
                " payload, previous, hash FROM journal WHERE seq = 2"
            )


def test_the_ledger_refuses_a_second_charge_for_the_same_period(ledger: Ledger) -> None:
    filled(ledger)
    with (
        pytest.raises(sqlite3.IntegrityError, match="UNIQUE"),
        ledger.writing(at=AT, by="ana") as book,
    ):
        book.append(Charged(3, "fee", 0, 400, 1), on=DAY)
    assert count(ledger) == 4
    assert verify(ledger) == []


def test_what_raises_leaves_nothing_behind(ledger: Ledger) -> None:
    def interrupted() -> None:
        with ledger.writing(at=AT, by="ana") as book:
            book.append(AccountOpened("001", "A", "business"), on=DAY)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert count(ledger) == 0
    filled(ledger)
    assert verify(ledger) == []


@pytest.mark.parametrize("name", ["", "a\nb", "\x00"])
def test_who_acts_has_a_name(ledger: Ledger, name: str) -> None:
    with pytest.raises(InputError), ledger.writing(at=AT, by=name):
        pass


def test_verify_sees_every_kind_of_tampering(ledger: Ledger, tmp_path: Path) -> None:
    filled(ledger).close()
    tampering = {
        "the name in the journal": "UPDATE journal SET payload = replace(payload, 'Ärger', 'Freude')",
        "who recorded it": "UPDATE journal SET recorded_by = 'bob' WHERE seq = 2",
        "an amount in a table": "UPDATE invoice SET amount = 1",
        "a row taken out": "DELETE FROM charge",
        "an event taken out": "DELETE FROM journal WHERE seq = 4",
        "a row put in": "INSERT INTO charge VALUES (3, '2026-03-01', 3, 'x', 0, 1, 1)",
    }
    for what, statement in tampering.items():
        copy = tmp_path / "copy.db"
        shutil.copy(ledger.path, copy)
        raw = sqlite3.connect(copy)
        for (trigger,) in raw.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            raw.execute(f"DROP TRIGGER {trigger}")
        raw.execute(statement)
        raw.commit()
        raw.close()
        with Ledger.open(copy) as opened:
            assert verify(opened), what


def test_a_file_that_is_no_ledger(tmp_path: Path) -> None:
    text = tmp_path / "text.db"
    text.write_text("hello " * 500)
    with pytest.raises(LedgerError, match="is not a ledger, or is damaged"):
        Ledger.open(text)
    assert text.read_text() == "hello " * 500
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as raw:
        raw.execute("CREATE TABLE recipe (name TEXT)")
    with pytest.raises(LedgerError, match="not a collectrules ledger"):
        Ledger.open(other)


def test_a_damaged_ledger(ledger: Ledger) -> None:
    filled(ledger).close()
    data = bytearray(ledger.path.read_bytes())
    data[4096 * 2 : 4096 * 30] = b"\xff" * (4096 * 28)
    ledger.path.write_bytes(data)
    with pytest.raises(LedgerError, match="damaged"), Ledger.open(ledger.path) as opened:
        opened.query("SELECT * FROM journal")


def test_a_newer_ledger_is_left_alone(ledger: Ledger) -> None:
    ledger.connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('collectrules', '9999_new', '')"
    )
    ledger.close()
    with pytest.raises(LedgerError, match=r"newer collectrules \(it has 9999_new\)"):
        Ledger.open(ledger.path)


def test_a_missing_ledger_and_one_in_the_way(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="there is no ledger"):
        Ledger.open(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "there.db").touch()
    with pytest.raises(LedgerError, match="already there"):
        Ledger.create(tmp_path / "there.db")
    with pytest.raises(LedgerError, match="no folder"):
        Ledger.create(tmp_path / "no" / "books.db")


def test_a_ledger_that_others_recover_for_too_long_is_locked() -> None:
    error = books.translated(sqlite3.OperationalError("locking protocol"), Path("books.db"))
    assert error.message == "`books.db` is locked by another program"


def test_a_locked_ledger(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(ledger)
    monkeypatch.setattr(books, "BUSY_SECONDS", 0.05)
    with Ledger.open(ledger.path) as second, ledger.writing(at=AT, by="ana"):
        with (
            pytest.raises(LedgerError, match="locked by another program"),
            second.writing(at=AT, by="bob"),
        ):
            pass
        assert count(second) == 4


def test_killed_in_the_middle_nothing_is_half_written(ledger: Ledger) -> None:
    filled(ledger)
    script = textwrap.dedent(f"""
        import os, signal
        from datetime import UTC, datetime
        from pathlib import Path
        from collectrules.ledger.book import Ledger
        from collectrules.ledger.events import AccountOpened
        ledger = Ledger.open(Path({str(ledger.path)!r}))
        with ledger.writing(at=datetime(2026, 3, 2, tzinfo=UTC), by="ana") as book:
            for n in range(500):
                book.append(AccountOpened(f"K{{n}}", "K", "business"), on="2026-03-02")
            os.kill(os.getpid(), signal.SIGKILL)
    """)
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -9
    with Ledger.open(ledger.path) as opened:
        assert count(opened) == 4
        assert verify(opened) == []


FORMATS = Path(__file__).parent / "formats"


@pytest.mark.parametrize("migration", [one.name for one in ledger_migrations._migrations])
def test_a_ledger_of_every_earlier_format_opens(migration: str, tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    old = sqlite3.connect(path)
    old.executescript((FORMATS / f"{migration}.sql").read_text(encoding="utf-8"))
    old.execute(f"PRAGMA application_id = {books.APPLICATION_ID}")
    old.close()
    with Ledger.open(path) as opened:
        assert ledger_migrations.pending(opened.db) == []
        assert count(opened) == 4
        assert verify(opened) == []
        filled_again = opened.query("SELECT name FROM account")[0]["name"]
        assert filled_again == "Ärger & Söhne"


def test_stage_moves_of_an_earlier_format_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    old = sqlite3.connect(path)
    old.executescript((FORMATS / "0002_stage_moves.sql").read_text(encoding="utf-8"))
    old.execute(f"PRAGMA application_id = {books.APPLICATION_ID}")
    (last,) = old.execute("SELECT hash FROM journal WHERE seq = 4").fetchone()
    payload = '{"invoice_id":3,"stage_from":"a","stage_to":"b","policy":1}'
    said = ("5", "stage_move", DAY, "2026-03-01T08:30:00.000000Z", "ana", payload)
    old.execute(
        "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*said, last, link(last, *said))
    )
    old.execute("INSERT INTO stage_move VALUES (5, ?, 3, 'a', 'b', 1)", (DAY,))
    old.commit()
    old.close()
    with Ledger.open(path) as opened:
        assert verify(opened) == []
        assert [tuple(row) for row in opened.query("SELECT * FROM stage_move")] == [
            (5, DAY, 3, "a", "b", 1)
        ]


def test_a_version_moves_an_invoice_again_only_when_it_went_on_in_between(ledger: Ledger) -> None:
    filled(ledger)
    with ledger.writing(at=AT, by="ana") as book:
        book.append(StageMoved(3, "a", "b", 1), on=DAY)
    with (
        pytest.raises(sqlite3.IntegrityError, match="once"),
        ledger.writing(at=AT, by="ana") as book,
    ):
        book.append(StageMoved(3, "b", "c", 1), on=DAY)
    with ledger.writing(at=AT, by="ana") as book:
        book.append(StageStepped(3, "b", "done", 1), on=DAY)
        book.append(StageMoved(3, "b", "c", 1), on=DAY)
    assert count(ledger, "stage_move") == 2


def test_a_ledger_that_was_emptied_is_not_taken_for_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "books.db"
    path.touch()
    with pytest.raises(LedgerError, match="is empty: it has lost what a ledger has"):
        Ledger.open(path)
    assert path.read_bytes() == b""


def test_a_payload_that_is_no_json_any_more_is_found_and_said(ledger: Ledger) -> None:
    filled(ledger)
    ledger.connection.execute("DROP TRIGGER journal_no_update")
    ledger.connection.execute("PRAGMA ignore_check_constraints = ON")
    ledger.connection.execute("UPDATE journal SET payload = '{\"a' WHERE seq = 2")
    assert verify(ledger) == [
        "event 2 is not what was written: its hash differs",
        "event 2 and its row in `account` do not agree",
    ]


def test_a_schema_that_is_no_text_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "books.db"
    with Ledger.create(path) as made:
        filled(made)
        made.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = path.read_bytes()
    assert b"CREATE TABLE snapshot" in whole
    path.write_bytes(whole.replace(b"CREATE TABLE snapshot", b"CREATE TABLE snaps\x9fot", 1))
    with pytest.raises(LedgerError, match="damaged"):
        Ledger.open(path)
