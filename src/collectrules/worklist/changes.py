"""Whether what others wrote since a list was read shows on it: who merely asked the gate changed nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

SHOWS_NOTHING: Final = frozenset({"gate_check", "run"})
"""Kinds of events that change no list by themselves. What a run finds is other events, and the list that it
leaves, which is compared."""
_LAST_RUN: Final = """
    SELECT effective_on, policy, json_extract(summary, '$.beside')
    FROM run ORDER BY seq DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """The books as a list was read: the last event, and the list that the last run left."""

    seq: int
    left: int
    """A hash, within this process, of the rows, the day and the policy of the run."""


def seen_now(connection: sqlite3.Connection) -> Seen:
    """The books as they are."""
    (seq,) = connection.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()
    return Seen(int(seq), _left_by_run(connection))


def shows(connection: sqlite3.Connection, seen: Seen, own: Collection[range] = ()) -> bool:
    """Whether the list would show anything else than when the books were `seen`.

    `own` are the numbers of the events that whoever shows the list wrote, and has shown already.
    """
    since = connection.execute("SELECT seq, kind FROM journal WHERE seq > ?", (seen.seq,))
    for seq, kind in since:
        if kind not in SHOWS_NOTHING and not any(seq in each for each in own):
            return True
    return _left_by_run(connection) != seen.left


def _left_by_run(connection: sqlite3.Connection) -> int:
    cursor = connection.cursor()
    cursor.row_factory = None  # plain tuples: a list may have a hundred thousand rows
    left = hash(cursor.execute(_LAST_RUN).fetchone())
    for row in cursor.execute("SELECT * FROM worklist ORDER BY rank"):
        left = hash((left, row))
    return left
