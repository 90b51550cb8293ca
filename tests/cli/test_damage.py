"""A damaged ledger: each command says so in a sentence, and nothing is written."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectrules.cli.app import run
from tests.tui import ledgers

PAGE = 4096
READING = (
    ("run", "--yes", "--as-of", "2026-07-01"),
    ("run", "--dry-run", "--as-of", "2026-07-01"),
    ("worklist", "--plain"),
    ("worklist", "--json"),
    ("explain", "C-01"),
    ("report", "ageing"),
    ("report", "kpi"),
    ("report", "provision"),
    ("report", "loss-rates"),
    ("policy", "list"),
    ("can-contact", "C-01", "--channel", "call", "--at", "2026-07-01T10:00"),
    ("doctor", "--as-of", "2026-07-01"),
    ("verify",),
)
"""Commands that read a ledger, or would write into it what they have read."""
CALLING = ("can-contact", "C-06", "--channel", "call", "--at", "2026-07-01T10:00")
IMPORT = ("import", "open-items", "open.csv", "--as-of", "2026-07-01", "--yes")


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger that was run, all of it in one file."""
    path = ledgers.made(tmp_path_factory.mktemp("whole") / "books.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def books(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Path:
    """A copy of it, named by the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLLECTRULES_LEDGER", "books.db")
    (tmp_path / "open.csv").write_text(
        "customer,name,invoice,date,due,amount,currency\nC-09,F,N-1,2026-06-01,2026-07-01,5.00,GBP\n"
    )
    return Path(shutil.copy(whole, tmp_path / "books.db"))


def write_into(path: Path, statement: str) -> None:
    """Write into a ledger what no command would."""
    with closing(sqlite3.connect(path)) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(statement)
        connection.commit()


def events(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM journal").fetchone()
    return int(count)


@pytest.mark.parametrize(
    ("statement", "words", "said"),
    [
        (
            "UPDATE policy_version SET effective_on = '2026-0x-01'",
            IMPORT,
            "`books.db` is damaged: it has `2026-0x-01` where a day belongs",
        ),
        (
            "UPDATE policy_version SET effective_on = '2026-0x-01'",
            READING[0],
            "`books.db` is damaged: it has `2026-0x-01` where a day belongs",
        ),
        (
            "UPDATE run SET effective_on = '2026-06-31'",
            READING[2],
            "`books.db` is damaged: it has `2026-06-31` where a day belongs",
        ),
        (
            "UPDATE run SET effective_on = '2026-06-31'",
            READING[4],
            "`books.db` is damaged: it has `2026-06-31` where a day belongs",
        ),
        (
            "UPDATE policy_version SET text = replace(text, 'days = 5', 'days = 6') || '# '",
            READING[0],
            "`books.db` is damaged: the text of policy harbour 7 is not what was published",
        ),
        (
            "UPDATE invoice SET due_on = '2026-02-30'",
            ("report", "ageing"),
            "`books.db` is damaged: it has `2026-02-30` where a day belongs",
        ),
        (
            "UPDATE invoice SET due_on = 'soon'",
            ("report", "kpi"),
            "`books.db` is damaged: it has `soon` where a day belongs",
        ),
        ("DROP TABLE posting", READING[0], "`books.db` is damaged: it has no table `posting`"),
        (
            "UPDATE contact SET effective_on = '2026-06-3x'",
            READING[2],
            "`books.db` is damaged: it has `2026-06-3x` where a day belongs",
        ),
        (
            "UPDATE contact SET at = '2026-06-30T10:00'",
            CALLING,
            "`books.db` is damaged: it has `2026-06-30T10:00` where a moment belongs",
        ),
        (
            "DELETE FROM _sqlite_migrations",
            READING[5],
            "`books.db` is damaged: it does not know its own format",
        ),
    ],
)
def test_damage_is_said_and_nothing_is_written(
    statement: str,
    words: tuple[str, ...],
    said: str,
    books: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_into(books, statement)
    before = events(books)
    assert run(words) == 2
    _, err = capsys.readouterr()
    assert said in err
    assert "= help: restore it from your last backup; nothing was written" in err
    assert events(books) == before


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DROP TABLE posting", "the table `posting` is gone"),
        ("UPDATE policy_version SET text = 'nothing'", "is not what was published"),
        ("DELETE FROM _sqlite_migrations", "it does not know its own format"),
    ],
)
def test_doctor_says_what_is_gone(
    statement: str, said: str, books: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_into(books, statement)
    assert run(["doctor", "--as-of", "2026-07-01"]) == 1
    out, _ = capsys.readouterr()
    assert said in out
    assert "nothing is wrong" not in out


@st.composite
def mixed_up(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Pages written over others, as a failing disk or a careless copy does."""
    page = st.integers(1, 200)
    return draw(st.lists(st.tuples(page, page), min_size=1, max_size=4))


@given(pages=mixed_up(), words=st.sampled_from((*READING, IMPORT)))
@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_pages_in_the_place_of_others_are_no_traceback(
    pages: list[tuple[int, int]], words: tuple[str, ...], whole: Path, books: Path
) -> None:
    data = bytearray(whole.read_bytes())
    count = len(data) // PAGE
    for source, target in pages:
        start, end = (source % count) * PAGE, (target % count) * PAGE
        data[end : end + PAGE] = data[start : start + PAGE]
    for leftover in books.parent.glob("books.db-*"):
        leftover.unlink()
    books.write_bytes(data)
    assert run(words) in {0, 1, 2}
