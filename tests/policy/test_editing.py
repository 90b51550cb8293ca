from __future__ import annotations

import difflib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectrules.policy.editing import next_version, with_head
from collectrules.policy.load import parse
from tests.policy.texts import READY

WRITTEN = READY.read_bytes()


@pytest.mark.parametrize(
    ("version", "following"),
    [
        ("1", "2"),
        ("9", "10"),
        ("2026.9", "2026.10"),
        ("v09", "v10"),
        ("2026-spring", ""),
        ("", ""),
    ],
)
def test_the_version_after_one(version: str, following: str) -> None:
    assert next_version(version) == following


@given(
    version=st.text("abc0123456789.-", min_size=1, max_size=8),
    reason=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip),
    day=st.dates(),
)
def test_only_the_lines_of_the_head_change(version: str, reason: str, day: date) -> None:
    data = with_head(WRITTEN, {"version": version, "reason": reason, "effective_from": day})
    was, now = WRITTEN.decode().split("\n"), data.decode().split("\n")
    assert len(was) == len(now)
    touched = {old.split("=")[0].strip() for old, new in zip(was, now, strict=True) if old != new}
    assert touched <= {"version", "reason", "effective_from"}
    read = parse(data, "policy.toml")
    assert (read.version, read.reason, read.effective_from) == (version, reason, day)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_what_the_head_lacks_stands_below_its_version(ending: str) -> None:
    data = ending.join(
        [
            "# mine",
            "[policy]",
            'id      = "a"',
            'version = "1" # one',
            "",
            "[[grace]]",
            "days = 1",
            "",
        ]
    ).encode()
    added = with_head(data, {"version": "2", "review_by": date(2027, 1, 1), "reason": 'so "there"'})
    changed = [
        line
        for line in difflib.ndiff(data.decode().split(ending), added.decode().split(ending))
        if line[0] in "+-"
    ]
    assert changed == [
        '- version = "1" # one',
        '+ version = "2" # one',
        '+ reason  = "so \\"there\\""',
        "+ review_by= 2027-01-01",
    ]


@pytest.mark.parametrize("data", [b"\xff", b"[policy", b"policy = 1\n", b"days = 1\n"])
def test_what_has_no_head_is_left_to_the_editor(data: bytes) -> None:
    assert with_head(data, {"version": "2"}) == data
