"""changed-without-reason: a number of a rule is another one than in the version before, and nobody says why.

A year later someone asks why the fee went up or the call comes earlier. The rule's `reason` answers, or
that of the whole version in `[policy]`; one of the two has to change with the number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from decimal import Decimal
from typing import Final

from collectrules.money import format_minor
from collectrules.policy.checks.context import Context
from collectrules.policy.checks.finding import Finding
from collectrules.policy.facts import FACTS
from collectrules.policy.model import (
    CONDITIONAL,
    Bands,
    Combined,
    Condition,
    ContractRate,
    EveryDays,
    Flat,
    ForEach,
    Forgive,
    Offer,
    Percent,
    PerSum,
    PlacementAction,
    ReferenceRate,
    Rule,
    Tiers,
)
from collectrules.policy.sentences_of_fees import charge_text
from collectrules.policy.sentences_of_money import offer_text, per_cent, rate_text
from collectrules.policy.words import bound_text, joined

Numbers = dict[tuple[str, ...], str]
"""The numbers of a rule in words, by the keys under which they stand in the file."""

_OF_EVERY_RULE: Final = frozenset(field.name for field in fields(Rule))


def changed_without_reason(context: Context) -> Iterator[Finding]:
    """Find every rule with a changed number where neither its reason nor the version's is a new one."""
    version, policy = context.known.before, context.policy
    if version is None or version.reason != policy.reason:
        return
    currency = policy.currencies[0]
    before = version.on(context.reading.first).in_currency(currency)
    for section in CONDITIONAL:
        earlier = {rule.id: rule for rule in before.section(section)}
        for number, rule in enumerate(policy.section(section)):
            was = earlier.get(rule.id)
            if was is not None and (was.reason, was.cite) == (rule.reason, rule.cite):
                old, new = _numbers(was, currency), _numbers(rule, currency)
                yield from _finding((section, number), rule.id, old, new, before.version)


def _finding(
    at: tuple[str, int], id: str, old: Numbers, new: Numbers, version: str
) -> Iterator[Finding]:
    changed = [key for key in dict.fromkeys((*new, *old)) if old.get(key) != new.get(key)]
    if not changed:
        return
    said = [
        f"`{'.'.join(key)}` was {old.get(key, 'not there')} and is {new.get(key, 'not there')}"
        for key in changed
    ]
    yield Finding(
        code="changed-without-reason",
        message=f"`{id}` changed since version {version}: {joined(said, 'and')}",
        path=(*at, *(changed[0] if changed[0] in new else ("id",))),
        help="say why in the rule's `reason`, or in that of `[policy]`: both are what they were",
    )


def _numbers(rule: Rule, currency: str) -> Numbers:
    numbers: Numbers = {}
    for name in (field.name for field in fields(rule) if field.name not in _OF_EVERY_RULE):
        said = _number_text(name, getattr(rule, name), currency)
        if said:
            numbers[name,] = said
    if isinstance(rule, Offer):
        plain = replace(rule, when=(), any=(), unless=(), approval="none")
        numbers[type(rule.terms).__name__.lower(),] = offer_text(plain, currency)
    for condition in rule.when:
        _add(numbers, ("when", condition.fact), condition, currency)
    for key, groups in (("any", rule.any), ("unless", rule.unless)):
        for condition in (condition for group in groups for condition in group):
            _add(numbers, (key,), condition, currency)
    return numbers


def _add(numbers: Numbers, key: tuple[str, ...], condition: Condition, currency: str) -> None:
    if FACTS[condition.fact].type in {"word", "flag", "ids"}:
        return
    said = bound_text(condition, currency)
    if len(key) == 1:
        said = f"{said} for `{condition.fact}`"
    numbers[key] = f"{numbers[key]}, {said}" if key in numbers else said


def _number_text(name: str, value: object, currency: str) -> str:
    """What stands under a key of a rule, where it is a number or has some in it; else empty."""
    match value:
        case bool() | str() | tuple():
            return ""
        case int():
            return format_minor(value, currency) if name == "amount" else f"{value:,}"
        case Decimal() as percent:
            return per_cent(percent)
        case PlacementAction(contingency_percent=percent):
            return per_cent(percent)
        case EveryDays(days):
            return f"every {days} days"
        case Forgive(months):
            return f"the first in {months} months"
        case ContractRate() | ReferenceRate():
            return rate_text(value)
        case Flat() | Percent() | PerSum() | ForEach() | Bands() | Tiers() | Combined():
            return charge_text(value, currency)
        case _:
            return ""
