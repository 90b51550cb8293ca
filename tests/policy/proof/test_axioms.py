"""Every axiom held against the facts of random ledgers, and what time alone does against the outlook."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.engine.gather import Moment
from collectrules.engine.known import KnownInvoice, known_invoices
from collectrules.engine.outlook import BY_THE_DAY
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import InterestBooked, Reversed
from collectrules.policy.checks.readings import readings
from collectrules.policy.facts import DATED_STATES, members
from collectrules.policy.meaning import Judgement, judge
from collectrules.policy.model import Policy, Scalar
from collectrules.policy.proof.axioms import AXIOMS
from collectrules.policy.proof.formula import is_so
from collectrules.policy.proof.theory import GRACE_RULE, Theory
from collectrules.policy.proof.time import RISING, alone, later
from collectrules.policy.proof.usual import known_facts, usual_values
from tests.engine.strategies import AS_OF, histories, policies, write

AT = datetime(2026, 4, 1, 9, tzinfo=UTC)


def invoices(history: list[tuple[object, str]]) -> tuple[KnownInvoice, ...]:
    with Ledger.create(Path(":memory:")) as books:
        with books.writing(at=AT, by="test") as book:
            write(book, history)
        return known_invoices(books.connection, Moment(AS_OF))


def booked(history: list[tuple[object, str]]) -> list[tuple[object, str]]:
    """The same, but that no interest is taken back which was not booked by then: no run does that."""
    reversed_ = {event.reversed_seq for event, _ in history if isinstance(event, Reversed)}
    found: list[tuple[object, str]] = []
    for seq, (event, day) in enumerate(history, 1):
        if isinstance(event, InterestBooked) and event.amount < 0 and seq not in reversed_:
            standing = sum(
                each.amount
                for n, (each, then) in enumerate(found, 1)
                if isinstance(each, InterestBooked)
                and each.invoice_id == event.invoice_id
                and (each.amount < 0 or (n not in reversed_ and (each.booked_on or then) <= day))
            )
            if standing + event.amount < 0:
                found.append((replace(event, kind="accrual", amount=-event.amount), day))
                continue
        found.append((event, day))
    return found


def values(theory: Theory, judged: Judgement) -> dict[str, Scalar]:
    """The facts with the number of the grace rule and a flag for each stage, as statements speak of them."""
    number = theory.policy.grace.index(judged.grace) if judged.grace else 0
    done = members(judged.facts["stages_done"])
    flags = {name: int(id in done) for id, name in theory.done.items()}
    return {**judged.facts, GRACE_RULE: number, **flags}


@given(history=histories(), policy=policies())
@settings(max_examples=150, deadline=None)
def test_every_axiom_is_so_of_every_invoice(
    history: list[tuple[object, str]], policy: Policy
) -> None:
    theories = {each.policy.currencies: Theory(each.policy) for each in readings(policy)}
    for one in invoices(booked(history)):
        (theory,) = (t for codes, t in theories.items() if one.facts["currency"] in codes)
        facts = values(theory, judge(theory.policy, one.facts))
        wrong = [axiom.says for axiom in theory.axioms if not is_so(axiom.formula, facts)]
        assert wrong == []


@given(policy=policies())
@settings(max_examples=50, deadline=None)
def test_the_usual_invoice_obeys_the_axioms(policy: Policy) -> None:
    for each in readings(policy):
        theory = Theory(each.policy)
        facts = values(theory, judge(each.policy, known_facts(usual_values(theory))))
        assert [axiom.says for axiom in theory.axioms if not is_so(axiom.formula, facts)] == []


@given(history=histories(), policy=policies(), days=st.integers(1, 60))
@settings(max_examples=150, deadline=None)
def test_time_alone_does_what_the_outlook_says(
    history: list[tuple[object, str]], policy: Policy, days: int
) -> None:
    theory = Theory(policy)
    for one in invoices(history):
        if not is_so(alone(theory), one.facts):
            continue
        then = later(one.facts, days)
        # Of these no fact says what they hang on: when what was paid, an older promise still open, the date.
        moved_by_other_things = {
            "paid_last_12_months", "charges_total", "broken_promises", "whole_months_past_due",
            "month", "day_of_month", "weekday",
        }  # fmt: skip
        outlook = one.later(one.facts, days)
        for name in one.facts.keys() - moved_by_other_things:
            assert then[name] == outlook[name], name


def test_what_rises_is_what_the_outlook_moves_but_for_disputes() -> None:
    assert BY_THE_DAY - set(DATED_STATES.values()) == RISING


@pytest.mark.parametrize("says", [axiom.says for axiom in AXIOMS])
def test_a_sentence_is_plain(says: str) -> None:
    assert says[:1].islower() or says.startswith("`")
    assert not says.endswith(".")
