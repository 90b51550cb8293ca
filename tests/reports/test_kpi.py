"""The figures of a period, from what is in the books: golden cases, and against a second computation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import Charged
from collectrules.reports.kpi import Ask, Kpi, kpis
from collectrules.reports.period import Period, period_of
from collectrules.reports.standing import Books
from tests.engine.strategies import AS_OF, write
from tests.reports.histories import History, money_histories
from tests.reports.made import Made, made
from tests.reports.slow import SlowReports
from tests.reports.test_period import period

AT = datetime(2026, 4, 1, 9, tzinfo=UTC)


def one(book: Made, asked: Period, as_of: str = "2026-12-31", **more: int) -> Kpi:
    (found,) = kpis(book.on(as_of), Ask(asked, **more))
    return found


def printed(found: Kpi, *keys: str) -> list[str]:
    return [str(found.figure(key).rounded) for key in keys]


def why(found: Kpi, key: str) -> str:
    figure = found.figure(key)
    assert figure.value is None
    return figure.why_not


JUNE = period("2026-06-01", "2026-06-30")
QUARTER = period("2026-04-01", "2026-06-30")


def test_days_sales_outstanding_of_a_month() -> None:
    """growfin: sales of 30,000 in 30 days, receivables of 10,000, 2,000 of them overdue: 10, 8 and 2."""
    with made() as book:
        book.sold(800_000, "2026-06-20", "2026-07-20")
        book.sold(200_000, "2026-06-01", "2026-06-10")
        paid = book.sold(2_000_000, "2026-06-02", "2026-06-16")
        book.moved(paid, -2_000_000, "2026-06-16")
        found = one(book, JUNE)
    keys = ("dso", "dso_best_possible", "average_days_delinquent", "delinquency")
    assert printed(found, *keys) == ["10.00", "8.00", "2.00", "20.00"]


def test_the_share_past_due_and_its_days() -> None:
    """simulalo: 1,290 receivable, 482 of it past due, 2,350 sold in 90 days: 49.40 days, 37.36 %."""
    with made() as book:
        book.sold(80_800, "2026-03-31", "2026-04-30")
        book.sold(48_200, "2026-01-01", "2026-01-31")
        paid = book.sold(106_000, "2026-02-01", "2026-02-15")
        book.moved(paid, -106_000, "2026-02-15")
        found = one(book, period("2026-01-01", "2026-03-31"))
    assert printed(found, "dso", "delinquency") == ["49.40", "37.36"]


def test_collection_effectiveness_of_a_year() -> None:
    """gaviti: 100k before, 1,000k sold, 120k at the end, 100k of it current: 98.0."""
    with made() as book:
        first = book.sold(10_000_000, "2024-12-01", "2024-12-31")
        book.moved(first, -10_000_000, "2025-03-01")
        paid = book.sold(88_000_000, "2025-05-01", "2025-05-31")
        book.moved(paid, -88_000_000, "2025-05-31")
        book.sold(2_000_000, "2025-10-01", "2025-10-31")
        book.sold(10_000_000, "2025-12-10", "2026-01-09")
        found = one(book, period("2025-01-01", "2025-12-31"))
    assert printed(found, "cei") == ["98.00"]


@pytest.mark.parametrize(("months", "index"), [(3, "55.93"), (1, "79.63")])
def test_the_period_of_the_index_is_said(months: int, index: str) -> None:
    """creditguru: 6,200 before, 10,890 sold in 3 months, 6,340 at the end, 3,590 of it current."""
    with made() as book:
        first = book.sold(620_000, "2026-03-01", "2026-03-31")
        book.moved(first, -345_000, "2026-04-15")
        paid = book.sold(730_000, "2026-04-01", "2026-05-01")
        book.moved(paid, -730_000, "2026-05-01")
        book.sold(359_000, "2026-06-20", "2026-07-20")
        found = one(book, QUARTER, cei_months=months)
    ground = found.ground
    assert (ground.opening.receivables, ground.sold) == (620_000, 1_089_000)
    assert (ground.closing.receivables, ground.closing.current) == (634_000, 359_000)
    assert printed(found, "cei") == [index]
    assert f"N = {months}, 91 days" in found.figure("cei").working


def test_count_back_over_months_of_their_own_length() -> None:
    """2,120 receivable; March sold 1,000, February 800, January 700: 31 + 28 + 320/700 x 31 days."""
    with made() as book:
        for amount, day in (
            (100_000, "2026-03-05"),
            (80_000, "2026-02-28"),
            (70_000, "2026-01-31"),
        ):
            book.sold(amount, day, "2026-12-31")
        old = book.sold(90_000, "2025-12-31", "2026-12-31")
        book.moved(old, -90_000, "2026-03-31")
        book.moved(5, -38_000, "2026-03-31")
        found = one(book, period("2026-03-01", "2026-03-31"))
    assert found.ground.closing.receivables == 212_000
    assert found.figure("dso_count_back").value == 59 + Fraction(320 * 31, 700)
    assert printed(found, "dso_count_back") == ["73.17"]


@pytest.mark.parametrize(("year", "days"), [(2024, 29), (2026, 28)])
def test_count_back_through_a_leap_february(year: int, days: int) -> None:
    with made() as book:
        book.sold(10_000, f"{year}-02-10", f"{year}-12-31")
        book.sold(10_000, f"{year}-03-10", f"{year}-12-31")
        found = one(book, period(f"{year}-03-01", f"{year}-03-31"))
    assert found.figure("dso_count_back").value == 31 + days


def test_a_month_without_sales_counts_with_all_its_days() -> None:
    """April 100 sold and open, May nothing, June nothing: 30 + 31 + 30 days."""
    with made() as book:
        book.sold(10_000, "2026-04-30", "2026-05-30")
        found = one(book, JUNE)
    assert found.figure("dso_count_back").value == 91
    for key in ("dso", "dso_best_possible", "average_days_delinquent"):
        assert why(found, key) == "no sales in the period"


def test_the_middle_of_a_month_counts_the_days_there_were() -> None:
    """Sold 300 by 15 June, 100 of it open: a third of 15 days."""
    with made() as book:
        book.sold(10_000, "2026-06-10", "2026-07-10")
        paid = book.sold(20_000, "2026-06-01", "2026-06-30")
        book.moved(paid, -20_000, "2026-06-05")
        found = one(book, period("2026-06-01", "2026-06-15"))
    assert found.figure("dso_count_back").value == 5
    assert found.figure("dso").value == 5


def test_more_is_receivable_than_was_sold() -> None:
    """A correction upwards is no sale: the sales that the ledger knows do not make it up."""
    with made() as book:
        invoice = book.sold(10_000, "2026-06-10", "2026-07-10")
        book.moved(invoice, 1, "2026-06-11", "correction")
        found = one(book, JUNE)
    assert why(found, "dso_count_back").startswith("more is receivable than was sold")


def test_more_credit_than_sales() -> None:
    with made() as book:
        book.sold(10_000, "2026-05-10", "2026-06-09")
        book.sold(-500, "2026-06-10", "2026-06-10")
        found = one(book, JUNE)
    assert found.ground.closing.receivables == 9_500
    assert why(found, "dso") == "more credit than sales in the period"
    assert printed(found, "delinquency") == ["105.26"]  # 100.00 / 95.00


def test_customers_are_owed_more_than_they_owe() -> None:
    with made() as book:
        book.sold(10_000, "2026-06-10", "2026-07-10")
        book.received(15_000, "2026-06-20")
        found = one(book, JUNE)
    assert found.ground.closing.receivables == -5_000
    more = "credit and unapplied cash are more than what is left of invoices"
    for key in ("dso", "dso_count_back", "delinquency"):
        assert why(found, key) == more
    assert why(found, "dso_best_possible").endswith("more than what is not yet due")
    assert printed(found, "average_days_delinquent") == ["0.00"]


def test_nothing_receivable_at_all() -> None:
    with made() as book:
        paid = book.sold(10_000, "2026-06-10", "2026-07-10")
        book.moved(paid, -10_000, "2026-06-20")
        found = one(book, JUNE)
    assert printed(found, "dso", "dso_count_back", "cei") == ["0.00", "0.00", "100.00"]
    assert why(found, "delinquency") == "nothing is receivable"


def test_nothing_was_there_to_collect() -> None:
    """All that was sold is not yet due: the divisor is 0 + 100 - 100."""
    with made() as book:
        book.sold(10_000, "2026-06-10", "2026-07-10")
        found = one(book, JUNE)
    assert why(found, "cei") == "there was nothing to collect in the period"


def test_credit_given_takes_off_sales_and_a_credit_note_used_does_not_do_so_twice() -> None:
    """1,000 sold, a credit note of 200 used on it, 2 % of 800 off for paying early: 784 net."""
    with made() as book:
        invoice = book.sold(100_000, "2026-06-01", "2026-06-30")
        note = book.sold(-20_000, "2026-06-02", "2026-06-02")
        for seq, amount in ((invoice, -20_000), (note, 20_000), (invoice, -1_600)):
            book.moved(seq, amount, "2026-06-05", "credit")
        found = one(book, JUNE)
    assert found.ground.sold == 78_400
    assert found.ground.closing.receivables == 78_400


def test_late_fees_and_interest_are_no_sales() -> None:
    with made() as book:
        invoice = book.sold(100_000, "2026-06-01", "2026-06-10")
        book.book.append(Charged(invoice, "fee", 0, 4_000, 1), on="2026-06-15")
        found = one(book, JUNE)
    assert printed(found, "dso") == ["30.00"]


def test_several_currencies_are_never_added() -> None:
    with made() as book:
        book.sold(10_000, "2026-06-15", "2026-07-15", currency="EUR")
        book.sold(500, "2026-06-15", "2026-06-20", currency="JPY")
        book.sold(1_000, "2026-05-15", "2026-05-20", currency="KWD")
        found = {each.ground.currency: each for each in kpis(book.on("2026-06-30"), Ask(JUNE))}
    assert list(found) == ["EUR", "JPY", "KWD"]
    assert printed(found["EUR"], "dso", "delinquency") == ["30.00", "0.00"]
    assert printed(found["JPY"], "dso", "delinquency") == ["30.00", "100.00"]
    assert why(found["KWD"], "dso") == "no sales in the period"
    assert "500 / 500 x 30 days" in found["JPY"].figure("dso").working
    assert "1.000 / 0.000 x 30" in found["KWD"].figure("dso").working


def test_the_ends_of_a_period_are_in_it() -> None:
    with made() as book:
        for day in ("2026-05-31", "2026-06-01", "2026-06-30", "2026-07-01"):
            book.sold(1_000, day, "2026-12-31")
        found = one(book, JUNE)
    assert found.ground.opening.receivables == 1_000
    assert found.ground.sold == 2_000
    assert found.ground.closing.receivables == 3_000


def test_what_was_recorded_later_is_not_known_yet() -> None:
    with made() as book:
        book.sold(1_000, "2026-06-10", "2026-07-10")
        last = book.book.seq
        book.moved(3, -400, "2026-06-20")
        books = book.on("2026-12-31")
        (now,) = kpis(books, Ask(JUNE))
        (then,) = kpis(Books(books.connection, books.as_of, last), Ask(JUNE))
    assert (now.ground.closing.receivables, then.ground.closing.receivables) == (600, 1_000)


def test_a_ledger_without_anything_has_no_figures() -> None:
    with made() as book:
        assert kpis(book.on("2026-12-31"), Ask(JUNE)) == ()


@given(
    history=money_histories(),
    back=st.integers(0, 100),
    days=st.integers(1, 100),
    grace=st.integers(0, 5),
)
@settings(max_examples=100)
def test_against_adding_it_up_by_hand(history: History, back: int, days: int, grace: int) -> None:
    """Days sales outstanding, count-back, effectiveness and promises, from the journal in plain Python."""
    last = AS_OF - timedelta(days=back)
    asked = Period(last - timedelta(days=days - 1), last)
    with Ledger.create(Path(":memory:")) as ledger:
        with ledger.writing(at=AT, by="test") as book:
            write(book, history)
        found = {
            each.ground.currency: each for each in kpis(Books.of(ledger, AS_OF), Ask(asked, grace))
        }
    end, before = SlowReports(history, last), SlowReports(history, asked.before)
    now = SlowReports(history, AS_OF)
    for currency, each in found.items():
        figures = {figure.definition.key: figure.value for figure in each.figures}
        owed, overdue = end.receivables(currency), end.overdue(currency)
        sold = end.sold(currency, asked.first, last)
        expected = Fraction(owed * days, sold) if sold > 0 and owed >= 0 else None
        assert figures["dso"] == expected
        if expected is not None and figures["dso_best_possible"] is not None:
            late = figures["average_days_delinquent"]
            assert figures["dso"] - figures["dso_best_possible"] == late
        assert figures["dso_count_back"] == end.count_back(currency)
        there = before.receivables(currency) + sold
        collectable = there - (owed - overdue)
        index = Fraction(there - owed, collectable) * 100 if collectable > 0 else None
        assert figures["cei"] == index
        promised = now.promised(currency, asked.first, last, grace)
        kept = sum(paid >= amount for amount, paid in promised)
        assert figures["promises_kept"] == (
            Fraction(kept * 100, len(promised)) if promised else None
        )
        assert figures["promises_kept_by_value"] == (
            Fraction(sum(p for _, p in promised) * 100, sum(a for a, _ in promised))
            if promised
            else None
        )
    for currency in end.currencies() - found.keys():
        assert end.receivables(currency) == 0


def test_the_default_period_is_three_months() -> None:
    assert period_of(None, None, QUARTER.last) == QUARTER
