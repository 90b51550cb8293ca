"""Promises recorded without a contact."""

from __future__ import annotations

from datetime import date

import pytest

from collectrules.errors import Refused
from collectrules.ledger.events import InvoiceIssued, Posted
from collectrules.worklist.promises import record_promise
from collectrules.worklist.state import currencies_owed
from tests.worklist.books import ISSUED, NOON, TODAY, Books


def promised(
    books: Books, amount: int = 100, currency: str = "EUR", due_on: date = TODAY, account: int = 0
) -> int:
    return record_promise(
        books.ledger,
        account_id=account or books.account,
        amount=amount,
        currency=currency,
        due_on=due_on,
        on=TODAY,
        at=NOON,
        by="ana",
    )


def test_a_promise(books: Books) -> None:
    seq = promised(books, 30000, due_on=date(2026, 9, 30))
    assert books.rows("SELECT * FROM promise") == [
        (seq, "2026-09-10", books.account, "EUR", 30000, "2026-09-30")
    ]


def test_what_cannot_be(books: Books) -> None:
    with pytest.raises(Refused, match="no account with the id 99"):
        promised(books, account=99)
    with pytest.raises(Refused, match=r"a promise of -0\.01 EUR is no promise"):
        promised(books, -1)
    with pytest.raises(Refused, match="cannot be for 2026-09-09"):
        promised(books, due_on=date(2026, 9, 9))
    with pytest.raises(Refused, match="`C-1` owes nothing in USD"):
        promised(books, currency="USD")
    assert currencies_owed(books.ledger.connection, books.account) == ["EUR"]
    with books.ledger.writing(at=NOON, by="import") as book:
        for invoice in books.invoices:
            book.append(Posted(invoice, "payment", -10000), on=TODAY)
    with pytest.raises(Refused, match="owes nothing in EUR"):
        promised(books)
    assert currencies_owed(books.ledger.connection, books.account) == []


def test_a_credit_not_yet_set_off_is_no_reason_to_refuse(books: Books) -> None:
    with books.ledger.writing(at=NOON, by="import") as book:
        note = InvoiceIssued(books.account, "CN", "EUR", -40000, "2026-08-01", "2026-08-01", "x")
        book.append(note, on=ISSUED)
    assert promised(books)
