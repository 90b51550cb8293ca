from __future__ import annotations

from datetime import date

import pytest

from collectrules.errors import Diagnostic
from collectrules.policy.checks import findings
from collectrules.policy.load import policy_in
from collectrules.policy.source import read_document
from tests.policy.texts import HEAD


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
