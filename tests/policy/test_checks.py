from __future__ import annotations

from datetime import date

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
