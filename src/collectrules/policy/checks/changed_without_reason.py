"""changed-without-reason: a number of a rule is another one than in the version before, and nobody says why.

A year later someone asks why the fee went up or the call comes earlier. The rule's `reason` answers, or
that of the whole version in `[policy]`; one of the two has to change with the number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Final

from collectrules.money import format_minor
from collectrules.policy.checks.context import Context
from collectrules.policy.checks.finding import Finding
from collectrules.policy.facts import FACTS
from collectrules.policy.model import (
    SECTIONS,
    Bands,
    Condition,
    Flat,
    Percent,
    PlacementAction,
    Policy,
    Rule,
)
from collectrules.policy.words import bound_text, joined

Numbers = dict[tuple[str, ...], str]
"""The numbers of a rule in words, by the keys under which they stand in the file."""

_OF_EVERY_RULE: Final = frozenset(field.name for field in fields(Rule))


def changed_without_reason(context: Context) -> Iterator[Finding]:
    """Find every rule with a changed number where neither its reason nor the version's is a new one."""
    before, policy = context.known.before, context.policy
    if before is None or before.reason != policy.reason:
        return
    for section in (*SECTIONS, "contact_limit"):
        earlier = {rule.id: rule for rule in before.section(section)}
        for number, rule in enumerate(policy.section(section)):
            was = earlier.get(rule.id)
            if was is not None and was.reason == rule.reason:
                yield from _finding((section, number), was, rule, before, policy)


def _finding(
    at: tuple[str, int], was: Rule, rule: Rule, before: Policy, policy: Policy
) -> Iterator[Finding]:
    old, new = _numbers(was, before.currencies[0]), _numbers(rule, policy.currencies[0])
    changed = [key for key in dict.fromkeys((*new, *old)) if old.get(key) != new.get(key)]
    if not changed:
        return
    said = [
        f"`{'.'.join(key)}` was {old.get(key, 'not there')} and is {new.get(key, 'not there')}"
        for key in changed
    ]
    yield Finding(
        code="changed-without-reason",
        message=f"`{rule.id}` changed since version {before.version}: {joined(said, 'and')}",
        path=(*at, *(changed[0] if changed[0] in new else ("id",))),
        help="say why in the rule's `reason`, or in that of `[policy]`: both are what they were",
    )


def _numbers(rule: Rule, currency: str) -> Numbers:
    numbers: Numbers = {}
    for name in (field.name for field in fields(rule) if field.name not in _OF_EVERY_RULE):
        said = _number_text(getattr(rule, name), currency)
        if said:
            numbers[name,] = said
    for condition in rule.when:
        _add(numbers, ("when", condition.fact), condition, currency)
    for key, groups in (("any", rule.any), ("unless", rule.unless)):
        for condition in (condition for group in groups for condition in group):
            _add(numbers, (key,), condition, currency)
    return numbers


def _add(numbers: Numbers, key: tuple[str, ...], condition: Condition, currency: str) -> None:
    if FACTS[condition.fact].type in {"word", "flag"}:
        return
    said = bound_text(condition, currency)
    if len(key) == 1:
        said = f"{said} for `{condition.fact}`"
    numbers[key] = f"{numbers[key]}, {said}" if key in numbers else said


def _number_text(value: object, currency: str) -> str:
    """A number of a rule in words; empty for what is none."""
    match value:
        case bool() | str() | tuple():
            return ""
        case int():
            return f"{value:,}"
        case Flat(amount):
            return format_minor(amount, currency)
        case Percent(percent) | PlacementAction(contingency_percent=percent):
            return f"{percent.normalize():f} %"
        case Bands(bands):
            return joined([_band_text(*band, currency) for band in bands], "and")
        case _:
            return ""


def _band_text(below: int | None, amount: int, currency: str) -> str:
    limit = "above" if below is None else f"below {format_minor(below, currency)}"
    return f"{format_minor(amount, currency)} {limit}"
