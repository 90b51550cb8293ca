"""Disputes: never two at once, one containing the other included."""

from __future__ import annotations

import contextlib
import itertools
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectrules.engine.gather import Moment
from collectrules.engine.known import known_with_sums
from collectrules.errors import Refused
from collectrules.ledger.events import Disputed, InvoiceIssued, Posted
from collectrules.ledger.items import MARKED_DISPUTED
from collectrules.ledger.owed import owed
from collectrules.ledger.verify import verify
from collectrules.worklist.account_money import open_invoices
from collectrules.worklist.around import read_around
from collectrules.worklist.disputes import end_dispute, enter_dispute, open_dispute
from collectrules.worklist.reversals import reverse
from tests.worklist.books import ISSUED, NOON, TODAY, Books


def opened(books: Books, on: date, invoice: int = 0) -> int:
    return open_dispute(
        books.ledger, invoice_id=books.invoices[invoice], reason="short", on=on, at=NOON, by="ana"
    )


def ended(books: Books, on: date) -> int:
    return end_dispute(
        books.ledger, invoice_id=books.invoices[0], outcome="credited", on=on, at=NOON, by="ana"
    )


def day(number: int) -> date:
    return date(2026, 8, number)


def test_one_after_the_other(books: Books) -> None:
    opened(books, day(3))
    ended(books, day(5))
    opened(books, day(5))  # the day it ended is no longer in dispute
    opened(books, day(5), invoice=1)
    ended(books, day(5))  # opened by mistake: not a day in dispute
    opened(books, day(5))


@pytest.mark.parametrize("on", [2, 3, 10])
def test_not_while_one_is_open(books: Books, on: int) -> None:
    opened(books, day(3))
    with pytest.raises(Refused, match="in dispute already, since 2026-08-03"):
        opened(books, day(on))


@pytest.mark.parametrize("on", [2, 3, 4])
def test_not_from_within_or_around_one_that_has_ended(books: Books, on: int) -> None:
    opened(books, day(3))
    ended(books, day(5))
    with pytest.raises(Refused, match="from 2026-08-03 until 2026-08-05") as refused:
        opened(books, day(on))
    assert "2026-08-05 or later" in refused.value.help


def test_one_that_was_taken_back_is_none(books: Books) -> None:
    mistaken = opened(books, day(3))
    reverse(books.ledger, seq=mistaken, reason="other invoice", on=day(3), at=NOON, by="ana")
    with pytest.raises(Refused, match="is not in dispute"):
        ended(books, day(5))
    assert opened(books, day(2))


def test_what_cannot_be(books: Books) -> None:
    with pytest.raises(Refused, match="`A` was issued on 2026-08-01, after 2026-07-31"):
        opened(books, date(2026, 7, 31))
    with pytest.raises(Refused, match="invoice `A` is not in dispute"):
        ended(books, day(5))
    opened(books, day(3))
    with pytest.raises(Refused, match="began on 2026-08-03, after 2026-08-02"):
        ended(books, day(2))
    with pytest.raises(Refused, match="the outcome of a dispute is missing"):
        end_dispute(
            books.ledger, invoice_id=books.invoices[0], outcome="", on=day(5), at=NOON, by="ana"
        )
    ended(books, day(5))
    with pytest.raises(Refused, match="invoice `A` is not in dispute"):
        ended(books, day(6))


def test_both_disputes_end_where_a_file_marked_one_before_another_was_told(books: Books) -> None:
    told = opened(books, day(5))
    with books.ledger.writing(at=NOON, by="import") as book:
        marked = book.append(Disputed(books.invoices[0], MARKED_DISPUTED), on=day(3))
    with pytest.raises(Refused, match="began on 2026-08-05, after 2026-08-04"):
        ended(books, day(4))
    ended(books, day(6))
    assert books.rows("SELECT dispute_id FROM dispute_end ORDER BY dispute_id") == [
        (told,),
        (marked,),
    ]
    with pytest.raises(Refused, match="is not in dispute"):
        ended(books, day(7))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(acts=st.lists(st.tuples(st.booleans(), st.integers(0, 9)), max_size=12))
def test_no_day_is_ever_in_dispute_twice(books: Books, acts: list[tuple[bool, int]]) -> None:
    number = str(books.events())  # another invoice for each example
    with books.ledger.writing(at=NOON, by="import") as book:
        event = InvoiceIssued(books.account, number, "EUR", 100, "2026-08-01", "2026-08-01", "x")
        invoice = book.append(event, on=ISSUED)
    for opening, days in acts:
        on = date.fromordinal(ISSUED.toordinal() + days)
        what = {"invoice_id": invoice, "on": on, "at": NOON, "by": "ana"}
        with contextlib.suppress(Refused):
            if opening:
                open_dispute(books.ledger, reason="short", **what)
            else:
                end_dispute(books.ledger, outcome="settled", **what)
    spans = books.rows(
        "SELECT d.effective_on, coalesce(e.effective_on, '9999') FROM dispute AS d"
        f" LEFT JOIN dispute_end AS e ON e.dispute_id = d.seq WHERE d.invoice_id = {invoice}"
        " ORDER BY 1, 2"
    )
    for (_, until), (start, _) in itertools.pairwise(spans):
        assert str(until) <= str(start)


def test_a_part_of_an_invoice_is_in_dispute_and_the_rest_is_asked_for(books: Books) -> None:
    """Of 100.00, 30.50 is disputed: the facts, the account's sums and what is to be collected say so."""
    invoice = books.invoices[0]
    with books.ledger.writing(at=NOON, by="ana") as book:
        enter_dispute(book, invoice_id=invoice, reason="two missing", on=TODAY, amount=3_050)
    connection, late = books.ledger.connection, date(2026, 10, 30)
    known, sums = known_with_sums(connection, Moment(late))
    one = next(each for each in known if each.invoice_id == invoice)
    assert (one.facts["disputed"], one.facts["disputed_total"]) == (True, 3_050)
    owner = books.account, one.currency
    whole = sum(int(each.facts["balance"]) for each in known if each.currency == one.currency)
    assert sums[owner].not_asked_for == 3_050
    assert sums[owner].to_collect == whole - 3_050
    (item,) = owed(connection, late, invoices=(invoice,))
    assert (item.disputed, item.disputed_part, item.in_dispute) == (True, 3_050, 3_050)
    assert read_around(books.ledger, late, late, "UTC").disputed == {owner: 3_050}
    assert "30.50 of it in dispute" in [
        mark
        for each in open_invoices(connection, books.account, late, known, (item,))
        for mark in each.marks
    ]
    assert verify(books.ledger) == []


def test_what_is_paid_of_a_part_in_dispute_leaves_no_more_than_is_owed(books: Books) -> None:
    invoice = books.invoices[0]
    with books.ledger.writing(at=NOON, by="ana") as book:
        enter_dispute(book, invoice_id=invoice, reason="two missing", on=TODAY, amount=3_050)
        book.append(Posted(invoice, "payment", -8_000), on=TODAY)
    (item,) = owed(books.ledger.connection, TODAY, invoices=(invoice,))
    assert item.in_dispute == item.principal == 2_000


@pytest.mark.parametrize("amount", [0, -1, 10_001])
def test_a_part_is_more_than_nothing_and_no_more_than_is_left(books: Books, amount: int) -> None:
    before = books.events()
    with (
        pytest.raises(Refused, match=r"is no part of the 100\.00 EUR left on `A`"),
        books.ledger.writing(at=NOON, by="ana") as book,
    ):
        enter_dispute(book, invoice_id=books.invoices[0], reason="x", on=TODAY, amount=amount)
    assert books.events() == before
