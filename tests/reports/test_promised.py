"""Promises kept: by count and by value, in time and with days of grace."""

from __future__ import annotations

import pytest

from collectrules.ledger.events import Posted, Promised, Reversed, SnapshotTaken
from collectrules.reports.promised import Ahead, Promises, promises, promises_ahead
from tests.reports.made import Made, made
from tests.reports.test_kpi import JUNE, one


def found(book: Made, as_of: str = "2026-12-31", grace: int = 0) -> Promises:
    return promises(book.on(as_of), JUNE, grace).get("EUR", Promises())


def test_seven_of_ten_and_seventy_eight_per_cent() -> None:
    """Ten promises of 500.00 due, seven kept, two paid in part (200.00 each), one not at all.

    By count 7 / 10 = 70 %, by value 3,900 / 5,000 = 78 %. Each is of an account of its own.
    """
    with made() as book:
        for n, paid in enumerate([50_000] * 7 + [20_000, 20_000, 0]):
            account = book.account(f"C{n}")
            invoice = book.sold(80_000, "2026-05-01", "2026-05-31", account=account)
            book.book.append(Promised(account, "EUR", 50_000, "2026-06-15"), on="2026-06-05")
            if paid:
                book.moved(invoice, -paid, "2026-06-15")
        kpi = one(book, JUNE)
        counted = found(book)
    assert counted == Promises(due=10, kept=7, promised=500_000, paid=390_000)
    assert kpi.figure("promises_kept").value == 70
    assert kpi.figure("promises_kept_by_value").value == 78


@pytest.mark.parametrize(
    ("due", "counted"),
    [("2026-05-31", 0), ("2026-06-01", 1), ("2026-06-30", 1), ("2026-07-01", 0)],
)
def test_due_in_the_period_is_from_its_first_day_to_its_last(due: str, counted: int) -> None:
    with made() as book:
        book.promised(100, "2026-05-20", due)
        assert found(book).due == counted


@pytest.mark.parametrize(
    ("paid_on", "grace", "kept"),
    [
        ("2026-06-04", 0, 0),  # before it was made
        ("2026-06-05", 0, 1),
        ("2026-06-10", 0, 1),
        ("2026-06-11", 0, 0),
        ("2026-06-11", 1, 1),
        ("2026-06-13", 3, 1),
        ("2026-06-14", 3, 0),
    ],
)
def test_in_time(paid_on: str, grace: int, kept: int) -> None:
    with made() as book:
        book.promised(100, "2026-06-05", "2026-06-10")
        book.received(100, paid_on)
        assert found(book, grace=grace).kept == kept


@pytest.mark.parametrize(
    ("as_of", "grace", "undecided"),
    [("2026-06-30", 0, 1), ("2026-07-01", 0, 0), ("2026-07-03", 3, 1), ("2026-07-04", 3, 0)],
)
def test_a_promise_is_decided_the_day_after_its_time(
    as_of: str, grace: int, undecided: int
) -> None:
    """Until then it is not counted, kept or not: else a period would look better while it lasts."""
    with made() as book:
        book.promised(100, "2026-06-20", "2026-06-30")
        book.received(100, "2026-06-25")
        counted = found(book, as_of, grace)
    assert (counted.undecided, counted.due) == (undecided, 1 - undecided)


def test_why_there_is_no_rate() -> None:
    with made() as book:
        book.sold(100, "2026-06-01", "2026-06-30")
        assert one(book, JUNE).figure("promises_kept").why_not == "no promise was due in the period"
        book.promised(100, "2026-06-20", "2026-06-30")
        asked = one(book, JUNE, "2026-06-30").figure("promises_kept_by_value")
    assert asked.why_not == "the promises due in the period are not decided yet"


def test_money_counts_as_it_arrives_and_once() -> None:
    """150.00 received, of which 60.00 are used at once: 150.00 was paid, not 210.00 and not 60.00."""
    with made() as book:
        invoice = book.sold(20_000, "2026-05-01", "2026-05-31")
        book.promised(20_000, "2026-06-05", "2026-06-10")
        money = book.received(15_000, "2026-06-10")
        book.book.append(Posted(invoice, "payment", -6_000, receipt_id=money), on="2026-06-10")
        assert found(book).paid == 15_000


def test_more_than_was_promised_counts_no_more_than_that() -> None:
    with made() as book:
        book.promised(10_000, "2026-06-05", "2026-06-10")
        book.received(90_000, "2026-06-10")
        assert found(book) == Promises(due=1, kept=1, promised=10_000, paid=10_000)


def test_a_payment_that_bounced_keeps_no_promise() -> None:
    with made() as book:
        book.promised(100, "2026-06-05", "2026-06-10")
        money = book.received(100, "2026-06-10")
        book.book.append(Reversed(money, "bounced"), on="2026-06-12")
        assert found(book, "2026-06-11").kept == 1
        assert found(book, "2026-06-12").kept == 0


@pytest.mark.parametrize(("shown_on", "kept"), [("2026-06-15", 1), ("2026-06-16", 0)])
def test_a_payment_seen_in_the_first_snapshot_after_counts(shown_on: str, kept: int) -> None:
    """The books show payments on the 15th only: whether it arrived by the 10th nobody can tell."""
    with made() as book:
        invoice = book.sold(100, "2026-05-01", "2026-05-31")
        book.promised(100, "2026-06-05", "2026-06-10")
        book.book.append(SnapshotTaken("x", "x.csv", "0" * 64, "{}"), on="2026-06-15")
        book.book.append(Posted(invoice, "payment", -100, inferred=1), on=shown_on)
        assert found(book).kept == kept


def test_a_promise_in_one_currency_is_not_kept_in_another() -> None:
    with made() as book:
        book.promised(100, "2026-06-05", "2026-06-10", currency="USD")
        book.received(100, "2026-06-10")
        assert promises(book.on("2026-12-31"), JUNE)["USD"].kept == 0


def test_what_falls_due_is_told_with_what_is_paid_so_far() -> None:
    """Three due in June: one paid in part, one paid too much, one not at all; one in July does not count."""
    with made() as book:
        for n, paid in enumerate([200, 900, 0]):
            account = book.account(f"C{n}")
            invoice = book.sold(80_000, "2026-05-01", "2026-05-31", account=account)
            book.book.append(Promised(account, "EUR", 500, "2026-06-15"), on="2026-06-05")
            if paid:
                book.moved(invoice, -paid, "2026-06-07")
        book.promised(100, "2026-06-05", "2026-07-01")
        ahead = promises_ahead(book.on("2026-06-08"), JUNE)
        before = promises_ahead(book.on("2026-06-04"), JUNE)
    assert ahead == {"EUR": Ahead(3, 1_500, 700)}
    assert before == {}
