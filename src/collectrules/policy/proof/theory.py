"""A policy as formulas: its words, when its rules hold, and how it decides the facts that it derives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from collectrules.policy.facts import FACTS
from collectrules.policy.meaning import DEFAULT_SEGMENT, stopped_days_facts
from collectrules.policy.model import CONDITIONAL, Condition, Policy, Rule
from collectrules.policy.proof.axioms import AXIOMS, Axiom
from collectrules.policy.proof.expected import expected_net_is
from collectrules.policy.proof.formula import (
    Formula,
    Sum,
    Word,
    all_of,
    at_least,
    compared,
    exactly,
    implies,
    negated,
    some_of,
)
from collectrules.policy.proof.months import months_by_days

EARLIER: Final = "of-an-earlier-version"
"""Stands for the id of any stage that the policy no longer has."""

GRACE_RULE: Final = "grace rule"
"""The name of the number, from 0, of the grace rule that decides."""


class Theory:
    """What a policy's rules mean as formulas, and the axioms its facts obey."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.words: Mapping[str, frozenset[str]] = {
            fact.name: frozenset(_words(policy, fact.name))
            for fact in FACTS.values()
            if fact.type == "word"
        }
        """Every value that each word can have."""
        self.done = _asked_of_as_done(policy)
        """The name of the flag for each stage that some rule asks of `stages_done`."""
        self.flags: frozenset[str] = frozenset(
            {fact.name for fact in FACTS.values() if fact.type == "flag"} | set(self.done.values())
        )
        """The numbers that are 0 or 1."""
        self._rules: dict[int, tuple[Rule, Formula, Formula]] = {}
        self.segments = self._segments()
        self.graces = self._graces()
        self.grace_days = tuple(self._grace_days())
        self.always: tuple[Axiom, ...] = (
            *AXIOMS,
            self._before_the_first_stage(),
            self._months_by_days(),
        )
        """What holds between facts whatever the policy decides."""
        self.decided: tuple[Axiom, ...] = tuple(self._decided())
        """How the facts that the policy decides hang on the others."""
        self.axioms: tuple[Axiom, ...] = (*self.always, *self.decided)

    def holds(self, rule: Rule) -> Formula:
        """When a rule of the policy holds."""
        return self._either(rule)[1]

    def fails(self, rule: Rule) -> Formula:
        """When a rule of the policy does not hold."""
        return self._either(rule)[2]

    def _either(self, rule: Rule) -> tuple[Rule, Formula, Formula]:
        # By identity, because comparing rules takes longer than reading them; each is kept so that no
        # other one takes its place in memory.
        known = self._rules.get(id(rule))
        if known is None:
            holds = self._holds(rule)
            known = self._rules[id(rule)] = rule, holds, negated(holds)
        return known

    def word(self, fact: str, *words: str) -> Word:
        """When a word is one of some."""
        return Word(fact, frozenset(words), self.words[fact])

    def asked(self, condition: Condition) -> Formula:
        """When one condition holds."""
        fact = FACTS[condition.fact]
        values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
        if fact.type == "word":
            named = self.word(fact.name, *(str(v) for v in values if v in self.words[fact.name]))
            return negated(named) if condition.comparison == "not" else named
        if fact.type == "ids":
            among = some_of(*(exactly(self.done[str(id)], 1) for id in values))
            return negated(among) if condition.comparison == "not" else among
        if fact.name == "expected_net":
            return expected_net_is(self.policy, condition)
        return compared(fact.name, condition)

    def group(self, conditions: Sequence[Condition]) -> Formula:
        """When all conditions of a group hold."""
        return all_of(*(self.asked(condition) for condition in conditions))

    def _holds(self, rule: Rule) -> Formula:
        parts = [self.asked(condition) for condition in rule.when]
        if rule.any:
            parts.append(some_of(*(self.group(group) for group in rule.any)))
        parts += (negated(self.group(group)) for group in rule.unless)
        return all_of(*parts)

    def first(self, section: Sequence[Rule], number: int) -> Formula:
        """When a rule is the first of its section that holds."""
        return all_of(self.holds(section[number]), *map(self.fails, section[:number]))

    @property
    def deciders(self) -> tuple[Formula, ...]:
        """When each segment and each days of grace are the ones that count."""
        return tuple(each for choice in (self.segments, self.graces) for each in choice.formulas)

    def _before_the_first_stage(self) -> Axiom:
        return Axiom(
            "`days_since_stage` is 0 before the first stage",
            "there is no day to count from",
            implies(self.word("stage", "none"), exactly("days_since_stage", 0)),
        )

    def _months_by_days(self) -> Axiom:
        rules = (rule for name in CONDITIONAL for rule in self.policy.section(name))
        asked = {
            int(value)
            for rule in rules
            for each in rule.conditions
            if each.fact == "whole_months_past_due"
            for value in (each.value if isinstance(each.value, tuple) else (each.value,))
        }
        return Axiom(
            "`whole_months_past_due` follows `days_past_due`: a month has 28 to 31 days",
            "both count from the due date",
            all_of(*months_by_days(asked)),
        )

    def _decided(self) -> Iterator[Axiom]:
        yield Axiom(
            "the segment is the first that holds",
            "the policy's segments decide it",
            all_of(*self.segments.formulas),
        )
        yield Axiom(
            "`days_past_grace` is `days_past_due` less the days of grace and the days the clock stood",
            "the policy's grace and holds decide it",
            all_of(*self.grace_days, *self.graces.formulas),
        )

    def _segments(self) -> Choice:
        rules, ids = self.policy.segment, [rule.id for rule in self.policy.segment]
        return Choice(
            tuple(implies(self.word("segment", rule.id), self.holds(rule)) for rule in rules),
            tuple(
                implies(self.word("segment", *ids[number + 1 :]), self.fails(rule))
                for number, rule in enumerate(rules)
            ),
        )

    def _graces(self) -> Choice:
        numbered = tuple(enumerate(self.policy.grace))
        return Choice(
            tuple(implies(exactly(GRACE_RULE, n), self.holds(rule)) for n, rule in numbered),
            tuple(implies(at_least(GRACE_RULE, n + 1), self.fails(rule)) for n, rule in numbered),
        )

    def _grace_days(self) -> Iterator[Formula]:
        """That days past grace are counted as the grace rule says, after all that can be said at once."""
        stopped = tuple((fact, -1) for fact in stopped_days_facts(self.policy))
        terms = (("days_past_due", 1), ("days_past_grace", -1), *stopped)
        days = [rule.days for rule in self.policy.grace] or [0]
        yield Sum(((GRACE_RULE, 1),), 0, len(days) - 1)
        yield Sum(terms, min(days), max(days))
        for number, count in enumerate(days):
            yield implies(exactly(GRACE_RULE, number), Sum(terms, count, count))


