"""Conditions on `expected_net` said of the facts that the policy reckons it from.

What is left of an overdue sum rises with it, so a bound of the one is a bound of the other, for each
bucket of `provision` another one. See `meaning.expected_net`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil

from collectrules.policy.meaning import share_left
from collectrules.policy.model import Condition, Policy
from collectrules.policy.proof.formula import (
    FALSE,
    TRUE,
    Formula,
    Sum,
    Word,
    all_of,
    at_least,
    compared,
    negated,
    replaced,
    some_of,
)


def expected_net_is(policy: Policy, condition: Condition) -> Formula:
    """When a condition on `expected_net` holds, said of `overdue_total` and `days_past_due`."""
    asked = compared("expected_net", condition)
    return some_of(
        *(
            all_of(Sum((("days_past_due", 1),), first, last), _of_overdue(asked, policy, day))
            for first, last, day in _ages(policy)
        )
    )


def days_of_other_shares(policy: Policy) -> tuple[int, ...]:
    """The days past due from which on another share of what is overdue is expected to be left."""
    starts = {each.first_day for each in policy.provision}
    starts |= {each.last_day + 1 for each in policy.provision if each.last_day is not None}
    return tuple(sorted(start for start in starts if start is not None))


def _ages(policy: Policy) -> Iterator[tuple[int | None, int | None, int]]:
    """Ranges of days past due with one share, which together are all there are, and a day in each."""
    starts = days_of_other_shares(policy)
    if not starts:
        yield None, None, 0
        return
    yield None, starts[0] - 1, starts[0] - 1
    for start, following in zip(starts, (*starts[1:], None), strict=True):
        yield start, None if following is None else following - 1, start


def _of_overdue(asked: Formula, policy: Policy, day: int) -> Formula:
    """What is asked of `expected_net`, said of `overdue_total` on a day past due."""
    share = share_left(policy, day)

    def put(part: Sum | Word) -> Formula:
        assert isinstance(part, Sum)
        enough = TRUE if part.low is None else _left_of_overdue(part.low, share)
        if part.high is None:
            return enough
        return all_of(enough, negated(_left_of_overdue(part.high + 1, share)))

    return replaced(asked, put)


def _left_of_overdue(least: int, share: Fraction) -> Formula:
    """That of what is overdue, never negative, a share comes to so much at least, rounded down."""
    if least <= 0:
        return TRUE
    return at_least("overdue_total", ceil(least / share)) if share else FALSE
