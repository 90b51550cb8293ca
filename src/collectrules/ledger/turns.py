"""Waiting for one's turn to write: whoever has waited longer asks more often, so that nobody is passed over.

SQLite lets a writer that has waited ask ever more seldom, down to ten times a second, while one that has
just come asks at once: where many write, the same few get through and others give up.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable
from typing import Final

from collectrules.ledger.waiting import say_waiting

_FIRST: Final = 0.020
"""Seconds between two questions of a writer that has just come, at the most."""
_LEAST: Final = 0.002
"""The same of one that has waited for long."""
_PATIENT: Final = 1.0
"""Seconds of waiting after which a writer asks as often as it ever will."""
TOLD_AFTER: Final = 3.0
"""Seconds of waiting after which somebody is told."""

_PRIMARY: Final = 0xFF
"""The part of SQLite's error codes that says the kind of error."""


def begin_writing(
    connection: sqlite3.Connection,
    seconds: float,
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
    say: Callable[[], None] = say_waiting,
) -> None:
    """Begin a write transaction, waiting for other writers for so many seconds.

    After `TOLD_AFTER` seconds `say` is called, once. `clock` counts seconds and `sleep` lets them pass.

    Raises `sqlite3.OperationalError` where they have not finished by then.
    """
    (before,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        _begin(connection, seconds, clock, sleep, say)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {before}")


def _begin(
    connection: sqlite3.Connection,
    seconds: float,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
    say: Callable[[], None],
) -> None:
    began, told = clock(), False
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            waited = clock() - began
            if error.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_BUSY or waited >= seconds:
                raise
            if waited >= TOLD_AFTER and not told:
                told = True
                say()
            most = max(_LEAST, _FIRST * (1 - waited / _PATIENT))
            # Two who came together must not go on asking together.
            sleep(random.uniform(0, min(most, seconds - waited)))
        else:
            return
