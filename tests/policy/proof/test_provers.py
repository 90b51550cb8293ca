"""Boxes and z3 agree, and both agree with trying out every invoice of a small grid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.policy.checks.readings import readings
from collectrules.policy.meaning import Facts, judge, rule_holds
from collectrules.policy.model import SECTIONS, Condition, Policy, Rule, Scalar
from collectrules.policy.proof.axioms import AXIOMS
from collectrules.policy.proof.formula import Formula, Sum, Word, all_of, exactly, is_so, some_of
from collectrules.policy.proof.prover import (
    Impossible,
    Possible,
    Prover,
    Undecided,
    prover_for,
)
from collectrules.policy.proof.search import BoxSearch
from collectrules.policy.proof.solver import Solver
from collectrules.policy.proof.theory import Theory
from collectrules.policy.proof.usual import decided, known_facts, usual_values
from tests.engine.strategies import policies
from tests.policy.texts import policy as policy_of

GRID: dict[str, Sequence[Scalar]] = {
    "debtor_kind": ("business", "consumer"),
    "days_past_due": (-1, 0, 1, 2),
    "oldest_days_past_due": (-1, 0, 1, 2),
    "balance": (1, 2),
    "overdue_total": (0, 1, 2, 3),
    "outstanding_total": (1, 2, 3),
    "overdue_invoices": (0, 1, 2),
    "open_invoices": (1, 2),
    "oldest_overdue": (False, True),
    "disputed": (False, True),
    "days_disputed": (0, 1, 2),
    "disputed_total": (0, 1, 2),
}
"""Facts that axioms tie together, with all values they have in the grid; all others are as usual."""

PLAIN = policy_of('[[grace]]\nid = "g"\ndays = 1\n')


@cache
def grid() -> tuple[Facts, ...]:
    """Every invoice of the grid that there can be."""
    usual = known_facts(usual_values(Theory(PLAIN)))
    rows = ({**usual, **dict(zip(GRID, row, strict=True))} for row in product(*GRID.values()))
    return tuple(row for row in rows if all(is_so(axiom.formula, row) for axiom in AXIOMS))


def within_the_grid(theory: Theory) -> Formula:
    usual = usual_values(theory)
    parts: list[Formula] = []
    for name in known_facts(usual).keys() - {"stages_done"}:
        options = GRID.get(name, (usual[name],))
        if name in theory.words:
            words = frozenset(map(str, options))
            parts.append(Word(name, words, theory.words[name]))
        else:
            parts.append(some_of(*(exactly(name, int(option)) for option in options)))
    return all_of(*parts)


def conditions() -> st.SearchStrategy[Condition]:
    def one(name: str) -> st.SearchStrategy[Condition]:
        option = st.sampled_from(GRID[name])
        if isinstance(GRID[name][0], bool | str):
            return st.builds(Condition, st.just(name), st.sampled_from(["equals", "not"]), option)
        comparison = st.sampled_from(["equals", "not", "at_least", "at_most", "above", "below"])
        return st.builds(Condition, st.just(name), comparison, option)

    return st.sampled_from(sorted(GRID)).flatmap(one)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    groups = st.lists(st.lists(conditions(), min_size=1, max_size=2).map(tuple), max_size=2)
    return Rule(
        id="r",
        when=tuple(draw(st.lists(conditions(), max_size=3))),
        any=tuple(draw(groups)),
        unless=tuple(draw(groups)),
    )


@given(wanted=rules(), above=st.lists(rules(), max_size=3))
@settings(max_examples=150, deadline=None)
def test_both_say_what_trying_out_the_grid_says(wanted: Rule, above: list[Rule]) -> None:
    theory = Theory(PLAIN)
    question = theory.first([*above, wanted], len(above))
    there_is = any(
        rule_holds(wanted, facts) and not any(rule_holds(rule, facts) for rule in above)
        for facts in grid()
    )
    provers: tuple[Prover, ...] = (Solver(theory), BoxSearch(theory))
    for prover in provers:
        answer = prover.ask(question, within_the_grid(theory))
        assert isinstance(answer, Possible) == there_is
        if isinstance(answer, Possible):
            found = judge(PLAIN, known_facts(answer.values)).facts
            assert rule_holds(wanted, found)
            assert not any(rule_holds(rule, found) for rule in above)


def questions(policy: Policy, theory: Theory) -> Iterator[tuple[Formula, Rule]]:
    for section in SECTIONS:
        rules = policy.section(section)
        for number, rule in enumerate(rules):
            yield theory.holds(rule), rule
            yield theory.first(rules, number), rule


@given(policy=policies())
@settings(max_examples=80, deadline=None)
def test_they_agree_on_random_policies(policy: Policy) -> None:
    for reading in readings(policy):
        they_agree_on(reading.policy)


def they_agree_on(policy: Policy) -> None:
    theory = Theory(policy)
    provers: tuple[Prover, ...] = (Solver(theory), BoxSearch(theory), prover_for(theory))
    for question, rule in questions(policy, theory):
        answers = [prover.ask(question) for prover in provers]
        assert len({type(answer) for answer in answers} - {Undecided}) <= 1
        for answer in answers:
            if isinstance(answer, Possible):
                facts = decided(theory, answer.values)
                wrong = [axiom.says for axiom in theory.axioms if not is_so(axiom.formula, facts)]
                assert wrong == []
                assert is_so(question, facts)
                assert rule_holds(rule, facts)
                assert rule_holds(rule, judge(policy, known_facts(facts)).facts)


def test_boxes_that_may_not_look_any_further_say_that_they_do_not_know() -> None:
    rule = Rule(
        id="r",
        any=tuple((Condition("balance", "equals", number),) for number in (3, 5, 7)),
        unless=tuple((Condition("outstanding_total", "at_least", number),) for number in (3,)),
    )
    theory = Theory(PLAIN)
    assert BoxSearch(theory, most_boxes=0).ask(theory.holds(rule)) == Undecided()
    assert BoxSearch(theory).ask(theory.holds(rule)) == Impossible()


def test_a_circle_of_differences_is_a_proof() -> None:
    """Narrowed a step at a time, the two would chase each other to the largest number there is."""
    more = Sum((("balance", 1), ("charges_total", -1)), low=1)
    less = Sum((("balance", 1), ("charges_total", -1)), high=0)
    assert Solver(Theory(PLAIN)).ask(more, less) == Impossible()
    assert BoxSearch(Theory(PLAIN)).ask(more, less) == Impossible()
