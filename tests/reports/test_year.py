"""The months of the dashboard say what `report kpi` says of each of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import given, settings

from collectrules.ledger.book import Ledger
from collectrules.reports.kpi import Ask, kpis
from collectrules.reports.standing import Books
from collectrules.reports.year import (
    FIGURES,
    EndOfDay,
    end_of_day,
    ends_of,
    figures_by_month,
    last_months,
)
from tests.engine.strategies import AS_OF, write
from tests.reports.histories import History, money_histories
from tests.reports.made import made
from tests.reports.test_period import period

AT = datetime(2026, 4, 1, 9, tzinfo=UTC)


def test_the_last_twelve_months_that_were_over() -> None:
    months = last_months(date(2026, 6, 29))
    assert (len(months), months[0], months[-1]) == (
        12,
        period("2025-06-01", "2025-06-30"),
        period("2026-05-01", "2026-05-31"),
    )
    assert last_months(date(2026, 6, 30))[-1] == period("2026-06-01", "2026-06-30")


def test_the_ends_of_months_in_a_row_the_latest_first() -> None:
    days = ends_of(last_months(date(2026, 6, 30)))
    assert len(days) == 13
    assert (days[0], days[1], days[-1]) == (date(2026, 6, 30), date(2026, 5, 31), date(2025, 6, 30))


def test_only_months_between_known_ends_are_told_and_none_before_the_first_sale() -> None:
    with made() as book:
        book.sold(10_000, "2026-04-30", "2026-05-30")
        books = book.on("2026-06-30")
        months = last_months(books.as_of)
        known = {day: end_of_day(books.on(day)) for day in ends_of(months)[:3]}
        told = figures_by_month(months, known)["EUR"]
        known[date(2026, 3, 31)] = EndOfDay({}, {})
        later = figures_by_month(months, known)["EUR"]
    assert [each.month.first for each in told] == [date(2026, 5, 1), date(2026, 6, 1)]
    assert [each.month.first for each in later] == [
        date(2026, 4, 1),
        date(2026, 5, 1),
        date(2026, 6, 1),
    ]


@given(history=money_histories())
@settings(max_examples=20)
def test_each_month_is_as_the_report_of_it(history: History) -> None:
    with Ledger.create(Path(":memory:")) as ledger:
        with ledger.writing(at=AT, by="test") as book:
            write(book, history)
        books = Books.of(ledger, AS_OF)
        months = last_months(AS_OF)
        told = figures_by_month(months, {day: end_of_day(books.on(day)) for day in ends_of(months)})
        for currency, each in told.items():
            for month in each:
                report = {found.ground.currency: found for found in kpis(books, Ask(month.month))}
                assert {key: report[currency].figure(key) for key in FIGURES} == month.figures
