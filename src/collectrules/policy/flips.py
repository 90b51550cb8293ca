"""Policies that differ in one condition: what it decides shows when it always holds, or never does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from collectrules.policy.meaning import Facts, condition_holds, rule_holds
from collectrules.policy.model import Condition, Policy, Rule, Scalar, Stage

Item = TypeVar("Item")

_ALWAYS: Final = Condition("currency", "not", "")
_NEVER: Final = Condition("currency", "one_of", ())
_FOR_EVER: Final = 10**6
_WAITS: Final = ("wait_days", "wait_working_days")
"""Days no stage has waited."""


@dataclass(frozen=True, slots=True)
class Flip:
    """A condition of a rule, and the rule with the condition turned into one that is settled."""

    section: str
    position: int
    rule: Rule
    number: int
    """Which of the rule's conditions it is."""
    name: str
    """What the condition is about: a fact, `wait_days` or `wait_working_days`."""
    condition: Condition
    always: Rule
    never: Rule

    def value(self, facts: Facts) -> Scalar | None:
        """The value the condition reads; None where it asks for nothing yet, as a wait at no stage."""
        if self.name in _WAITS and facts["stage"] == "none":
            return None
        return facts.get(self.condition.fact)

    def flipped(self, policy: Policy, facts: Facts) -> Policy | None:
        """The policy with the condition the other way; None where the rule comes out the same."""
        holds = condition_holds(self.condition, facts)
        rule = self.never if holds else self.always
        same = rule_holds(rule, facts) == rule_holds(self.rule, facts)
        if same and self.name not in _WAITS:
            return None
        return with_rule(policy, self.section, self.position, rule)


def flips(policy: Policy, section: str) -> Iterator[Flip]:
    """Each condition of a section's rules, and each wait of its stages, in the order of the file."""
    for position, rule in enumerate(policy.section(section)):
        for number, (condition, spot) in enumerate(_conditions(rule)):
            yield Flip(
                section,
                position,
                rule,
                number,
                condition.fact,
                condition,
                always=spot.put(rule, _ALWAYS),
                never=spot.put(rule, _NEVER),
            )
        wait = max(rule.wait_days, rule.wait_working_days) if isinstance(rule, Stage) else 0
        if isinstance(rule, Stage) and wait:
            yield Flip(
                section,
                position,
                rule,
                len(rule.conditions),
                "wait_working_days" if rule.wait_working_days else "wait_days",
                Condition("days_since_stage", "at_least", wait),
                always=replace(rule, wait_days=0, wait_working_days=0),
                never=replace(rule, wait_days=_FOR_EVER, wait_working_days=0),
            )


def without(policy: Policy, section: str, position: int) -> Policy:
    """The policy in which one rule never holds."""
    rule = replace(policy.section(section)[position], when=(_NEVER,))
    return with_rule(policy, section, position, rule)


def with_rule(policy: Policy, section: str, position: int, rule: Rule) -> Policy:
    """The policy with another rule in the place of one."""
    changed: dict[str, Any] = {section: _put(tuple(policy.section(section)), position, rule)}
    return replace(policy, **changed)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where in a rule a condition stands: in `when`, or in a group of `any` or `unless`."""

    key: str
    group: int
    number: int

    def put(self, rule: Rule, condition: Condition) -> Rule:
        """The rule with another condition there."""
        if self.key == "when":
            return replace(rule, when=_put(rule.when, self.number, condition))
        groups: tuple[tuple[Condition, ...], ...] = getattr(rule, self.key)
        group = _put(groups[self.group], self.number, condition)
        changed: dict[str, Any] = {self.key: _put(groups, self.group, group)}
        return replace(rule, **changed)


def _conditions(rule: Rule) -> Iterator[tuple[Condition, _Spot]]:
    for key, groups in (("when", (rule.when,)), ("any", rule.any), ("unless", rule.unless)):
        for at, group in enumerate(groups):
            for number, condition in enumerate(group):
                yield condition, _Spot(key, at, number)


def _put(items: tuple[Item, ...], number: int, item: Item) -> tuple[Item, ...]:
    return (*items[:number], item, *items[number + 1 :])
