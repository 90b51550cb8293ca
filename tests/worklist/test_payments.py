"""Payments recorded by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from collectrules.errors import Refused
from collectrules.ledger.events import Charged, InvoiceIssued
from collectrules.worklist.payments import record_payment
from collectrules.worklist.reversals import reverse
from tests.worklist.books import ISSUED, NOON, TODAY, Books


def paid(
    books: Books,
    amount: int,
    on: date = TODAY,
    *,
    invoice: int | None = None,
    at: datetime = NOON,
) -> int:
    return record_payment(
        books.ledger,
        invoice_id=books.invoices[0] if invoice is None else invoice,
        amount=amount,
        on=on,
        at=at,
        by="ana",
    )


def test_a_payment_lowers_the_balance(books: Books) -> None:
    seq = paid(books, 4000, ISSUED)
    assert books.rows("SELECT * FROM posting") == [
        (seq, "2026-08-01", books.invoices[0], "payment", -4000, 0, "")
    ]
    paid(books, 6000)
    with pytest.raises(Refused, match=r"1\.00 EUR is more than the 0\.00 EUR left to pay on `A`"):
        paid(books, 100)


def test_late_fees_can_be_paid_with_it(books: Books) -> None:
    with books.ledger.writing(at=NOON, by="run") as book:
        fee = book.append(Charged(books.invoices[0], "fee", 0, 1500, books.policy_seq), on=TODAY)
    reverse(books.ledger, seq=paid(books, 11500), reason="bounced", on=TODAY, at=NOON, by="ana")
    reverse(books.ledger, seq=fee, reason="waived", on=TODAY, at=NOON, by="ana")
    with pytest.raises(Refused, match=r"115\.00 EUR is more than the 100\.00 EUR"):
        paid(books, 11500)


@pytest.mark.parametrize(
    ("amount", "on", "message"),
    [
        (0, TODAY, "is no payment"),
        (-5, TODAY, "is no payment"),
        (10001, TODAY, r"100\.01 EUR is more than the 100\.00 EUR left to pay"),
        (1, date(2026, 7, 31), "issued on 2026-08-01, after 2026-07-31"),
        (1, date(2026, 9, 12), "2026-09-12 has not come yet"),
    ],
)
def test_what_cannot_be(books: Books, amount: int, on: date, message: str) -> None:
    before = books.events()
    with pytest.raises(Refused, match=message):
        paid(books, amount, on)
    assert books.events() == before


def test_a_payment_may_be_of_a_day_that_has_begun_somewhere(books: Books) -> None:
    evening = datetime(2026, 9, 10, 11, tzinfo=UTC)  # one in the morning of the 11th in Kiribati
    assert paid(books, 1, date(2026, 9, 11), at=evening)
    with pytest.raises(Refused, match="has not come yet"):
        paid(books, 1, date(2026, 9, 11), at=datetime(2026, 9, 10, 9, 59, tzinfo=UTC))


def test_a_credit_note_is_not_paid(books: Books) -> None:
    with books.ledger.writing(at=NOON, by="import") as book:
        note = InvoiceIssued(books.account, "CN", "EUR", -500, "2026-08-01", "2026-08-01", "x")
        seq = book.append(note, on=ISSUED)
    with pytest.raises(Refused, match="`CN` is a credit note"):
        paid(books, 100, invoice=seq)
    with pytest.raises(Refused, match="no invoice with the id 99"):
        paid(books, 100, invoice=99)
