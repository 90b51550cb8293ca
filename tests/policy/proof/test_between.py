"""Where two policies decide differently: examples are judged, and proofs tried on a grid of invoices."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.policy.facts import FACTS
from collectrules.policy.meaning import Facts, judge
from collectrules.policy.model import CONDITIONAL, Policy, Rule
from collectrules.policy.proof.axioms import AXIOMS
from collectrules.policy.proof.between import Between, between, unasked
from collectrules.policy.proof.decisions import SECTIONS_ASKED, decided_in
from collectrules.policy.proof.formula import is_so
from collectrules.policy.proof.theory import Theory
from collectrules.policy.proof.usual import known_facts, usual_values
from tests.engine.strategies import policies
from tests.policy.proof.test_provers import GRID, PLAIN
from tests.policy.texts import policy as policy_of

STAGES = """
[[segment]]
id = "big"
when.paid_last_12_months = { at_least = 1000.00 }

[[segment]]
id = "rest"

[[grace]]
id = "patience"
when.segment = "big"
days = 10

[[grace]]
id = "none"
days = 5

[[stage]]
id = "reminder"
when.days_past_grace = { at_least = 1 }
action = { channel = "email", template = "reminder" }

[[stage]]
id = "call"
when.days_past_grace = { at_least = 10 }
wait_days = 7
action = { channel = "call", script = "first" }
"""


def differing(before: str, after: str) -> dict[str, Between]:
    found = between(policy_of(before), policy_of(after))
    return {each.section: each for each in found if each.answer == "differ"}


def test_what_is_the_same_is_proved_to_be_decided_alike() -> None:
    found = tuple(between(policy_of(STAGES), policy_of(STAGES)))
    assert {each.section for each in found} == set(SECTIONS_ASKED)
    assert {each.answer for each in found} == {"alike"}


def test_the_smallest_account_that_shows_it() -> None:
    found = differing(STAGES, STAGES.replace("days = 5", "days = 6"))
    assert set(found) == {"stage", "grace"}
    stage = found["stage"]
    assert stage.facts is not None
    assert stage.facts["days_past_due"] == 6
    assert (stage.before, stage.after) == ("reminder", "no stage")
    assert stage.account == "100.00 left to pay and 6 days past due"


def test_said_in_another_way_is_decided_alike() -> None:
    """One rule is split in two, of another a condition is asked that it follows from."""
    other = STAGES.replace(
        'id = "patience"\nwhen.segment = "big"',
        'id = "patience"\nwhen.paid_last_12_months = { above = 999.99 }',
    ).replace(
        '[[grace]]\nid = "none"\ndays = 5',
        '[[grace]]\nid = "late"\nwhen.days_past_due = { above = 3 }\ndays = 5\n\n'
        '[[grace]]\nid = "early"\ndays = 5',
    )
    assert other.count("[[grace]]") == 3
    assert differing(STAGES, other) == {}
    assert {each.answer for each in between(policy_of(STAGES), policy_of(other))} == {"alike"}


def test_a_wait_shows_on_who_is_on_the_ladder() -> None:
    found = differing(STAGES, STAGES.replace("wait_days = 7", "wait_days = 8"))["stage"]
    assert found.facts is not None
    assert (found.facts["stage"], found.facts["days_since_stage"]) == ("reminder", 7)
    assert (found.before, found.after) == ("call", "no stage")


def test_a_rule_of_one_name_that_does_another_thing_is_said_in_full() -> None:
    found = differing(STAGES, STAGES.replace('"reminder" }', '"first" }'))
    assert found["stage"].before.startswith('E-mail "reminder" when at least 1 day past grace')
    assert found["stage"].after.startswith('E-mail "first" when at least 1 day past grace')


@pytest.mark.parametrize("enter", ["first", "by-age"])
def test_where_the_old_ones_enter(enter: str) -> None:
    ladder = f'[ladder]\nenter = "{enter}"\n' + ('ceiling = "call"\n' * (enter == "by-age"))
    found = differing(STAGES, ladder + STAGES)
    assert set(found) == ({"stage"} if enter == "by-age" else set())
    for each in found.values():
        assert each.facts is not None
        assert each.facts["late_when_first_seen"]


def test_what_only_has_another_name_is_told_as_not_asked_about() -> None:
    from collectrules.policy.diff import changes

    was, now = policy_of(STAGES), policy_of(STAGES.replace('"reminder"\nwhen', '"letter"\nwhen'))
    assert {each.answer for each in between(was, now)} == {"alike"}
    assert [each.kind for each in unasked(changes(was, now))] == ["renamed"]


@cache
def rows() -> tuple[Facts, ...]:
    """Some invoices of the grid, by chance, that there can be."""
    rolling = random.Random(7)
    usual = known_facts(usual_values(Theory(PLAIN)))
    found: list[Facts] = []
    while len(found) < 100:
        row = {**usual, **{name: rolling.choice(options) for name, options in GRID.items()}}
        if all(is_so(axiom.formula, row) for axiom in AXIOMS):
            found.append(row)
    return tuple(found)


def invoices(policy: Policy) -> Iterator[Facts]:
    """Some invoices, on any stage of a ladder."""
    rolling = random.Random(7)
    stages = ["none", *policy.stage_ids]
    for facts in rows():
        stage = rolling.choice(stages)
        days = 0 if stage == "none" else rolling.choice([0, 1, 2, 7, 30])
        done = "" if stage == "none" else stage
        more = {"stage": stage, "days_since_stage": days, "stages_done": done}
        late = rolling.choice([False, True])
        yield {**facts, **more, "late_when_first_seen": late, "currency": policy.currencies[0]}


def held_to_judging(before: Policy, after: Policy) -> None:
    currency = before.currencies[0]
    found = {
        each.section: each
        for each in between(before, after)
        if each.currency in {"", currency} and each.since is None
    }
    was, now = before.in_currency(currency), after.in_currency(currency)
    for facts in invoices(after):
        pairs = [(policy, judge(policy, facts)) for policy in (was, now)]
        for section in SECTIONS_ASKED:
            if found[section].answer == "alike":
                one, other = (decided_in(section, *pair) for pair in pairs)
                assert one == other, section
    for section, each in found.items():
        if each.answer == "differ":
            assert each.facts is not None
            pairs = [(policy, judge(policy, each.facts)) for policy in (was, now)]
            one, other = (decided_in(section, *pair) for pair in pairs)
            assert one != other
            known = {name: each.facts[name] for name in each.facts if name in FACTS}
            assert all(is_so(axiom.formula, known) for axiom in AXIOMS)


@given(before=policies(), after=policies())
@settings(max_examples=15, deadline=None)
def test_proofs_and_examples_are_true_of_random_policies(before: Policy, after: Policy) -> None:
    held_to_judging(before, after)


@given(policy=policies(), data=st.data())
@settings(max_examples=25, deadline=None)
def test_proofs_and_examples_are_true_where_one_rule_was_dropped_or_moved(
    policy: Policy, data: st.DataObject
) -> None:
    section = data.draw(st.sampled_from([name for name in CONDITIONAL if policy.section(name)]))
    rules: list[Rule] = list(policy.section(section))
    rule = rules.pop(data.draw(st.integers(0, len(rules) - 1)))
    if data.draw(st.booleans()):
        rules.insert(data.draw(st.integers(0, len(rules))), rule)
    held_to_judging(
        replace(policy, by_currency=()),
        replace(policy, by_currency=(), **{section: tuple(rules)}),
    )
