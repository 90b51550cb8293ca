"""The most usual invoice there is: what examples look like where a question leaves it open."""

from __future__ import annotations

from typing import Final

from collectrules.money import decimals
from collectrules.policy.facts import FACTS
from collectrules.policy.meaning import DEFAULT_SEGMENT, days_past_grace, holding
from collectrules.policy.model import Policy, Scalar
from collectrules.policy.proof.formula import Values
from collectrules.policy.proof.theory import GRACE_RULE, Theory

_AMOUNT: Final = 100
"""Of the currency's whole units."""

_USUAL: Final[dict[str, Scalar]] = {
    "debtor_kind": "business",
    "customer_age_days": 400,
    "overdue_invoices": 0,
    "oldest_days_past_due": 0,
    "days_since_last_payment": 30,
    "days_since_last_contact": 30,
    "promise": "none",
    "days_past_due": 0,
    "invoice_age_days": 30,
    "stage": "none",
    "passed_over": "none",
}
DECIDED: Final = ("segment", GRACE_RULE, "days_past_grace")
"""What the policy decides of all that is known."""

_THE_SUM: Final = ("outstanding_total", "invoice_amount", "balance")


def usual_values(theory: Theory) -> Values:
    """Values that obey the axioms: an invoice that is due today, of a customer of a year and more.

    The policy decides the segment and days past grace; those here need not be what it decides.
    """
    amount = _AMOUNT * 10 ** decimals(theory.policy.currencies[0])
    values: dict[str, Scalar] = {
        name: False if fact.type == "flag" else 0 for name, fact in FACTS.items()
    }
    values |= _USUAL | dict.fromkeys(_THE_SUM, amount)
    values[GRACE_RULE] = max(0, len(theory.policy.grace) - 1)
    values["currency"] = theory.policy.currencies[0]
    segments = theory.policy.segment
    values["segment"] = segments[-1].id if segments else DEFAULT_SEGMENT
    return values


def known_facts(values: Values) -> dict[str, Scalar]:
    """The facts among some values that a ledger knows, flags as such; the policy decides the others."""
    return {
        name: bool(values[name]) if fact.type == "flag" else values[name]
        for name, fact in FACTS.items()
        if not fact.derived
    }


def decided(policy: Policy, values: Values) -> dict[str, Scalar]:
    """Values with the segment, the grace rule and days past grace as the policy decides them."""
    facts = dict(values)
    segments = holding(policy.segment, facts)
    facts["segment"] = policy.segment[segments[0]].id if segments else DEFAULT_SEGMENT
    graces = holding(policy.grace, facts)
    facts[GRACE_RULE] = graces[0] if graces else 0
    days = policy.grace[graces[0]].days if graces else 0
    facts["days_past_grace"] = days_past_grace(policy, facts, days)
    return facts
