"""Waiting for one's turn to write."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from collectrules.ledger import turns
from collectrules.ledger.turns import begin_writing


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[sqlite3.Connection, sqlite3.Connection]]:
    """Two connections with one file; the first is in the middle of writing."""

    def opened() -> sqlite3.Connection:
        path = tmp_path / "books.db"
        return sqlite3.connect(path, isolation_level=None, timeout=7, check_same_thread=False)

    with closing(opened()) as first, closing(opened()) as second:
        first.execute("PRAGMA journal_mode = WAL")
        first.execute("BEGIN IMMEDIATE")
        yield first, second


def test_the_longer_a_writer_has_waited_the_more_often_it_asks(
    two: tuple[sqlite3.Connection, sqlite3.Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(turns.time, "monotonic", lambda: sum(slept))
    monkeypatch.setattr(turns.time, "sleep", slept.append)
    monkeypatch.setattr(turns.random, "uniform", lambda _, most: most)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        begin_writing(two[1], 3.0)
    assert slept[0] == pytest.approx(0.020)
    assert slept == sorted(slept, reverse=True)
    assert {round(each, 4) for each in slept[-100:-1]} == {0.002}
    assert sum(slept) == pytest.approx(3.0)


def test_a_writer_gets_its_turn_when_the_other_has_finished(
    two: tuple[sqlite3.Connection, sqlite3.Connection],
) -> None:
    first, second = two
    finish = threading.Timer(0.1, first.execute, ("COMMIT",))
    finish.start()
    began = time.monotonic()
    begin_writing(second, 60.0)
    finish.join()
    assert second.in_transaction
    assert time.monotonic() - began >= 0.09


def test_how_long_a_reader_waits_stays_as_it_was(
    two: tuple[sqlite3.Connection, sqlite3.Connection],
) -> None:
    first, second = two
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        begin_writing(second, 0.01)
    assert second.execute("PRAGMA busy_timeout").fetchone() == (7000,)
    first.execute("ROLLBACK")
    begin_writing(second, 0.01)
    assert second.execute("PRAGMA busy_timeout").fetchone() == (7000,)
    with pytest.raises(sqlite3.OperationalError, match="within a transaction"):
        begin_writing(second, 0.01)
