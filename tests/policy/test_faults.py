"""What a user is told. Every code has a deliberately bad file in `bad/`, named by the code."""

from __future__ import annotations

import errno
import os
from collections import Counter
from pathlib import Path
from typing import IO, Any

import pytest
from syrupy.assertion import SnapshotAssertion

from collectrules.errors import Faults
from collectrules.policy.codes import CODES
from collectrules.policy.load import load, parse
from collectrules.policy.render import render_full
from tests.policy.texts import HEAD, codes, faults

BAD = sorted((Path(__file__).parent / "bad").glob("*.toml"))
MADE = {
    "too-long": HEAD.encode() + b"#" * 10_000_000,
    "too-many-rules": HEAD.encode() + b'[[priority]]\nid = "a"\nscore = 1\n' * 5_000,
}
"""Bad files that nobody wants to keep."""


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_what_is_said_of_a_bad_file(path: Path, snapshot: SnapshotAssertion) -> None:
    with pytest.raises(Faults) as caught:
        parse(path.read_bytes(), path.name)
    faults = caught.value
    assert {each.code for each in faults.diagnostics} == {path.name.split(".")[0]}
    assert render_full(faults.diagnostics, {path.name: faults.source}) == snapshot


@pytest.mark.parametrize("code", MADE)
def test_what_is_said_of_an_endless_file(code: str, snapshot: SnapshotAssertion) -> None:
    with pytest.raises(Faults) as caught:
        parse(MADE[code], f"{code}.toml")
    assert [each.code for each in caught.value.diagnostics] == [code]
    assert render_full(caught.value.diagnostics, {f"{code}.toml": caught.value.source}) == snapshot


def test_every_code_of_reading_has_a_bad_file() -> None:
    """`unreadable` is of files that are not there: see below."""
    reading = {each.name for each in CODES.values() if each.number.startswith("CR1")}
    assert {path.name.split(".")[0] for path in BAD} | MADE.keys() | {"unreadable"} == reading


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_sentence_is_one_line_in_lower_case_without_a_full_stop(path: Path) -> None:
    for fault in faults(path.read_bytes()):
        for text in (fault.message, fault.help):
            assert "\n" not in text
            assert not text.endswith(".")
            assert (
                text[:1] == text[:1].lower() or text[:1] == "`" or text.startswith(("GBP", "EUR"))
            )


TWENTY = """\
language = 1
colour = "green"

[policy]
id = "Corner Shop"
title = ""
version = 2026.1
effective_from = "2026-01-01"
currency = "GBP"
time_zone = "Europe/Lodnon"
holiday = "GB-ENG"

[offers]
id = "settle"

[[segment]]
id = "big"
when.balance = { at_least = 10.00 }

[[segment]]
id = "big"

[[grace]]
id = "g"
days = -1
when.days_pastdue = { atleast = 3 }
when.overdue_total = { atleast = 3 }

[[hold]]
id = "promise"
when.promise = "opened"
stops = ["stage", "intrest"]
clock = "stopped"

[[stage]]
id = "reminder"
when.segment = "large"
when.overdue_total = { above = 0.005 }
when.broken_promises = 1.5
action = { channel = "fax" }
wait_days = "7"

[ladder]
enter = "by-age"
ceiling = "call"
"""


def test_all_faults_of_a_file_are_shown_at_once() -> None:
    found = faults(TWENTY)
    assert [(fault.place.line, fault.code) for fault in found] == [
        (2, "unknown-key"),
        (5, "bad-id"),
        (6, "empty"),
        (7, "wrong-type"),
        (8, "wrong-type"),
        (10, "unknown-time-zone"),
        (11, "unknown-key"),
        (13, "unknown-section"),
        (18, "wrong-subject"),
        (21, "duplicate-id"),
        (23, "grace-open"),
        (25, "out-of-range"),
        (26, "unknown-fact"),
        (27, "unknown-comparison"),
        (31, "unknown-word"),
        (32, "unknown-word"),
        (33, "clock-without-dates"),
        (37, "unknown-segment"),
        (38, "too-many-decimals"),
        (39, "unit"),
        (40, "unknown-word"),
        (41, "wrong-type"),
        (45, "unknown-stage"),
    ]


def test_a_fault_points_at_the_characters_it_is_about() -> None:
    """The caret stands under what is wrong, counted in characters, whatever their width."""
    text = HEAD + '[[grace]]\nid = "漢字"\ndays = 5\n'
    (fault,) = faults(text)
    line = text.split("\n")[fault.place.line - 1]
    start = fault.place.column - 1
    assert line[start : start + fault.place.length] == '"漢字"'


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_places_do_not_depend_on_line_ends_or_a_byte_order_mark(line_end: str, mark: str) -> None:
    text = HEAD + '[[grace]]\nid = "g"\ndays = 5.5\n'
    (fault,) = faults(mark.encode() + text.replace("\n", line_end).encode())
    assert (fault.place.line, fault.place.column, fault.place.length) == (11, 8, 3)


