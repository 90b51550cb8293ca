"""The rules engine, held so that its edges do not cut.

durable-rules 2.0.28 is right about conditions but has traps: each is met here and has a test of its own.
A section is cut into rulesets of few condition paths, because more than 64 alive for one fact fail. A
fact is asserted under one fixed session and taken back, because every new session costs memory for ever.
A rule whose `any` branches hold twice fires twice, so what fired is a set. It knows no sets: each id
that is asked for becomes a field of its own. "No rule matched" comes as an exception and is an answer.
What a rule's function raises is swallowed, so the functions only record.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from durable.engine import Host, MessageNotHandledException

from collectrules.errors import CollectrulesError
from collectrules.policy.facts import FACTS, members
from collectrules.policy.meaning import Facts
from collectrules.policy.model import Comparison, Condition, Rule, Scalar

MAX_PATHS: Final = 32
"""Condition paths in one ruleset; the engine fails beyond 64 for one fact."""

_SESSION: Final = "one"
_OPERATORS: Final = {
    "not": "$neq",
    "at_least": "$gte",
    "at_most": "$lte",
    "above": "$gt",
    "below": "$lt",
}
_OPPOSITES: Final[dict[Comparison, Comparison]] = {
    "equals": "not",
    "not": "equals",
    "at_least": "below",
    "at_most": "above",
    "above": "at_most",
    "below": "at_least",
}


class _QuietHost(Host):
    """A host without the timer threads that the stock one starts and never stops."""

    def __init__(self, rulesets: dict[str, dict[str, Any]]) -> None:
        super().__init__(rulesets)  # type: ignore[no-untyped-call]  # durable-rules has no types

    def _run(self) -> None:
        pass


class DurableJudge:
    """One section's rules, compiled for durable-rules once, asked many times."""

    name = "durable-rules"

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._sets = sorted(
            {field for rule in rules for c in rule.conditions for field in _fields(c)}
        )
        self._always = frozenset(index for index, rule in enumerate(rules) if not rule.conditions)
        self._fired: set[int] = set()
        self._ids = itertools.count()
        self._names: list[str] = []
        definitions: dict[str, dict[str, Any]] = {}
        conditional = [(index, rule) for index, rule in enumerate(rules) if rule.conditions]
        for number, part in enumerate(_parts(conditional)):
            name = f"part{number}"
            definitions[name] = {
                f"rule{index}": {"all": [{"m": _expression(rule)}], "run": self._recorder(index)}
                for index, rule in part
            }
            self._names.append(name)
        self._host: Any = _QuietHost(definitions)

    def _recorder(self, index: int) -> Any:
        def record(_context: object) -> None:
            self._fired.add(index)

        return record

    def holding(self, facts: Facts) -> tuple[int, ...]:
        """The positions of the rules that hold, in the order of the section.

        Raises `CollectrulesError` where the engine reports a failure instead of an answer.
        """
        self._fired.clear()
        message = {name: _plain(value) for name, value in facts.items()}
        for fact, id_ in self._sets:
            message[_field(fact, id_)] = int(id_ in members(facts[fact]))
        for name in self._names:
            self._ask(name, message)
        return tuple(sorted(self._fired | self._always))

    def _ask(self, name: str, message: dict[str, int | str]) -> None:
        fact = {"sid": _SESSION, "id": next(self._ids), **message}
        try:
            state = self._host.assert_fact(name, fact)
        except MessageNotHandledException:
            return
        self._host.retract_fact(name, fact)
        if state and state.get("exception"):
            raise CollectrulesError(
                f"the rules engine failed: {state['exception']}",
                help="`collectrules doctor` says which engine is in use",
            )


def _fields(condition: Condition) -> Iterator[tuple[str, str]]:
    """The ids that a condition on a set asks for, each with its fact."""
    if FACTS[condition.fact].type == "ids":
        for each in condition.value if isinstance(condition.value, tuple) else (condition.value,):
            yield condition.fact, str(each)


def _field(fact: str, id_: str) -> str:
    """The field that says whether an id is in a set; ids have no underscore."""
    return f"{fact}__{id_.replace('-', '_')}"


def _plain(value: Scalar) -> int | str:
    return int(value) if isinstance(value, bool) else value


def _parts(rules: list[tuple[int, Rule]]) -> Iterator[list[tuple[int, Rule]]]:
    """Rules in order, in groups whose condition paths stay within `MAX_PATHS`; a rule is never cut."""
    part: list[tuple[int, Rule]] = []
    paths = 0
    for index, rule in rules:
        size = _path_count(rule)
        if part and paths + size > MAX_PATHS:
            yield part
            part, paths = [], 0
        part.append((index, rule))
        paths += size
    if part:
        yield part


def _path_count(rule: Rule) -> int:
    """An upper bound of the paths one rule makes: its conditions, a list counting once a value."""
    return sum(
        len(condition.value) if isinstance(condition.value, tuple) else 1
        for condition in rule.conditions
    )


def _expression(rule: Rule) -> dict[str, Any]:
    parts = [_comparison(condition) for condition in rule.when]
    if rule.any:
        parts.append(
            _joined("$or", [_joined("$and", [_comparison(c) for c in g]) for g in rule.any])
        )
    parts += [_joined("$or", [_denied(c) for c in group]) for group in rule.unless]
    return _joined("$and", parts)


def _denied(condition: Condition) -> dict[str, Any]:
    """That a condition does not hold."""
    if isinstance(condition.value, tuple):
        return _joined(
            "$and",
            [_comparison(Condition(condition.fact, "not", value)) for value in condition.value],
        )
    return _comparison(replace(condition, comparison=_OPPOSITES[condition.comparison]))


def _joined(operator: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
    return parts[0] if len(parts) == 1 else {operator: parts}


def _comparison(condition: Condition) -> dict[str, Any]:
    if isinstance(condition.value, tuple):
        return _joined(
            "$or",
            [
                _comparison(replace(condition, comparison="equals", value=v))
                for v in condition.value
            ],
        )
    value = _plain(condition.value)
    if FACTS[condition.fact].type == "ids":
        return {_field(condition.fact, str(value)): int(condition.comparison != "not")}
    if condition.comparison == "equals":
        return {condition.fact: value}
    return {_OPERATORS[condition.comparison]: {condition.fact: value}}
