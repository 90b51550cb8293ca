"""The shape of `when`, `any` and `unless`. Their insides are read by `policy/conditions.py`, fact by fact."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BeforeValidator, WithJsonSchema

from collectrules.policy.facts import FACTS, Fact, Subject
from collectrules.policy.shape.base import found, refusal

ORDERED: Final = ("at_least", "at_most", "above", "below")
"""The comparisons that only numbers have; `not` goes with everything."""


def _table(value: object) -> object:
    if not isinstance(value, dict):
        raise refusal(
            "wrong-type",
            f"must be conditions, but is {found(value)}",
            "write one condition a line, such as `when.days_past_due = { at_least = 10 }`",
        )
    return value


def _groups(value: object) -> object:
    if not isinstance(value, list) or not all(isinstance(group, dict) for group in value):
        raise refusal(
            "wrong-type",
            f"must be a list of groups of conditions, but is {found(value)}",
            "write `any = [{ fact = value }, { other_fact = value }]`: one of them must hold",
        )
    if not value or not all(value):
        raise refusal(
            "empty",
            "must have groups, each with a condition",
            "remove `any` if the rule needs none of them",
        )
    return tuple(value)


def _exceptions(value: object) -> object:
    """`unless`: a table, each condition of which is an exception of its own, or a list of groups."""
    if isinstance(value, dict):
        return tuple({name: asked} for name, asked in value.items())
    if not isinstance(value, list) or not all(isinstance(group, dict) for group in value):
        raise refusal(
            "wrong-type",
            f"must be conditions, but is {found(value)}",
            "write one a line, such as `unless.disputed = true`: the rule holds while none of them does",
        )
    if not value or not all(value):
        raise refusal(
            "empty",
            "must have groups, each with a condition",
            "remove `unless` if the rule has no exceptions",
        )
    return tuple(value)


def schema_of_conditions(subject: Subject) -> dict[str, object]:
    """JSON Schema of the conditions on what is known of `subject`."""
    properties = {
        fact.name: _schema_of(fact)
        for fact in FACTS.values()
        if fact.subject == "account" or subject == "invoice"
    }
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _exceptions_schema(subject: Subject) -> dict[str, object]:
    """JSON Schema of `unless`: a table of conditions, or a list of groups of them."""
    group = schema_of_conditions(subject)
    return {"anyOf": [group, {"type": "array", "minItems": 1, "items": group}]}


def _schema_of(fact: Fact) -> dict[str, object]:
    value = _value_schema(fact)
    several: list[object] = [value]
    if fact.type != "flag":
        several.append({"type": "array", "minItems": 1, "items": value})
    ordered = () if fact.type in {"word", "ids", "flag"} else ORDERED
    table = {
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": {**dict.fromkeys(ordered, value), "not": {"anyOf": several}},
    }
    return {"description": fact.meaning, "anyOf": [*several, table]}


def _value_schema(fact: Fact) -> dict[str, object]:
    types = {
        "money": "number", "days": "integer", "count": "integer", "number": "integer", "flag": "boolean",
    }  # fmt: skip
    schema: dict[str, object] = {"type": types.get(fact.type, "string")}
    if fact.words and not fact.named_by:
        schema["enum"] = list(fact.words)
    return schema


AccountWhen = Annotated[
    dict[str, object], BeforeValidator(_table), WithJsonSchema(schema_of_conditions("account"))
]
InvoiceWhen = Annotated[
    dict[str, object], BeforeValidator(_table), WithJsonSchema(schema_of_conditions("invoice"))
]
AccountGroups = Annotated[
    tuple[dict[str, object], ...],
    BeforeValidator(_groups),
    WithJsonSchema({"type": "array", "minItems": 1, "items": schema_of_conditions("account")}),
]
InvoiceGroups = Annotated[
    tuple[dict[str, object], ...],
    BeforeValidator(_groups),
    WithJsonSchema({"type": "array", "minItems": 1, "items": schema_of_conditions("invoice")}),
]
AccountExceptions = Annotated[
    tuple[dict[str, object], ...],
    BeforeValidator(_exceptions),
    WithJsonSchema(_exceptions_schema("account")),
]
InvoiceExceptions = Annotated[
    tuple[dict[str, object], ...],
    BeforeValidator(_exceptions),
    WithJsonSchema(_exceptions_schema("invoice")),
]