def test_a_byte_order_mark_does_not_move_the_first_line() -> None:
    (fault,) = faults(b"\xef\xbb\xbf" + HEAD.replace("language = 1", "language = 9").encode())
    assert (fault.place.line, fault.place.column) == (1, 12)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(Faults, match="1 fault found") as caught:
        load(tmp_path / "policy.toml")
    assert caught.value.diagnostics[0].code == "unreadable"
    assert caught.value.diagnostics[0].message == "there is no such file"
    assert caught.value.diagnostics[0].place.file == str(tmp_path / "policy.toml")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(Faults) as caught:
        load(tmp_path)
    assert caught.value.diagnostics[0].message == "this is a folder, not a file"


def test_a_file_nobody_may_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(HEAD)
    opened = Path.open

    def refused(self: Path, *how: str) -> IO[Any]:
        if self == path:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return opened(self, *how)

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(Faults) as caught:
        load(path)
    assert caught.value.diagnostics[0].message == "the file cannot be read: permission denied"


def test_a_name_no_file_can_have() -> None:
    with pytest.raises(Faults) as caught:
        load("policy\0.toml")
    assert caught.value.diagnostics[0].code == "unreadable"


def test_a_file_that_never_ends() -> None:
    assert codes(b"#" * 2_000_000) == ["too-long"]


@pytest.mark.parametrize("nest", ["[", "{a="])
def test_nesting_without_end(nest: str) -> None:
    assert codes("a = " + nest * 50 + "1" + {"[": "]", "{a=": "}"}[nest] * 50) == ["not-toml"]
    assert codes("a = " + nest * 100_000) == ["not-toml"]


def test_dotted_keys_nested_without_end() -> None:
    assert codes("[" + "a." * 5_000 + "a]\n") == ["not-toml"]


@pytest.mark.parametrize(
    "number", ["1e999999999999999999999", "-1e-99999", "0x" + "f" * 4000, "1e15", "1" + "0" * 4000]
)
def test_numbers_beyond_all_measure(number: str) -> None:
    text = (
        f'[[priority]]\nid = "a"\nscore = {number}\nwhen.overdue_total = {number}\n'
        f"when.invoices_paid = {number}\n"
        f'[[late_fee]]\nid = "b"\ncharge = {{ percent = {number}, of = "balance" }}\n'
        f'[[late_fee]]\nid = "c"\ncharge = {{ amount = {number} }}\n'
    )
    assert len(codes(HEAD + text)) == 5
    assert codes(HEAD.replace('"Corner Shop: collection policy"', number)) == ["wrong-type"]
    assert codes(HEAD.replace('"corner-shop"', number)) == ["wrong-type"]
    assert codes(HEAD.replace("language = 1", f"language = {number}"))


def test_one_wrong_word_is_said_once() -> None:
    counted = Counter(codes(HEAD + '[[hold]]\nid = "a"\nstops = ["x"]\nclock = "running"\n'))
    assert counted == {"unknown-word": 1}


@pytest.mark.parametrize(
    "rules",
    [
        "segment = 1", 'segment = "x"', "segment = [1]", "segment = [[]]", "[[segment]]",
        "grace = [{ when = [] }]", "grace = [{ any = [[]] }]", "grace = [{ any = 1 }]",
        "stage = [{ action = [] }]", "stage = [{ action = { } }]", "late_fee = [{ charge = [] }]",
        "late_fee = [{ charge = { bands = [1], of = 'balance' } }]",
        "late_fee = [{ charge = { bands = 1, of = 'balance' } }]",
        "late_fee = [{ charge = { bands = [{}], of = 'balance' } }]",
        "ladder = 1", "ladder = [[]]", "worklist = []", "worklist = { order = 3 }",
        "worklist = { order = [3] }", "contact_limit = [{ channels = [[]] }]",
        "segment = [{ when = { promise = { not = { not = 1 } } } }]",
        "segment = [{ when = { promise = [[1]] } }]",
    ],
)  # fmt: skip
def test_every_shape_a_value_can_wrongly_have(rules: str) -> None:
    """Whatever stands where, there is a fault about it and nothing else breaks."""
    head, _, rest = HEAD.partition("[policy]")
    assert codes(head + rules + "\n[policy]" + rest)
