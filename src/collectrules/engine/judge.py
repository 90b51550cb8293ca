"""Who judges: durable-rules, or where it cannot be imported the specification itself."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from typing import Protocol

from collectrules.policy.meaning import Facts, holding
from collectrules.policy.model import Rule


class Judge(Protocol):
    """Says which rules of one section hold; every engine gives the same answer."""

    name: str

    def holding(self, facts: Facts) -> tuple[int, ...]:
        """The positions of the rules that hold, in the order of the section."""
        ...


class MeaningJudge:
    """The specification of the language, standing in for the rules engine."""

    name = "meaning"

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = tuple(rules)

    def holding(self, facts: Facts) -> tuple[int, ...]:
        """The positions of the rules that hold, in the order of the section."""
        return holding(self._rules, facts)


def durable_fault() -> str | None:
    """Why durable-rules cannot be used here, or None when it can."""
    if importlib.util.find_spec("durable") is None:
        return "durable-rules is not installed"
    try:
        importlib.import_module("durable.engine")
    except ImportError as error:
        return f"durable-rules cannot be imported: {error}"
    return None


def judge_for(rules: Sequence[Rule]) -> Judge:
    """The judge of a section's rules: durable-rules where it can be imported."""
    if durable_fault() is None:
        from collectrules.engine.durable import DurableJudge

        return DurableJudge(rules)
    return MeaningJudge(rules)


def engine_name() -> str:
    """The name of the engine that judges here: `durable-rules` or `meaning`."""
    return "durable-rules" if durable_fault() is None else MeaningJudge.name
