"""What came in: what counts as money, on which day, and against a second computation."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import InvoiceIssued, PartPosted, Posted, Received, Reversed
from collectrules.reports.money_in import MoneyIn, money_in, week_of
from collectrules.reports.period import Period
from collectrules.reports.standing import Books
from tests.engine.strategies import AS_OF, write
from tests.reports.histories import History, money_histories
from tests.reports.made import Made, made
from tests.reports.slow import SlowReports
from tests.reports.test_period import period

AT = datetime(2026, 4, 1, 9, tzinfo=UTC)
WEEK = period("2026-06-15", "2026-06-21")


def found(book: Made, as_of: str = "2026-06-18") -> MoneyIn:
    return money_in(book.on(as_of), WEEK).get("EUR", MoneyIn())


def test_money_counts_on_its_day_and_what_was_paid_with_it_not_again() -> None:
    with made() as book:
        invoice = book.sold(10_000, "2026-05-01", "2026-05-31")
        receipt = book.received(7_000, "2026-06-15")
        book.book.append(
            Posted(invoice, "payment", -6_000, receipt_id=receipt), on=date(2026, 6, 16)
        )
        book.moved(invoice, -1_000, "2026-06-17")
        counted = found(book)
    assert counted.by_day == {date(2026, 6, 15): 7_000, date(2026, 6, 17): 1_000}
    assert counted.total == 8_000
    assert counted.inferred == 0


@pytest.mark.parametrize("kind", ["credit", "correction", "write_off"])
def test_what_is_no_money_does_not_count(kind: str) -> None:
    with made() as book:
        invoice = book.sold(10_000, "2026-05-01", "2026-05-31")
        book.moved(invoice, -1_000, "2026-06-17", kind)
        assert found(book) == MoneyIn()


def test_what_bounced_does_not_count() -> None:
    with made() as book:
        receipt = book.received(7_000, "2026-06-15")
        book.book.append(Reversed(receipt, "bounced"), on="2026-06-17")
        assert found(book).total == 0
        assert found(book, "2026-06-16").total == 7_000


def test_what_only_a_snapshot_shows_is_said() -> None:
    with made() as book:
        invoice = book.sold(10_000, "2026-05-01", "2026-05-31")
        book.book.append(Posted(invoice, "payment", -2_500, 1), on="2026-06-16")
        counted = found(book)
    assert (counted.total, counted.inferred) == (2_500, 2_500)


@pytest.mark.parametrize(
    ("day", "counts"), [("2026-06-14", 0), ("2026-06-15", 1), ("2026-06-21", 1), ("2026-06-22", 0)]
)
def test_the_week_is_from_monday_to_sunday(day: str, counts: int) -> None:
    with made() as book:
        book.received(100, day)
        assert found(book, "2026-06-30").total == 100 * counts


@pytest.mark.parametrize("day", ["2026-06-15", "2026-06-18", "2026-06-21"])
def test_every_day_of_a_week_is_in_it(day: str) -> None:
    assert week_of(date.fromisoformat(day)) == WEEK


def test_through_adds_up_days_the_ends_included() -> None:
    day = date(2026, 6, 15)
    money = MoneyIn({day + timedelta(days=n): 10**n for n in range(5)})
    assert money.through(day + timedelta(days=1), day + timedelta(days=3)) == 1_110


@given(history=money_histories(), back=st.integers(0, 60), days=st.integers(1, 60))
@settings(max_examples=20)
def test_against_adding_it_up_by_hand(history: History, back: int, days: int) -> None:
    last = AS_OF - timedelta(days=back)
    asked = Period(last - timedelta(days=days - 1), last)
    with Ledger.create(Path(":memory:")) as ledger:
        with ledger.writing(at=AT, by="test") as book:
            write(book, history)
        counted = money_in(Books.of(ledger, AS_OF), asked)
    books = SlowReports(history, AS_OF)
    currency = {
        seq: e.currency for seq, (e, _) in enumerate(history, 1) if isinstance(e, InvoiceIssued)
    }
    slow: dict[tuple[str, date], int] = {}
    for _, e, day in books.events:
        if not asked.first <= day <= asked.last:
            continue
        if isinstance(e, Received):
            slow[e.currency, day] = slow.get((e.currency, day), 0) + e.amount
        elif isinstance(e, Posted | PartPosted) and e.kind == "payment" and e.receipt_id is None:
            key = currency[e.invoice_id], day
            slow[key] = slow.get(key, 0) - e.amount
    assert {
        (code, day): amount for code, each in counted.items() for day, amount in each.by_day.items()
    } == slow
