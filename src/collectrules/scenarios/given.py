"""The facts of a scenario: those it gives, and for each it leaves out what follows from them.

A fact always has a value. What is left out is that of an ordinary case: a business, a customer for a year,
with one invoice of 500.00 that is due today, nothing paid, promised or in dispute, no stage carried out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from collectrules.clock import add_months, whole_months
from collectrules.money import to_minor
from collectrules.policy.conditions import LONGEST
from collectrules.policy.facts import FACTS
from collectrules.policy.meaning import judge
from collectrules.policy.model import Policy, Scalar

_ORDINARY: Final = Decimal(500)
_A_YEAR: Final = 365
_PAYMENT_DAYS: Final = 30
_NEW_YEAR: Final = date(2026, 1, 1)
_ROUNDS: Final = 20
"""How often days past due are tried until the policy's grace agrees with the days past grace given."""


class Case:
    """The facts given, and those that follow, worked out when they are looked up."""

    def __init__(self, given: Mapping[str, Scalar], currency: str) -> None:
        self.given = given
        self.currency = currency

    def __getitem__(self, name: str) -> Scalar:
        """The value of a fact that the policy does not decide."""
        if name in self.given:
            return self.given[name]
        follows = FOLLOWS.get(name)
        return follows.value(self) if follows else _nothing(name)

    def number(self, name: str) -> int:
        """The value of a fact that is a number."""
        return int(self[name])

    def positive(self, *names: str) -> list[int]:
        """The values above zero of those facts that are given."""
        return [int(self.given[name]) for name in names if int(self.given.get(name, 0)) > 0]


def complete(given: Mapping[str, Scalar], currency: str) -> dict[str, Scalar]:
    """Every fact that the policy does not decide itself, given or following from what is given."""
    case = Case(given, currency)
    return {name: case[name] for name, fact in FACTS.items() if not fact.derived}


def facts_of(
    policy: Policy, given: Mapping[str, Scalar], currency: str
) -> dict[str, Scalar] | None:
    """The facts of a scenario; where it gives days past grace, with the days past due that make them so.

    None where the policy's own rules leave no days past due that do.
    """
    wanted = given.get("days_past_grace")
    rest = {name: value for name, value in given.items() if name != "days_past_grace"}
    if wanted is None:
        return complete(rest, currency)
    past_due = int(wanted)
    for _ in range(_ROUNDS):
        known = complete(rest | {"days_past_due": past_due}, currency)
        got = int(judge(policy, known).facts["days_past_grace"])
        if got == wanted:
            return known
        past_due += int(wanted) - got
    return None


@dataclass(frozen=True, slots=True)
class Follows:
    """What a fact is when it is left out: in words, and worked out from the others."""

    says: str
    value: Callable[[Case], Scalar]


def _nothing(name: str) -> Scalar:
    """The value of a fact for which nothing is said here: nothing of its kind."""
    fact = FACTS[name]
    match fact.type:
        case "flag":
            return False
        case "word":
            return "none" if "none" in fact.words else next(iter(fact.words), "none")
        case _:
            return 0


def _is_overdue(case: Case) -> bool:
    return case.number("days_past_due") > 0


def _balance(case: Case) -> int:
    of = ["invoice_amount", "outstanding_total"]
    if int(case.given.get("days_past_due", 1)) > 0:
        of.append("overdue_total")
    return min(case.positive(*of), default=to_minor(_ORDINARY, case.currency))


def _days_past_due(case: Case) -> int:
    if "oldest_days_past_due" in case.given:
        return int(case.given["oldest_days_past_due"])
    if months := case.positive("whole_months_past_due"):
        return (add_months(_NEW_YEAR, months[0]) - _NEW_YEAR).days
    if days := case.positive("days_disputed"):
        return days[0]
    return 1 if case.positive("overdue_total", "overdue_invoices") else 0


def _overdue_total(case: Case) -> int:
    return case.number("balance") if _is_overdue(case) else 0


def _outstanding_total(case: Case) -> int:
    overdue = int(case.given.get("overdue_total", 0))
    with_this_one = overdue if _is_overdue(case) else overdue + case.number("balance")
    return max(case.number("balance"), with_this_one, int(case.given.get("disputed_total", 0)))


def _overdue_invoices(case: Case) -> int:
    this_one = case.number("balance") if _is_overdue(case) else 0
    return int(_is_overdue(case)) + (case.number("overdue_total") > this_one)


def _oldest(case: Case) -> int:
    others = bool(case.positive("overdue_total", "overdue_invoices"))
    return max(case.number("days_past_due"), 1 if others else case.number("days_past_due"))


