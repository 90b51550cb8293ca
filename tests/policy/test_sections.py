"""The sections about money: what stands in the file is what the program holds, and what it says aloud."""

from __future__ import annotations

from decimal import Decimal

import pytest

from collectrules.policy.meaning import expected_net, provision_of
from collectrules.policy.model import (
    Allocation,
    Condition,
    ContractRate,
    Credit,
    Discount,
    EarlyPayment,
    Interest,
    Offer,
    Plan,
    Policy,
    Provision,
    ReferenceRate,
    Settlement,
    Terms,
)
from collectrules.policy.sentences import chapters
from tests.policy.texts import policy


def said(read: Policy, section: str) -> list[tuple[str, str]]:
    return [
        rule for chapter in chapters(read) if chapter.section == section for rule in chapter.rules
    ]


def test_interest_at_a_reference_rate_or_at_an_agreed_one() -> None:
    read = policy(
        """
        [[interest]]
        id = "statutory"
        when.debtor_kind = "business"
        when.days_past_due = { at_least = 1 }
        rate = { reference = "bank-of-england", margin = 8.0, fixed = "when-interest-starts" }

        [[interest]]
        id = "agreed"
        rate = { percent = 1.5, per = "month" }
        day_count = "30/360"
        compounding = "yearly"
        """
    )
    assert read.interest == (
        Interest(
            id="statutory",
            when=(
                Condition("debtor_kind", "equals", "business"),
                Condition("days_past_due", "at_least", 1),
            ),
            rate=ReferenceRate("bank-of-england", Decimal("8.0"), "when-interest-starts"),
        ),
        Interest(
            id="agreed",
            rate=ContractRate(Decimal("1.5"), "month"),
            day_count="30/360",
            compounding="yearly",
        ),
    )
    assert said(read, "interest") == [
        (
            "statutory",
            "Interest of 8 percentage points above the Bank of England's Bank Rate, fixed on the first day,"
            " by actual/365 when the debtor is a business and at least 1 day past due.",
        ),
        (
            "agreed",
            "Interest of 1.5 % a month, by 30/360; interest bears interest after each year.",
        ),
    ]


def test_an_offer_is_a_plan_a_settlement_or_a_discount() -> None:
    read = policy(
        """
        [[offer]]
        id = "three"
        when.overdue_total = { at_least = 300.00 }
        plan = { instalments = 3, every = "month", first_within_days = 7, at_least = 50.00 }

        [[offer]]
        id = "weekly"
        plan = { instalments = 4, every = "week", first_within_days = 0, broken_after_days = 1 }

        [[offer]]
        id = "settle"
        settlement = { percent = 80, valid_days = 14 }
        approval = "owner"

        [[offer]]
        id = "thanks"
        discount = { percent = 1, on = "next-invoice" }
        """
    )
    assert read.offer == (
        Offer(
            id="three",
            when=(Condition("overdue_total", "at_least", 30_000),),
            terms=Plan(3, "month", 7, 5_000, skip_holidays=False, broken_after_days=7),
        ),
        Offer(id="weekly", terms=Plan(4, "week", 0, broken_after_days=1)),
        Offer(id="settle", terms=Settlement(Decimal(80), 14), approval="owner"),
        Offer(id="thanks", terms=Discount(Decimal(1), "next-invoice")),
    )
    assert said(read, "offer") == [
        (
            "three",
            "3 instalments, one month apart, the first within 7 days, none below 50.00 when"
            " at least 300.00 is overdue; broken once one is more than 7 days late.",
        ),
        (
            "weekly",
            "4 instalments, one week apart, the first within 0 days; broken once one is more than 1 day"
            " late.",
        ),
        (
            "settle",
            "80 % of what is owed settles all of it, when it arrives within 14 days;"
            " the owner must agree first.",
        ),
        ("thanks", "1 % off the next invoice."),
    ]


