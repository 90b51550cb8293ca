"""Rules that were given another id and else say the same, and a policy with each mention of an id changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from collectrules.policy.facts import FACTS
from collectrules.policy.model import (
    CONDITIONAL,
    Condition,
    InFlight,
    LateFee,
    Policy,
    Rule,
    Scalar,
    of_a_pack,
)

TEXTS: Final = ("cite", "reason", "say")
"""What a rule says in words, which decide nothing."""
_FIRST: Final = ("segment", "stage", "late_fee")
"""The sections that others name rules of, those that name none themselves before those that do."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """A rule of a section that is called otherwise than it was."""

    section: str
    was: str
    now: str

    @property
    def back(self) -> Renaming:
        """The other way about."""
        return Renaming(self.section, self.now, self.was)


def renamings(before: Policy, after: Policy) -> tuple[Renaming, ...]:
    """The rules of `before` that are in `after` under another id, and else decide the same.

    What mentions them is taken to mention them by their new id: a stage that asks for a segment is the
    same stage when that segment has another name. Of several alike, the first is taken for the first.
    """
    found: list[Renaming] = []
    read = before.groups[0][1]
    for section in (*_FIRST, *(each for each in CONDITIONAL if each not in _FIRST)):
        for each in _of_section(section, read, after.groups[0][1]):
            read = renamed(read, each)
            found.append(each)
    return tuple(found)


def _of_section(section: str, before: Policy, after: Policy) -> Iterator[Renaming]:
    was, now = before.section(section), after.section(section)
    kept = {rule.id for rule in was} & {rule.id for rule in now}
    left = [rule for rule in now if rule.id not in kept and not of_a_pack(rule.id)]
    for rule in was:
        if rule.id in kept or of_a_pack(rule.id):
            continue
        same = next((each for each in left if _alike(rule, each)), None)
        if same is not None:
            left.remove(same)
            yield Renaming(section, rule.id, same.id)


def _alike(was: Rule, now: Rule) -> bool:
    """Whether nothing but the id and the words of two rules is different."""
    return type(was) is type(now) and wordless(replace(was, id=now.id)) == wordless(now)


def wordless(rule: Rule) -> Rule:
    """A rule without its source, its reason and what customers are told."""
    return replace(rule, cite="", reason="", say="")


def renamed(policy: Policy, renaming: Renaming) -> Policy:
    """The policy with a rule called otherwise, wherever it is named; every reading of it alike."""
    changed = _renamed_reading(policy, renaming)
    return replace(
        changed,
        later=tuple((day, renamed(then, renaming)) for day, then in policy.later),
        by_currency=tuple((code, renamed(read, renaming)) for code, read in policy.by_currency),
    )


def _renamed_reading(policy: Policy, renaming: Renaming) -> Policy:
    swapped = {renaming.was: renaming.now}
    sections: dict[str, tuple[Rule, ...]] = {
        name: tuple(_renamed_rule(rule, name, renaming) for rule in policy.section(name))
        for name in CONDITIONAL
    }
    # The sections keep the types that they have: only ids and conditions in them are changed.
    changed = replace(policy, **sections)  # type: ignore[arg-type]  # by the names of its sections
    if renaming.section != "stage":
        return changed
    ceiling = swapped.get(policy.ladder.ceiling, policy.ladder.ceiling)
    moves = {was: swapped.get(now, now) for was, now in policy.in_flight.moves.items()}
    return replace(
        changed,
        ladder=replace(policy.ladder, ceiling=ceiling),
        in_flight=InFlight(policy.in_flight.begin_anew, moves),
    )


def _renamed_rule(rule: Rule, section: str, renaming: Renaming) -> Rule:
    if section == renaming.section and rule.id == renaming.was:
        rule = replace(rule, id=renaming.now)
    if renaming.section == "late_fee" and isinstance(rule, LateFee):
        less = tuple(renaming.now if each == renaming.was else each for each in rule.less)
        rule = replace(rule, less=less)
    facts = _naming(renaming.section)
    if not any(condition.fact in facts for condition in rule.conditions):
        return rule
    swapped = {renaming.was: renaming.now}
    return replace(
        rule,
        when=_renamed_group(rule.when, facts, swapped),
        any=tuple(_renamed_group(group, facts, swapped) for group in rule.any),
        unless=tuple(_renamed_group(group, facts, swapped) for group in rule.unless),
    )


def _naming(section: str) -> frozenset[str]:
    """The facts whose values are ids of a section's rules."""
    return frozenset(fact.name for fact in FACTS.values() if fact.named_by == section)


def _renamed_group(
    group: tuple[Condition, ...], facts: frozenset[str], swapped: Mapping[str, str]
) -> tuple[Condition, ...]:
    def renamed_value(value: Scalar) -> Scalar:
        return swapped.get(value, value) if isinstance(value, str) else value

    return tuple(
        replace(
            each,
            value=tuple(map(renamed_value, each.value))
            if isinstance(each.value, tuple)
            else renamed_value(each.value),
        )
        if each.fact in facts
        else each
        for each in group
    )
