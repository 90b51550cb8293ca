"""What a user wrote is never a traceback: any bytes are a policy or have faults."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from collectrules.errors import Faults
from collectrules.policy.codes import CODES
from collectrules.policy.facts import FACTS
from collectrules.policy.load import parse
from collectrules.policy.render import render_full
from collectrules.policy.sentences import chapters
from tests.policy.texts import HEAD, READY
from tests.policy.toml_texts import documents

WRITTEN = READY.read_bytes()
LINES = WRITTEN.decode().split("\n")
PIECES = st.one_of(
    st.binary(max_size=6),
    st.sampled_from([fact.encode() for fact in FACTS]),
    st.sampled_from(
        [b"[[grace]]\n", b"[stage]\n", b"days = ", b"when.", b"{", b"}", b"[", b"]", b'"', b"'''",
         b"\r\n", b"\xef\xbb\xbf", b"-", b".005", b"nan", b"2026-02-30", b"true", b"1_000_000_000",
         b"{ at_least = 1 }", b"not", b"\\u202e", b"\x00", b"\xed\xa0\x80"]
    ),
)  # fmt: skip


def read(data: bytes) -> None:
    """Read `data` and use what comes of it: the policy's sentences, or its faults as shown."""
    try:
        policy = parse(data, "policy.toml")
    except Faults as faults:
        check_faults(faults)
    else:
        assert list(chapters(policy)) or not policy.segment


def check_faults(faults: Faults) -> None:
    """Each fault has a known code and a place in the text, and all can be shown."""
    assert faults.diagnostics
    lines = faults.source.split("\n")
    for each in faults.diagnostics:
        assert each.code in CODES
        assert 1 <= each.place.line <= len(lines)
        assert 1 <= each.place.column <= len(lines[each.place.line - 1]) + 1
    assert render_full(faults.diagnostics, {"policy.toml": faults.source})


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """The ready policy with a few pieces of it cut out, put in or written over."""
    data = WRITTEN
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 12)))
        data = data[:start] + draw(PIECES) + data[end:]
    return data


@given(mutated())
@settings(max_examples=300)
@example(b"")
@example(b"\xff\xfel\x00")
@example(b"\xef\xbb\xbf")
@example(b"\r")
def test_a_policy_with_slips_of_the_pen(data: bytes) -> None:
    read(data)


@given(st.lists(st.sampled_from(LINES), max_size=30).map("\n".join))
@settings(max_examples=150)
def test_a_policy_with_its_lines_mixed_up(text: str) -> None:
    read(text.encode())


@given(documents())
@settings(max_examples=100)
def test_any_toml_that_is_no_policy(text: str) -> None:
    read(text.encode())
    read(f"language = 1\n{text}".encode())


SCALARS = st.sampled_from(
    ['"x"', "1", "1.5", "true", "nan", "2026-01-01", "[]", "{}", "[1]", '["a"]', "{ a = 1 }",
     '{ not = "open" }', "{ at_least = 1 }", "-1", "[{}]"]
)  # fmt: skip


@given(st.data())
@settings(max_examples=150)
def test_the_ready_policy_with_other_values(data: st.DataObject) -> None:
    lines = list(LINES)
    assigned = [number for number, line in enumerate(lines) if " = " in line.partition("#")[0]]
    for number in data.draw(st.lists(st.sampled_from(assigned), min_size=1, max_size=8)):
        key = lines[number].partition("=")[0]
        lines[number] = f"{key}= {data.draw(SCALARS)}"
    read("\n".join(lines).encode())


RULES_ABOUT_CONTACTS = """
[[contact_limit]]
channels = ["call"]
at_most = 3
within_days = 7
within = "calendar-week"
counts = "contacts"

[[contact_limit]]
channels = ["call"]
after = "conversation"
pause_days = 7
per = "person"
level = "soft"
when.debtor_kind = "consumer"

[[contact_hours]]
channels = ["call", "sms"]
days = ["mon", "sun"]
from = 08:00:00
until = 20:00:00
clock = "business"
on_holidays = false
open = [{ days = ["sat"], from = 09:00:00 }, { until = 09:00:00 }]
"""
TIMES = st.sampled_from(
    ["00:00:00", "23:59:00", "08:00:30", "09:00:00.5", "24:00:00", "08:00",
     "2026-01-01T08:00:00", "[{ from = 20:00:00, until = 08:00:00 }]", "[{ days = [] }]", '"person"',
     "[{ from = 2026-01-01, is = 08:00:00 }]", '["mon", "mon"]', '["call"]', '"calendar-month"']
)  # fmt: skip


@given(st.data())
@settings(max_examples=150)
def test_rules_about_contacts_with_other_values_and_without_some_keys(data: st.DataObject) -> None:
    lines = RULES_ABOUT_CONTACTS.split("\n")
    assigned = [number for number, line in enumerate(lines) if " = " in line]
    for number in data.draw(st.lists(st.sampled_from(assigned), max_size=8)):
        key = lines[number].partition("=")[0]
        lines[number] = f"{key}= {data.draw(st.one_of(SCALARS, TIMES))}"
    left_out = data.draw(st.sets(st.sampled_from(assigned), max_size=8))
    ids = (
        f'{line}\nid = "a{n}"' if line.startswith("[[") else line for n, line in enumerate(lines)
    )
    read("\n".join([HEAD, *(line for n, line in enumerate(ids) if n not in left_out)]).encode())


def test_the_test_sees_a_fault_where_there_is_one() -> None:
    with pytest.raises(Faults):
        parse(WRITTEN.replace(b"days_past_due", b"days_pastdue"), "policy.toml")
