"""Whole months past due, and what is known of the day itself, on days that are easily got wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from collectrules.clock import add_months
from collectrules.engine.gather import Moment
from collectrules.engine.known import KnownInvoice, known_invoices
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountOpened, InvoiceIssued, PolicyPublished
from tests.engine.strategies import write


def invoice(due: date, as_of: date) -> KnownInvoice:
    issued = (min(due, as_of) - timedelta(days=30)).isoformat()
    history = [
        (PolicyPublished("any", "1", 1, "0" * 64, ""), issued),
        (AccountOpened("A", "A", "business"), issued),
        (InvoiceIssued(2, "I", "USD", 100, due.isoformat(), issued, "x"), issued),
    ]
    with Ledger.create(Path(":memory:")) as books:
        with books.writing(at=datetime(2020, 1, 1, tzinfo=UTC), by="test") as book:
            write(book, history)
        (one,) = known_invoices(books.connection, Moment(as_of))
    return one


@pytest.mark.parametrize(
    ("due", "as_of", "months"),
    [
        ("2026-03-15", "2026-04-14", 0),
        ("2026-03-15", "2026-04-15", 1),
        ("2026-01-31", "2026-02-27", 0),
        ("2026-01-31", "2026-02-28", 1),  # February has no 31st, so its last day
        ("2026-01-31", "2026-03-30", 1),  # counted from the 31st, not from 28 February
        ("2026-01-31", "2026-03-31", 2),
        ("2024-01-31", "2024-02-28", 0),  # a leap year
        ("2024-01-31", "2024-02-29", 1),
        ("2026-02-28", "2026-03-27", 0),
        ("2026-02-28", "2026-03-28", 1),  # not the last day of March
        ("2026-02-28", "2026-03-31", 1),
        ("2026-11-30", "2026-12-30", 1),
        ("2025-12-15", "2026-01-14", 0),  # over the turn of the year
        ("2025-12-15", "2026-12-15", 12),
        ("2024-02-29", "2025-02-28", 12),
        ("2026-03-15", "2026-03-15", 0),
        ("2026-05-15", "2026-03-15", 0),  # not due yet
    ],
)
def test_whole_months(due: str, as_of: str, months: int) -> None:
    day = date.fromisoformat(as_of)
    found = invoice(date.fromisoformat(due), day)
    assert found.facts["whole_months_past_due"] == months
    before = invoice(date.fromisoformat(due), day - timedelta(days=40))
    ahead = before.later(before.facts, 40)
    assert ahead["whole_months_past_due"] == months


def test_whole_months_of_every_due_date_of_four_years() -> None:
    as_of = date(2026, 2, 28)
    for back in range(0, 1461, 7):
        due = as_of - timedelta(days=back)
        months = invoice(due, as_of).facts["whole_months_past_due"]
        assert add_months(due, int(months)) <= as_of < add_months(due, int(months) + 1)


@pytest.mark.parametrize(
    ("as_of", "month", "number", "weekday"),
    [
        ("2026-01-01", "jan", 1, "thu"),
        ("2026-11-30", "nov", 30, "mon"),
        ("2024-02-29", "feb", 29, "thu"),
        ("2026-12-27", "dec", 27, "sun"),
    ],
)
def test_the_day_itself(as_of: str, month: str, number: int, weekday: str) -> None:
    day = date.fromisoformat(as_of)
    known = invoice(day, day).facts
    assert (known["month"], known["day_of_month"], known["weekday"]) == (month, number, weekday)
    before = invoice(day, day - timedelta(days=9))
    ahead = before.later(before.facts, 9)
    assert (ahead["month"], ahead["day_of_month"], ahead["weekday"]) == (month, number, weekday)
