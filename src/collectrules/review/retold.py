"""What happened, told again in a ledger in which a version of the policy is tried.

Events are numbered anew. What was about something that we did, and that did not happen here, is told without
it or, where it says nothing else, not at all.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

from collectrules.charges.booking import book_interest
from collectrules.charges.conditions import Versions
from collectrules.ledger.book import Book
from collectrules.ledger.events import KINDS, Scalar, columns
from collectrules.ledger.owed import Owed, owed
from collectrules.review.story import Happened

_MONEY_OUT: Final = {
    "posting": ("write_off",),
    "part_posting": ("payment", "credit", "waiver", "write_off"),
}
"""Postings that take no more than is owed: what they were of may be less here, or not be there."""


@dataclass(frozen=True, slots=True)
class _Refers:
    """A field of a kind that names another event."""

    index: int
    needed: bool


@dataclass
class Retelling:
    """The events of a story as they are numbered in one ledger."""

    connection: sqlite3.Connection
    before: int
    """Events up to this one are numbered alike in both."""
    versions: Versions
    not_told: Counter[str] = field(default_factory=Counter)
    """How many events of each kind had nothing left to say here, or would not fit."""

    def __post_init__(self) -> None:
        """Make the table of which event is which; it is in the file, because it grows with the days."""
        self.connection.execute(
            "CREATE TABLE retold (original INTEGER PRIMARY KEY, here INTEGER UNIQUE)"
        )

    def tell(self, book: Book, event: Happened) -> int | None:
        """Write an event; returns its number here, None where it did not happen here."""
        values = self._values(event)
        if values is not None and event.kind in _MONEY_OUT:
            values = self._within_what_is_owed(book, event, values)
        if values is None:
            self.not_told[event.kind] += 1
            return None
        seq = self._written(book, event, values)
        if seq is not None:
            self.connection.execute("INSERT INTO retold VALUES (?, ?)", (event.seq, seq))
        return seq

    def original(self, seq: int) -> int:
        """The event in the ledger itself that one of this ledger tells again."""
        if seq <= self.before:
            return seq
        (original,) = self.connection.execute(
            "SELECT original FROM retold WHERE here = ?", (seq,)
        ).fetchone()
        return int(original)

    def _values(self, event: Happened) -> list[Scalar] | None:
        values = list(event.values)
        for refers in self._references[event.kind]:
            meant = values[refers.index]
            if meant is None:
                continue
            here = self._here(int(meant))
            if here is None and refers.needed:
                return None
            values[refers.index] = here
        if event.kind == "contact":
            names = columns(KINDS["contact"])
            about = names.index("about")
            values[about] = self._named(str(values[about] or "")) or None
        return values

    def _here(self, seq: int) -> int | None:
        if seq <= self.before:
            return seq
        found = self.connection.execute(
            "SELECT here FROM retold WHERE original = ?", (seq,)
        ).fetchone()
        return int(found[0]) if found else None

    def _named(self, ids: str) -> str:
        found = (self._here(int(each)) for each in ids.split())
        return " ".join(str(each) for each in found if each is not None)

    @cached_property
    def _references(self) -> Mapping[str, tuple[_Refers, ...]]:
        return {kind: tuple(self._references_of(kind)) for kind in KINDS}

    def _references_of(self, kind: str) -> list[_Refers]:
        names = columns(KINDS[kind])
        needed = {row[1] for row in self.connection.execute(f"PRAGMA table_info({kind})") if row[3]}
        return [
            _Refers(names.index(row[3]), row[3] in needed)
            for row in self.connection.execute(f"PRAGMA foreign_key_list({kind})")
            if row[3] in names
        ]

    def _within_what_is_owed(
        self, book: Book, event: Happened, values: list[Scalar]
    ) -> list[Scalar] | None:
        """What a posting takes off here: what it took off, or all that is owed where that is less."""
        names = columns(KINDS[event.kind])
        said = dict(zip(names, values, strict=True))
        amount = int(said["amount"] or 0)
        if said["kind"] not in _MONEY_OUT[event.kind] or amount > 0:
            return values
        invoice, on = int(said["invoice_id"] or 0), date.fromisoformat(event.on)
        if said.get("part") == "interest":
            book_interest(book, [invoice], on, versions=self.versions)
        found = owed(self.connection, on, invoices=(invoice,))
        left = _left(found[0], str(said.get("part", "principal"))) if found else 0
        values[names.index("amount")] = -min(-amount, max(0, left))
        return values if left > 0 else None

    def _written(self, book: Book, event: Happened, values: Sequence[Scalar]) -> int | None:
        book.recorded_at, book.recorded_by = event.at, event.by
        before = book.seq, book.chain
        self.connection.execute("SAVEPOINT told")
        try:
            book.extend(KINDS[event.kind], [values], on=event.on)
        except sqlite3.IntegrityError:
            self.connection.execute("ROLLBACK TO told")
            book.seq, book.chain = before
            self.not_told[event.kind] += 1
            return None
        finally:
            self.connection.execute("RELEASE told")
        return book.seq


def _left(debt: Owed, part: str) -> int:
    return {"principal": debt.principal, "costs": debt.costs, "interest": debt.interest}[part]
