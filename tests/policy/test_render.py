from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from collectrules.errors import Diagnostic, Place, Severity
from collectrules.policy.render import (
    render_concise,
    render_full,
    render_github,
    render_json,
)

FACT = Diagnostic(
    "unknown-fact",
    "unknown fact `days_pastdue`",
    Place("policies/harbour.toml", 2, 6, 12),
    "did you mean `days_past_due`?",
)
SOURCE = "[[grace]]\nwhen.days_pastdue = { at_least = 10 }\n"


def test_a_fault_in_full() -> None:
    assert render_full([FACT], {"policies/harbour.toml": SOURCE}) == (
        "policies/harbour.toml:2:6: error[unknown-fact]: unknown fact `days_pastdue`\n"
        "  |\n"
        "2 | when.days_pastdue = { at_least = 10 }\n"
        "  |      ^^^^^^^^^^^^\n"
        "  = help: did you mean `days_past_due`?"
    )


def test_a_fault_on_one_line() -> None:
    assert render_concise([FACT]) == (
        "policies/harbour.toml:2:6: error[unknown-fact]: unknown fact `days_pastdue`"
    )


def test_a_fault_as_json() -> None:
    assert json.loads(render_json([FACT])) == [
        {
            "file": "policies/harbour.toml",
            "line": 2,
            "column": 6,
            "code": "unknown-fact",
            "severity": "error",
            "message": "unknown fact `days_pastdue`",
            "help": "did you mean `days_past_due`?",
            "notes": [],
            "rule": "CR140",
        }
    ]


def test_notes_follow_the_help() -> None:
    noted = replace(FACT, notes=("for example: this", "day 1:\tthat"))
    assert render_full([noted], {}).split("\n")[-2:] == [
        "  = note: for example: this",
        "  = note: day 1:    that",
    ]
    assert json.loads(render_json([noted]))[0]["notes"] == ["for example: this", "day 1:\tthat"]


def test_a_fault_for_github() -> None:
    assert render_github([FACT]) == (
        "::error file=policies/harbour.toml,line=2,col=6,title=CR140 unknown-fact::"
        "unknown fact `days_pastdue`%0Adid you mean `days_past_due`?"
    )


@pytest.mark.parametrize(
    ("severity", "level"), [("error", "error"), ("warning", "warning"), ("note", "notice")]
)
def test_github_has_words_of_its_own_for_how_bad_it_is(severity: Severity, level: str) -> None:
    found = Diagnostic("review-due", "late", Place("a.toml", 1, 1), severity=severity)
    assert render_github([found]) == (
        f"::{level} file=a.toml,line=1,col=1,title=CR210 review-due::late"
    )


def test_github_is_told_the_notes_too() -> None:
    assert render_github([replace(FACT, notes=("for example: this",))]).endswith(
        "%0Adid you mean `days_past_due`?%0Afor example: this"
    )


def test_what_a_workflow_command_is_made_of_is_escaped_in_it() -> None:
    """The rules: docs.github.com, "Workflow commands for GitHub Actions"; of a message `%` and line ends,
    of a property also `:` and `,`."""
    found = Diagnostic("from,nowhere", "100 %: a,b\n::stop", Place("C:\\a,b%.toml", 1, 1))
    assert render_github([found]) == (
        "::error file=C%3A\\a%2Cb%25.toml,line=1,col=1,title=from%2Cnowhere::100 %25: a,b?::stop"
    )


@given(st.text(max_size=60), st.text(max_size=60), st.text(min_size=1, max_size=20))
def test_no_text_of_a_policy_can_begin_a_command_of_its_own(
    message: str, help: str, file: str
) -> None:
    found = Diagnostic("empty", message, Place(file, 1, 1), help)
    (line,) = render_github([found]).splitlines()
    head, _, said = line.partition(",title=CR121 empty::")
    assert head.startswith("::error file=")
    assert head.count(",") == 2
    assert not {"\r", "\n"} & set(said)


def fault(line: int, column: int = 1, length: int = 1, file: str = "a.toml") -> Diagnostic:
    return Diagnostic("empty", f"fault {line}:{column}", Place(file, line, column, length))


def test_faults_come_in_the_order_of_file_and_text() -> None:
    shown = render_concise([fault(9), fault(1, file="b.toml"), fault(2, 7), fault(2, 3)])
    assert [line.rpartition(" ")[2] for line in shown.split("\n")] == ["2:3", "2:7", "9:1", "1:1"]


def caret_line(source: str, column: int, length: int) -> tuple[str, str]:
    lines = render_full([fault(1, column, length)], {"a.toml": source}).split("\n")
    return lines[2].removeprefix("1 | "), lines[3].removeprefix("  | ")


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ('title = "x"', '"x"'),
        ('\ttitle\t=\t"x"', '"x"'),
        ('"漢字" = "漢"', '"漢"'),
        ('"é" = "x"', '"x"'),
        ('"e\u0301" = "x"', '"x"'),
        ('"👋" = "x"', '"x"'),
    ],
)
def test_the_caret_stands_under_the_fault_whatever_comes_before_it(source: str, word: str) -> None:
    shown, caret = caret_line(source, source.index(word) + 1, len(word))
    left, _, _ = shown.rpartition(word)
    assert caret == " " * cell_len(left) + "^" * cell_len(word)


def test_a_long_line_is_cut_around_the_fault() -> None:
    source = "x = [" + "1, " * 400 + "oops" + ", 1" * 400 + "]"
    shown, caret = caret_line(source, source.index("oops") + 1, 4)
    assert len(shown) == 100
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert shown[caret.index("^") : caret.index("^") + 4] == "oops"


def test_control_and_direction_characters_never_reach_the_terminal() -> None:
    bad = Diagnostic("empty", "a\x1b[31m\u202eb", Place("a\x07.toml", 1, 1), help="c\nd\u2066\x9b")
    shown = render_full([bad], {"a\x07.toml": "\x1b]0;owned\x07 \u202e"})
    assert not {"\x1b", "\x07", "\u202e", "\u2066", "\x9b"} & set(shown)
    assert "c?d??" in shown


def test_a_place_outside_the_text_is_shown_without_a_line() -> None:
    assert render_full([fault(7)], {"a.toml": "one line"}) == "a.toml:7:1: error[empty]: fault 7:1"
    assert render_full([fault(1)], {}) == "a.toml:1:1: error[empty]: fault 1:1"


@given(st.text(max_size=300), st.integers(1, 400), st.integers(1, 400))
def test_any_text_and_place_can_be_shown(source: str, column: int, length: int) -> None:
    shown = render_full([fault(1, column, length)], {"a.toml": source})
    assert shown.startswith("a.toml:1:")
    assert len(shown.split("\n")) in {1, 4}
