"""A ledger for a report's tests: one policy (event 1), one account (event 2), and what a test adds to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import (
    AccountOpened,
    InvoiceIssued,
    PolicyPublished,
    Posted,
    Promised,
    Received,
)
from collectrules.reports.standing import Books

AT = datetime(2026, 5, 1, 8, 30, tzinfo=UTC)
ACCOUNT = 2
TEXT = "text"


@dataclass(frozen=True, slots=True)
class Made:
    """The open transaction, and shorthands for what most tests need; amounts in minor units."""

    book: Book

    def account(self, number: str, name: str = "Birch") -> int:
        return self.book.append(AccountOpened(number, name, "business"), on="2020-01-01")

    def sold(
        self, amount: int, on: str, due: str, *, currency: str = "EUR", account: int = ACCOUNT
    ) -> int:
        issued = InvoiceIssued(account, f"I{self.book.seq}", currency, amount, due, on, "x")
        return self.book.append(issued, on=on)

    def moved(self, invoice: int, amount: int, on: str, kind: str = "payment") -> int:
        return self.book.append(Posted(invoice, kind, amount), on=on)

    def received(self, amount: int, on: str, *, currency: str = "EUR", **more: int) -> int:
        return self.book.append(Received(ACCOUNT, currency, amount, **more), on=on)

    def promised(self, amount: int, on: str, due: str, *, currency: str = "EUR") -> int:
        return self.book.append(Promised(ACCOUNT, currency, amount, due), on=on)

    def on(self, day: str) -> Books:
        return Books(self.book.connection, date.fromisoformat(day))


@contextmanager
def made() -> Iterator[Made]:
    """An open transaction of a new ledger in memory."""
    with (
        Ledger.create(Path(":memory:")) as ledger,
        ledger.writing(at=AT, by="ana") as book,
    ):
        book.append(
            PolicyPublished("p", "1", 1, sha256(TEXT.encode()).hexdigest(), TEXT), on="2020-01-01"
        )
        book.append(AccountOpened("001", "Ash", "business"), on="2020-01-01")
        yield Made(book)
