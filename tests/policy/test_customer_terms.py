"""What a customer is told: what the policy does, without what it asks of the books."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from syrupy.assertion import SnapshotAssertion

from collectrules.policy.customer_terms import customer_terms
from collectrules.policy.documents import Document, Part, rendered
from collectrules.policy.load import load
from collectrules.policy.model import Policy
from tests.policy.texts import READY, policy


def told(
    read: Policy, heading: str, kind: str = "business", segment: str = "standard"
) -> tuple[str, ...]:
    parts = customer_terms(read, kind, segment, read.currencies[0]).parts
    return next((part.points for part in parts if part.heading == heading), ())


@pytest.mark.parametrize("kind", ["business", "consumer"])
def test_the_ready_policy_as_its_customers_are_told_it(
    kind: str, snapshot: SnapshotAssertion
) -> None:
    assert rendered(customer_terms(load(READY), kind, "standard", "USD"), "text") == snapshot


COSTS = "What paying late costs"
NEXT = "What happens when an invoice is not paid"


def test_a_fee_begins_when_the_days_of_grace_are_over() -> None:
    read = policy(
        """
        [[grace]]
        id = "all"
        days = 5

        [[late_fee]]
        id = "fee"
        when.days_past_grace = { at_least = 1 }
        when.balance = { at_least = 50.00 }
        charge = { percent = 5, of = "balance" }
        cite = "our terms, section 7"
        """
    )
    assert told(read, "Days of grace") == (
        "A payment that arrives within 5 days after the due date is in time.",
    )
    assert told(read, COSTS) == (
        "From 6 days after the due date on, we charge 5 % of what is left to pay, if at least 50.00"
        " is left to pay (our terms, section 7).",
    )


def test_what_is_taken_off_a_fee_and_what_it_is_for_is_told() -> None:
    read = policy(
        """
        [[late_fee]]
        id = "first"
        when.days_past_due = { at_least = 1 }
        charge = { percent = 5, of = "invoice_amount" }

        [[late_fee]]
        id = "ten"
        when.days_past_due = { at_least = 30 }
        charge = { percent = 10, of = "invoice_amount" }
        less = ["first"]

        [[late_fee]]
        id = "notice"
        when.days_past_due = { at_least = 30 }
        charge = { percent = 1, of = "overdue_total" }
        per = "account"
        repeat = "monthly"
        """
    )
    assert told(read, COSTS)[1:] == (
        "From 30 days after the due date on, we charge 10 % of the invoice, less the late fees that were"
        " charged before.",
        "From 30 days after the due date on, we charge 1 % of all that is overdue on the account,"
        " for all your overdue invoices together, again for each month begun.",
    )


AFTER_STAGES = """
    [[late_fee]]
    id = "call"
    when.stages_done = "first-call"
    charge = { amount = 25.00 }

    [[late_fee]]
    id = "second-call"
    when.stages_done = "second-call"
    charge = { amount = 30.00 }

    [[late_fee]]
    id = "unheard"
    when.stage = "second-call"
    when.days_since_stage = { at_least = 10 }
    charge = { amount = 75.00 }

    [[late_fee]]
    id = "off"
    when.stages_done = ["cut-off", "agency"]
    charge = { amount = 80.00 }

    [[stage]]
    id = "first-call"
    when.invoice_age_days = { above = 30 }
    action = { channel = "call" }

    [[stage]]
    id = "second-call"
    when.stages_done = "first-call"
    wait_days = 1
    action = { channel = "call" }

    [[stage]]
    id = "cut-off"
    when.days_past_due = { at_least = 20 }
    wait_days = 10
    action = { task = "cut-off-the-supply" }

    [[stage]]
    id = "agency"
    when.stages_done = { not = "cut-off" }
    action = { place_with = "northgate", contingency_percent = 25 }
