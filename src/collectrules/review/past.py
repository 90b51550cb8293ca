"""The ledger as it was known by an event, in a copy of its own: what is done there is done nowhere else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import KINDS

_MADE_ANEW: Final = (
    "worklist", "worklist_block", "worklist_run", "worklist_rest", "worklist_approval",
)  # fmt: skip
"""The list of the last run, which is no event: it tells of a day that the copy may know nothing of."""


@contextmanager
def copied(ledger: Ledger, known: int | None = None) -> Iterator[Ledger]:
    """A copy of a ledger in memory, cut to the events recorded by one; whole where that is None.

    It asks nobody to wait and leaves nothing behind.
    """
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        ledger.connection.backup(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        copy = Ledger(connection, ledger.path)
        if known is not None:
            _cut(connection, known)
        yield copy
    finally:
        connection.close()


def _cut(connection: sqlite3.Connection, known: int) -> None:
    """Forget every event after one, and the list of the last run."""
    guards = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name GLOB '*_no_delete'"
    ).fetchall()
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN")
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    for table in ("journal", *KINDS):
        connection.execute(f"DELETE FROM {table} WHERE seq > ?", (known,))
    for table in _MADE_ANEW:
        connection.execute(f"DELETE FROM {table}")
    for _, sql in guards:
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.execute("PRAGMA foreign_keys = ON")
