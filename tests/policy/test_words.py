from __future__ import annotations

import pytest

from collectrules.policy.facts import FACTS
from collectrules.policy.model import Comparison, Condition, Priority, Scalar
from collectrules.policy.words import condition_text, conditions_text, reading_text, value_text


@pytest.mark.parametrize(
    ("fact", "value", "text"),
    [
        ("days_past_grace", 12, "12 days past grace"),
        ("days_past_grace", 1, "1 day past grace"),
        ("days_past_due", -3, "due in 3 days"),
        ("days_past_due", -1, "due in 1 day"),
        ("average_days_late", -4, "pays 4 days early on average"),
        ("overdue_total", 24_000, "240.00 overdue"),
        ("overdue_total", 0, "0.00 overdue"),
        ("paid_last_12_months", 5_000_000, "50,000.00 paid in the last 12 months"),
        ("broken_promises", 0, "no broken promises"),
        ("broken_promises", 1, "1 broken promise"),
        ("overdue_invoices", 1_200, "1,200 invoices overdue"),
        ("segment", "key-account", "the segment is key-account"),
        ("debtor_kind", "business", "the debtor is a business"),
        ("disputed", True, "the invoice is in dispute"),
        ("disputed", False, "the invoice is not in dispute"),
        ("late_when_first_seen", False, "the invoice was not late when first seen"),
        ("oldest_overdue", False, "the invoice is not the account's oldest overdue one"),
        ("stages_done", "", "no stage was carried out"),
        ("stages_done", "call", "call was carried out"),
        ("stages_done", "reminder call", "reminder and call were carried out"),
        ("open_invoices", 1, "1 invoice open"),
        ("whole_months_past_due", 1, "1 whole month past due"),
        ("whole_months_past_due", 0, "0 whole months past due"),
        ("month", "dec", "the month is dec"),
        ("day_of_month", 1, "the day of the month is 1"),
        ("weekday", "fri", "the day is fri"),
    ],
)
def test_what_is_so(fact: str, value: Scalar, text: str) -> None:
    assert value_text(FACTS[fact], value, "GBP") == text


@pytest.mark.parametrize(
    ("fact", "comparison", "value", "text"),
    [
        ("days_past_grace", "at_least", 10, "at least 10 days past grace"),
        ("days_past_grace", "at_least", 1, "at least 1 day past grace"),
        ("days_past_due", "at_least", -3, "3 days before due or later"),
        ("days_past_due", "equals", -3, "due in 3 days"),
        ("days_past_due", "equals", 5, "exactly 5 days past due"),
        ("overdue_total", "at_least", 10_000, "at least 100.00 overdue"),
        ("overdue_total", "above", 10_000, "more than 100.00 overdue"),
        ("overdue_total", "above", 0, "anything overdue"),
        ("invoice_amount", "above", 0, "an invoice of more than 0.00"),
        ("invoices_paid", "below", 3, "fewer than 3 invoices paid"),
        ("overdue_total", "below", 10_000, "less than 100.00 overdue"),
        ("overdue_total", "at_most", 10_000, "at most 100.00 overdue"),
        ("overdue_total", "not", 10_000, "other than 100.00 overdue"),
        ("broken_promises", "equals", 0, "no broken promises"),
        ("broken_promises", "one_of", (1, 2, 3), "1, 2 or 3 broken promises"),
        ("promise", "equals", "broken", "the latest promise is broken"),
        ("promise", "not", "broken", "the latest promise is not broken"),
        ("whole_months_past_due", "at_least", 2, "at least 2 whole months past due"),
        ("day_of_month", "at_most", 15, "the day of the month is at most 15"),
        ("month", "one_of", ("dec", "jan"), "the month is dec or jan"),
        ("weekday", "not", "fri", "the day is not fri"),
        ("promise", "one_of", ("open", "kept"), "the latest promise is open or kept"),
        ("debtor_kind", "not", "business", "the debtor is not a business"),
        ("disputed", "equals", True, "the invoice is in dispute"),
        ("disputed", "not", True, "the invoice is not in dispute"),
        ("disputed", "equals", False, "the invoice is not in dispute"),
        ("disputed", "not", False, "the invoice is in dispute"),
        ("stages_done", "equals", "second-notice", "second-notice was carried out"),
        ("stages_done", "not", "second-notice", "second-notice was not carried out"),
        ("stages_done", "one_of", ("call", "letter"), "call or letter was carried out"),
    ],
)
def test_what_is_asked(
    fact: str, comparison: Comparison, value: Scalar | tuple[Scalar, ...], text: str
) -> None:
    assert condition_text(Condition(fact, comparison, value), "GBP") == text


