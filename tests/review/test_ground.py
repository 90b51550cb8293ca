"""The copy that a review stands on: it knows what was known, keeps nobody waiting and leaves nothing."""

from __future__ import annotations

import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from collectrules.cli.interrupted import stops_at_once
from collectrules.errors import LedgerError
from collectrules.ledger.book import APPLICATION_ID, Ledger
from collectrules.ledger.events import AccountOpened
from collectrules.review.ground import copied, ground_of

AT = datetime(2026, 7, 1, 9, tzinfo=UTC)
FORMATS = Path(__file__).parents[1] / "ledger" / "formats"


@pytest.fixture
def path(demo: Path, tmp_path: Path) -> Path:
    """A ledger of one's own, alone in its folder."""
    (tmp_path / "office").mkdir()
    return Path(shutil.copy(demo, tmp_path / "office" / "collectrules.db"))


def journal(ledger: Ledger) -> list[tuple[object, ...]]:
    return ledger.connection.execute("SELECT * FROM journal ORDER BY seq").fetchall()


def test_the_copy_of_a_day_after_the_last_run_knows_everything(path: Path) -> None:
    with Ledger.open(path) as ledger:
        wanted = journal(ledger)
    with ground_of(path, date(2026, 7, 1), at=AT) as ground:
        assert journal(ground.ledger) == wanted
        assert (ground.cut, ground.was_run) == (None, False)


def test_the_copy_of_an_earlier_day_knows_what_was_recorded_by_its_end(path: Path) -> None:
    with Ledger.open(path) as ledger:
        wanted = [row for row in journal(ledger) if str(row[3]) < "2026-03-04"]
        runs = [row for row in wanted if row[1] == "run"]
        tables = {
            table: ledger.connection.execute(
                f"SELECT count(*) FROM {table} WHERE seq <= ?", (len(wanted),)
            ).fetchone()[0]
            for table in (
                "account",
                "invoice",
                "posting",
                "contact",
                "run",
                "stage_step",
                "reversal",
            )
        }
    with ground_of(path, date(2026, 3, 3), at=AT) as ground:
        assert journal(ground.ledger) == wanted
        assert ground.cut == wanted[-1][0]
        assert ground.was_run == (str(runs[-1][2]) == "2026-03-03")
        for table, count in tables.items():
            found = ground.ledger.connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert found == (count,)


def test_a_day_of_which_nothing_was_known_is_refused(path: Path) -> None:
    with (
        pytest.raises(LedgerError, match="knew of no account by the end of 2024-01-01"),
        ground_of(path, date(2024, 1, 1), at=AT),
    ):
        pass


def test_it_takes_no_lock_and_who_writes_is_not_seen(path: Path) -> None:
    with Ledger.open(path) as ledger:
        before = len(journal(ledger))
        with ledger.writing(at=AT, by="ana") as book:
            book.append(AccountOpened("new", "New", "business"), on=date(2026, 7, 1))
            with ground_of(path, date(2026, 7, 1), at=AT) as ground:
                assert len(journal(ground.ledger)) == before
        with (
            ground_of(path, date(2026, 7, 1), at=AT) as ground,
            ledger.writing(at=AT, by="ana") as book,
        ):
            book.append(AccountOpened("newer", "Newer", "business"), on=date(2026, 7, 1))
            assert len(journal(ground.ledger)) == before + 1


def test_stopped_in_the_middle_it_leaves_nothing(path: Path) -> None:
    files = {each: each.read_bytes() for each in path.parent.iterdir()}

    def stop(said: str) -> None:
        raise KeyboardInterrupt(said)

    with (
        pytest.raises(KeyboardInterrupt),
        ground_of(path, date(2026, 7, 1), at=AT, progress=stop),
    ):
        pass
    assert {each: each.read_bytes() for each in path.parent.iterdir()} == files


def test_a_ledger_of_an_older_format_is_brought_up_to_date_in_the_copy_alone(
    tmp_path: Path,
) -> None:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as old:
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        old.executescript((FORMATS / "0006_people.sql").read_text())
    before = path.read_bytes()
    with copied(path) as ledger:
        assert ledger.connection.execute("SELECT count(*) FROM note").fetchone() == (0,)
    assert path.read_bytes() == before


def test_what_is_no_ledger_says_so(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="there is no ledger at"), copied(tmp_path / "none.db"):
        pass
    (tmp_path / "text.db").write_text("not a ledger, but long enough to be read as a file" * 20)
    with pytest.raises(LedgerError, match="not a ledger"), copied(tmp_path / "text.db"):
        pass


@pytest.fixture
def listening() -> Iterator[None]:
    """Ctrl-C is heard, as in a terminal, where the tests themselves run in the background as well."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("listening")
def test_ctrl_c_while_sqlite_asks_us_is_not_taken_for_damage(path: Path) -> None:
    with Ledger.open(path) as ledger:
        ledger.connection.create_function(
            "stopped", 0, lambda: signal.raise_signal(signal.SIGINT) or 0
        )
        before = signal.getsignal(signal.SIGINT)
        with (
            pytest.raises(KeyboardInterrupt),
            stops_at_once(),
            ledger.rehearsing(at=AT, by="ana") as book,
        ):
            book.connection.execute("SELECT stopped()")
        assert signal.getsignal(signal.SIGINT) is before
        with pytest.raises(LedgerError, match="is locked"), stops_at_once():
            raise LedgerError("it is locked by another program")
