"""The ledger as it was known at an earlier event, so that the gate can be asked as it was asked then.

Temporary views stand before the tables of the journal and hide what was recorded later. Whatever reads the
ledger while they stand, facts and gate and overrides, reads the books of then, by the same statements.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from collectrules.ledger.events import KINDS

_ALL: Final = 2**62
_TRIED: Final = ("contact", "attempt")
_TOLD: Final = ("stop", "consent")
"""Kinds that count from a moment of their own, which may be before they were recorded."""
_ENDING: Final = ("stop_end", "reversal", "attempt_release")

_THEN: Final = """
    CREATE TEMP TABLE known_then (
        known INTEGER, tried INTEGER, told INTEGER, before TEXT, before_seq INTEGER, but INTEGER
    )
"""
_HIDDEN: Final = {
    **dict.fromkeys(KINDS, "seq <= (SELECT known FROM temp.known_then)"),
    **dict.fromkeys(_ENDING, "seq <= (SELECT told FROM temp.known_then)"),
    **dict.fromkeys(
        _TOLD,
        "seq <= (SELECT told FROM temp.known_then) AND at < (SELECT before FROM temp.known_then)",
    ),
    **dict.fromkeys(
        _TRIED,
        "seq <= (SELECT tried FROM temp.known_then) AND seq <> (SELECT but FROM temp.known_then)"
        " AND (at < (SELECT before FROM temp.known_then) OR (at = (SELECT before FROM temp.known_then)"
        " AND seq < (SELECT before_seq FROM temp.known_then)))",
    ),
}
"""What of each table is there then."""


@dataclass(frozen=True, slots=True)
class Past:
    """The views, while they stand; nothing is hidden until it is said what."""

    connection: sqlite3.Connection

    def known_to(self, seq: int, *, but: int | None = None) -> None:
        """Hide all that was recorded after an event, and the attempt `but`."""
        self._then(known=seq, tried=seq, told=seq, before="~", before_seq=_ALL, but=but or 0)

    def come_to_light(self, at: str, seq: int, *, but: int | None = None) -> None:
        """What is known by now of what went before an event that took place `at` a moment.

        Contacts, attempts, stops and consents of before, whenever they were recorded; what the rest of the
        ledger said then.
        """
        self._then(known=seq, tried=_ALL, told=_ALL, before=at, before_seq=seq, but=but or 0)

    def _then(self, **shown: int | str) -> None:
        self.connection.execute("DELETE FROM temp.known_then")
        self.connection.execute(
            "INSERT INTO temp.known_then VALUES"
            " (:known, :tried, :told, :before, :before_seq, :but)",
            shown,
        )


@contextmanager
def past(connection: sqlite3.Connection) -> Iterator[Past]:
    """The views before the tables of a ledger, as long as the block lasts."""
    connection.execute(_THEN)
    for table, shown in _HIDDEN.items():
        connection.execute(f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE {shown}")
    books = Past(connection)
    books.known_to(_ALL)
    try:
        yield books
    finally:
        for table in _HIDDEN:
            connection.execute(f"DROP VIEW IF EXISTS temp.{table}")
        connection.execute("DROP TABLE IF EXISTS temp.known_then")
