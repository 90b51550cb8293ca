"""What always holds between the facts of an open invoice and its account, whatever the policy.

Each axiom is a sentence, shown where a proof rests on it, and follows from what `policy/facts.py` says of the
facts it names; `because` says how. Tests hold every one of them against the facts of random ledgers.

Some that look true are not, and are left out: a correction can leave more to pay than the invoice was for,
an invoice can be due before its date, a contact or a payment can be older than the account, a refund can
be larger than what was paid, and a run for a day long past can judge an invoice before the day on which it
was seen to be late.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from collectrules.policy.facts import FACTS
from collectrules.policy.proof.formula import (
    Formula,
    Sum,
    Word,
    all_of,
    at_least,
    at_most,
    exactly,
    implies,
    negated,
    not_less,
    same,
    some_of,
)


@dataclass(frozen=True, slots=True)
class Axiom:
    """Something that always holds of facts: a sentence, why it is so, and the same as a formula."""

    says: str
    because: str
    formula: Formula


def _promise(*words: str) -> Word:
    return Word("promise", frozenset(words), frozenset(FACTS["promise"].words))


def _room_for_balance(total: str, part: str) -> Formula:
    """`total` has room for `part` and the invoice's balance beside it.

    That it is then more than `part` alone follows, and spares boxes from having to find it out.
    """
    return all_of(
        Sum(((total, 1), (part, -1), ("balance", -1)), low=0), not_less(total, part, by=1)
    )


def _month(*words: str) -> Word:
    return Word("month", frozenset(words), frozenset(FACTS["month"].words))


_PAST_DUE: Final = at_least("days_past_due", 1)
_DISPUTED: Final = exactly("disputed", 1)
_ANOTHER_IS_OLDER: Final = not_less("oldest_days_past_due", "days_past_due", by=1)

_NEVER_NEGATIVE: Final = {
    "customer_age_days": "an account is judged only from the day it was opened",
    "overdue_total": "it adds up what is left to pay, which is above 0",
    "overdue_invoices": "it is a count",
    "disputed_total": "it adds up what is left to pay, which is above 0",
    "invoices_paid": "it is a count",
    "late_last_12_months": "it is a count",
    "days_since_last_payment": "only payments and invoices up to the day are known",
    "days_since_last_contact": "only contacts up to the day are known",
    "days_since_last_answer": "only contacts up to the day are known",
    "broken_promises": "it is a count",
    "plans_broken": "it is a count",
    "plans_open": "it is a count",
    "settlements_lapsed": "it is a count",
    "charges_total": "the ledger takes no charge that is not above 0",
    "whole_months_past_due": "none are past before the first",
    "interest_total": "it is what had run by a day, and interest is never below 0",
    "invoice_age_days": "an invoice is judged only from its own day",
    "days_disputed": "it is a count of days",
    "days_since_stage": "only stages carried out up to the day are known",
}

AXIOMS: Final[tuple[Axiom, ...]] = (
    *(
        Axiom(f"`{fact}` is never negative", because, at_least(fact, 0))
        for fact, because in _NEVER_NEGATIVE.items()
    ),
    Axiom(
        "something is left to pay: `balance` is above 0",
        "only open invoices are judged",
        at_least("balance", 1),
    ),
    Axiom(
        "`outstanding_total` is at least `balance`",
        "the invoice is open, so it is part of the sum",
        not_less("outstanding_total", "balance"),
    ),
    Axiom(
        "`open_invoices` is at least 1",
        "the invoice is open",
        at_least("open_invoices", 1),
    ),
    Axiom(
        "`late_last_12_months` is at least `overdue_invoices` until the oldest is a year past due",
        "an invoice that is overdue is late, and counts for a year from its due date",
        implies(
            at_most("oldest_days_past_due", 364),
            not_less("late_last_12_months", "overdue_invoices"),
        ),
    ),
    Axiom(
        "`open_invoices` is at least `overdue_invoices`",
        "what is overdue is a part of what is open",
        not_less("open_invoices", "overdue_invoices"),
    ),
    Axiom(
        "each open invoice is part of `outstanding_total`",
        "at least the smallest unit of money is left to pay on each, beside the balance of this one",
        Sum((("outstanding_total", 1), ("balance", -1), ("open_invoices", -1)), low=-1),
    ),
    Axiom(
        "an invoice that alone is open is the oldest, and `outstanding_total` is its `balance`",
        "there is nothing else to add up or to look among",
        some_of(
            at_least("open_invoices", 2),
            all_of(
                same("outstanding_total", "balance"), same("oldest_days_past_due", "days_past_due")
            ),
        ),
    ),
    Axiom(
        "an invoice not past due is open beside those that are overdue",
        "it is none of them",
        implies(negated(_PAST_DUE), not_less("open_invoices", "overdue_invoices", by=1)),
    ),
    Axiom(
        "`outstanding_total` is at least `overdue_total`",
        "what is overdue is a part of what is open",
        not_less("outstanding_total", "overdue_total"),
    ),
    Axiom(
        "`outstanding_total` is at least `disputed_total`",
        "what is in dispute is a part of what is open",
        not_less("outstanding_total", "disputed_total"),
    ),
    Axiom(
        "`oldest_days_past_due` is at least `days_past_due`",
        "the invoice is one of those the oldest is looked for among",
        not_less("oldest_days_past_due", "days_past_due"),
    ),
    Axiom(
        "where another invoice is older, `outstanding_total` is more than `balance`",
        "the other one is open too, with something left to pay",
        implies(_ANOTHER_IS_OLDER, not_less("outstanding_total", "balance", by=1)),
    ),
    Axiom(
        "each overdue invoice is part of `overdue_total`",
        "at least the smallest unit of money is left to pay on each",
        not_less("overdue_total", "overdue_invoices"),
    ),
    Axiom(
        "an invoice past due is overdue: `overdue_total` is at least `balance`",
        "its balance is part of the sum from the day after the due date, beside those of the others",
        implies(
            _PAST_DUE,
            Sum((("overdue_total", 1), ("balance", -1), ("overdue_invoices", -1)), low=-1),
        ),
    ),
    Axiom(
        "where another invoice is overdue too, `overdue_total` is more than `balance`",
        "something is left to pay on the other one",
        implies(
            all_of(_PAST_DUE, at_least("overdue_invoices", 2)),
            not_less("overdue_total", "balance", by=1),
        ),
    ),
    Axiom(
        "an invoice not past due is no part of `overdue_total`",
        "its balance is in the sum of what is open alone",
        implies(negated(_PAST_DUE), _room_for_balance("outstanding_total", "overdue_total")),
    ),
    Axiom(
        "where the oldest invoice is past due, an invoice is overdue",
        "the oldest one is",
        implies(at_least("oldest_days_past_due", 1), at_least("overdue_invoices", 1)),
    ),
    Axiom(
        "where the oldest invoice is not past due, nothing is overdue",
        "no other one is past due either",
        implies(
            at_most("oldest_days_past_due", 0),
            all_of(exactly("overdue_invoices", 0), exactly("overdue_total", 0)),
        ),
    ),
    Axiom(
        "an invoice that alone is overdue is the oldest, and `overdue_total` is its `balance`",
        "there is nothing else to add up or to look among",
        implies(
            all_of(_PAST_DUE, at_most("overdue_invoices", 1)),
            all_of(
                same("overdue_total", "balance"), same("oldest_days_past_due", "days_past_due")
            ),
        ),
    ),
    Axiom(
        "the account's oldest overdue invoice is past due, and none is older",
        "it is the one that has been past due longest",
        implies(
            exactly("oldest_overdue", 1),
            all_of(_PAST_DUE, same("oldest_days_past_due", "days_past_due")),
        ),
    ),
    Axiom(
        "an invoice that alone is overdue is the oldest overdue one",
        "there is no other one to look among",
        implies(
            all_of(_PAST_DUE, at_most("overdue_invoices", 1)), exactly("oldest_overdue", 1)
        ),
    ),
    Axiom(
        "an invoice in dispute is part of `disputed_total`",
        "its balance is added to it, or the part that they dispute, which is above 0",
        implies(_DISPUTED, at_least("disputed_total", 1)),
    ),
    Axiom(
        "an invoice not in dispute is no part of `disputed_total`",
        "its balance is in the sum of what is open alone",
        implies(negated(_DISPUTED), _room_for_balance("outstanding_total", "disputed_total")),
    ),
    Axiom(
        "`days_disputed` counts no day up to the due date",
        "it counts days after the due date up to the day, each once: disputes of an invoice never overlap",
        implies(at_least("days_disputed", 1), not_less("days_past_due", "days_disputed")),
    ),
    Axiom(
        "an invoice past due and in dispute has a day in dispute",
        "the day itself is counted",
        implies(all_of(_DISPUTED, _PAST_DUE), at_least("days_disputed", 1)),
    ),
    Axiom(
        "`whole_months_past_due` is 0 until 28 days past due",
        "no month is shorter",
        implies(at_most("days_past_due", 27), exactly("whole_months_past_due", 0)),
    ),
    Axiom(
        "`day_of_month` is 1 to 31, as the month has days",
        "it is the number of a day of the calendar",
        all_of(
            at_least("day_of_month", 1),
            at_most("day_of_month", 31),
            implies(_month("apr", "jun", "sep", "nov"), at_most("day_of_month", 30)),
            implies(_month("feb"), at_most("day_of_month", 29)),
        ),
    ),
    Axiom(
        "who has paid in the last 12 months last paid at most 365 days ago",
        "the oldest day of the twelve months is 365 days ago, in a leap year too",
        implies(at_least("paid_last_12_months", 1), at_most("days_since_last_payment", 365)),
    ),
    Axiom(
        "`average_days_late` is 0 where no invoice has been paid",
        "there is nothing to take the mean of",
        implies(at_most("invoices_paid", 0), exactly("average_days_late", 0)),
    ),
    Axiom(
        "who has broken the latest promise has broken one",
        "the latest is one of those counted",
        implies(_promise("broken"), at_least("broken_promises", 1)),
    ),
    Axiom(
        "who has made no promise has broken none",
        "there is none to count",
        implies(_promise("none"), exactly("broken_promises", 0)),
    ),
)  # fmt: skip
"""Every axiom that does not depend on the policy; those that do are in `theory.py`."""
