"""What a year of the books suggests to look at in a policy, each with its figures; none is applied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from collectrules.errors import LedgerError
from collectrules.ledger.book import Ledger
from collectrules.policy.model import Policy
from collectrules.review.limits_hit import limits_hit
from collectrules.review.sample import Sample, sample
from collectrules.review.suggestion import Suggestion
from collectrules.review.unasked import unasked
from collectrules.review.unused import unused


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What was found, and in what."""

    policy: Policy
    first: date
    last: date
    sample: Sample
    found: tuple[Suggestion, ...]


def suggestions(ledger: Ledger, policy: Policy, last: date, days: int) -> Suggestions:
    """What the last so many days suggest of a policy, by all that is known today.

    The rules are judged as they read now. Raises `LedgerError` where nothing was recorded in these days.
    """
    first = last - timedelta(days=days - 1)
    with ledger.reading():
        looked = sample(ledger, policy, first, last)
        if not looked.open:
            raise LedgerError(
                f"no invoice was open from {first} to {last}",
                help="import invoices first, or name another period with `--as-of` and `--days`",
            )
        found = (
            *unused(ledger, policy, looked, first),
            *limits_hit(ledger, first, last),
            *unasked(ledger, policy, first, last),
        )
    return Suggestions(policy, first, last, looked, found)
