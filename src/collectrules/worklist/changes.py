"""Whether what others wrote since a list was read shows on it: who merely asked the gate changed nothing."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Final

SHOWS_NOTHING: Final = ("gate_check", "run")
"""Kinds of events that change no list by themselves. What a run finds is other events, and the list that it
leaves, which has a mark of its own."""

_LEFT_BY_RUN: Final = """
    SELECT coalesce(max(made), '') FROM worklist_run
"""
_SHOWN_SINCE: Final = f"""
    SELECT EXISTS (SELECT 1 FROM journal WHERE seq > :seq AND kind NOT IN {SHOWS_NOTHING})
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """The books as they were looked at last: the last event, and the list that the last run left."""

    seq: int
    left: str
    """The mark of that list: as good as nothing else has the same."""


def seen_now(connection: sqlite3.Connection) -> Seen:
    """The books as they are."""
    (seq,) = connection.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()
    (left,) = connection.execute(_LEFT_BY_RUN).fetchone()
    return Seen(int(seq), left)


def shows(connection: sqlite3.Connection, seen: Seen) -> bool:
    """Whether the list would show anything else than when the books were `seen`."""
    (since,) = connection.execute(_SHOWN_SINCE, {"seq": seen.seq}).fetchone()
    return bool(since) or seen_now(connection).left != seen.left
