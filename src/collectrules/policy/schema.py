"""The JSON Schema of a policy file, by which editors complete, explain and underline as one types.

It is made of the shapes that read the file, so the two cannot drift apart. It says less than they do:
what hangs together between two places of a file only `policy check` knows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Final

from collectrules.policy.facts import Subject
from collectrules.policy.shape import PolicyShape
from collectrules.policy.shape.conditions import schema_of_conditions

Schema = dict[str, object]

FILE_NAME: Final = "policy.schema.json"
_SUBJECTS: Final[tuple[Subject, ...]] = ("account", "invoice")
_FIXED: Final = ("PolicyShape", "HeadShape")
_NEVER_DATED: Final = ("id", "when", "any", "unless", "not", "cite", "reason", "say")
_DAY: Final[Schema] = {"type": "string", "format": "date"}


def policy_schema() -> Schema:
    """The schema, in JSON Schema draft 7; descriptions name units, optional keys have no null."""
    schema = PolicyShape.model_json_schema()
    schema = _as_table(_rewritten(schema, _plain))
    definitions = _as_table(schema.pop("$defs"))
    named = {_text(schema_of_conditions(each)): f"{each}_conditions" for each in _SUBJECTS}
    definitions = {
        name: _as_table(_rewritten(each, lambda inner: _by_name(inner, named)))
        for name, each in definitions.items()
    }
    for name in definitions.keys() - set(_FIXED):
        of_rule = _as_table(definitions[name])
        of_rule["properties"] = dict(_with_readings(_as_table(of_rule["properties"])))
    definitions |= {name: _readings(json.loads(simple)) for simple, name in _SIMPLE.items()}
    definitions |= {f"{subject}_conditions": _conditions(subject) for subject in _SUBJECTS}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "collection policy",
        **schema,
        "definitions": definitions,
    }


def schema_text() -> str:
    """The schema as the text of a file."""
    return json.dumps(policy_schema(), indent=1, ensure_ascii=False) + "\n"


def _conditions(subject: Subject) -> Schema:
    """The conditions on what is known of a subject, whose bounds may change on a day or by currency."""
    schema = schema_of_conditions(subject)
    for fact in _as_table(schema["properties"]).values():
        for arm in _as_list(_as_table(fact)["anyOf"]):
            if "properties" in arm:
                arm["properties"] = dict(_with_readings(_as_table(arm["properties"])))
    return schema


def _rewritten(value: object, change: Callable[[Schema], Schema]) -> object:
    """`value` with every table in it changed, the inner ones first."""
    if isinstance(value, list):
        return [_rewritten(each, change) for each in value]
    if isinstance(value, dict):
        return change({key: _rewritten(each, change) for key, each in value.items()})
    return value


def _plain(schema: Schema) -> Schema:
    """Without titles, nulls and what only newer drafts know."""
    if isinstance(schema.get("title"), str):
        del schema["title"]
    schema.pop("discriminator", None)
    for given, known in (("ge", "minimum"), ("le", "maximum")):
        if isinstance(schema.get(given), int):
            schema[known] = schema.pop(given)
    if schema.get("default", 0) is None:
        del schema["default"]
    arms = schema.get("anyOf")
    if isinstance(arms, list):
        left = [arm for arm in arms if arm != {"type": "null"}]
        if len(left) < len(arms):
            del schema["anyOf"]
            schema = {**left[0], **schema} if len(left) == 1 else {"anyOf": left, **schema}
    reference = schema.get("$ref")
    if isinstance(reference, str):
        moved = reference.replace("#/$defs/", "#/definitions/")
        schema = {key: each for key, each in schema.items() if key != "$ref"}
        return {"allOf": [{"$ref": moved}], **schema} if schema else {"$ref": moved}
    return schema


def _by_name(schema: Schema, named: dict[str, str]) -> Schema:
    """A reference instead of a schema that has a name of its own."""
    bare = {key: each for key, each in schema.items() if key != "description"}
    name = named.get(_text(bare))
    if name is None:
        return schema
    said = {"description": schema["description"]} if "description" in schema else {}
    return {"allOf": [{"$ref": f"#/definitions/{name}"}], **said}


def _with_readings(properties: Schema) -> Iterator[tuple[str, object]]:
    """Each property, which may also be a list of dated values or a table by currency."""
    for key, schema in properties.items():
        if key in _NEVER_DATED or not isinstance(schema, dict):
            yield key, schema
            continue
        said = {each: schema[each] for each in ("description", "default") if each in schema}
        one = {each: inner for each, inner in schema.items() if each not in said}
        name = _SIMPLE.get(_text(one))
        yield (
            key,
            {"allOf": [{"$ref": f"#/definitions/{name}"}], **said}
            if name
            else {**_readings(one), **said},
        )


def _readings(schema: Schema) -> Schema:
    """A value, a list of dated ones or a table by currency, the one within the other too."""
    dated: Schema = {"anyOf": [schema, _dated(schema)]}
    by_currency: Schema = {"anyOf": [schema, _by_currency(schema)]}
    return {"anyOf": [schema, _dated(by_currency), _by_currency(dated)]}


def _dated(schema: Schema) -> Schema:
    item = {
        "type": "object",
        "additionalProperties": False,
        "required": ["from", "is"],
        "properties": {"from": _DAY, "is": schema},
    }
    return {"type": "array", "minItems": 1, "items": item}


def _by_currency(schema: Schema) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "patternProperties": {"^[A-Z]{3}$": schema},
    }


def _text(schema: object) -> str:
    return json.dumps(schema, sort_keys=True)


_SIMPLE: Final = {
    _text({"type": kind}): f"{kind}_readings" for kind in ("number", "integer", "string")
}
"""Values so frequent that what they may be is said once."""


def _as_table(value: object) -> Schema:
    assert isinstance(value, dict)
    return value


def _as_list(value: object) -> list[Schema]:
    assert isinstance(value, list)
    return value
