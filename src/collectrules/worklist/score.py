"""An account's score taken apart: it is the sum of the points of the rules that hold for it."""

from __future__ import annotations

from dataclasses import dataclass

from collectrules.engine.gather import Moment
from collectrules.engine.known import known_accounts
from collectrules.ledger.book import Ledger
from collectrules.policy.facts import FACTS
from collectrules.policy.meaning import rule_holds, segment_of
from collectrules.policy.model import Policy, Priority, Scalar
from collectrules.worklist.head import Head


@dataclass(frozen=True, slots=True)
class Part:
    """The points that one rule gives, or takes."""

    rule: Priority

    @property
    def text(self) -> str:
        """The rule's id as words and its points: `broken promise +25`."""
        return f"{self.rule.id.replace('-', ' ')} {self.rule.score:+d}"


def score_parts(
    ledger: Ledger, head: Head, account_id: int, currency: str, policy_seq: int | None = None
) -> tuple[Part, ...]:
    """The parts of the score of an account in a currency, in the order of the policy; their sum is the score.

    As the last run saw it, by the version that judged the account, the main one where it is not given.
    Empty where nothing is open in the currency, or no rule holds.
    """
    policy = head.policies[policy_seq or head.run.policy_seq].in_currency(currency)
    moment = Moment(head.as_of, head.run.seq, (account_id,))
    with ledger.reading():
        found = known_accounts(ledger.connection, moment, _facts_asked(policy))
    for known in found.get(account_id, ()):
        if known["currency"] == currency:
            facts: dict[str, Scalar] = {**known, "segment": segment_of(policy, known)}
            return tuple(Part(rule) for rule in policy.priority if rule_holds(rule, facts))
    return ()


def _facts_asked(policy: Policy) -> set[str]:
    rules = (*policy.segment, *policy.priority)
    asked = {condition.fact for rule in rules for condition in rule.conditions}
    return {fact for fact in asked if not FACTS[fact].derived}


def score_text(parts: tuple[Part, ...], score: int) -> str:
    """The sum and its parts in one line: `65 points: oldest invoice +40, broken promise +25`."""
    said = f"{score:,} point{'s' if abs(score) != 1 else ''}"
    return f"{said}: {', '.join(part.text for part in parts)}" if parts else said
