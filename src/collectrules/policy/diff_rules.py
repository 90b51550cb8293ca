"""What is different between the rules of a section: which came, went, moved, and each field of the rest."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Final

from collectrules.policy.change import Change
from collectrules.policy.diff_words import (
    WORDS,
    arrow,
    condition_sentence,
    field_text,
    groups_sentence,
    groups_text,
    shown,
    subject,
)
from collectrules.policy.model import Condition, LateFee, Rule
from collectrules.policy.sentences import rule_text
from collectrules.policy.words import group_text

_CONDITIONS: Final = ("when", "any", "unless")
_WITH: Final = {
    "wait_working_days": "wait_days",
    "within": "within_days",
    "percent": "decision",
    "amount": "decision",
}
"""Fields that say one thing together with another, which comes before them."""
_WORDS_ALONE: Final = frozenset({*WORDS, "confidence"})


Codes = tuple[str, str]
"""The currencies in which the amounts of the earlier version and of the later one are said."""


def section_changes(
    section: str, was: Sequence[Rule], now: Sequence[Rule], codes: Codes
) -> Iterator[Change]:
    """What is different between the rules of a section, matched by their ids, in the order of the later ones;
    those that went come last."""
    before, after = {rule.id: rule for rule in was}, {rule.id: rule for rule in now}
    moved = moves([rule.id for rule in was], [rule.id for rule in now])
    for rule in now:
        if rule.id not in before:
            text = rule_text(rule, codes[1])
            yield Change(section, rule.id, "added", after=text, sentence=f"{rule.id}, new: {text}")
            continue
        yield from rule_changes(section, before[rule.id], rule, codes)
        if rule.id in moved:
            where = moved[rule.id]
            yield Change(
                section, rule.id, "moved", sentence=f"{subject(rule)}: moved {where}", after=where
            )
    for rule in was:
        if rule.id not in after:
            text = rule_text(rule, codes[0])
            said = f"{rule.id}, removed: {text}"
            yield Change(section, rule.id, "removed", before=text, sentence=said)


def moves(was: Sequence[str], now: Sequence[str]) -> dict[str, str]:
    """The fewest rules that were moved, and where to: `up, above reminder`, `down, below call`."""
    place = {rule: number for number, rule in enumerate(was)}
    kept = [rule for rule in now if rule in place]
    stayed = _longest_rising([place[rule] for rule in kept])
    unmoved = {rule for rule in kept if place[rule] in stayed}
    found = {}
    for number, rule in enumerate(kept):
        if rule in unmoved:
            continue
        passed = [other for other in kept[number + 1 :] if place[other] < place[rule]]
        if passed:
            found[rule] = f"up, above {passed[0]}"
        else:
            above = [other for other in kept[:number] if place[other] > place[rule]]
            found[rule] = f"down, below {above[-1]}"
    return found


def _longest_rising(numbers: Sequence[int]) -> frozenset[int]:
    """The numbers of the longest rising run among different ones, others between them left out."""
    ends: list[int] = []
    runs: list[tuple[int, ...]] = []
    for number in numbers:
        at = bisect_left(ends, number)
        run = (*(runs[at - 1] if at else ()), number)
        ends[at : at + 1], runs[at : at + 1] = [number], [run]
    return frozenset(runs[-1] if runs else ())


def rule_changes(section: str, was: Rule, now: Rule, codes: Codes) -> Iterator[Change]:
    """What is different between two rules of one id, field by field and condition by condition."""
    if type(was) is not type(now):
        before, after = rule_text(was, codes[0]), rule_text(now, codes[1])
        said = f"{now.id}, rewritten: {after}"
        yield Change(section, now.id, "changed", before, after, sentence=said)
        return
    read = (was, now)
    held = [each for each in _fields_of(now) if each[0] not in _CONDITIONS]
    held = [each for each in held if any(getattr(was, n) != getattr(now, n) for n in each[1])]
    words = [each for each in held if each[0] in _WORDS_ALONE]
    for name, together in held:
        if name not in _WORDS_ALONE:
            yield _of_field(section, read, name, together, codes)
    was, now = _as_written(was), _as_written(now)
    yield from _of_when(section, was, now, codes)
    for name in ("any", "unless"):
        yield from _of_groups(section, was, now, name, codes)
    for name, together in words:
        yield _of_field(section, read, name, together, codes)


def _fields_of(rule: Rule) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names of a rule's fields but its id, those that say one thing together with the first of them."""
    names = [each.name for each in fields(rule) if each.name != "id"]
    for name in names:
        if _WITH.get(name) not in names:
            more = (each for each in names if _WITH.get(each) == name)
            yield name, (name, *more)


