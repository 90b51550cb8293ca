"""Explanations are true: they say what decided, what was missed, and what time will bring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given, settings

from collectrules.engine.explain import Explanation, explain
from collectrules.engine.gather import Moment
from collectrules.engine.known import known_invoices
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import (
    AccountOpened,
    InvoiceIssued,
    OverrideSet,
    PolicyPublished,
    StageStepped,
)
from collectrules.policy.meaning import judge
from collectrules.policy.model import (
    Condition,
    ContactAction,
    ContactHours,
    ContactLimit,
    ContactPause,
    Grace,
    Policy,
    Priority,
    Stage,
)
from tests.engine.strategies import AS_OF, histories, policies, write

AT = datetime(2026, 4, 1, 9, tzinfo=UTC)


def stage(name: str, *when: Condition, wait: int = 0) -> Stage:
    return Stage(id=name, when=when, wait_days=wait, action=ContactAction(("call",)))


def late(days: int) -> Condition:
    return Condition("days_past_grace", "at_least", days)


CONSUMER = (Condition("debtor_kind", "equals", "consumer"),)
OVER_100 = Condition("overdue_total", "at_least", 10_000)
POLICY = Policy(
    id="p",
    title="P",
    version="1",
    effective_from=date(2020, 1, 1),
    currencies=("USD",),
    sha256="0" * 64,
    stage=(
        stage("reminder", late(1)),
        stage("call", late(10), OVER_100, wait=7),
        stage("letter", late(30), OVER_100, wait=14),
    ),
)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """One account that owes 60.00, due on 1 January; 50.00 more falls due on 15 January."""
    with Ledger.create(tmp_path / "books.db") as made:
        with made.writing(at=AT, by="ana") as book:
            book.append(PolicyPublished("p", "1", 1, "0" * 64, ""), on="2020-01-01")
            book.append(AccountOpened("001", "A", "business"), on="2025-01-01")
            for number, amount, due in (("1", 6_000, "2026-01-01"), ("2", 5_000, "2026-01-15")):
                book.append(
                    InvoiceIssued(2, number, "USD", amount, due, "2025-12-01", "x"), on="2025-12-01"
                )
        yield made


def explained(ledger: Ledger, day: str, policy: Policy = POLICY) -> Explanation:
    first, *_ = known_invoices(ledger.connection, Moment(date.fromisoformat(day)))
    return explain(policy, first)


def done(ledger: Ledger, name: str, day: str) -> None:
    with ledger.writing(at=AT, by="ana") as book:
        book.append(StageStepped(3, name, "done", 1), on=day)


def test_what_decides_and_what_comes_next(ledger: Ledger) -> None:
    found = explained(ledger, "2026-01-05")
    assert found.decision == "stage `reminder` is due"
    assert found.change is not None
    assert found.change.sentence == "becomes `call` on 2026-01-16"


def test_a_day_that_comes_and_what_would_bring_it_at_once(ledger: Ledger) -> None:
    done(ledger, "reminder", "2026-01-02")
    found = explained(ledger, "2026-01-12")
    assert found.decision == "nothing for now"
    assert found.change is not None
    assert (
        found.change.sentence
        == "becomes `call` on 2026-01-16, or as soon as at least 100.00 overdue"
    )
    assert found.nearest_miss is not None
    assert found.nearest_miss.rule == "call"
    assert [reading.text for reading in found.nearest_miss.failed] == [
        "60.00 overdue (at least 100.00)"
    ]


def test_what_time_alone_does_not_bring(ledger: Ledger) -> None:
    dear = replace(
        POLICY, stage=(POLICY.stage[0], stage("call", late(10), replace(OVER_100, value=20_000)))
    )
    done(ledger, "reminder", "2026-01-02")
    assert explained(ledger, "2026-01-05", dear).change.sentence == (
        "becomes `call` on 2026-01-11, provided at least 200.00 overdue"
    )
    assert explained(ledger, "2026-01-12", dear).change.sentence == (
        "becomes `call` as soon as at least 200.00 overdue"
    )


def test_a_wait_is_said(ledger: Ledger) -> None:
    done(ledger, "reminder", "2026-01-14")
    found = explained(ledger, "2026-01-17")
    assert found.decision == "stage `call` in 4 days"
    outcome = {one.rule: one.outcome for one in found.considered}
    assert outcome["reminder"] == "carried out"
    assert outcome["call"] == "is next, in 4 days: it waits after `reminder`"
    assert found.change is not None
    assert found.change.sentence == "becomes `call` on 2026-01-21"


def test_which_limits_and_hours_apply_is_said_last(ledger: Ledger) -> None:
    """For what is owed in the currency of the invoice: those for consumers do not apply to a business."""
    policy = replace(
        POLICY,
        priority=(Priority(id="first", score=1),),
        contact_limit=(
            ContactLimit(id="few", channels=("call",), at_most=3, within_days=7),
            ContactPause(
                id="rest", channels=("call",), after="contact", pause_days=7, when=CONSUMER
            ),
        ),
        contact_hours=(
            ContactHours(id="hours", channels=("call",), open=(), unless=(CONSUMER,)),
            ContactHours(id="theirs", channels=("call",), open=(), when=CONSUMER),
        ),
    )
    found = explain(policy, known_invoices(ledger.connection, Moment(date(2026, 1, 20)))[0])
    assert [(one.rule, one.decided, one.outcome) for one in found.considered[-5:]] == [
        ("first", True, "holds"),
        ("few", True, "applies to the account"),
        ("rest", False, "does not apply"),
        ("hours", True, "applies to the account"),
        ("theirs", False, "does not apply"),
    ]
    assert [reading.text for reading in found.considered[-1].failed] == [
        "the debtor is a business (asked: consumer)"
    ]
    judged = found.judgement
    assert [rule.id for rule in (*judged.contact_limits, *judged.contact_hours)] == ["few", "hours"]


def overridden(ledger: Ledger, kind: str, until: str | None = None, days: int | None = None) -> int:
    with ledger.writing(at=AT, by="ana") as book:
        event = OverrideSet(2, 3, kind, days, None, until, "in court")
        return book.append(event, on="2026-01-03")


def test_what_is_left_out_says_so_first_and_what_comes_when_it_is_over(ledger: Ledger) -> None:
    """Left out for seven days from the second day late: the tenth is the seventeenth."""
    overridden(ledger, "leave_out", until="2026-01-09")
    found = explained(ledger, "2026-01-05")
    assert found.decision == "nothing: the invoice is left out"
    (said,) = found.overrides
    assert said == "left out since 2026-01-03 until 2026-01-09: in court (ana)"
    assert found.change is not None
    assert found.change.sentence == "becomes `reminder` on 2026-01-10"
    done(ledger, "reminder", "2026-01-10")
    assert explained(ledger, "2026-01-11").change.sentence == "becomes `call` on 2026-01-18"


def test_while_it_is_left_out_without_an_end_nothing_comes(ledger: Ledger) -> None:
    overridden(ledger, "leave_out")
    found = explained(ledger, "2026-01-05")
    assert found.overrides == ("left out since 2026-01-03 until ended: in court (ana)",)
    assert found.change is None
    outcome = {one.rule: one.outcome for one in found.considered}
    assert outcome["reminder"] == "is next, but the invoice is left out"


def test_grace_of_its_own_is_said_with_the_rule_it_goes_before(ledger: Ledger) -> None:
    overridden(ledger, "grace", days=4)
    policy = replace(POLICY, grace=(Grace(id="usual", days=2),))
    found = explained(ledger, "2026-01-05", policy)
    assert found.overrides == (
        "4 days of grace by an override of its own, instead of `usual` (2), "
        "since 2026-01-03 until ended: in court (ana)",
    )
    assert found.considered[0].outcome == "holds, but an override gives other days"
    assert found.change.sentence == "becomes `reminder` on 2026-01-06"
    assert "instead of none," in explained(ledger, "2026-01-05").overrides[0]


@given(history=histories(), policy=policies())
@settings(max_examples=100)
def test_every_explanation_is_true(history: list[tuple[object, str]], policy: Policy) -> None:
    assume(all(day <= AS_OF.isoformat() for _, day in history))
    with Ledger.create(Path(":memory:")) as books:
        with books.writing(at=AT, by="test") as book:
            write(book, history)
        for one in known_invoices(books.connection, Moment(AS_OF)):
            found = explain(policy, one)
            wanted = judge(policy, one.facts, one.overridden, AS_OF)
            due = [c.rule for c in found.considered if c.section == "stage" and c.decided]
            assert due == (
                [policy.stage[wanted.stage_due].id] if wanted.stage_due is not None else []
            )
            for considered in found.considered:
                assert considered.holds == (not considered.failed)
            if found.change and found.change.on and not found.change.provided and not due:
                _comes_true(books, policy, one.invoice_id, found)


def _comes_true(books: Ledger, policy: Policy, invoice: int, found: Explanation) -> None:
    """On the day foretold, and not the day before, the ledger's own facts make that stage due."""
    assert found.change is not None
    assert found.change.on is not None
    for day, stage_id in (
        (found.change.on, found.change.stage),
        (found.change.on - timedelta(days=1), None),
    ):
        known = {one.invoice_id: one for one in known_invoices(books.connection, Moment(day))}
        judged = judge(policy, known[invoice].facts, known[invoice].overridden, day)
        assert (
            policy.stage[judged.stage_due].id if judged.stage_due is not None else None
        ) == stage_id
