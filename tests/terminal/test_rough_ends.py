"""What a terminal does to a program: it is closed in the middle, made small, and others hold the ledger."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from collectrules.ledger.book import Ledger
from collectrules.ledger.verify import verify
from tests.terminal.tmux import Terminal, terminal


def count(path: Path, table: str) -> int:
    with Ledger.open(path) as ledger:
        return int(ledger.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def close(screen: Terminal) -> None:
    screen.close()


def hang_up(screen: Terminal) -> None:
    os.kill(screen.pid(), signal.SIGHUP)


def kill(screen: Terminal) -> None:
    os.kill(screen.pid(), signal.SIGKILL)


@pytest.mark.parametrize("end", [close, hang_up, kill])
def test_a_terminal_closed_in_a_dialog_leaves_the_attempt_and_no_contact(
    path: Path, end: Callable[[Terminal], None]
) -> None:
    contacts, attempts = count(path, "contact"), count(path, "attempt")
    with terminal("--ledger", path, "worklist", "--by", "mara") as screen:
        screen.shows("Harbour Bakery")
        screen.press("c")
        screen.shows("reserved")
        end(screen)
        screen.ended()
    assert count(path, "contact") == contacts
    assert count(path, "attempt") == attempts + 1
    with Ledger.open(path) as ledger:
        assert verify(ledger) == []


def test_a_ledger_that_others_hold_stops_nobody_from_moving(path: Path) -> None:
    before = count(path, "contact")
    with terminal("--ledger", path, "worklist", "--by", "mara") as screen:
        screen.shows("> ")
        other = sqlite3.connect(path, isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            screen.press("c")
            screen.shows("log a call")
            screen.press("n")
            screen.press("?")
            screen.shows("help")
            screen.press("Escape")
            assert count(path, "contact") == before
            other.execute("ROLLBACK")
        finally:
            other.close()
        screen.shows("no answer - Harbour Bakery")
    assert count(path, "contact") == before + 1


def test_it_can_be_made_as_small_as_it_goes_and_large_again(path: Path) -> None:
    with terminal("--ledger", path, "worklist", "--by", "mara") as screen:
        screen.shows("Harbour Bakery")
        for width, height in ((60, 20), (30, 8), (12, 4), (200, 60), (80, 24)):
            screen.resize(width, height)
            screen.press("Down")
        screen.until(lambda seen: max(map(len, seen.splitlines())) <= 80 and "> " in seen)
        screen.press("q")
        screen.ended()
