"""The checks on the ladder held to trying out every way that one invoice can go up a small one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import pairwise, product

from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.policy.checks import Checked, Known, check_policy
from collectrules.policy.meaning import Facts, Judgement, judge
from collectrules.policy.model import (
    Condition,
    ContactAction,
    ContactLimit,
    Grace,
    Ladder,
    Policy,
    Scalar,
    Stage,
)
from collectrules.policy.proof.prover import prover_for
from collectrules.policy.proof.theory import Theory
from collectrules.policy.proof.usual import known_facts, usual_values

DAYS = range(-20, 14)
"""The days past due on which an invoice is looked at: no number of a policy here is larger, and before the
first that any asks for there is room for every wait."""

LONG_AGO = 6
"""Days since a stage that no wait here is longer than."""

NEVER = {"never-holds", "hidden-rule", "unreachable-stage", "impossible-wait"}
"""The codes that say of a stage that it is never taken."""


@st.composite
def stages(draw: st.DrawFn, count: int) -> Iterator[Stage]:
    day, few = st.integers(-2, 7), st.sampled_from(["days_past_due", "days_past_grace"])
    made = []
    for number in range(count):
        when = [Condition(draw(few), "at_least", draw(day))] if draw(st.booleans()) else []
        if draw(st.sampled_from([True, False, False])):
            when.append(Condition(draw(few), "at_most", draw(day)))
        if draw(st.sampled_from([True, False, False, False])):
            others = tuple(draw(st.sets(st.sampled_from(["none", "s0", "s1", "s2"]), min_size=1)))
            when.append(Condition("stage", "one_of", others))
        if draw(st.sampled_from([True, False, False])):
            when.append(Condition("debtor_kind", "equals", "business"))
        made.append(
            Stage(
                id=f"s{number}",
                when=tuple(when),
                wait_days=draw(st.integers(0, 4)),
                action=ContactAction((draw(st.sampled_from(["email", "call"])),)),
            )
        )
    return tuple(made)


@st.composite
def ladders(draw: st.DrawFn) -> Policy:
    limit = ContactLimit(
        id="limit",
        channels=draw(st.sampled_from([("email",), ("email", "call")])),
        at_most=draw(st.integers(0, 2)),
        within_days=draw(st.integers(1, 5)),
    )
    return Policy(
        id="random",
        title="Random",
        version="1",
        effective_from=date(2020, 1, 1),
        currencies=("GBP",),
        sha256="0" * 64,
        grace=(Grace(id="g", days=draw(st.integers(0, 2))),),
        ladder=Ladder(*draw(st.sampled_from([("first", ""), ("by-age", "s1"), ("by-age", "s2")]))),
        stage=draw(stages(3)),
        contact_limit=(limit,),
    )


Step = tuple[tuple[int, int], ...]
"""Days and the stages carried out on them, all within so many days of the last."""


class Invoice:
    """The only invoice of a customer, judged on any day after any stage."""

    def __init__(
        self, policy: Policy, kind: str, late: bool, passed: str = "none", first: int = DAYS.start
    ) -> None:
        self.policy = policy
        self._first = first
        self._usual = {
            **known_facts(usual_values(Theory(policy))),
            "debtor_kind": kind,
            "late_when_first_seen": late,
            "passed_over": passed,
        }
        self._judged: dict[tuple[int, int, int], Judgement] = {}

    def on(self, day: int, stage: int = -1, since: int = 0) -> Judgement:
        """What the policy decides `day` days past due, `since` days after a stage was carried out."""
        key = day, stage, since
        if key not in self._judged:
            self._judged[key] = judge(self.policy, self._facts(*key))
        return self._judged[key]

    def _facts(self, day: int, stage: int, since: int) -> Facts:
        overdue = day > 0
        facts: dict[str, Scalar] = {
            **self._usual,
            "days_past_due": day,
            "oldest_days_past_due": day,
            "overdue_invoices": int(overdue),
            "overdue_total": self._usual["balance"] if overdue else 0,
            "stage": "none" if stage < 0 else f"s{stage}",
            "days_since_stage": since,
        }
        return facts

    def steps(self, within_days: int, apart: int = 1) -> Iterator[Step]:
        """Every stage that can be carried out on some day, and those just before it, so many days apart."""
        seen: set[Step] = set()
        found: list[Step] = [()]
        while found:
            before = found.pop()
            if before not in seen:
                seen.add(before)
                yield before
                found += (
                    self._recent((*before, one), within_days) for one in self._next(before, apart)
                )

    def _next(self, before: Step, apart: int) -> Iterator[tuple[int, int]]:
        done, stage = before[-1] if before else (self._first - apart, -1)
        for day in range(done + apart, DAYS.stop):
            since = min(day - done, LONG_AGO) if before else 0
            due = self.on(day, stage, since).stage_due
            if due is not None:
                yield day, due

    @staticmethod
    def _recent(steps: Step, within_days: int) -> Step:
        last = steps[-1][0]
        return tuple(step for step in steps if last - step[0] < within_days)


def invoices(policy: Policy) -> Iterator[Invoice]:
    """Those that begin the ladder, and those that have entered it by age and passed stages over."""
    for kind, late in product(("business", "consumer"), (False, True)):
        beginning = Invoice(policy, kind, late)
        yield beginning
        for day in DAYS:
            judged = beginning.on(day)
            if judged.step and judged.step.passes_over and judged.stage_due is not None:
                yield Invoice(policy, kind, late, f"s{judged.step.stage - 1}", day + 1)


def found_by(policy: Policy, *, with_z3: bool) -> Checked:
    proving = partial(prover_for, with_z3=with_z3)
    found = check_policy(policy, Known(day=date(2026, 6, 1)), proving)
    assert (found.undecided, found.unconfirmed) == ((), ())
    return found


def taken(policy: Policy) -> set[int]:
    """The stages that some invoice can come to; a second run can find two of them due on one day."""
    ways = (steps for one in invoices(policy) for steps in one.steps(1, apart=0))
    return {steps[-1][1] for steps in ways if steps}


@given(policy=ladders(), with_z3=st.booleans())
@settings(max_examples=80, deadline=None)
def test_a_stage_is_said_never_to_be_taken_where_no_way_takes_it(
    policy: Policy, with_z3: bool
) -> None:
    said = {
        each.path[1]
        for each in found_by(policy, with_z3=with_z3).found
        if each.code in NEVER and each.path[0] == "stage" and "go on" not in each.message
    }
    assert said == set(range(len(policy.stage))) - taken(policy)


@given(policy=ladders(), with_z3=st.booleans())
@settings(max_examples=80, deadline=None)
def test_a_limit_is_said_to_be_filled_where_some_way_fills_it(
    policy: Policy, with_z3: bool
) -> None:
    (limit,) = policy.contact_limit
    said = any(each.code == "cadence" for each in found_by(policy, with_z3=with_z3).found)
    filled = any(
        sum(counts(limit, policy.stage[stage]) for _, stage in steps) > limit.at_most
        for one in invoices(policy)
        for steps in one.steps(limit.within_days)
    )
    assert said >= filled


def counts(limit: ContactLimit, stage: Stage) -> bool:
    return isinstance(stage.action, ContactAction) and {*stage.action.channels} <= {*limit.channels}


@given(policy=ladders(), with_z3=st.booleans())
@settings(max_examples=80, deadline=None)
def test_an_age_is_said_to_be_on_no_stage_where_one_is_left_behind(
    policy: Policy, with_z3: bool
) -> None:
    said = any(each.code == "gap" for each in found_by(policy, with_z3=with_z3).found)
    positions = {-1, *taken(policy)} - {len(policy.stage) - 1}
    left = any(left_behind(one, stage) for one in invoices(policy) for stage in positions)
    assert said >= left


def left_behind(one: Invoice, stage: int) -> bool:
    """Whether past grace there is a next stage on some day, and on no day after it."""
    grace = one.policy.grace[0].days
    nexts = [one.on(day, stage).step is not None for day in range(grace + 1, 40)]
    return any(before and not after for before, after in pairwise(nexts)) and not nexts[-1]