"""


def test_what_follows_a_step_is_told_with_the_step() -> None:
    read = policy(AFTER_STAGES)
    assert told(read, COSTS) == (
        "Once we have had to call you, we charge 25.00.",
        "Once we have had to call you again, we charge 30.00.",
        "From 10 days after we had to call you again on, we charge 75.00.",
        "Once we have had to cut off the supply or hand the matter over to a collection agency or a"
        " lawyer, we charge 80.00.",
    )
    assert told(read, NEXT) == (
        "From 31 days after the invoice date on, we call you.",
        "Once we have had to call you, we call you, at the earliest 1 day after the step before.",
        "From 20 days after the due date on, we may cut off the supply, at the earliest 10 days after"
        " the step before.",
        "We may hand the matter over to a collection agency or a lawyer.",
    )


def test_how_often_somebody_was_late_is_their_business_too() -> None:
    read = policy(
        """
        [[late_fee]]
        id = "often"
        when.late_last_12_months = { above = 2 }
        charge = { amount = 20.00 }
        """
    )
    assert told(read, COSTS) == (
        "We charge 20.00, if there are more than 2 invoices late in the last 12 months.",
    )


def test_what_is_asked_of_the_books_is_not_told_but_makes_it_a_may() -> None:
    read = policy(
        """
        [[late_fee]]
        id = "fee"
        when.paid_last_12_months = { below = 5_000.00 }
        charge = { amount = 15.00 }

        [[stage]]
        id = "letter"
        when.days_past_due = { above = 30 }
        when.broken_promises = { at_least = 1 }
        action = { channel = "letter" }
        """
    )
    assert told(read, COSTS) == ("We may charge 15.00.",)
    assert told(read, NEXT) == ("From 31 days after the due date on, we may write you a letter.",)


def test_rules_for_others_are_left_out() -> None:
    read = policy(
        """
        [[segment]]
        id = "key-account"
        when.paid_last_12_months = { at_least = 50_000.00 }

        [[segment]]
        id = "standard"

        [[late_fee]]
        id = "businesses"
        when.debtor_kind = "business"
        charge = { amount = 15.00 }

        [[late_fee]]
        id = "not-the-best"
        unless.segment = "key-account"
        charge = { amount = 20.00 }
        """
    )
    assert told(read, COSTS, "business", "standard") == ("We charge 15.00.", "We charge 20.00.")
    assert told(read, COSTS, "consumer", "standard") == ("We charge 20.00.",)
    assert told(read, COSTS, "business", "key-account") == ("We charge 15.00.",)
    assert told(read, COSTS, "consumer", "key-account") == ()


DOCUMENT = Document(
    "A <b> & C*", "below_it", (Part("One", ("only [one]",)), Part("Two", ("a", "b"))), "end"
)


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and "style" not in self.open:
            self.said.append(data)


def test_a_page_is_whole_and_says_every_text_as_it_is() -> None:
    reader = Reader()
    page = rendered(DOCUMENT, "html")
    reader.feed(page)
    assert reader.open == []
    assert reader.said[:3] == ["A <b> & C*", "A <b> & C*", "below_it"]
    assert reader.said[3:] == ["One", "only [one]", "Two", "a", "b", "end"]
    assert "http" not in page


def test_markdown_shows_every_text_as_it_is() -> None:
    assert rendered(DOCUMENT, "markdown") == (
        "# A \\<b\\> & C\\*\n\nbelow\\_it\n\n## One\n\nonly \\[one\\]\n\n## Two\n\n- a\n- b\n\n---\n\nend\n"
    )


def test_what_fees_and_interest_never_come_to_is_told() -> None:
    read = policy(
        """
        [[late_fee]]
        id = "fee"
        charge = { percent = 5, of = "invoice_amount" }

        [[fee_limit]]
        id = "most"
        most = { amount = 40.00 }

        [[interest]]
        id = "agreed"
        rate = { percent = 12 }

        [[interest_limit]]
        id = "others"
        when.debtor_kind = "consumer"
        rate = { percent = 6 }

        [[interest_limit]]
        id = "law"
        rate = { percent = 9 }
        """
    )
    assert told(read, COSTS) == (
        "We charge 5 % of the invoice.",
        "All late fees on an invoice together are never more than 40.00.",
        "We charge interest of 12 % a year.",
        "Interest is never more than 9 % a year.",
    )


def test_until_when_they_may_dispute_is_told_those_it_is_about() -> None:
    ours = """
        [[dispute_period]]
        id = "ours"
        begun_by = ["email", "letter"]
        days_after_receipt = 45
        """
    care = "If something is wrong, or you cannot pay"
    read = policy(ours, more='packs = [{ id = "us-reg-f", voluntary = true }]')
    until = "until 45 days after the first email or letter is received, on its day"
    own = f"You may dispute what we ask for {until}"
    assert told(read, care) == (f"{own}.",)
    assert told(read, care, "consumer") == (
        f"{own}, or until 30 days after the first letter is taken to be received, 5 working days (US)"
        " after its day, whichever is later.",
    )
