"""From what pydantic says of a file to faults in an owner's words, each at its path."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from collectrules.policy.facts import closest
from collectrules.policy.positions import KeyPath
from collectrules.policy.report import Fault
from collectrules.policy.shape import PolicyShape, Reading, shape_at
from collectrules.policy.shape.base import found, shortened

Whole = TypeVar("Whole", bound=BaseModel)


def read_shape(
    document: dict[str, object], reading: Reading, shape: type[Whole]
) -> Whole | list[Fault]:
    """The document as it stands in the file, or everything that cannot stand there."""
    try:
        return shape.model_validate(document, context=reading)
    except ValidationError as error:
        return [fault for line in error.errors(include_url=False) for fault in _faults(line)]


def _faults(line: ErrorDetails) -> Iterator[Fault]:
    path = tuple(step for step in line["loc"] if not str(step).startswith("<"))
    told = line.get("ctx", {})
    if "sentence" in told:
        at = (*path, told["at"]) if told.get("at") else path
        yield Fault(line["type"], told["sentence"], at, told["help"])
    elif "said" in told:
        yield Fault(line["type"], f"{_name(path)} {told['said']}", path, told["help"])
    else:
        yield _OF_TYPE.get(line["type"], _other)(line, path)


def _unknown(line: ErrorDetails, path: KeyPath) -> Fault:
    key = str(path[-1])
    known = _keys(line["loc"][:-1])
    near = closest(key, known)
    if len(path) == 1:
        return _unknown_section(key, line["input"], near)
    hint = f"did you mean `{near}`?" if near else f"{_name(path[:-1])} has {', '.join(known)}"
    message = f"unknown key `{shortened(key)}` in {_name(path[:-1])}"
    return Fault("unknown-key", message, path, hint, "key")


def _keys(where: KeyPath) -> list[str]:
    """The keys of the table at a place of the file, those that every rule has for people last."""
    fields = shape_at(where).model_fields.items()
    keys = [field.alias or name for name, field in fields]
    return [key for key in keys if key not in _FOR_PEOPLE] + [
        key for key in keys if key in _FOR_PEOPLE
    ]


_FOR_PEOPLE: Final = ("cite", "reason", "say")


def _unknown_section(name: str, value: object, near: str | None) -> Fault:
    section = isinstance(value, dict | list)
    what, code = ("section", "unknown-section") if section else ("key", "unknown-key")
    hint = "a policy has " + ", ".join(PolicyShape.model_fields)
    if near:
        hint = f"did you mean `{near}`?"
    elif not section and name in shape_at(("policy",)).model_fields:
        hint = "put it below `[policy]`"
    return Fault(code, f"unknown {what} `{shortened(name)}`", (name,), hint, "key")


def _missing(line: ErrorDetails, path: KeyPath) -> Fault:
    key = str(path[-1])
    field = shape_at(line["loc"][:-1]).model_fields.get(key)
    means = field.description if field is not None and field.description else ""
    if len(path) == 1:
        written = f"`[{key}]`" if key == "policy" else f"`{key}`"
        return Fault("missing-key", f"the policy has no {written}", path, f"add it: {means}", "key")
    message = f"{_name(path[:-1])} has no `{key}`"
    return Fault("missing-key", message, path, f"add `{key}`: {means}", "key")


def _wrong_word(line: ErrorDetails, path: KeyPath) -> Fault:
    words = _quoted_words(line)
    given = line["input"]
    help = f"it is one of {', '.join(words)}" if len(words) > 1 else f"it can only be {words[0]}"
    if not isinstance(given, str):
        return Fault(
            "wrong-type", f"{_name(path)} must be a word, but is {found(given)}", path, help
        )
    near = closest(given, words)
    return Fault(
        "unknown-word",
        f"{_name(path)} cannot be `{shortened(given)}`",
        path,
        f"did you mean `{near}`?" if near else help,
    )


def _quoted_words(line: ErrorDetails) -> list[str]:
    """The words pydantic expected, which it lists as `'a', 'b' or 'c'`."""
    return [word for word in line["ctx"]["expected"].split("'")[1::2] if word]


def _out_of_range(line: ErrorDetails, path: KeyPath) -> Fault:
    told = line["ctx"]
    bound = f"at least {told['ge']}" if "ge" in told else f"at most {told['le']}"
    given = found(line["input"]).removeprefix("the number ")
    return Fault(
        "out-of-range",
        f"{_name(path)} must be {bound}, but is {given}",
        path,
        _meaning(line),
    )


def _meaning(line: ErrorDetails) -> str:
    steps = [step for step in line["loc"] if isinstance(step, str)]
    field = shape_at(line["loc"][:-1]).model_fields.get(steps[-1]) if steps else None
    return f"{steps[-1]}: {field.description}" if field is not None and field.description else ""


def _not_a_table(line: ErrorDetails, path: KeyPath) -> Fault:
    message = f"{_name(path)} must be a table, but is {found(line['input'])}"
    return Fault("wrong-type", message, path, "write its keys below it, or between { and }")


def _other(line: ErrorDetails, path: KeyPath) -> Fault:
    said = line["msg"][:1].lower() + line["msg"][1:]
    return Fault("wrong-type", f"{_name(path)}: {said}", path)


_OF_TYPE: Final[dict[str, Callable[[ErrorDetails, KeyPath], Fault]]] = {
    "extra_forbidden": _unknown,
    "missing": _missing,
    "literal_error": _wrong_word,
    "greater_than_equal": _out_of_range,
    "less_than_equal": _out_of_range,
    "model_type": _not_a_table,
    "model_attributes_type": _not_a_table,
    "dict_type": _not_a_table,
}


def _name(path: KeyPath) -> str:
    """What a path is called in a sentence: `days`, `[policy]`, `[[grace]]`, an item of a list."""
    if len(path) == 1:
        return f"`{path[0]}`" if path[0] == "language" else f"`[{path[0]}]`"
    if len(path) == 2 and isinstance(path[1], int):
        return f"`[[{path[0]}]]`"
    if isinstance(path[-1], int):
        return f"item {path[-1] + 1} of `{path[-2]}`"
    return f"`{path[-1]}`"
