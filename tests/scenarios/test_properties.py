"""Random policies, random ledgers: a scenario says what the specification says, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from collectrules.engine.explain import consider
from collectrules.engine.gather import Moment
from collectrules.engine.known import known_invoices
from collectrules.ledger.book import Ledger
from collectrules.policy.deciding import decided
from collectrules.policy.facts import FACTS
from collectrules.policy.meaning import Judgement, judge
from collectrules.policy.model import SECTIONS, Policy, Scalar
from collectrules.scenarios.given import complete
from collectrules.scenarios.possible import impossible
from tests.engine.strategies import AS_OF, histories, policies, write
from tests.scenarios.playing import outcomes

SETTINGS = settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
AT = datetime(2026, 4, 1, 9, tzinfo=UTC)


def written(value: Scalar, *, money: bool = False) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(Decimal(value).scaleb(-2)) if money else str(value)
    return f'"{value}"'


def given_as(name: str, value: Scalar) -> str:
    if FACTS[name].type == "ids":
        return "[" + ", ".join(map(written, str(value).split())) + "]"
    return written(value, money=FACTS[name].type == "money")


def by_hand(policy: Policy, judgement: Judgement) -> dict[str, list[str]]:
    """What decides, section by section, read off a judgement without any help."""
    due = judgement.stage_due
    return {
        "segment": [judgement.segment],
        "grace": [judgement.grace.id] if judgement.grace else [],
        "hold": [rule.id for rule in judgement.holds],
        "late_fee": [rule.id for rule in judgement.late_fees],
        "stage": [] if due is None else [policy.stage[due].id],
        "fee_limit": [rule.id for rule in judgement.fee_limits],
        "interest_limit": [rule.id for rule in judgement.interest_limits],
        "interest": [judgement.interest.id] if judgement.interest else [],
        "offer": [rule.id for rule in judgement.offers],
        "credit": [rule.id for rule in judgement.credits],
        "write_off": [judgement.write_off.id] if judgement.write_off else [],
        "priority": [rule.id for rule in judgement.priorities],
    }


def scenario(known: dict[str, Scalar], expect: dict[str, list[str]], *more: str) -> str:
    given = ", ".join(
        f"{name} = {given_as(name, value)}" for name, value in known.items() if name != "currency"
    )
    lines = [
        f"expect.{section} = " + ("[" + ", ".join(map(written, ids)) + "]" if ids else '"none"')
        for section, ids in expect.items()
    ]
    head = f'[[scenario]]\nname = "s"\ncurrency = "{known["currency"]}"\ngiven = {{ {given} }}'
    return "\n".join([head, *lines, *more])


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Scalar]:
    """The facts of an invoice of a random ledger."""
    with Ledger.create(Path(":memory:")) as ledger:
        with ledger.writing(at=AT, by="someone") as book:
            write(book, draw(histories()))
        found = known_invoices(ledger.connection, Moment.on(AS_OF))
    assume(found)
    return draw(st.sampled_from(found)).facts


@SETTINGS
@given(policies(), cases())
def test_what_the_specification_says_passes(policy: Policy, known: dict[str, Scalar]) -> None:
    judgement = judge(policy, known)
    more = [
        f"expect.score = {judgement.score}",
        f"expect.days_past_grace = {judgement.facts['days_past_grace']}",
        f"expect.wait_days = {judgement.stage_wait}",
    ]
    (outcome,) = outcomes(scenario(known, by_hand(policy, judgement), *more), policy)
    assert outcome.passed, outcome.moments
    assert outcome.moments[0].checks[0].because == ()


@SETTINGS
@given(policies(), cases(), st.data())
def test_any_other_expectation_fails(
    policy: Policy, known: dict[str, Scalar], data: st.DataObject
) -> None:
    right = by_hand(policy, judge(policy, known))
    section = data.draw(st.sampled_from(list(SECTIONS)))
    ids = [rule.id for rule in policy.section(section)]
    most = len(ids) if SECTIONS[section].hits == "all" else 1
    others = st.lists(st.sampled_from(ids), max_size=most, unique=True) if ids else st.just([])
    other = data.draw(others)
    assume(set(other) != set(right[section]))
    (outcome,) = outcomes(scenario(known, {**right, section: other}), policy)
    wrong = [check for check in outcome.moments[0].checks if not check.passed]
    assert [check.wanted.key for check in wrong] == [section]
    assert wrong[0].because != ()


@SETTINGS
@given(policies(), cases())
def test_explanations_agree_on_what_decides(policy: Policy, known: dict[str, Scalar]) -> None:
    policy = policy.in_currency(str(known["currency"]))
    judgement = judge(policy, known)
    said = consider(policy, judgement, "USD")
    for section in SECTIONS:
        told = [one.rule for one in said if one.section == section and one.decided]
        assert list(decided(policy, judgement, section)) == told
        assert told == by_hand(policy, judgement)[section]


@SETTINGS
@given(cases())
def test_no_ledger_has_what_is_called_impossible(known: dict[str, Scalar]) -> None:
    assert impossible(known, known, "USD") is None


@SETTINGS
@given(cases(), st.data())
def test_facts_that_are_left_out_go_with_those_that_are_given(
    known: dict[str, Scalar], data: st.DataObject
) -> None:
    """What follows from one fact of a real case contradicts nothing."""
    name = data.draw(st.sampled_from([name for name in known if name != "currency"]))
    assume(not (name == "days_since_stage" and known[name]))
    assert impossible(complete({name: known[name]}, "USD"), {name: known[name]}, "USD") is None
