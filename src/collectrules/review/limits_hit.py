"""Limits on contacts that are in the way nearly every day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Final

from collectrules.ledger.book import Ledger
from collectrules.review.suggestion import Suggestion

OFTEN: Final = Fraction(4, 5)
"""Of the days on which anybody asked, on how many a limit has to be in the way."""
ENOUGH_DAYS: Final = 10

_ASKED: Final = """
    SELECT g.rule, count(*), count(DISTINCT g.effective_on), count(DISTINCT g.account_id)
    FROM gate_check AS g
    WHERE g.effective_on BETWEEN :first AND :last AND g.allowed = 0 AND g.rule <> ''
      AND g.rule NOT LIKE 'stop:%' AND g.rule NOT LIKE 'quiet:%'
    GROUP BY g.rule ORDER BY g.rule
"""
_DAYS: Final = """
    SELECT count(DISTINCT effective_on) FROM gate_check WHERE effective_on BETWEEN :first AND :last
"""


def limits_hit(ledger: Ledger, first: date, last: date) -> Iterator[Suggestion]:
    """Limits that the gate answered with no by, on at least four of five days on which it was asked."""
    period = {"first": first.isoformat(), "last": last.isoformat()}
    (days,) = ledger.connection.execute(_DAYS, period).fetchone()
    if days < ENOUGH_DAYS:
        return
    for rule, blocked, hit, accounts in ledger.connection.execute(_ASKED, period).fetchall():
        if Fraction(hit, days) >= OFTEN:
            yield Suggestion(
                "limit hit daily",
                "contact_limit",
                rule,
                f"`{rule}` was in the way on {hit} of {days} days on which anybody asked",
                _consider(rule),
                (("questions refused", blocked), ("accounts", accounts), ("days asked", days)),
            )


def _consider(rule: str) -> str:
    """A limit of a pack is the law's: then it is the ladder that asks too often."""
    if ":" in rule:
        return (
            "the limit is the law's: let the ladder ask for fewer contacts, or for other channels"
        )
    return "let the ladder ask for fewer contacts, or look at the limit"
