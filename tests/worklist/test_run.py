"""The day's run: once means once, a missed day loses nothing, a dry run writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings

from collectrules.charges.conditions import Versions
from collectrules.engine.gather import Moment
from collectrules.engine.known import KnownInvoice, known_invoices
from collectrules.errors import InputError
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import (
    AccountOpened,
    Disputed,
    DisputeEnded,
    InvoiceIssued,
    PolicyPublished,
    Posted,
    StageStepped,
)
from collectrules.ledger.verify import verify
from collectrules.policy.meaning import judge
from collectrules.policy.model import (
    Condition,
    ContactAction,
    Flat,
    Grace,
    Hold,
    Ladder,
    LateFee,
    Policy,
    Stage,
    WriteOff,
)
from collectrules.worklist.agreements import end_agreements
from collectrules.worklist.carried import waiting_at
from collectrules.worklist.run import plan_day, run_day
from collectrules.worklist.run_result import RunResult
from tests.engine.strategies import AS_OF, histories, policies, write
from tests.worklist.told import told

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
START = date(2026, 1, 1)


def past_grace(days: int) -> tuple[Condition, ...]:
    return (Condition("days_past_grace", "at_least", days),)


LADDER = Policy(
    id="ladder",
    title="Ladder",
    version="1",
    effective_from=date(2020, 1, 1),
    currencies=("USD",),
    sha256="0" * 64,
    stage=tuple(
        Stage(id=name, when=past_grace(days), wait_days=wait, action=ContactAction(("email",)))
        for name, days, wait in (("one", 5, 0), ("two", 20, 0), ("three", 40, 0))
    ),
)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "books.db") as made:
        with made.writing(at=AT, by="ana") as book:
            book.append(PolicyPublished("p", "1", 1, "0" * 64, ""), on="2020-01-01")
            account = book.append(AccountOpened("001", "A", "business"), on=START)
            book.append(
                InvoiceIssued(account, "7", "USD", 10_000, "2026-01-01", "2026-01-01", "x"),
                on=START,
            )
        yield made


INVOICE = 3


def day(number: int) -> date:
    """The day on which the invoice is so many days past due."""
    return START + timedelta(days=number)


def run(ledger: Ledger, policy: Policy, number: int) -> RunResult:
    return run_day(ledger, policy, 1, as_of=day(number), at=AT, by="ana")


def plan(
    ledger: Ledger, policy: Policy, as_of: date, versions: Versions | None = None
) -> RunResult:
    return plan_day(ledger, policy, 1, as_of=as_of, at=AT, by="ana", versions=versions)


def carry_out(ledger: Ledger, stage: str, number: int) -> None:
    with ledger.writing(at=AT, by="ana") as book:
        book.append(StageStepped(INVOICE, stage, "done", 1), on=day(number))


def rows(ledger: Ledger, table: str) -> list[tuple[object, ...]]:
    return ledger.connection.execute(f"SELECT * FROM {table}").fetchall()


def test_a_ladder_is_climbed_one_carried_out_step_at_a_time(ledger: Ledger) -> None:
    """Thresholds 5, 20, 40: nothing on day 4; step 1 from day 5 until it is carried out; then step 2."""
    assert run(ledger, LADDER, 4).worklist == {}
    assert run(ledger, LADDER, 5).stages == {"one": 1}
    assert run(ledger, LADDER, 30).worklist == {"one": 1}
    carry_out(ledger, "one", 30)
    assert run(ledger, LADDER, 30).worklist == {"two": 1}
    carry_out(ledger, "two", 30)
    assert run(ledger, LADDER, 39).worklist == {}
    assert run(ledger, LADDER, 40).worklist == {"three": 1}


def test_a_wait_counts_from_when_the_step_before_was_really_taken(ledger: Ledger) -> None:
    """Thresholds 3/10/20/30 with the first carried out on day 14: the second not before day 21."""
    policy = replace(
        LADDER,
        stage=tuple(
            Stage(
                id=f"s{days}", when=past_grace(days), wait_days=7, action=ContactAction(("email",))
            )
            for days in (3, 10, 20, 30)
        ),
    )
    run(ledger, policy, 3)
    carry_out(ledger, "s3", 14)
    assert run(ledger, policy, 20).worklist == {}
    assert run(ledger, policy, 21).worklist == {"s10": 1}


def test_what_had_fallen_due_gives_way_to_a_stage_below_it_and_falls_due_again(
    ledger: Ledger,
) -> None:
    """`two` is at 20 days past grace, `three` at 20 past due, and ten days in dispute, 7 to 16, do not count.

    On day 25 it is 15 past grace, so `two` is passed by and `three` due; on day 30 it is 20, so `two` is.
    """
    disputed = (Condition("disputed", "equals", True),)
    one, two, three = LADDER.stage
    late = replace(three, when=(Condition("days_past_due", "at_least", 20),))
    policy = replace(
        LADDER,
        stage=(one, two, late),
        hold=(Hold(id="d", when=disputed, stops=("stage",), clock="stopped"),),
    )
    run(ledger, policy, 5)
    carry_out(ledger, "one", 5)
    with ledger.writing(at=AT, by="ana") as book:
        dispute = book.append(Disputed(INVOICE, "short"), on=day(7))
    with ledger.writing(at=AT, by="ana") as book:
        book.append(DisputeEnded(dispute, "rejected"), on=day(17))

    def waits() -> list[str]:
        return [each.stage for each in waiting_at(ledger.connection, 2, day(40))]

    assert (run(ledger, policy, 25).stages, waits()) == ({"three": 1}, ["three"])
    assert (run(ledger, policy, 29).stages, waits()) == ({}, ["three"])
    assert (run(ledger, policy, 30).stages, waits()) == ({"two": 1}, ["two"])
    assert (run(ledger, policy, 31).stages, waits()) == ({}, ["two"])
    carry_out(ledger, "two", 31)
    assert (run(ledger, policy, 32).stages, waits()) == ({"three": 1}, ["three"])


def test_late_when_first_seen_enters_by_age_no_further_than_the_ceiling(tmp_path: Path) -> None:
    policy = replace(LADDER, ladder=Ladder("by-age", "two"))
    with Ledger.create(tmp_path / "late.db") as books:
        with books.writing(at=AT, by="ana") as book:
            book.append(PolicyPublished("p", "1", 1, "0" * 64, ""), on="2020-01-01")
            book.append(AccountOpened("001", "A", "business"), on=START)
            book.append(
                InvoiceIssued(2, "7", "USD", 10_000, "2026-01-01", str(day(90)), "x"), on=START
            )
        planned = plan(books, policy, day(90))
        assert planned.entered == {"two": 1}
        assert rows(books, "stage_step") == []
        result = run(books, policy, 90)
        assert result == planned
        steps = [row[2:5] for row in rows(books, "stage_step")]
        assert steps == [(INVOICE, "one", "passed"), (INVOICE, "two", "due")]
        assert run(books, policy, 91).worklist == {"two": 1}
        carry_out(books, "two", 91)
        assert run(books, policy, 91).worklist == {"three": 1}
        first = replace(LADDER, ladder=Ladder("first", ""))
        assert plan(books, first, day(92)).entered == {}


FEES = replace(
    LADDER,
    grace=(Grace(id="g", days=10),),
    late_fee=(
        LateFee(id="once", charge=Flat(500), when=past_grace(1)),
        LateFee(id="monthly", charge=Flat(100), repeat="monthly", when=past_grace(1)),
    ),
)


def charged(ledger: Ledger) -> list[tuple[object, ...]]:
    return [(row[3], row[4], row[5]) for row in rows(ledger, "charge")]


def test_a_fee_is_charged_once_and_a_monthly_one_for_every_month_also_those_missed(
    ledger: Ledger,
) -> None:
    assert run(ledger, FEES, 10).charges.count == 0
    assert run(ledger, FEES, 11).charges.amounts == {"USD": 600}
    assert run(ledger, FEES, 11).charges.count == 0
    assert run(ledger, FEES, 12).charges.count == 0
    run(ledger, FEES, 11 + 70)
    assert charged(ledger) == [
        ("once", 0, 500),
        ("monthly", 1, 100),
        ("monthly", 2, 100),
        ("monthly", 3, 100),
    ]


def test_a_dispute_stops_the_fee_and_its_days_do_not_count(ledger: Ledger) -> None:
    disputed = (Condition("disputed", "equals", True),)
    policy = replace(
        FEES, hold=(Hold(id="d", when=disputed, stops=("late_fee",), clock="stopped"),)
    )
    with ledger.writing(at=AT, by="ana") as book:
        dispute = book.append(Disputed(INVOICE, "short"), on=day(6))
    assert run(ledger, policy, 30).charges.count == 0
    with ledger.writing(at=AT, by="ana") as book:
        book.append(DisputeEnded(dispute, "settled"), on=day(31))
    assert run(ledger, policy, 35).charges.count == 0
    assert run(ledger, policy, 36).charges.count == 2


def test_small_balances_are_written_off_only_where_nobody_has_to_approve(ledger: Ledger) -> None:
    small = (Condition("balance", "at_most", 500),)
    alone = replace(LADDER, write_off=(WriteOff(id="small", approval="none", when=small),))
    asked = replace(LADDER, write_off=(WriteOff(id="small", approval="owner", when=small),))
    with ledger.writing(at=AT, by="ana") as book:
        book.append(Posted(INVOICE, "payment", -9_600, 0), on=day(1))
    assert plan(ledger, asked, day(2)).worklist == {"small": 1}
    assert plan(ledger, asked, day(2)).write_offs.count == 0
    result = run(ledger, alone, 2)
    assert (result.write_offs.count, result.write_offs.amounts) == (1, {"USD": 400})
    assert known_invoices(ledger.connection, Moment(day(2))) == ()
    assert run(ledger, alone, 3).write_offs.count == 0


def test_a_list_takes_the_place_of_a_longer_one_whole(ledger: Ledger) -> None:
    """Three are late; two pay, and only the third is left; it pays, and the list is empty."""
    with ledger.writing(at=AT, by="ana") as book:
        for number, amount in (("002", 20_000), ("003", 30_000)):
            account = book.append(AccountOpened(number, number, "business"), on=START)
            book.append(
                InvoiceIssued(account, "1", "USD", amount, "2026-01-01", "2026-01-01", "x"),
                on=START,
            )
    run(ledger, LADDER, 5)
    assert _listed(ledger) == [2, 4, 6]
    for invoice, paid, left in ((5, 20_000, [2, 6]), (3, 10_000, [6]), (7, 30_000, [])):
        with ledger.writing(at=AT, by="ana") as book:
            book.append(Posted(invoice, "payment", -paid, 0), on=day(5))
        run(ledger, LADDER, 5)
        assert _listed(ledger) == left


def _listed(ledger: Ledger) -> list[int]:
    """The accounts on the worklist, by the event that opened them."""
    found = ledger.connection.execute("SELECT account_id FROM worklist ORDER BY account_id")
    return [account for (account,) in found]


def test_an_earlier_day_is_refused_and_nothing_is_written(ledger: Ledger) -> None:
    run(ledger, LADDER, 5)
    before = rows(ledger, "journal")
    with pytest.raises(InputError, match="already run for 2026-01-06, which is after 2026-01-05"):
        run(ledger, LADDER, 4)
    assert rows(ledger, "journal") == before


def test_a_currency_the_policy_does_not_serve_is_counted(ledger: Ledger) -> None:
    with ledger.writing(at=AT, by="ana") as book:
        book.append(InvoiceIssued(2, "8", "CAD", 5, "2026-01-01", "2026-01-01", "x"), on=START)
    result = run(ledger, LADDER, 5)
    assert result.evaluation.unjudged == {"CAD": 1}
    assert result.evaluation.invoices == 1


@given(history=histories(), policy=policies())
@settings(max_examples=60)
def test_twice_is_once_and_what_is_written_is_what_the_specification_says(
    history: list[tuple[object, str]], policy: Policy
) -> None:
    with Ledger.create(Path(":memory:")) as books:
        with books.writing(at=AT, by="ana") as book:
            write(book, history)
        # A run first ends the plans and settlements that are over.
        with books.rehearsing(at=AT, by="ana") as book:
            end_agreements(book, AS_OF)
            known = known_invoices(books.connection, Moment(AS_OF))
        had = {(row[2], row[3]) for row in rows(books, "stage_step") if row[4] == "due"}
        versions = told(books, policy)
        planned = plan(books, policy, AS_OF, versions)
        before = rows(books, "journal")
        assert run_day(books, policy, 1, as_of=AS_OF, at=AT, by="ana", versions=versions) == planned
        after, listed = rows(books, "journal"), rows(books, "worklist")
        assert after[: len(before)] == before
        if not planned.write_offs.count:
            _agrees(books, policy, known, had)
        again = run_day(books, policy, 1, as_of=AS_OF, at=AT, by="bob", versions=versions)
        assert rows(books, "worklist") == listed
        assert (again.charges.count, again.write_offs.count, again.stages) == (0, 0, {})
        assert rows(books, "journal") == after
        assert verify(books) == []


def _agrees(
    books: Ledger, policy: Policy, known: tuple[KnownInvoice, ...], had: set[object]
) -> None:
    """The stages in the ledger are those the specification decides, invoice by invoice."""
    due = {(row[2], row[3]) for row in rows(books, "stage_step") if row[4] == "due"}
    decided = {
        (one.invoice_id, policy.stage[wanted.stage_due].id)
        for one, wanted in ((one, judge(policy, one.facts, one.overridden, AS_OF)) for one in known)
        if wanted.stage_due is not None
    }
    assert due - had == decided - had
    assert decided <= due


def test_a_fee_is_what_the_policy_says_on_the_day_and_in_the_currency(ledger: Ledger) -> None:
    pounds = replace(LADDER, late_fee=(LateFee(id="fee", charge=Flat(4000)),))
    euros = replace(LADDER, late_fee=(LateFee(id="fee", charge=Flat(4500)),))
    next_year = replace(LADDER, late_fee=(LateFee(id="fee", charge=Flat(9900)),))
    policy = replace(
        pounds,
        currencies=("USD", "EUR"),
        by_currency=(("USD", pounds), ("EUR", euros)),
        later=((date(2027, 1, 1), next_year),),
    )
    with ledger.writing(at=AT, by="ana") as book:
        book.append(InvoiceIssued(2, "8", "EUR", 10_000, "2026-01-01", "2026-01-01", "x"), on=START)
    result = run_day(ledger, policy.on(date(2026, 12, 31)), 1, as_of=day(9), at=AT, by="ana")
    assert result.charges.amounts == {"EUR": 4500, "USD": 4000}
    assert policy.on(date(2027, 1, 1)).late_fee == next_year.late_fee
