"""Which rules of a policy decided, by what was judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields

from collectrules.policy.facts import FACTS
from collectrules.policy.meaning import Judgement
from collectrules.policy.model import CONDITIONAL, Policy, Rule


def decided(policy: Policy, judgement: Judgement, section: str) -> tuple[str, ...]:
    """The ids of the rules of a section that decide, in its order; of the ladder, the stage that is due.

    A judgement says it in one of three ways: as the position of the one step, as the fact that the
    section decides, or as the rules themselves.
    """
    if CONDITIONAL[section].hits == "one step a run":
        due = judgement.stage_due
        return () if due is None else (policy.section(section)[due].id,)
    for fact in FACTS.values():
        if fact.derived and fact.named_by == section:
            return (str(judgement.facts[fact.name]),)
    chosen = {
        (type(rule), rule.id)
        for each in fields(judgement)
        for rule in _rules(getattr(judgement, each.name))
    }
    return tuple(rule.id for rule in policy.section(section) if (type(rule), rule.id) in chosen)


def _rules(value: object) -> Iterator[Rule]:
    if isinstance(value, Rule):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _rules(each)
    elif isinstance(value, Mapping):
        yield from _rules(list(value.values()))
