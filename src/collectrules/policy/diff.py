"""What is different between two versions of a policy, rule by rule, in the sentences of `policy show`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Literal

from collectrules.policy.model import CONDITIONAL, SECTIONS, Policy, Rule
from collectrules.policy.sentences import chapters, differences

Kind = Literal["added", "removed", "changed", "moved", "text only"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what it is about, and how it reads before and after; empty where it is not there."""

    section: str
    """The section's name in the file, `policy` of the head, or the heading of values that differ in time
    or by currency."""
    rule: str
    """The rule's id, or the key of the head."""
    kind: Kind
    before: str = ""
    after: str = ""


_HEAD = (
    "id", "title", "reason", "currencies", "time_zone", "holidays", "review_by", "collects_for", "packs",
    "in_flight", "ladder", "order",
)  # fmt: skip
_WORDS = ("cite", "reason", "say")


def changes(before: Policy, after: Policy) -> tuple[Change, ...]:
    """Every difference but the version and its day, in the order of the file."""
    return (*_of_head(before, after), *_of_rules(before, after), *_of_variants(before, after))


def _of_head(before: Policy, after: Policy) -> Iterator[Change]:
    for key in _HEAD:
        was, now = _shown(getattr(before, key)), _shown(getattr(after, key))
        if was != now:
            kind: Kind = "text only" if key in {"title", "reason"} else "changed"
            yield Change("policy", key, kind, was, now)


def _shown(value: object) -> str:
    """A value of the head in a few words."""
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    if is_dataclass(value) and not isinstance(value, type):
        said = {each.name: getattr(value, each.name) for each in fields(value)}
        return ", ".join(f"{key} {_shown(said[key])}" for key in said if said[key]) or "none"
    return "none" if value in {None, ""} else str(value)


def _of_rules(before: Policy, after: Policy) -> Iterator[Change]:
    was, now = _sentences(before), _sentences(after)
    for section in dict.fromkeys((*was, *now)):
        yield from _of_section(section, was.get(section, {}), now.get(section, {}), before, after)


def _sentences(policy: Policy) -> dict[str, dict[str, str]]:
    """Each section's sentences by rule, in the order of the file."""
    return {chapter.section: dict(chapter.rules) for chapter in chapters(policy)}


def _of_section(
    section: str, was: Mapping[str, str], now: Mapping[str, str], before: Policy, after: Policy
) -> Iterator[Change]:
    moved = _moved(list(was), list(now)) if section in SECTIONS else frozenset()
    for rule in dict.fromkeys((*was, *now)):
        if rule not in now:
            yield Change(section, rule, "removed", before=was[rule])
        elif rule not in was:
            yield Change(section, rule, "added", after=now[rule])
        elif was[rule] != now[rule]:
            yield Change(section, rule, "changed", was[rule], now[rule])
        elif rule in moved:
            yield Change(section, rule, "moved", was[rule], now[rule])
        else:
            yield from _unsaid(section, rule, before, after)


def _moved(was: Sequence[str], now: Sequence[str]) -> frozenset[str]:
    """The rules that stand above another that they stood below."""
    kept = [rule for rule in was if rule in now]
    place = {rule: now.index(rule) for rule in kept}
    return frozenset(
        rule
        for position, rule in enumerate(kept)
        if any(place[rule] < place[above] for above in kept[:position])
    )


def _unsaid(section: str, rule: str, before: Policy, after: Policy) -> Iterator[Change]:
    """What a rule's sentence leaves out: its source, its reason, what customers are told."""
    was, now = _fields(before, section, rule), _fields(after, section, rule)
    for key in was:
        if was[key] != now[key]:
            kind: Kind = "text only" if key in _WORDS else "changed"
            yield Change(section, f"{rule}.{key}", kind, _shown(was[key]), _shown(now[key]))


def _fields(policy: Policy, section: str, id: str) -> dict[str, object]:
    """The values of a rule by their names; empty for what has no rules with ids."""
    read = policy.groups[0][1]
    rules = [each for each in _rules(read, section) if each.id == id]
    return {each.name: getattr(rules[0], each.name) for each in fields(rules[0])} if rules else {}


def _rules(policy: Policy, section: str) -> Sequence[Rule]:
    return policy.section(section) if section in (*CONDITIONAL, "dispute_period") else ()


def _of_variants(before: Policy, after: Policy) -> Iterator[Change]:
    was, now = _variants(before), _variants(after)
    for heading, rule in dict.fromkeys((*was, *now)):
        then, thereafter = was.get((heading, rule), ""), now.get((heading, rule), "")
        if then != thereafter:
            kind: Kind = "changed" if then and thereafter else "added" if thereafter else "removed"
            yield Change(heading, rule, kind, then, thereafter)


def _variants(policy: Policy) -> dict[tuple[str, str], str]:
    """What reads otherwise from a day on or by currency, by its heading and rule."""
    return {(each.heading, rule): text for each in differences(policy) for rule, text in each.rules}


def decides_alike(before: Policy, after: Policy) -> bool:
    """Whether nothing but names and words is different."""
    return all(
        change.kind == "text only" for change in changes(before, replace(after, id=before.id))
    )