def _invoice_age(case: Case) -> int:
    age = max(0, case.number("days_past_due") + _PAYMENT_DAYS)
    return min([age, *case.positive("customer_age_days")])


def _late_this_year(case: Case) -> int:
    overdue = case.number("overdue_invoices")
    return overdue if case.number("oldest_days_past_due") < _A_YEAR else 0


def _since_payment(case: Case) -> int:
    age = case.number("invoice_age_days")
    return min(age, _A_YEAR - 1) if case.positive("paid_last_12_months") else age


def _since_contact(case: Case) -> int:
    return case.number("customer_age_days" if case["stage"] == "none" else "days_since_stage")


FOLLOWS: Final[dict[str, Follows]] = {
    "debtor_kind": Follows("`business`", lambda _: "business"),
    "currency": Follows("that of the scenario", lambda case: case.currency),
    "customer_age_days": Follows(
        "365, or `invoice_age_days` where that is more",
        lambda case: max(_A_YEAR, case.number("invoice_age_days")),
    ),
    "days_past_due": Follows(
        "`oldest_days_past_due`, `whole_months_past_due` from a 1 January, or `days_disputed` where that is"
        " given; 1 where something is overdue; else 0",
        _days_past_due,
    ),
    "balance": Follows(
        "the least of `invoice_amount`, `overdue_total` and `outstanding_total` that are given; else 500.00",
        _balance,
    ),
    "invoice_amount": Follows(
        "`balance`: nothing has been paid on it", lambda case: case["balance"]
    ),
    "outstanding_total": Follows(
        "`balance`, and what else is overdue or in dispute", _outstanding_total
    ),
    "overdue_total": Follows("`balance` once the invoice is past due; else 0", _overdue_total),
    "overdue_invoices": Follows(
        "1 once the invoice is past due, and 1 more where `overdue_total` is more than it",
        _overdue_invoices,
    ),
    "open_invoices": Follows(
        "1, or `overdue_invoices` where that is more",
        lambda case: max(1, case.number("overdue_invoices")),
    ),
    "oldest_overdue": Follows(
        "true once the invoice is past due and no other is past due longer",
        lambda case: _is_overdue(case) and case["days_past_due"] == case["oldest_days_past_due"],
    ),
    "stages_done": Follows(
        "the `stage` alone; none where that is none",
        lambda case: "" if case["stage"] == "none" else case["stage"],
    ),
    "oldest_days_past_due": Follows(
        "`days_past_due`; at least 1 where something is overdue", _oldest
    ),
    "disputed_total": Follows(
        "`balance` where `disputed`; else 0",
        lambda case: case["balance"] if case["disputed"] else 0,
    ),
    "invoices_paid": Follows(
        "1 where `paid_last_12_months` is more than 0; else 0",
        lambda case: int(bool(case.positive("paid_last_12_months"))),
    ),
    "late_last_12_months": Follows(
        "`overdue_invoices`; 0 where the oldest is past due for a year", _late_this_year
    ),
    "days_since_last_payment": Follows(
        "`invoice_age_days`; at most 364 where `paid_last_12_months` is more than 0", _since_payment
    ),
    "days_since_last_contact": Follows(
        "`days_since_stage` where a stage was carried out; else `customer_age_days`", _since_contact
    ),
    "days_since_last_answer": Follows(
        "`customer_age_days`: they never did", lambda case: case["customer_age_days"]
    ),
    "day_of_month": Follows("1", lambda _: 1),
    "whole_months_past_due": Follows(
        "as many as `days_past_due` are if it was due on a 1 January",
        lambda case: whole_months(
            _NEW_YEAR,
            _NEW_YEAR + timedelta(days=min(LONGEST, max(0, case.number("days_past_due")))),
        ),
    ),
    "promise": Follows(
        "`broken` where `broken_promises` is more than 0; else `none`",
        lambda case: "broken" if case.positive("broken_promises") else "none",
    ),
    "broken_promises": Follows(
        "1 where `promise` is `broken`; else 0",
        lambda case: int(case.given.get("promise") == "broken"),
    ),
    "invoice_age_days": Follows(
        "30 more than `days_past_due`, no more than `customer_age_days`", _invoice_age
    ),
    "days_disputed": Follows(
        "1 where `disputed` and past due: it began today; else 0",
        lambda case: int(bool(case["disputed"]) and _is_overdue(case)),
    ),
}
"""What a fact that a scenario leaves out is; one that is not named here is 0, false or `none`."""
