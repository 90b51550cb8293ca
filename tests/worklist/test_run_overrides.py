"""A run and overrides: nothing is decided for what is left out, and nothing is made up for when it ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import (
    AccountOpened,
    Disputed,
    DisputeEnded,
    InvoiceIssued,
    OverrideEnded,
    OverrideSet,
    PolicyPublished,
)
from collectrules.policy.model import (
    Condition,
    ContactAction,
    EveryDays,
    Flat,
    Grace,
    Hold,
    LateFee,
    Policy,
    Repeat,
    Stage,
    WriteOff,
)
from collectrules.reports.ageing import ageing
from collectrules.reports.standing import Books
from collectrules.worklist.run import run_day
from collectrules.worklist.run_result import RunResult

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
DUE = date(2026, 1, 1)
FIRST, SECOND = 3, 4
"""The ids of the two invoices of the account, of 100.00 and 40.00, due on the same day."""


def at_least(fact: str, days: int) -> tuple[Condition, ...]:
    return (Condition(fact, "at_least", days),)


def monthly(fact: str = "days_past_grace", repeat: Repeat = "monthly") -> LateFee:
    return LateFee(id="fee", charge=Flat(500), repeat=repeat, when=at_least(fact, 1))


POLICY = Policy(
    id="p",
    title="P",
    version="1",
    effective_from=date(2020, 1, 1),
    currencies=("USD",),
    sha256="0" * 64,
    stage=tuple(
        Stage(id=name, when=at_least("days_past_grace", days), action=ContactAction("email"))
        for name, days in (("one", 5), ("two", 40))
    ),
)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "books.db") as made:
        with made.writing(at=AT, by="ana") as book:
            book.append(PolicyPublished("p", "1", 1, "0" * 64, ""), on="2020-01-01")
            book.append(AccountOpened("001", "A", "business"), on=DUE)
            for number, amount in (("7", 10_000), ("8", 4_000)):
                invoice = InvoiceIssued(2, number, "USD", amount, str(DUE), str(DUE), "x")
                book.append(invoice, on=DUE)
        yield made


def day(late: int) -> date:
    return DUE + timedelta(days=late)


def run(ledger: Ledger, policy: Policy, late: int) -> RunResult:
    return run_day(ledger, policy, 1, as_of=day(late), at=AT, by="ana")


def override(
    ledger: Ledger, late: int, invoice: int | None = None, grace: int | None = None
) -> int:
    kind = "leave_out" if grace is None else "grace"
    event = OverrideSet(2, invoice, kind, grace, None, None, "in court")
    with ledger.writing(at=AT, by="ana") as book:
        return book.append(event, on=day(late))


def end(ledger: Ledger, seq: int, late: int) -> None:
    with ledger.writing(at=AT, by="ana") as book:
        book.append(OverrideEnded(seq, "judged"), on=day(late))


def rows(ledger: Ledger, sql: str) -> list[tuple[object, ...]]:
    return ledger.connection.execute(sql).fetchall()


def test_a_wholly_left_out_account_is_not_on_the_list_and_still_owes(ledger: Ledger) -> None:
    seq = override(ledger, 3)
    result = run(ledger, POLICY, 60)
    assert (result.worklist, result.stages) == ({}, {})
    (owed,) = ageing(Books(ledger.connection, day(60)))
    assert (owed.overdue_invoices, owed.outstanding) == (2, 14_000)
    end(ledger, seq, 61)
    assert run(ledger, POLICY, 61).worklist == {}
    assert run(ledger, POLICY, 62).worklist == {}
    assert run(ledger, POLICY, 63).worklist == {"one": 1}


def test_one_invoice_left_out_is_not_asked_for_with_the_other(ledger: Ledger) -> None:
    override(ledger, 0, FIRST)
    assert run(ledger, POLICY, 10).stages == {"one": 1}
    assert rows(ledger, "SELECT invoice_id, to_collect, overdue_total FROM worklist") == [
        (SECOND, 4_000, 14_000)
    ]


def test_nothing_is_charged_or_written_off_while_left_out(ledger: Ledger) -> None:
    write_off = WriteOff(id="old", approval="none", when=at_least("days_past_due", 50))
    policy = replace(POLICY, late_fee=(monthly(),), write_off=(write_off,))
    seq = override(ledger, 0, FIRST)
    assert run(ledger, policy, 49).charges.amounts == {"USD": 1_000}
    assert run(ledger, policy, 50).write_offs.amounts == {"USD": 4_000}
    assert rows(ledger, "SELECT DISTINCT invoice_id FROM charge") == [(SECOND,)]
    end(ledger, seq, 51)
    assert run(ledger, policy, 51).write_offs.amounts == {"USD": 10_000}


@pytest.mark.parametrize("fact", ["days_past_grace", "days_past_due"])
@pytest.mark.parametrize(
    ("repeat", "before", "after"),
    [("monthly", 500, 500), (EveryDays(30), 500, 500), ("daily", 4_500, 500)],
)
def test_repeated_fees_are_not_billed_in_bulk_when_it_ends(
    ledger: Ledger, fact: str, repeat: Repeat, before: int, after: int
) -> None:
    """Ten days late, then left out for 150; then the period that runs on the first day back, at the most."""
    policy = replace(POLICY, late_fee=(monthly(fact, repeat),))
    override(ledger, 0, SECOND)
    first = run(ledger, policy, 9).charges.amounts
    assert first == {"USD": before}
    seq = override(ledger, 10, FIRST)
    assert run(ledger, policy, 100).charges.count == 0
    end(ledger, seq, 160)
    late = run(ledger, policy, 160).charges.amounts.get("USD", 0)
    assert late <= after
    if repeat == "daily":
        assert late == after


def test_a_month_of_days_past_grace_goes_on_where_it_stood(ledger: Ledger) -> None:
    """Eleven days past grace, then a hundred left out: the first day of the fee moves to 12 April.

    So its second month begins on 12 May, the 131st day after the due date.
    """
    policy = replace(POLICY, late_fee=(monthly(),))
    override(ledger, 0, SECOND)
    run(ledger, policy, 11)
    seq = override(ledger, 12, FIRST)
    end(ledger, seq, 112)
    charged = [n for n in range(112, 145) if run(ledger, policy, n).charges.count]
    assert [day(n) for n in charged] == [date(2026, 5, 12)]


def test_a_day_in_dispute_and_left_out_counts_once(ledger: Ledger) -> None:
    """Ten days in dispute, of which six left out as well, and four left out alone: fourteen."""
    hold = Hold(
        id="dispute",
        when=(Condition("disputed", "equals", True),),
        stops=("stage",),
        clock="stopped",
    )
    policy = replace(POLICY, hold=(hold,))
    with ledger.writing(at=AT, by="ana") as book:
        dispute = book.append(Disputed(FIRST, "short"), on=day(1))
        book.append(DisputeEnded(dispute, "settled"), on=day(11))
    seq = override(ledger, 5)
    end(ledger, seq, 15)
    assert run(ledger, policy, 14).worklist == {}
    override(ledger, 0, SECOND)
    assert run(ledger, policy, 18).worklist == {}
    assert run(ledger, policy, 19).worklist == {"one": 1}


def test_own_grace_goes_before_the_policys(ledger: Ledger) -> None:
    policy = replace(POLICY, grace=(Grace(id="g", days=7),))
    seq = override(ledger, 0, FIRST, grace=20)
    override(ledger, 0, grace=0)
    assert run(ledger, policy, 4).stages == {}
    assert run(ledger, policy, 5).stages == {"one": 1}
    assert rows(ledger, "SELECT invoice_id FROM worklist") == [(SECOND,)]
    assert run(ledger, policy, 24).stages == {}
    assert run(ledger, policy, 25).stages == {"one": 1}
    end(ledger, seq, 26)
    assert run(ledger, policy, 26).stages == {}


def test_without_its_own_grace_the_policys_counts_again(ledger: Ledger) -> None:
    policy = replace(POLICY, grace=(Grace(id="g", days=7),))
    seq = override(ledger, 0, grace=30)
    assert run(ledger, policy, 20).worklist == {}
    end(ledger, seq, 21)
    assert run(ledger, policy, 21).worklist == {"one": 1}
