"""What is doubtful. Every check has a policy in `doubtful/` that trips it, and one that does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from collectrules.errors import Diagnostic
from collectrules.policy.checks import CHECKS, findings
from collectrules.policy.codes import CODES
from collectrules.policy.load import policy_in
from collectrules.policy.render import render_full
from collectrules.policy.source import read_document
from tests.policy.texts import HEAD

DOUBTFUL = Path(__file__).parent / "doubtful"
TRIPPING = sorted(
    path.name.removesuffix(".toml")
    for path in DOUBTFUL.glob("*.toml")
    if not path.name.endswith(".fine.toml")
)
"""Named by the code, and by what is special about it after a dot."""
DAY = date(2026, 6, 1)


def found_in(path: Path) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text of a policy file and what is found in it."""
    source = read_document(path.read_bytes(), path.name)
    return source.text, findings(policy_in(source), source, DAY)


@pytest.mark.parametrize("name", TRIPPING)
def test_what_is_said_of_a_doubtful_policy(name: str, snapshot: SnapshotAssertion) -> None:
    """It may also be told that something was not checked, which is a note."""
    path, code = DOUBTFUL / f"{name}.toml", CODES[name.partition(".")[0]]
    text, found = found_in(path)
    said = {(each.code, each.severity) for each in found if each.severity != "note"}
    assert said == {(code.name, code.severity)}
    assert render_full(found, {path.name: text}) == snapshot


@pytest.mark.parametrize("name", TRIPPING)
def test_a_policy_beside_it_is_not_doubted(name: str) -> None:
    _, found = found_in(DOUBTFUL / f"{name}.fine.toml")
    assert [each for each in found if each.code == name.partition(".")[0]] == []


def test_every_check_is_registered_and_has_its_two_policies() -> None:
    checks = {each.name for each in CODES.values() if each.number.startswith("CR2")}
    assert CHECKS.keys() <= checks
    assert {name.partition(".")[0] for name in TRIPPING} == CHECKS.keys()
    fine = {path.name for path in DOUBTFUL.glob("*.fine.toml")}
    assert fine == {f"{name}.fine.toml" for name in TRIPPING}


def found_on(day: date, head: str) -> tuple[Diagnostic, ...]:
    source = read_document(head.encode(), "policy.toml")
    return findings(policy_in(source), source, day)


def test_a_review_is_due_from_the_day_after() -> None:
    head = HEAD + "review_by = 2026-07-01\n"
    assert found_on(date(2026, 7, 1), head) == ()
    (warning,) = found_on(date(2026, 7, 2), head)
    assert (warning.code, warning.severity) == ("review-due", "warning")
    assert warning.message == "the policy was to be reviewed by 2026-07-01, 1 day ago"
    assert (warning.place.line, warning.place.column, warning.place.length) == (9, 13, 10)


def test_no_review_is_due_where_none_is_asked_for() -> None:
    assert found_on(date(2099, 1, 1), HEAD) == ()


HOURS = """
[[contact_hours]]
id = "morning"
channels = ["call", "sms"]
from = 08:00:00
until = 12:00:00

[[contact_hours]]
id = "afternoon"
channels = ["call"]
from = 12:00:00
"""


def test_hours_that_leave_no_minute_are_doubted() -> None:
    (warning,) = found_on(date(2026, 1, 1), HEAD + HOURS)
    assert (warning.code, warning.severity) == ("never-open", "warning")
    assert warning.message == (
        "`morning` and `afternoon` together leave no minute of the week for contact by call"
    )
    assert (warning.place.line, warning.place.column) == (18, 12)


@pytest.mark.parametrize(
    "rules",
    [
        HOURS + 'level = "soft"\n',
        HOURS + 'when.debtor_kind = "consumer"\n',
        HOURS.replace("from = 12:00:00", "from = 11:59:00"),
        HOURS.replace('["call"]', '["letter"]'),
    ],
)
def test_hours_that_may_leave_a_minute_are_not(rules: str) -> None:
    assert found_on(date(2026, 1, 1), HEAD + rules) == ()
