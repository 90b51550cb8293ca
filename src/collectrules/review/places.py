"""Where two readings of a policy are different, place by place: a field of a rule, a condition, its order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Final

from collectrules.policy.model import CONDITIONAL, Condition, LateFee, Policy, Rule
from collectrules.policy.renaming import TEXTS

Place = tuple[str, str, str]
"""A section, a rule of it or a key, and what of it: a field, `when.days_past_due`, `added`, `moved`."""

HEAD: Final = {
    "id": ("id",),
    "currencies": ("currencies",),
    "time_zone": ("time_zone",),
    "holidays": ("holidays",),
    "collects_for": ("collects_for",),
    "packs": ("packs", "packs_not_reaching"),
    "in_flight": ("in_flight",),
    "ladder": ("ladder",),
    "order": ("order",),
}
"""What of the head decides anything, and the fields that hold it; not the version and its day, which always
change: what is tried counts from the day on which it is tried."""
RULES: Final = (*CONDITIONAL, "dispute_period")
"""The sections whose rules have ids."""
GROUPS: Final = ("any", "unless")
_CONDITIONS: Final = ("when", *GROUPS)
_WORDS: Final = frozenset({"id", *TEXTS, "confidence"})
_WITH: Final = {
    "wait_working_days": "wait_days",
    "within": "within_days",
    "percent": "decision",
    "amount": "decision",
}
"""Fields that say one thing together with another."""


def head_places(was: Policy, now: Policy) -> Iterator[Place]:
    """What is different in the head and in the terms of sale."""
    for key, held in HEAD.items():
        if any(getattr(was, each) != getattr(now, each) for each in held):
            yield "policy", key, key
    for each in fields(was.terms):
        if getattr(was.terms, each.name) != getattr(now.terms, each.name):
            yield "terms", _key_of_terms(each.name), each.name


def _key_of_terms(name: str) -> str:
    return "early_payment_discount" if name == "early_payment" else name


def order_places(section: str, was: Sequence[str], now: Sequence[str]) -> Iterator[Place]:
    """Which rules of a section came, went and moved, by their ids."""
    moved = set(was) & set(now) - unmoved(was, now)
    for id in now:
        if id not in was:
            yield section, id, "added"
        elif id in moved:
            yield section, id, "moved"
    for id in was:
        if id not in now:
            yield section, id, "removed"


def unmoved(was: Sequence[str], now: Sequence[str]) -> set[str]:
    """Of the rules that are in both orders, those that stand still when as few as can be are moved."""
    place = {id: number for number, id in enumerate(was)}
    ends: list[int] = []
    runs: list[tuple[str, ...]] = []
    for id in (each for each in now if each in place):
        at = bisect_left(ends, place[id])
        run = (*(runs[at - 1] if at else ()), id)
        ends[at : at + 1], runs[at : at + 1] = [place[id]], [run]
    return set(runs[-1] if runs else ())


def rule_places(section: str, was: Rule, now: Rule) -> Iterator[Place]:
    """What is different between two rules of one id, texts left out; all of it, where their forms are."""
    if type(was) is not type(now):
        yield section, now.id, "changed"
        return
    for name, held in fields_of(now):
        if any(getattr(was, each) != getattr(now, each) for each in held):
            yield section, now.id, name
    was, now = as_written(was), as_written(now)
    for fact in dict.fromkeys(each.fact for each in (*was.when, *now.when)):
        if _sorted(of_fact(was.when, fact)) != _sorted(of_fact(now.when, fact)):
            yield section, now.id, f"when.{fact}"
    for name in GROUPS:
        one, other = (sorted(map(_sorted, getattr(rule, name))) for rule in (was, now))
        if one != other:
            yield section, now.id, name


def fields_of(rule: Rule) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The fields of a rule that decide something, its conditions left out, with those that go with each."""
    names = [each.name for each in fields(rule)]
    for name in names:
        if name not in _WORDS and name not in _CONDITIONS and _WITH.get(name) not in names:
            yield name, (name, *(each for each in names if _WITH.get(each) == name))


def as_written(rule: Rule) -> Rule:
    """A rule with the conditions that its file has."""
    return rule.as_written if isinstance(rule, LateFee) else rule


def of_fact(conditions: Sequence[Condition], fact: str) -> tuple[Condition, ...]:
    """Those that ask for a fact."""
    return tuple(each for each in conditions if each.fact == fact)


def _sorted(conditions: Sequence[Condition]) -> list[str]:
    """Conditions as texts that do not depend on their order, nor on that of the values in a list."""
    return sorted(
        f"{each.fact} {each.comparison} "
        f"{sorted(map(repr, each.value)) if isinstance(each.value, tuple) else repr(each.value)}"
        for each in conditions
    )