@pytest.mark.parametrize(
    ("fact", "comparison", "asked", "value", "text"),
    [
        ("days_past_grace", "at_least", 10, 12, "12 days past grace (at least 10)"),
        ("overdue_total", "at_least", 10_000, 24_000, "240.00 overdue (at least 100.00)"),
        (
            "segment",
            "not",
            "key-account",
            "standard",
            "the segment is standard (asked: not key-account)",
        ),
        ("segment", "equals", "a", "b", "the segment is b (asked: a)"),
        ("segment", "equals", "a", "a", "the segment is a"),
        ("disputed", "equals", True, False, "the invoice is not in dispute"),
        ("stages_done", "equals", "call", "", "no stage was carried out (asked: call)"),
        (
            "stages_done",
            "equals",
            "call",
            "reminder call",
            "reminder and call were carried out",
        ),
        (
            "stages_done",
            "not",
            "call",
            "reminder call",
            "reminder and call were carried out (asked: not call)",
        ),
    ],
)
def test_what_is_so_beside_what_is_asked(
    fact: str, comparison: Comparison, asked: Scalar, value: Scalar, text: str
) -> None:
    assert reading_text(Condition(fact, comparison, asked), value, "GBP") == text


def test_amounts_have_the_decimals_of_their_currency() -> None:
    assert (
        condition_text(Condition("balance", "above", 1000), "JPY") == "more than 1,000 left to pay"
    )
    assert (
        condition_text(Condition("balance", "above", 1000), "KWD") == "more than 1.000 left to pay"
    )


def test_a_lower_and_an_upper_bound_make_one_clause() -> None:
    rule = Priority(
        id="it",
        score=1,
        when=(
            Condition("oldest_days_past_due", "at_least", 1),
            Condition("promise", "equals", "none"),
            Condition("oldest_days_past_due", "at_most", 21),
        ),
    )
    assert conditions_text(rule, "GBP") == (
        "the oldest invoice is between 1 and 21 days past due and the latest promise is none"
    )


def test_groups_are_alternatives() -> None:
    rule = Priority(
        id="it",
        score=1,
        when=(Condition("overdue_invoices", "at_least", 2),),
        any=(
            (Condition("promise", "equals", "broken"),),
            (Condition("invoices_paid", "equals", 0), Condition("customer_age_days", "below", 90)),
        ),
    )
    assert conditions_text(rule, "GBP") == (
        "there are at least 2 invoices overdue and either the latest promise is broken, "
        "or there are no invoices paid and a customer for less than 90 days"
    )


@pytest.mark.parametrize(
    ("conditions", "text"),
    [
        ([Condition("overdue_total", "above", 0)], "anything is overdue"),
        (
            [Condition("paid_last_12_months", "below", 10_000)],
            "less than 100.00 was paid in the last 12 months",
        ),
        ([Condition("broken_promises", "at_least", 1)], "there is at least 1 broken promise"),
        ([Condition("broken_promises", "one_of", (1, 2))], "there are 1 or 2 broken promises"),
        (
            [Condition("balance", "at_least", 500), Condition("balance", "at_most", 900)],
            "between 5.00 and 9.00 is left to pay",
        ),
        (
            [Condition("open_invoices", "at_least", 1), Condition("open_invoices", "at_most", 3)],
            "there are between 1 and 3 invoices open",
        ),
        ([Condition("days_past_due", "at_least", 2)], "at least 2 days past due"),
    ],
)
def test_amounts_and_counts_get_a_verb_in_a_clause(conditions: list[Condition], text: str) -> None:
    assert conditions_text(Priority(id="it", score=1, when=tuple(conditions)), "GBP") == text


@pytest.mark.parametrize("fact", FACTS.values(), ids=lambda fact: fact.name)
def test_every_fact_can_be_said_and_denied(fact: object) -> None:
    from collectrules.policy.facts import Fact
    from collectrules.policy.words import denied

    assert isinstance(fact, Fact)
    assert ("{}" in fact.phrase) == (fact.type != "flag")
    if fact.type in {"flag", "word", "ids"}:
        assert not denied(fact.phrase).startswith("not: ")
