"""What a policy made of one invoice on one day: all that a scenario can look at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from collectrules.charges.fees import fee_amount, fee_facts
from collectrules.money import LARGEST_MINOR
from collectrules.policy.deciding import decided
from collectrules.policy.meaning import AS_WRITTEN, Facts, Judgement, Overridden, judge
from collectrules.policy.model import Charge as Sum
from collectrules.policy.model import Policy
from collectrules.scenarios.gate import Gate


@dataclass(frozen=True, slots=True)
class Charge:
    """A late fee: by which rule, how much in minor units, and when, where days are known."""

    rule: str
    amount: int
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An invoice under a policy; `judgement` is None where nothing is left to pay on it."""

    policy: Policy
    currency: str
    known: Facts | None
    """The facts that the policy does not decide itself."""
    judgement: Judgement | None
    on: date | None = None
    """The day, where days are known."""
    overridden: Overridden = AS_WRITTEN
    """In a timeline, what overrides say of the invoice."""
    charges: tuple[Charge, ...]
    """With facts alone, what the fees that hold come to; in a timeline, all that was charged by then."""
    waived: tuple[Charge, ...] = ()
    """In a timeline, what was let go of the late fees by then."""
    gate: Gate | None = None
    """In a timeline, who answers whether the customer may be contacted."""

    def under(self, policy: Policy) -> Seen:
        """The same facts under another policy; what was charged and written stays as it was."""
        known = self.known
        judgement = None if known is None else judge(policy, known, self.overridden, self.on)
        gate = self.gate.by(judgement) if self.gate and judgement else self.gate
        return replace(self, policy=policy, judgement=judgement, gate=gate)

    def decided(self, section: str) -> tuple[str, ...]:
        """The ids of the rules of a section that decide; of the ladder, the stage that is due."""
        return decided(self.policy, self.judgement, section) if self.judgement else ()


def as_read(policy: Policy, day: date | None, currency: str) -> Policy:
    """The policy as it reads on a day, or on its first, for what is owed in a currency."""
    return (policy if day is None else policy.on(day)).in_currency(currency)


def seen_with(policy: Policy, known: Facts, currency: str) -> Seen:
    """What a policy makes of facts alone."""
    judgement = judge(policy, known)
    return Seen(
        policy=policy,
        currency=currency,
        known=known,
        judgement=judgement,
        charges=fees_due(policy, judgement),
    )


def fees_due(policy: Policy, judgement: Judgement) -> tuple[Charge, ...]:
    """What the late fees that hold come to, each for one period, within the limits; none of nothing."""

    def reckoned(charge: Sum) -> int:
        facts = {name: int(judgement.facts[name]) for name in fee_facts(charge)}
        return fee_amount(charge, facts, policy.rounding, policy.effective_from)

    room = min((reckoned(limit.most) for limit in judgement.fee_limits), default=LARGEST_MINOR)
    due = []
    for fee in judgement.late_fees:
        amount = min(reckoned(fee.charge), room)
        room -= amount
        due.append(Charge(fee.id, amount))
    return tuple(charge for charge in due if charge.amount > 0)
