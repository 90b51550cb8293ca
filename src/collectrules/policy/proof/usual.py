"""The most usual invoice there is: what examples look like where a question leaves it open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from collectrules.money import decimals
from collectrules.policy.facts import FACTS
from collectrules.policy.meaning import (
    DEFAULT_SEGMENT,
    days_past_grace,
    expected_net,
    rule_holds,
)
from collectrules.policy.model import Rule, Scalar
from collectrules.policy.proof.formula import Values
from collectrules.policy.proof.months import nearest_months
from collectrules.policy.proof.theory import EARLIER, GRACE_RULE, Theory

_AMOUNT: Final = 100
"""Of the currency's whole units."""

_USUAL: Final[dict[str, Scalar]] = {
    "debtor_kind": "business",
    "customer_age_days": 400,
    "overdue_invoices": 0,
    "open_invoices": 1,
    "oldest_days_past_due": 0,
    "days_since_last_payment": 30,
    "days_since_last_contact": 30,
    "days_since_last_answer": 30,
    "month": "mar",
    "day_of_month": 2,
    "weekday": "mon",
    "promise": "none",
    "plan": "none",
    "settlement": "none",
    "days_past_due": 0,
    "invoice_age_days": 30,
    "stage": "none",
    "passed_over": "none",
    "stages_done": "",
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
    values |= _USUAL | dict.fromkeys(_THE_SUM, amount) | dict.fromkeys(theory.done.values(), 0)
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


def decided(theory: Theory, values: Values) -> dict[str, Scalar]:
    """Values with what the policy decides as it decides it, and with all stages done in one text."""
    policy, facts = theory.policy, dict(values)
    facts["stages_done"] = _stages_done(theory, values)
    facts["whole_months_past_due"] = nearest_months(
        int(values["whole_months_past_due"]), int(values["days_past_due"])
    )
    facts["expected_net"] = expected_net(
        policy, int(values["overdue_total"]), int(values["days_past_due"])
    )
    segment = _first(policy.segment, facts)
    facts["segment"] = DEFAULT_SEGMENT if segment is None else policy.segment[segment].id
    grace = _first(policy.grace, facts)
    facts[GRACE_RULE] = grace or 0
    days = 0 if grace is None else policy.grace[grace].days
    facts["days_past_grace"] = days_past_grace(policy, facts, days)
    return facts


def _first(rules: Sequence[Rule], facts: Values) -> int | None:
    return next((number for number, rule in enumerate(rules) if rule_holds(rule, facts)), None)


def _stages_done(theory: Theory, values: Values) -> str:
    """The stages done by the flags that say so, the last one last; where no rule asks, the last alone."""
    last = str(values["stage"])
    if not theory.done:
        return "" if last in {"none", EARLIER} else last
    done = [id for id, name in theory.done.items() if values[name]]
    return " ".join(sorted(done, key=lambda id: id == last))
