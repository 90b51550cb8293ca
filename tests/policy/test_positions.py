from __future__ import annotations

import math
import tomllib

import pytest
from hypothesis import assume, given, settings

from collectrules.policy.positions import KeyPath, Span, locate
from tests.policy.toml_texts import documents


def everything(value: object, path: KeyPath = ()) -> dict[KeyPath, object]:
    """Every path of a document with its value."""
    found = {path: value} if path else {}
    if isinstance(value, dict):
        for key, inner in value.items():
            found |= everything(inner, (*path, key))
    if isinstance(value, list):
        for number, inner in enumerate(value):
            found |= everything(inner, (*path, number))
    return found


def same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return one == other or (math.isnan(one) and math.isnan(other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


@given(documents())
@settings(max_examples=400)
def test_every_value_is_where_it_is_said_to_be(text: str) -> None:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assume(False)
    values, spots = everything(document), locate(text)
    assert spots.keys() == values.keys()
    for path, spot in spots.items():
        if spot.value is not None:
            written = text[spot.value.start : spot.value.end]
            assert same(tomllib.loads(f"it = {written}")["it"], values[path])


@given(documents())
def test_every_key_is_where_it_is_said_to_be(text: str) -> None:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assume(False)
    for path, spot in locate(text).items():
        if spot.key is not None:
            written = text[spot.key.start : spot.key.end]
            name = next(step for step in reversed(path) if isinstance(step, str))
            assert list(tomllib.loads(f"{written} = 1")) == [name]


def spanned(text: str, span: Span | None) -> str | None:
    return None if span is None else text[span.start : span.end]


@pytest.mark.parametrize(
    ("text", "path", "key", "value"),
    [
        ("days = 5", ("days",), "days", "5"),
        ("days=5# five", ("days",), "days", "5"),
        ("[[grace]]\nid='a'\n[[grace]]\ndays = 7 ", ("grace", 1, "days"), "days", "7"),
        ("[[grace]]\n[[grace]]", ("grace", 1), "grace", None),
        ("when . days = { at_least = 3 }", ("when", "days", "at_least"), "at_least", "3"),
        ("when.days = 1\nwhen.weeks = 2", ("when",), "when", None),
        ('order = ["a", # first\n "b",]', ("order", 1), None, '"b"'),
        ("[[stage]]\n[stage.action]\ntone = 'x'", ("stage", 0, "action", "tone"), "tone", "'x'"),
        ('"due on" = 2026-07-01 10:00:00 # ten', ("due on",), '"due on"', "2026-07-01 10:00:00"),
        ('"\\u0061" = """\nx"""', ("a",), '"\\u0061"', '"""\nx"""'),
    ],
)
def test_where_keys_and_values_stand(
    text: str, path: KeyPath, key: str | None, value: str | None
) -> None:
    spot = locate(text)[path]
    assert (spanned(text, spot.key), spanned(text, spot.value)) == (key, value)
