"""review-due: the day by which someone should have read the policy again has passed.

What a customer may be charged, and how often they may be contacted, changes by law and by custom. A
policy nobody reads any more goes on applying old numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from collectrules.policy.checks.context import Context
from collectrules.policy.checks.finding import Finding


def review_due(context: Context) -> Iterator[Finding]:
    """Warn from the day after `review_by`."""
    review_by, day = context.policy.review_by, context.known.day
    if review_by is None or day <= review_by:
        return
    late = (day - review_by).days
    yield Finding(
        code="review-due",
        message=f"the policy was to be reviewed by {review_by}, {late} day{'s' if late != 1 else ''} ago",
        path=("policy", "review_by"),
        help="read it through with whoever answers for it, then set the next day",
    )