def _of_field(
    section: str, pair: tuple[Rule, Rule], name: str, together: tuple[str, ...], codes: Codes
) -> Change:
    was, now = pair
    if name in _WORDS_ALONE:
        before, after = shown(getattr(was, name)), shown(getattr(now, name))
        label = WORDS.get(name, name)
        said = f"{subject(now)}: its {label} reads otherwise; it decides the same"
        return Change(section, now.id, "text only", before, after, name, (name,), sentence=said)
    before, after = (
        field_text(rule, name, code) for rule, code in zip((was, now), codes, strict=True)
    )
    if before == after:
        label = name.replace("_", " ")
        before, after = (f"{label} {shown(getattr(rule, name))}" for rule in (was, now))
    held = ("per", "when") if name == "per" and isinstance(now, LateFee) else together
    said = f"{subject(now)}: {arrow(before, after)}"
    return Change(section, now.id, "changed", before, after, name, held, sentence=said)


def _as_written(rule: Rule) -> Rule:
    return rule.as_written if isinstance(rule, LateFee) else rule


def _of_when(section: str, was: Rule, now: Rule, codes: Codes) -> Iterator[Change]:
    found = False
    for fact in dict.fromkeys(each.fact for each in (*was.when, *now.when)):
        before, after = (_of_fact(rule.when, fact) for rule in (was, now))
        if _same(before, after):
            continue
        found = True
        before_text, after_text = group_text(before, codes[0]), group_text(after, codes[1])
        yield Change(
            section,
            now.id,
            "changed",
            before_text,
            after_text,
            f"when.{fact}",
            ("when",),
            sentence=condition_sentence(now, before_text, after_text),
        )
    if not found and was.when != now.when:
        yield _in_another_order(section, now, "when")


def _of_fact(conditions: Sequence[Condition], fact: str) -> tuple[Condition, ...]:
    return tuple(each for each in conditions if each.fact == fact)


def _same(one: Sequence[Condition], other: Sequence[Condition]) -> bool:
    """Whether conditions are the same, in whatever order."""
    return sorted(map(_key, one)) == sorted(map(_key, other))


def _key(condition: Condition) -> str:
    """A condition as a text to sort by; of a list of values the order does not matter."""
    value = condition.value
    values = sorted(map(repr, value)) if isinstance(value, tuple) else repr(value)
    return f"{condition.fact} {condition.comparison} {values}"


def _of_groups(section: str, was: Rule, now: Rule, name: str, codes: Codes) -> Iterator[Change]:
    groups: tuple[tuple[Condition, ...], ...] = getattr(was, name)
    others: tuple[tuple[Condition, ...], ...] = getattr(now, name)
    if groups == others:
        return
    one, other = (sorted(sorted(map(_key, group)) for group in each) for each in (groups, others))
    if one == other:
        yield _in_another_order(section, now, name)
        return
    before, after = groups_text(groups, codes[0]), groups_text(others, codes[1])
    said = groups_sentence(now, name, before, after)
    yield Change(section, now.id, "changed", before, after, name, (name,), sentence=said)


def _in_another_order(section: str, rule: Rule, name: str) -> Change:
    said = f"{subject(rule)}: its conditions stand in another order; it decides the same"
    return Change(section, rule.id, "text only", field=name, fields=(name,), sentence=said)
