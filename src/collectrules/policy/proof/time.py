"""What time alone does to facts: the days that pass, and what holds in the end, if nothing else happens.

It is that of a customer with one open invoice that nobody disputes, pays or makes promises about: then
only days pass, and what is owed becomes overdue on the day after its due date. The month, the number of the
day in it and the day of the week stay as they are: a rule that asks for them waits for such a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from collectrules.policy.meaning import Facts
from collectrules.policy.model import Scalar
from collectrules.policy.proof.formula import (
    FALSE,
    TRUE,
    Formula,
    Sum,
    Word,
    all_of,
    exactly,
    names_in,
    replaced,
    same,
    some_of,
)
from collectrules.policy.proof.months import may_be_later, months_later
from collectrules.policy.proof.theory import Theory

RISING: Final = frozenset(
    {
        "customer_age_days", "oldest_days_past_due", "days_since_last_payment", "days_since_last_contact",
        "days_since_last_answer",
        "days_past_due", "days_past_grace", "invoice_age_days", "days_since_stage",
    }
)  # fmt: skip
"""The facts that are one more each day; `days_since_stage` only once a stage was carried out."""

_MONTHS: Final = "whole_months_past_due"

_MOVING: Final = RISING | {
    "overdue_total",
    "overdue_invoices",
    "oldest_overdue",
    "late_last_12_months",
    "stage",
    _MONTHS,
}

_YEAR: Final = 365
"""Days past due from which an invoice may count no more among those late within twelve months."""

_AGES: Final = frozenset(
    {"days_past_due", "days_past_grace", "invoice_age_days", "oldest_days_past_due", _MONTHS}
)
"""Those that are the age of the invoice, where it is the only one."""


def alone(theory: Theory) -> Formula:
    """That nothing but time moves the facts of the invoice."""
    return all_of(
        same("outstanding_total", "balance"),
        exactly("open_invoices", 1),
        same("oldest_days_past_due", "days_past_due"),
        same("late_last_12_months", "overdue_invoices"),
        exactly("disputed", 0),
        theory.word("promise", "none", "kept", "broken"),
    )


def closes(formula: Formula) -> bool:
    """Whether something in it holds up to a day only."""
    match formula:
        case Sum(terms, _, high):
            return high is not None and terms[0][0] in RISING | {_MONTHS}
        case Word():
            return False
        case _:
            return any(closes(part) for part in formula.parts)


def outgrown(formula: Formula, *, still: frozenset[str], open_words: frozenset[str]) -> Formula:
    """When conditions still may hold of an invoice however old: words, amounts and flags stay as they are.

    What is asked of its age holds for good or never again; what is asked of other days may come to hold.
    Numbers named in `still` stay as they are, too; `open_words` are words that may change.
    """

    def put(part: Sum | Word) -> Formula:
        if isinstance(part, Word):
            return TRUE if part.name in open_words else part
        name = part.terms[0][0]
        if name in _AGES:
            return TRUE if part.high is None else FALSE
        if name == "late_last_12_months":
            return some_of(part, _of_constant(part, 0))
        return TRUE if name in RISING - still else part

    return replaced(formula, put)


@dataclass(frozen=True, slots=True)
class Later:
    """A day some days later, by the name of that number, on which a stage was carried out before."""

    days: str
    stage: str = ""
    """The last stage that was carried out; empty where it is still the one of the facts."""
    since: str = ""
    """The name of the number of days after which it was; empty where it was on day 0."""
    done: frozenset[str] = frozenset()
    """The names of the flags of all stages that were carried out from day 0 on."""

    def holds(self, formula: Formula) -> Formula:
        """When conditions hold on that day, said of the facts of day 0."""
        return replaced(formula, self._put)

    def as_decided(self, theory: Theory) -> Iterator[Formula]:
        """That segment and days of grace are the same on that day as on day 0."""
        for each in theory.deciders:
            if not _MOVING.isdisjoint(names_in(each)):
                yield self.holds(each)

    def _put(self, part: Sum | Word) -> Formula:
        if isinstance(part, Word):
            if part.name != "stage" or not self.stage:
                return part
            return TRUE if self.stage in part.words else FALSE
        name, sign = part.terms[0]
        if name in self.done:
            return _of_constant(part, 1)
        if name == "days_since_stage" and self.stage:
            since = ((self.since, -sign),) if self.since else ()
            return Sum(((self.days, sign), *since), part.low, part.high)
        if name in RISING:
            return Sum((*part.terms, (self.days, sign)), part.low, part.high)
        if name == _MONTHS:
            return may_be_later(part, self.days)
        if name == "overdue_total":
            return self._once_due(Sum((("balance", sign),), part.low, part.high), part)
        if name == "late_last_12_months":
            return some_of(
                self._once_due(_of_constant(part, 1), part),
                all_of(Sum(_past_due(self.days), low=_YEAR), _of_constant(part, 0)),
            )
        if name in {"overdue_invoices", "oldest_overdue"}:
            return self._once_due(_of_constant(part, 1), part)
        return part

    def _once_due(self, due: Formula, part: Sum) -> Formula:
        return some_of(
            all_of(Sum(_past_due(self.days), low=1), due),
            all_of(Sum(_past_due(self.days), high=0), _of_constant(part, 0)),
        )


def _past_due(days: str) -> tuple[tuple[str, int], ...]:
    """Days past due so many days later, as the terms of a sum."""
    return (("days_past_due", 1), (days, 1))


def _of_constant(part: Sum, value: int) -> Formula:
    reached = part.low is None or value >= part.low
    return TRUE if reached and (part.high is None or value <= part.high) else FALSE


def later(facts: Facts, days: int) -> Facts:
    """The facts, those left out that the policy decides, some days on, if only time passes."""
    moved: dict[str, Scalar] = dict(facts)
    for name in RISING & moved.keys():
        moved[name] = int(facts[name]) + days
    if facts["stage"] == "none":
        moved["days_since_stage"] = 0
    overdue = int(moved["days_past_due"]) > 0
    moved[_MONTHS] = months_later(int(facts[_MONTHS]), int(facts["days_past_due"]), days)
    moved["overdue_total"] = int(facts["balance"]) if overdue else 0
    moved["overdue_invoices"] = int(overdue)
    moved["oldest_overdue"] = overdue
    moved["late_last_12_months"] = int(overdue and int(moved["days_past_due"]) < _YEAR)
    return moved
