"""What a policy decides as formulas of what the ledger knows: segments and grace are said by their rules.

So two policies that decide them in different ways can be asked about in one question.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Final

from collectrules.policy.meaning import DEFAULT_SEGMENT, stopped_days_facts
from collectrules.policy.model import Condition, Policy, Rule
from collectrules.policy.proof.expected import expected_net_is
from collectrules.policy.proof.formula import (
    FALSE,
    Formula,
    Sum,
    Word,
    all_of,
    at_least,
    compared,
    exactly,
    negated,
    none_of,
    replaced,
    some_of,
)
from collectrules.policy.proof.theory import Theory

NOTHING: Final = None
"""What is decided where no rule is."""

Outcomes = dict[Hashable, Formula]
"""When each thing is decided: of several, one at a time."""


class Unfolded:
    """One policy's rules as formulas; `common` knows the words that both of two policies use."""

    def __init__(self, policy: Policy, common: Theory) -> None:
        self.policy = policy
        self._common = common
        self._known: dict[int, tuple[Rule, Formula]] = {}
        stopped = tuple((fact, -1) for fact in stopped_days_facts(policy))
        self._counted = (("days_past_due", 1), *stopped)

    def holds(self, rule: Rule) -> Formula:
        """When a rule holds."""
        known = self._known.get(id(rule))
        if known is None:
            parts = [self.asked(condition) for condition in rule.when]
            if rule.any:
                parts.append(some_of(*map(self._group, rule.any)))
            parts += (negated(self._group(group)) for group in rule.unless)
            known = self._known[id(rule)] = rule, all_of(*parts)
        return known[1]

    def _group(self, group: Sequence[Condition]) -> Formula:
        return all_of(*map(self.asked, group))

    def first(self, rules: Sequence[Rule]) -> Iterator[tuple[Rule | None, Formula]]:
        """When each rule of a section is the first that holds, and when none of them does."""
        for number, rule in enumerate(rules):
            yield rule, all_of(self.holds(rule), none_of(map(self.holds, rules[:number])))
        yield NOTHING, none_of(map(self.holds, rules))

    def asked(self, condition: Condition) -> Formula:
        """When one condition holds."""
        match condition.fact:
            case "segment":
                values = (
                    condition.value if isinstance(condition.value, tuple) else (condition.value,)
                )
                named = some_of(
                    *(
                        formula
                        for rule, formula in self.first(self.policy.segment)
                        if (rule.id if rule else DEFAULT_SEGMENT) in values
                    )
                )
                return negated(named) if condition.comparison == "not" else named
            case "days_past_grace":
                return self._past_grace(compared("days_past_grace", condition))
            case "expected_net":
                return expected_net_is(self.policy, condition)
            case _:
                return self._common.asked(condition)

    def _past_grace(self, asked: Formula) -> Formula:
        return some_of(
            *(
                all_of(formula, replaced(asked, self._counting(grace)))
                for grace, formula in self.graces()
            )
        )

    def graces(self) -> Iterator[tuple[int, Formula]]:
        """The days of grace there are, and when."""
        days = {rule.id: rule.days for rule in self.policy.grace}
        for rule, formula in self.first(self.policy.grace):
            yield (days[rule.id] if rule else 0), formula

    def _counting(self, grace: int) -> Callable[[Sum | Word], Formula]:
        def put(part: Sum | Word) -> Formula:
            assert isinstance(part, Sum)
            low = None if part.low is None else part.low + grace
            return Sum(self._counted, low, None if part.high is None else part.high + grace)

        return put

    def past_grace_is_other(self, other: Unfolded) -> Iterator[Formula]:
        """When days past grace are not what they are by another policy."""
        gone = _difference(self._counted, other._counted)
        for one, when in self.graces():
            for two, then in other.graces():
                same = Sum(gone, one - two, one - two) if gone else None
                if same is not None:
                    yield all_of(when, then, negated(same))
                elif one != two:
                    yield all_of(when, then)

    def stopped(self, what: str) -> Formula:
        """When a hold stops something, or it stops by itself."""
        by_holds = [self.holds(rule) for rule in self.policy.hold if what in rule.stops]
        if what == "stage":
            by_holds.append(exactly("placed", 1))
        if what == "write_off":
            by_holds += (self._common.word(fact, "open") for fact in ("plan", "settlement"))
        return some_of(*by_holds)

    def going_on(self, what: str, formula: Formula) -> Formula:
        """That something is so, and is not stopped."""
        return all_of(formula, negated(self.stopped(what)))

    def provisions(self) -> Iterator[tuple[Hashable, Formula]]:
        """When each share is expected to be lost, and when none is said."""
        above: list[Formula] = []
        for each in self.policy.provision:
            inside = Sum((("days_past_due", 1),), each.first_day, each.last_day)
            yield each.percent, all_of(inside, none_of(above))
            above.append(inside)
        yield NOTHING, none_of(above)

    def stages(self) -> Iterator[tuple[int | None, Formula]]:
        """When each stage is the one to take now, by its number in the ladder."""
        stages = self.policy.stage
        for number, stage in enumerate(stages):
            wait = max(stage.wait_days, stage.wait_working_days)
            over = some_of(self._common.word("stage", "none"), at_least("days_since_stage", wait))
            steps = some_of(*self._steps_to(number))
            yield number, self.going_on("stage", all_of(steps, over))

    def _steps_to(self, number: int) -> Iterator[Formula]:
        by_age = self.policy.ladder.enter == "by-age"
        for after in range(-1, number):
            climbing = self._first_of(range(after + 1, len(self.policy.stage)), number)
            if after >= 0 or not by_age:
                yield all_of(self._after(after), climbing)
                continue
            late = exactly("late_when_first_seen", 1)
            yield all_of(self._after(after), negated(late), climbing)
            yield all_of(self._after(after), late, self._enters_at(number))

    def _enters_at(self, number: int) -> Formula:
        """When an invoice that is late when first seen enters at a stage."""
        ids, ladder = self.policy.stage_ids, self.policy.ladder
        ceiling = ids.index(ladder.ceiling) if ladder.ceiling else len(ids) - 1
        if number <= ceiling:
            return self._first_of(range(ceiling, -1, -1), number)
        below = none_of(self.holds(stage) for stage in self.policy.stage[: ceiling + 1])
        return all_of(below, self._first_of(range(ceiling + 1, len(ids)), number))

    def _first_of(self, numbers: Iterable[int], number: int) -> Formula:
        """When a stage is the first of some that holds."""
        before: list[Formula] = []
        for each in numbers:
            if each == number:
                return all_of(self.holds(self.policy.stage[number]), none_of(before))
            before.append(self.holds(self.policy.stage[each]))
        return FALSE

    def _after(self, number: int) -> Formula:
        """When an invoice is so far up the ladder, and no further."""
        ids = self.policy.stage_ids
        below = set(self._common.words["stage"]) - set(ids[number + 1 :])
        both = [self._common.word(fact, *below) for fact in ("stage", "passed_over")]
        if number < 0:
            return all_of(*both)
        there = [self._common.word(fact, ids[number]) for fact in ("stage", "passed_over")]
        return all_of(*both, some_of(*there))


def _difference(
    one: tuple[tuple[str, int], ...], other: tuple[tuple[str, int], ...]
) -> tuple[tuple[str, int], ...]:
    """The terms of one sum less another: those that both have fall away."""
    return (
        *(term for term in one if term not in other),
        *((name, -sign) for name, sign in other if (name, sign) not in one),
    )
