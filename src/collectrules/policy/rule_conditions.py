"""The conditions of every rule of a document, section by section."""

from __future__ import annotations

from collections.abc import Mapping

from collectrules.policy import model
from collectrules.policy.conditions import ConditionReader, Vocabulary
from collectrules.policy.report import Report
from collectrules.policy.shape import Conditions
from collectrules.policy.whole import RuleAt, rules_of


def read_conditions(
    document: Mapping[str, object], vocabulary: Vocabulary, report: Report
) -> dict[RuleAt, Conditions]:
    """What each rule asks, by where it stands; `report` keeps what cannot be asked."""
    read = {}
    for section in model.CONDITIONAL.values():
        reader = ConditionReader(section, vocabulary, report)
        for path, rule in rules_of(document, section.name):
            when, unless = rule.get("when"), rule.get("unless")
            read[path] = Conditions(
                when=reader.table(when, (*path, "when")) if isinstance(when, dict) else (),
                any=reader.groups(rule.get("any"), (*path, "any")),
                unless=tuple((each,) for each in reader.table(unless, (*path, "unless")))
                if isinstance(unless, dict)
                else reader.groups(unless, (*path, "unless")),
            )
    return read
