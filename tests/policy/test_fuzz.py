"""Policies as hurried people and broken editors leave them: read, checked and shown without a traceback.

`make test` tries 500 of each kind; `make fuzz` tries 20,000, or as many as FUZZ_CASES says.
"""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectrules.errors import Diagnostic, Faults
from collectrules.policy.checks import Known, check_policy
from collectrules.policy.codes import CODES, number_of
from collectrules.policy.facts import FACTS
from collectrules.policy.load import policy_in
from collectrules.policy.render import flat, render_concise, render_full, render_github
from collectrules.policy.sentences import chapters
from collectrules.policy.shape import PolicyShape
from collectrules.policy.source import read_document
from tests.policy.texts import READY

CASES = int(os.environ.get("FUZZ_CASES", "500"))
DAY = date(2026, 6, 1)
WHOLE = sorted((Path(__file__).parent / "whole").glob("*.toml"))
TEXTS = [path.read_text(encoding="utf-8") for path in (READY, *WHOLE)]
_TOKENS = re.compile(r'"[^"\n]*"|[\w.-]+|\s+|.')

ODD_VALUES = st.sampled_from(
    ["nan", "-inf", "+nan", "1e400", "-1e-400", "0", "-0.0", "-1", "0x_1", "1_000.005", "2026-02-30",
     "2026-02-28", "2026-02-28T12:00:00Z", "12:00:00", "0001-01-01", "9999-12-31", "true", "false",
     '""', "''", '" "', '"\\u0000"', '"\\u202e"', '"none"', '"standard"', "'''\n'''", "[]", "{}",
     "[[]]", "[{}]", "{ not = [] }", "{ not = {} }", '{ not = "none", at_least = 1 }',
     "{ at_least = 3, at_most = 1 }", "[1, 'a', true]", "{ bands = [] }", "{ from = 2026-01-01, is = 1 }",
     "99999999999999999999", "1" * 60, '"' + "ab/" * 300 + '"', "[" + "'x'," * 200 + "]", "1.5", "100.1"]
)  # fmt: skip
ODD_TOKENS = st.one_of(
    st.sampled_from([*FACTS, *PolicyShape.model_fields]),
    st.sampled_from(
        ["[", "]", "{", "}", "=", ",", ".", "#", '"', "'", '"""', "\\", "\t", "\r", "\r\n", "\n", "\0",
         "\ufeff", "\u00a0", "“", "½", "when", "any", "unless", "unless.", "not", "at_least", "above",
         "is", "id", "[[stage]]\n", "[policy]\n", "[[segment.when]]\n", "[stage.action.x]\n"]
    ),
    st.text(max_size=3),
    ODD_VALUES,
)  # fmt: skip


@st.composite
def with_lines_moved(draw: st.DrawFn, text: str) -> str:
    """A few lines taken out, written twice, or in each other's place."""
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, 3))):
        here, there = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        match draw(st.sampled_from(["delete", "double", "swap"])):
            case "delete" if len(lines) > 1:
                del lines[here]
            case "double":
                lines.insert(there, lines[here])
            case _:
                lines[here], lines[there] = lines[there], lines[here]
    return "\n".join(lines)


@st.composite
def with_tokens_changed(draw: st.DrawFn, text: str) -> str:
    """A few words or signs taken out, put in, written over, or in each other's place."""
    tokens = _TOKENS.findall(text)
    for _ in range(draw(st.integers(1, 3))):
        here, there = (draw(st.integers(0, len(tokens) - 1)) for _ in range(2))
        match draw(st.sampled_from(["delete", "insert", "replace", "swap"])):
            case "delete" if len(tokens) > 1:
                del tokens[here]
            case "insert":
                tokens.insert(here, draw(ODD_TOKENS))
            case "replace":
                tokens[here] = draw(ODD_TOKENS)
            case _:
                tokens[here], tokens[there] = tokens[there], tokens[here]
    return "".join(tokens)


@st.composite
def with_values_changed(draw: st.DrawFn, text: str) -> str:
    """A few keys with another value, their own remark left off."""
    lines = text.split("\n")
    assigned = [number for number, line in enumerate(lines) if " = " in line.partition("#")[0]]
    for number in draw(st.lists(st.sampled_from(assigned), min_size=1, max_size=6)):
        key = lines[number].partition(" = ")[0]
        lines[number] = f"{key} = {draw(ODD_VALUES)}"
    return "\n".join(lines)


@st.composite
def with_numbers_changed(draw: st.DrawFn, text: str) -> str:
    """A few numbers that might have been meant, and words that stand elsewhere in the file: mostly a policy
    still, and an odd one, which is for the checks to judge."""
    for pattern, others in ((_NUMBER, _NUMBERS), (_QUOTED, _QUOTED.findall(text))):
        places = list(pattern.finditer(text))
        if places and others:
            place = draw(st.sampled_from(places))
            text = text[: place.start()] + draw(st.sampled_from(others)) + text[place.end() :]
    return text


_NUMBER = re.compile(r"(?<== )-?\d[\d_]*(?:\.\d+)?(?= [,}]|\s*\n)")
_NUMBERS = ["-3", "0", "1", "2", "7", "14", "30", "90", "365", "400", "5_000", "0.01", "12.50"]
_QUOTED = re.compile(r'"[a-z-]+"')
_DAMAGES = (
    with_lines_moved,
    with_tokens_changed,
    with_values_changed,
    with_numbers_changed,
    with_numbers_changed,
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """One of the policies, damaged in one to three ways, and sometimes saved by another editor."""
    text = draw(st.sampled_from(TEXTS))
    for damage in draw(st.lists(st.sampled_from(_DAMAGES), min_size=1, max_size=3)):
        if " = " in text:
            text = draw(damage(text))
    line_end, mark = draw(st.sampled_from(_EDITORS))
    return mark + text.replace("\n", line_end).encode("utf-8", "surrogatepass")


_EDITORS = [
    *[("\n", b"")] * 5,
    ("\r\n", b""),
    ("\r\n", b"\xef\xbb\xbf"),
    ("\r", b""),
]


def check(data: bytes) -> tuple[Diagnostic, ...]:
    """What `policy check` finds in a file, everything having been shown in every form."""
    try:
        source = read_document(data, "policy.toml")
        policy = policy_in(source)
    except Faults as faults:
        found, text = faults.diagnostics, faults.source
        assert found
    else:
        found, text = check_policy(policy, Known(day=DAY)).diagnostics(source), source.text
        assert list(chapters(policy)) or not policy.segment
    lines = text.split("\n")
    for each in found:
        assert each.code in CODES
        assert 1 <= each.place.line <= len(lines)
        assert 1 <= each.place.column <= len(lines[each.place.line - 1]) + 1
    assert render_full(found, {"policy.toml": text}).count("policy.toml:") >= len(found)
    assert len(flat(found)) == len(found)
    for form in (render_concise, render_github):
        assert len(form(found).splitlines()) == len(found)
    return found


@given(mutated())
@settings(
    max_examples=CASES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_a_damaged_policy_is_a_policy_or_has_faults(data: bytes) -> None:
    check(data)


@pytest.mark.parametrize("text", TEXTS, ids=["ready", *(path.stem for path in WHOLE)])
def test_the_policies_are_whole_before_they_are_damaged(text: str) -> None:
    """They may be doubted; they can be read."""
    assert [each for each in check(text.encode()) if number_of(each.code).startswith("CR1")] == []
