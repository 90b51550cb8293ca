"""The engine held to the specification, and the facts to a slow second reading of the journal."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from collectrules.engine.classes import Classifier
from collectrules.engine.durable import DurableJudge
from collectrules.engine.evaluate import Evaluator
from collectrules.engine.gather import Moment
from collectrules.engine.known import KnownInvoice, known_accounts, known_invoices
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import (
    AccountChanged,
    AccountOpened,
    Disputed,
    InvoiceIssued,
    PolicyPublished,
)
from collectrules.policy.facts import FACTS
from collectrules.policy.meaning import condition_holds, holding, judge
from collectrules.policy.model import SECTIONS, Condition, Hold, Policy, Rule
from tests.engine.slow_facts import SlowBooks
from tests.engine.strategies import AS_OF, STAGES, histories, policies, rules_of, write

AT = datetime(2026, 4, 1, 9, tzinfo=UTC)


@st.composite
def random_facts(draw: st.DrawFn) -> dict[str, int | bool | str]:
    kinds = {
        "money": st.integers(-2, 40_001),
        "days": st.integers(-41, 131),
        "count": st.integers(0, 5),
        "number": st.integers(0, 32),
        "flag": st.booleans(),
        "word": st.sampled_from(
            ["none", "open", "business", "s1", "s3", "big", "rest", "USD", "other"]
        ),
        "ids": st.lists(st.sampled_from([*STAGES, "s11"]), unique=True).map(" ".join),
    }
    return {name: draw(kinds[fact.type]) for name, fact in FACTS.items()}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "books.db") as made:
        yield made


@given(data=st.data(), section=st.sampled_from(sorted(SECTIONS)))
@settings(max_examples=150)
def test_durable_rules_says_what_the_specification_says(data: st.DataObject, section: str) -> None:
    rules = data.draw(rules_of(section))
    engine = DurableJudge(rules)
    for facts in data.draw(st.lists(random_facts(), min_size=1, max_size=6)):
        assert engine.holding(facts) == holding(rules, facts)


@given(data=st.data(), section=st.sampled_from(sorted(SECTIONS)))
@settings(max_examples=150)
def test_a_class_stands_for_each_of_its_rows(data: st.DataObject, section: str) -> None:
    rules = data.draw(rules_of(section))
    facts = data.draw(random_facts())
    classifier = Classifier(rules)
    class_ = classifier.class_of(facts)
    stand_in = classifier.representative(class_)
    for condition in (condition for rule in rules for condition in rule.conditions):
        assert condition_holds(condition, stand_in) == condition_holds(condition, facts)
    columns = ", ".join(f"? AS {name}" for name in FACTS)
    sql = f"SELECT {classifier.sql(str)} FROM (SELECT {columns})"
    with closing(sqlite3.connect(":memory:")) as connection:
        assert connection.execute(sql, list(facts.values())).fetchone() == (class_,)


def test_more_conditions_than_one_integer_holds_still_make_classes() -> None:
    conditions = [
        (name, value)
        for name, fact in FACTS.items()
        if fact.type in ("money", "days")
        for value in range(0, 400, 2)
    ]
    from collectrules.policy.model import Condition

    rules = [
        Rule(id=f"r{n}", when=(Condition(name, "at_least", value),))
        for n, (name, value) in enumerate(conditions)
    ]
    classifier = Classifier(rules)
    facts = {name: 137 if fact.type in ("money", "days") else 0 for name, fact in FACTS.items()}
    class_ = classifier.class_of(facts)
    assert isinstance(class_, str)
    assert holding(rules, {**facts, **classifier.representative(class_)}) == holding(rules, facts)


@given(history=histories())
@settings(max_examples=200)
def test_facts_are_what_a_slow_reading_finds(history: list[tuple[object, str]]) -> None:
    with Ledger.create(Path(":memory:")) as books:
        with books.writing(at=AT, by="test") as book:
            write(book, history)
        known = known_invoices(books.connection, Moment(AS_OF))
    slow = SlowBooks(history, AS_OF)
    assert {one.invoice_id: one.facts for one in known} == slow.open_invoices()
    for one in known:
        assert one.overridden == slow.overridden(one.invoice_id)


@given(history=histories(), data=st.data())
@settings(max_examples=150)
def test_who_owes_as_what_is_told_alike_with_and_without_the_other_facts(
    history: list[tuple[object, str]], data: st.DataObject
) -> None:
    known = data.draw(st.integers(2, len(history)))
    with Ledger.create(Path(":memory:")) as books:
        with books.writing(at=AT, by="test") as book:
            write(book, history)
        rows = books.connection.execute("SELECT seq FROM account").fetchall()
        for accounts in (None, tuple(seq for (seq,) in rows[:1])):
            moment = Moment(AS_OF, known, accounts)
            alone = known_accounts(books.connection, moment, {"debtor_kind"})
            beside = known_accounts(books.connection, moment, {"debtor_kind", "open_invoices"})
            some = {name for facts in beside.values() for each in facts for name in each}
            assert some <= {"debtor_kind", "currency", "open_invoices"}
            wanted = {
                account: {(each["currency"], each["debtor_kind"]) for each in facts}
                for account, facts in beside.items()
                if accounts is None or account in accounts
            }
            found = {
                account: {(each["currency"], each["debtor_kind"]) for each in facts}
                for account, facts in alone.items()
            }
            assert found == wanted


def test_who_became_a_consumer_is_one_from_that_day_on() -> None:
    """Told alone, as the gate asks it, and beside other facts: from 10 March on, not before."""
    with Ledger.create(Path(":memory:")) as books:
        with books.writing(at=AT, by="test") as book:
            account = book.append(AccountOpened("C-1", "Ash", "business"), on="2026-01-02")
            issued = InvoiceIssued(account, "A", "EUR", 10000, "2026-01-02", "2026-01-02", "x")
            book.append(issued, on="2026-01-02")
            book.append(AccountChanged(account, "Ash", "consumer"), on="2026-03-10")
        for day, kind in (("2026-03-09", "business"), ("2026-03-10", "consumer")):
            moment = Moment(date.fromisoformat(day))
            for names in ({"debtor_kind"}, {"debtor_kind", "open_invoices"}):
                (facts,) = known_accounts(books.connection, moment, names)[account]
                assert facts["debtor_kind"] == kind


@given(history=histories(), data=st.data())
@settings(max_examples=100)
def test_what_was_known_can_always_be_asked(
    history: list[tuple[object, str]], data: st.DataObject
) -> None:
    known = data.draw(st.integers(2, len(history)))
    with Ledger.create(Path(":memory:")) as books:
        with books.writing(at=AT, by="test") as book:
            write(book, history[:known])
        with books.writing(at=AT + timedelta(days=2), by="test") as book:
            write(book, history[known:])
        assert books.known_on(AT.date()) == known
        assert books.known_on((AT + timedelta(days=2)).date()) == len(history)
        moment = Moment(AS_OF, known=books.known_on(AT.date()))
        found = known_invoices(books.connection, moment)
    slow = SlowBooks(history[:known], AS_OF)
    assert {one.invoice_id: one.facts for one in found} == slow.open_invoices()
    for one in found:
        assert one.overridden == slow.overridden(one.invoice_id)


@given(history=histories(), policy=policies())
@settings(max_examples=120)
def test_a_whole_ledger_is_judged_as_one_invoice_at_a_time(
    history: list[tuple[object, str]], policy: Policy
) -> None:
    with Ledger.create(Path(":memory:")) as books:
        with books.writing(at=AT, by="test") as book:
            write(book, history)
        connection = books.connection
        known = known_invoices(connection, Moment(AS_OF))
        Evaluator(connection, policy, Moment(AS_OF))
        judged = _judged(connection, policy)
    _agree(judged, known, policy)


@given(history=histories(put_under=True), policy=policies())
@settings(max_examples=100)
def test_each_policy_judges_those_put_under_it_alone(
    history: list[tuple[object, str]], policy: Policy
) -> None:
    slow = SlowBooks(history, AS_OF)
    with Ledger.create(Path(":memory:")) as books:
        with books.writing(at=AT, by="test") as book:
            write(book, history)
        known = known_invoices(books.connection, Moment(AS_OF))
        for under in ("", "b1", "b2"):
            Evaluator(books.connection, policy, Moment(AS_OF, under=under))
            judged = _judged(books.connection, policy)
            ours = [one for one in known if slow.under(one.invoice_id) == under]
            _agree(judged, ours, policy)
            rows = books.connection.execute("SELECT account_id, currency FROM account_fact")
            assert set(rows.fetchall()) == {(one.account_id, one.currency) for one in ours}
    for one in known:
        act = one.in_effect.get("policy")
        assert (act.policy_id if act else "") == slow.under(one.invoice_id)


def _agree(
    judged: dict[int, dict[str, object]], known: Sequence[KnownInvoice], policy: Policy
) -> None:
    assert set(judged) == {one.invoice_id for one in known}
    for one in known:
        wanted = judge(policy, one.facts, one.overridden, AS_OF)
        got = judged[one.invoice_id]
        assert got["segment"] == wanted.segment
        assert got["days_past_grace"] == wanted.facts["days_past_grace"]
        *stopped, keeps = got["stopped"]
        assert stopped == [wanted.stopped(what) for what in ("stage", "late_fee", "interest")]
        if any(group.write_off for _, group in policy.groups):
            assert keeps == wanted.stopped("write_off")
        fees = () if wanted.stopped("late_fee") else got["late_fees"]
        assert fees == tuple(rule.id for rule in wanted.late_fees)
        interest = None if wanted.stopped("interest") else got["interest"]
        assert interest == (wanted.interest.id if wanted.interest else None)
        write_off = None if wanted.stopped("write_off") else got["write_off"]
        assert write_off == (wanted.write_off.id if wanted.write_off else None)
        assert got["due"] == (wanted.step is not None and not wanted.stage_wait)
        step, counted = wanted.step, got["step"]
        stage = policy.in_currency(one.currency).stage[step.stage] if step else None
        if stage and (stage.wait_working_days or stage.working_days_only):
            counted = counted and (*counted[:2], wanted.stage_wait)
        assert counted == ((step.stage, step.passes_over, wanted.stage_wait) if step else None)
        assert got["score"] == wanted.score


@pytest.mark.parametrize("stopped_for", ["USD", "CAD"])
def test_the_clock_of_a_hold_may_differ_by_currency(stopped_for: str) -> None:
    """Ten days in dispute, of thirty past due, count for one currency alone."""
    due, disputed = (str(AS_OF - timedelta(days=days)) for days in (30, 10))
    history = [
        (PolicyPublished("random", "1", 1, "0" * 64, ""), "2020-01-01"),
        (AccountOpened("A", "A", "business"), "2025-01-01"),
        *[
            (InvoiceIssued(2, currency, currency, 500, due, due, "x"), due)
            for currency in ("USD", "CAD")
        ],
        (Disputed(3, "short"), disputed),
        (Disputed(4, "short"), disputed),
    ]
    read = {
        currency: Policy(
            id="clocks",
            title="Clocks",
            version="1",
            effective_from=AS_OF,
            currencies=("USD", "CAD"),
            sha256="0" * 64,
            hold=(
                Hold(
                    id="dispute",
                    when=(Condition("disputed", "equals", True),),
                    stops=("stage",),
                    clock="stopped" if currency == stopped_for else "running",
                ),
            ),
        )
        for currency in ("USD", "CAD")
    }
    policy = replace(read["USD"], by_currency=tuple(read.items()))
    with Ledger.create(Path(":memory:")) as books:
        with books.writing(at=AT, by="test") as book:
            write(book, history)
        Evaluator(books.connection, policy, Moment(AS_OF))
        found = dict(
            books.connection.execute(
                "SELECT n.currency, j.days_past_grace FROM invoice_fact AS j"
                " JOIN invoice AS n ON n.seq = j.invoice_id"
            )
        )
    assert found == {"USD": 30, "CAD": 30} | {stopped_for: 19}


def _judged(connection: sqlite3.Connection, policy: Policy) -> dict[int, dict[str, object]]:
    found: dict[int, dict[str, object]] = {}
    for (
        invoice,
        past,
        segment,
        score,
        write_off,
        stage,
        over,
        wait,
        closed,
        interest,
        *stops,
    ) in connection.execute(
        "SELECT j.invoice_id, j.days_past_grace, a.segment, a.score, d.write_off, d.stage, d.passes_over,"
        " CASE j.stage WHEN 'none' THEN 0 ELSE max(0, d.wait_days - j.days_since_stage) END,"
        " d.closed, d.interest, d.stops_stage, d.stops_late_fee, d.stops_interest, d.stops_write_off"
        " FROM invoice_fact AS j JOIN account_fact AS a ON a.rowid = j.account_row"
        " JOIN decision AS d ON d.number = j.decision"
    ):
        found[invoice] = {
            "segment": segment,
            "days_past_grace": past,
            "stopped": tuple(map(bool, stops)),
            "late_fees": (),
            "interest": None if interest is None else policy.interest[interest].id,
            "write_off": None if write_off is None else policy.write_off[write_off].id,
            "step": None if stage is None else (stage, bool(over), wait),
            "due": stage is not None and not wait and not closed,
            "score": score,
        }
    for invoice, rule in connection.execute(
        "SELECT j.invoice_id, l.rule FROM invoice_fact AS j"
        " JOIN late_fee_of AS l ON l.decision = j.decision ORDER BY l.rule"
    ):
        found[invoice]["late_fees"] += (policy.late_fee[rule].id,)
    return found


@given(history=histories(), days=st.integers(1, 60))
@settings(max_examples=150)
def test_the_outlook_is_what_the_facts_of_the_later_day_say(
    history: list[tuple[object, str]], days: int
) -> None:
    assume(all(day <= AS_OF.isoformat() for _, day in history))
    later = AS_OF + timedelta(days=days)
    with Ledger.create(Path(":memory:")) as books:
        with books.writing(at=AT, by="test") as book:
            write(book, history)
        now = known_invoices(books.connection, Moment(AS_OF))
        known_then = {
            one.invoice_id: one for one in known_invoices(books.connection, Moment(later))
        }
    then = {invoice: one.facts for invoice, one in known_then.items()}
    for one in now:
        entered_today = one.facts["passed_over"] != then[one.invoice_id]["passed_over"]
        then[one.invoice_id] |= {"passed_over": one.facts["passed_over"]} if entered_today else {}
        assert one.later(one.facts, days) == then[one.invoice_id]
        assert one.overridden_later(days) == known_then[one.invoice_id].overridden
