"""What is owed, part by part, as of a day and as known: against adding up the events by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import (
    AccountOpened,
    Charged,
    Disputed,
    DisputeEnded,
    DueDateChanged,
    InterestBooked,
    InvoiceIssued,
    PartPosted,
    PolicyPublished,
    Posted,
    Received,
    Reversed,
)
from collectrules.ledger.owed import Owed, owed

AT = datetime(2026, 5, 1, 8, 30, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "books.db") as made:
        yield made


@pytest.fixture
def book(ledger: Ledger) -> Iterator[Book]:
    """An open transaction with an account, number 2, and its invoice of 1,000.00, number 3."""
    with ledger.writing(at=AT, by="ana") as opened:
        opened.append(PolicyPublished("p", "1", 1, "0" * 64, "text"), on="2026-01-01")
        account = opened.append(AccountOpened("001", "Ash", "business"), on="2026-01-01")
        issued = InvoiceIssued(account, "7", "EUR", 100_000, "2026-02-01", "2026-01-02", "x")
        opened.append(issued, on="2026-01-02")
        yield opened


def one(book: Book, day: str, known: int = 2**62) -> Owed:
    (found,) = owed(book.connection, date.fromisoformat(day), known=known)
    return found


def parts(found: Owed) -> tuple[int, int, int, int]:
    return found.principal, found.costs, found.interest, found.total


def test_each_part_is_what_came_on_less_what_was_taken_off(book: Book) -> None:
    book.append(Charged(3, "fee", 0, 4_000, 1), on="2026-02-06")
    book.append(InterestBooked(3, "accrual", "2026-02-02", 900), on="2026-02-28")
    money = book.append(Received(2, "EUR", 50_000), on="2026-03-03")
    book.append(PartPosted(3, "costs", "payment", -4_000, receipt_id=money), on="2026-03-03")
    book.append(PartPosted(3, "interest", "payment", -500, receipt_id=money), on="2026-03-03")
    book.append(Posted(3, "payment", -45_500, receipt_id=money), on="2026-03-03")
    book.append(PartPosted(3, "interest", "waiver", -400, note="goodwill"), on="2026-03-04")
    assert parts(one(book, "2026-02-05")) == (100_000, 0, 0, 100_000)
    assert parts(one(book, "2026-02-06")) == (100_000, 4_000, 0, 104_000)
    assert parts(one(book, "2026-03-02")) == (100_000, 4_000, 900, 104_900)
    assert parts(one(book, "2026-03-03")) == (54_500, 0, 400, 54_900)
    assert parts(one(book, "2026-03-04")) == (54_500, 0, 0, 54_500)


def test_what_was_taken_back_counts_until_that_day_and_as_long_as_nobody_knew(book: Book) -> None:
    paid = book.append(Posted(3, "payment", -30_000), on="2026-03-03")
    book.append(Reversed(paid, "it bounced"), on="2026-03-09")
    assert one(book, "2026-03-08").principal == 70_000
    assert one(book, "2026-03-09").principal == 100_000
    assert one(book, "2026-03-09", known=paid).principal == 70_000


def test_the_due_date_is_the_last_one_given_and_a_dispute_stands_until_it_ends(book: Book) -> None:
    book.append(DueDateChanged(3, "2026-03-01"), on="2026-01-10")
    book.append(DueDateChanged(3, "2026-02-15"), on="2026-01-20")
    dispute = book.append(Disputed(3, "too much"), on="2026-02-20")
    book.append(DisputeEnded(dispute, "agreed"), on="2026-02-25")
    seen = {day: one(book, day) for day in ("2026-01-05", "2026-01-15", "2026-02-24", "2026-02-25")}
    assert [each.due_on.isoformat() for each in seen.values()] == [
        "2026-02-01",
        "2026-03-01",
        "2026-02-15",
        "2026-02-15",
    ]
    assert [each.disputed for each in seen.values()] == [False, False, True, False]


def test_only_what_was_issued_by_the_day_and_only_those_asked_for(book: Book) -> None:
    other = book.append(AccountOpened("002", "Beech", "consumer"), on="2026-01-01")
    issued = InvoiceIssued(other, "8", "EUR", 5, "2026-04-01", "2026-03-01", "x")
    second = book.append(issued, on="2026-03-01")
    assert [each.number for each in owed(book.connection, date(2026, 2, 28))] == ["7"]
    day = date(2026, 3, 1)
    assert [each.number for each in owed(book.connection, day)] == ["7", "8"]
    assert [each.account for each in owed(book.connection, day, accounts=[other])] == ["002"]
    assert [each.number for each in owed(book.connection, day, invoices=[second])] == ["8"]
    assert owed(book.connection, day, accounts=[]) == []