@dataclass(frozen=True, slots=True)
class Choice:
    """A section of which the first rule that holds decides: what that asks of each rule."""

    chosen: tuple[Formula, ...]
    """That each rule holds where it is the one that decides."""
    passed: tuple[Formula, ...]
    """That each rule does not hold where a later one decides."""

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """All that it asks."""
        return self.chosen + self.passed

    def broken(self, taken: int, right: int) -> Iterator[Formula]:
        """What is broken where one rule is taken for the one that decides, and another is right."""
        if right < taken:
            yield self.passed[right]
        elif taken < right:
            yield self.chosen[taken]


def _asked_of_as_done(policy: Policy) -> Mapping[str, str]:
    rules = (rule for name in CONDITIONAL for rule in policy.section(name))
    asked = {
        str(id)
        for rule in rules
        for condition in rule.conditions
        if FACTS[condition.fact].type == "ids"
        for id in (condition.value if isinstance(condition.value, tuple) else (condition.value,))
    }
    ids = (*policy.stage_ids, *sorted(asked - set(policy.stage_ids)))
    return {id: f"stages_done {id}" for id in ids if id in asked}


def _words(policy: Policy, fact: str) -> tuple[str, ...]:
    match fact:
        case "currency":
            return policy.currencies
        case "segment":
            return tuple(rule.id for rule in policy.segment) or (DEFAULT_SEGMENT,)
        case "stage" | "passed_over":
            return ("none", *policy.stage_ids, EARLIER)
        case _:
            return FACTS[fact].words
