"""review-due: the day by which someone should have read the policy again has passed.

What a customer may be charged, and how often they may be contacted, changes by law and by custom. A
policy nobody reads any more goes on applying old numbers.
"""

from __future__ import annotations

from datetime import date

from collectrules.policy.model import Policy
from collectrules.policy.report import Fault, Report


def review_due(policy: Policy, day: date, report: Report) -> None:
    """Warn from the day after `review_by`."""
    if policy.review_by is None or day <= policy.review_by:
        return
    late = (day - policy.review_by).days
    report.keep(
        Fault(
            "review-due",
            f"the policy was to be reviewed by {policy.review_by}, "
            f"{late} day{'s' if late != 1 else ''} ago",
            ("policy", "review_by"),
            help="read it through with whoever answers for it, then set the next day",
            severity="warning",
        )
    )
