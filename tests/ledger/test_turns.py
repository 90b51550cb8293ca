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
from collectrules.ledger.waiting import once, say_waiting, telling_of_waits


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
    monkeypatch.setattr(turns.random, "uniform", lambda _, most: most)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        begin_writing(two[1], 3.0, clock=lambda: sum(slept), sleep=slept.append)
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


class Waiter:
    """Somebody who waits by a clock of their own; the other writer finishes after so many seconds."""

    def __init__(self, first: sqlite3.Connection, finished_after: float) -> None:
        self.first, self.finished_after = first, finished_after
        self.now = 0.0
        self.said: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        if self.now >= self.finished_after and self.first.in_transaction:
            self.first.execute("COMMIT")

    def wait(self, second: sqlite3.Connection, seconds: float) -> None:
        begin_writing(
            second,
            seconds,
            clock=lambda: self.now,
            sleep=self.sleep,
            say=lambda: self.said.append(self.now),
        )


def test_a_long_wait_is_told_once(two: tuple[sqlite3.Connection, sqlite3.Connection]) -> None:
    waiter = Waiter(two[0], finished_after=20.0)
    waiter.wait(two[1], 60.0)
    assert waiter.said == [pytest.approx(3.0, abs=0.021)]
    assert waiter.said[0] >= 3.0


def test_a_short_wait_is_not_told(two: tuple[sqlite3.Connection, sqlite3.Connection]) -> None:
    waiter = Waiter(two[0], finished_after=2.9)
    waiter.wait(two[1], 60.0)
    assert two[1].in_transaction
    assert waiter.said == []


def test_it_is_told_to_whoever_asked_for_it_in_this_thread() -> None:
    said: list[str] = []
    say_waiting()
    with telling_of_waits(lambda: said.append("outer")):
        with telling_of_waits(None):
            say_waiting()
        other = threading.Thread(target=say_waiting)
        other.start()
        other.join()
        assert said == []
        say_waiting()
    say_waiting()
    assert said == ["outer"]


def test_once_is_once() -> None:
    said: list[int] = []
    say = once(lambda: said.append(1))
    say()
    say()
    assert said == [1]
