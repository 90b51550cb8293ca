"""What is doubtful in a policy that can be read: one check a file, each a plain function."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from collectrules.errors import Diagnostic
from collectrules.policy.checks.never_open import never_open
from collectrules.policy.checks.review_due import review_due
from collectrules.policy.model import Policy
from collectrules.policy.report import Report
from collectrules.policy.source import Source

CHECKS: Final[dict[str, Callable[[Policy, date, Report], None]]] = {
    "review-due": review_due,
    "never-open": never_open,
}
"""Every check by the code of what it finds, which it keeps in the report."""


def findings(policy: Policy, source: Source, day: date) -> tuple[Diagnostic, ...]:
    """What every check finds in a policy on a day, in the order of the text of its file."""
    report = Report(source.file, source.text)
    for check in CHECKS.values():
        check(policy, day, report)
    return report.diagnostics()