def test_on_what_terms_to_go_on_selling() -> None:
    read = policy(
        """
        [[credit]]
        id = "stop-supply"
        when.oldest_days_past_due = { at_least = 45 }
        decision = "hold-orders"

        [[credit]]
        id = "new"
        decision = "deposit"
        percent = 30

        [[credit]]
        id = "small"
        decision = "limit"
        amount = 2_500.00
        """
    )
    assert read.credit == (
        Credit(
            id="stop-supply",
            when=(Condition("oldest_days_past_due", "at_least", 45),),
            decision="hold-orders",
        ),
        Credit(id="new", decision="deposit", percent=Decimal(30)),
        Credit(id="small", decision="limit", amount=250_000),
    )
    assert [text for _, text in said(read, "credit")] == [
        "Orders are held and nothing more is supplied when the oldest invoice is at least 45 days past due.",
        "30 % of an order is paid in advance.",
        "No more than 2,500.00 may be open.",
    ]


def test_the_terms_of_sale() -> None:
    read = policy(
        """
        [terms]
        payment_days = 30
        early_payment_discount = { percent = 2, within_days = 10 }
        allocation.between_invoices = "largest-first"
        allocation.within_invoice = ["principal", "costs", "interest"]
        rounding = "half-even"
        """
    )
    assert read.terms == Terms(
        payment_days=30,
        early_payment=(EarlyPayment(Decimal(2), 10),),
        allocation=Allocation("largest-first", ("principal", "costs", "interest")),
        rounding="half-even",
    )
    assert read.rounding == "half-even"
    assert [text for _, text in said(read, "terms")] == [
        "Invoices are due 30 days after their date.",
        "2 % off for paying within 10 days of the invoice date.",
        "Where the customer does not say, a payment goes to what is due first, of that to the largest"
        " invoice, and there to principal, then costs, then interest.",
    ]


def test_the_sooner_it_is_paid_the_more_is_off() -> None:
    read = policy(
        """
        [terms]
        payment_days = 30
        early_payment_discount = [{ percent = 7, within_days = 10 }, { percent = 4, within_days = 20 }]
        """
    )
    assert read.terms.early_payment == (EarlyPayment(Decimal(7), 10), EarlyPayment(Decimal(4), 20))
    assert [text for key, text in said(read, "terms") if "off" in text] == [
        "7 % off for paying within 10 days, 4 % within 20 days of the invoice date."
    ]


BUCKETS = """
[[provision]]
bucket = "current"
percent = 1

[[provision]]
bucket = "1-30"
percent = 2

[[provision]]
bucket = "over 90"
percent = 50
"""


@pytest.mark.parametrize(
    ("days", "percent"),
    [(-5, 1), (0, 1), (1, 2), (30, 2), (31, None), (90, None), (91, 50), (4000, 50)],
)
def test_an_age_lies_in_one_bucket_or_in_none(days: int, percent: int | None) -> None:
    found = provision_of(policy(BUCKETS), days)
    assert (found.percent if found else None) == percent


def test_buckets_are_held_by_their_days() -> None:
    assert policy(BUCKETS).provision == (
        Provision(None, 0, Decimal(1)),
        Provision(1, 30, Decimal(2)),
        Provision(91, None, Decimal(50)),
    )
    assert [bucket for bucket, _ in said(policy(BUCKETS), "provision")] == [
        "current",
        "1-30",
        "over 90",
    ]


AGENCY = """
[[stage]]
id = "agency"
action = { place_with = "northgate", contingency_percent = 25 }
"""


@pytest.mark.parametrize(
    ("rules", "days", "net"),
    [
        ("", 100, 10_001),  # nothing expected to be lost, nobody to share with
        (AGENCY, 100, 7_500),  # 100.01 less 25 % = 75.0075
        (BUCKETS, 100, 5_000),  # 100.01 less 50 % = 50.005
        (BUCKETS + AGENCY, 100, 3_750),  # 50.005 less 25 % = 37.50375
        (BUCKETS + AGENCY, 60, 7_500),  # in no bucket: nothing is expected to be lost
    ],
)
def test_what_is_left_after_losses_and_the_agency(rules: str, days: int, net: int) -> None:
    assert expected_net(policy(rules), 10_001, days) == net
