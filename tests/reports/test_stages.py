"""Who is on which stage: the furthest of what is open, and sums that are those of the ageing report."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import InvoiceIssued, Reversed, StageMoved, StageStepped
from collectrules.reports.ageing import ageing
from collectrules.reports.stages import NO_STAGE, OnStage, StageSum, by_stage, on_stages
from collectrules.reports.standing import Books
from tests.engine.strategies import AS_OF, STAGES, write
from tests.reports.histories import History, money_histories
from tests.reports.made import ACCOUNT, Made, made
from tests.reports.slow import SlowReports

AT = datetime(2026, 4, 1, 9, tzinfo=UTC)
LADDER = ("reminder", "call", "letter")


def stages(book: Made, as_of: str = "2026-06-30") -> list[str]:
    return [each.stage for each in on_stages(book.on(as_of), LADDER)]


def step(book: Made, invoice: int, stage: str, on: str, what: str = "done") -> int:
    return book.book.append(StageStepped(invoice, stage, what, 1), on=on)


@pytest.mark.parametrize(
    ("what", "stage"), [("due", NO_STAGE), ("passed", NO_STAGE), ("done", "call")]
)
def test_a_stage_counts_when_it_was_carried_out(what: str, stage: str) -> None:
    with made() as book:
        invoice = book.sold(10_000, "2026-04-01", "2026-05-01")
        step(book, invoice, "call", "2026-06-01", what)
        assert stages(book) == [stage]


def test_the_furthest_of_what_is_open_counts() -> None:
    with made() as book:
        first = book.sold(10_000, "2026-04-01", "2026-05-01")
        second = book.sold(5_000, "2026-04-02", "2026-05-02")
        step(book, first, "reminder", "2026-05-10")
        step(book, second, "reminder", "2026-05-10")
        step(book, second, "letter", "2026-06-01")
        assert stages(book) == ["letter"]
        assert stages(book, "2026-05-31") == ["reminder"]
        book.moved(second, -5_000, "2026-06-15")
        assert stages(book) == ["reminder"]


def test_what_was_taken_back_does_not_count_and_a_move_does() -> None:
    with made() as book:
        invoice = book.sold(10_000, "2026-04-01", "2026-05-01")
        step(book, invoice, "reminder", "2026-05-10")
        wrong = step(book, invoice, "call", "2026-05-20")
        book.book.append(Reversed(wrong, "another customer"), on="2026-05-21")
        assert stages(book) == ["reminder"]
        book.book.append(StageMoved(invoice, "reminder", "letter", 1), on="2026-06-01")
        assert stages(book) == ["letter"]


def test_who_begins_the_ladder_anew_is_on_no_stage() -> None:
    with made() as book:
        invoice = book.sold(10_000, "2026-04-01", "2026-05-01")
        step(book, invoice, "reminder", "2026-05-10")
        book.book.append(StageMoved(invoice, "reminder", "none", 1), on="2026-06-02")
        assert stages(book) == [NO_STAGE]


def test_a_stage_of_another_policy_is_shown_by_its_name_first() -> None:
    with made() as book:
        invoice = book.sold(10_000, "2026-04-01", "2026-05-01")
        other = book.sold(100, "2026-04-01", "2026-05-01", account=book.account("002"))
        step(book, invoice, "old", "2026-05-10")
        sums = by_stage(on_stages(book.on("2026-06-30"), LADDER), LADDER)
        assert other
    assert [(each.stage, each.accounts) for each in sums] == [("old", 1), (NO_STAGE, 1)]


def test_currencies_are_apart_and_in_the_order_of_the_ladder() -> None:
    with made() as book:
        euros = book.sold(10_000, "2026-04-01", "2026-05-01")
        pounds = book.sold(7_000, "2026-04-01", "2026-07-01", currency="GBP")
        other = book.sold(100, "2026-04-01", "2026-05-01", account=book.account("002"))
        for invoice, stage in ((euros, "letter"), (other, "call"), (pounds, "reminder")):
            step(book, invoice, stage, "2026-06-01")
        sums = by_stage(on_stages(book.on("2026-06-30"), LADDER), LADDER)
    assert sums == (
        StageSum("EUR", "call", 1, 100, 100),
        StageSum("EUR", "letter", 1, 10_000, 10_000),
        StageSum("GBP", "reminder", 1, 0, 7_000),
    )


def test_who_has_only_credit_is_no_account_that_owes() -> None:
    with made() as book:
        book.received(2_000, "2026-06-01")
        (one,) = on_stages(book.on("2026-06-30"), LADDER)
    assert one == OnStage(ACCOUNT, "001", "Ash", "EUR", NO_STAGE, False, 0, -2_000)


@given(history=money_histories())
@settings(max_examples=25)
def test_against_the_ageing_report_and_a_second_computation(history: History) -> None:
    with Ledger.create(Path(":memory:")) as ledger:
        with ledger.writing(at=AT, by="test") as book:
            write(book, history)
        books = Books.of(ledger, AS_OF)
        found = on_stages(books, STAGES)
        lines = ageing(books)
    for line in lines:
        own = [each for each in by_stage(found, STAGES) if each.currency == line.currency]
        assert sum(each.accounts for each in own) == line.accounts
        assert sum(each.overdue for each in own) == line.overdue
        assert sum(each.outstanding for each in own) == line.outstanding
    slow = SlowReports(history, AS_OF)
    for each in found:
        assert each.stage == _furthest(slow, each.account_id, each.currency)


def _furthest(books: SlowReports, account: int, currency: str) -> str:
    reached = [
        _stage(books, seq)
        for seq, invoice, _ in books.of(InvoiceIssued)
        if (invoice.account_id, invoice.currency) == (account, currency) and books.balance(seq) > 0
    ]
    return max(
        reached, key=lambda stage: STAGES.index(stage) if stage in STAGES else -1, default=NO_STAGE
    )


def _stage(books: SlowReports, invoice: int) -> str:
    stage = NO_STAGE
    for _, event, _ in books.events:
        if isinstance(event, StageStepped) and event.step == "done" and event.invoice_id == invoice:
            stage = event.stage
        # An invoice that nothing was carried out for is on no stage that it could be moved from.
        if isinstance(event, StageMoved) and event.invoice_id == invoice and _done(books, invoice):
            stage = event.stage_to
    return stage


def _done(books: SlowReports, invoice: int) -> bool:
    return any(e.step == "done" and e.invoice_id == invoice for _, e, _ in books.of(StageStepped))
