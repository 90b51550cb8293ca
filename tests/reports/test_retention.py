"""Records are kept for three years after the last that was done to collect, recordings after the call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from collectrules.ledger.events import (
    AccountOpened,
    Contacted,
    Disputed,
    Posted,
    Promised,
    Reversed,
    StageStepped,
)
from collectrules.reports.retention import Kept, retention
from tests.acts.books import Firm


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    made = Firm(tmp_path / "books.db")
    yield made
    made.ledger.close()


def kept(firm: Firm, day: str) -> Kept:
    (found,) = retention(firm.ledger.connection, date.fromisoformat(day), firm.account.id)
    return found


def called(firm: Firm, day: str, channel: str = "call") -> int:
    event = Contacted(firm.account.id, f"{day}T10:00:00.000000Z", channel, "out", "NA")
    return firm.write(event, day)


def test_where_nothing_was_done_nothing_has_to_be_kept(firm: Firm) -> None:
    firm.write(Posted(firm.a, "write_off", -100_000, 0), "2026-01-05")
    found = kept(firm, "2026-02-01")
    assert (found.owes, found.last_activity_on, found.keep_until) == (False, None, None)


def test_while_they_owe_there_is_no_last_day(firm: Firm) -> None:
    called(firm, "2026-02-02")
    found = kept(firm, "2026-02-03")
    assert (found.owes, found.keep_until) == (True, None)
    # Of a call on 2 February 2026 the recording is kept through 2 February 2029.
    assert found.recordings_until == date(2029, 2, 2)


def test_it_is_three_years_after_the_last_of_whatever_kind(firm: Firm) -> None:
    called(firm, "2026-02-02")
    called(firm, "2026-02-10", channel="email")
    firm.pay(100_000, "2026-03-05")
    found = kept(firm, "2026-04-01")
    assert (found.last_activity, found.last_activity_on) == ("posting", date(2026, 3, 5))
    assert found.keep_until == date(2029, 3, 5)
    assert found.recordings_until == date(2029, 2, 2)


@pytest.mark.parametrize(
    ("event", "what"),
    [
        (lambda firm: Promised(firm.account.id, "GBP", 100, "2026-05-01"), "promise"),
        (lambda firm: Disputed(firm.a, "short"), "dispute"),
        (lambda firm: StageStepped(firm.a, "reminder", "done", 1), "stage step"),
        (lambda firm: StageStepped(firm.a, "reminder", "due", 1), ""),
        (lambda firm: Posted(firm.a, "credit", -10, 0), ""),
    ],
)
def test_what_counts_as_collecting(firm: Firm, event: object, what: str) -> None:
    assert callable(event)
    firm.write(event(firm), "2026-03-03")
    assert kept(firm, "2026-04-01").last_activity == what


def test_what_was_taken_back_was_not_done(firm: Firm) -> None:
    seq = called(firm, "2026-02-02")
    firm.write(Reversed(seq, "a mistake"), "2026-02-03")
    assert kept(firm, "2026-02-03").last_activity_on is None
    assert kept(firm, "2026-02-02").last_activity_on == date(2026, 2, 2)


def test_a_leap_day_has_its_anniversary_on_the_last_of_february(firm: Firm) -> None:
    """Called on 29 February 2028, three years later there is no 29 February: kept through the 28th."""
    firm.pay(100_000, "2026-03-05")
    called(firm, "2028-02-29")
    assert kept(firm, "2028-03-01").keep_until == date(2031, 2, 28)


def test_every_account_has_its_line(firm: Firm) -> None:
    firm.write(AccountOpened("B-2", "Birch", "business"), "2026-01-01")
    found = retention(firm.ledger.connection, date(2026, 2, 1))
    assert [each.account for each in found] == ["B-2", "C-1"]
