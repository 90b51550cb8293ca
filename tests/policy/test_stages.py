"""Stages: ways, waits and working days, as they are read, refused, said aloud and told to customers."""

from __future__ import annotations

from datetime import date

import pytest

from collectrules.policy.customer_terms import customer_terms
from collectrules.policy.documents import rendered
from collectrules.policy.model import ContactAction, Policy
from collectrules.policy.sentences import rule_text
from tests.policy.texts import HEAD, faults, policy

NOTICE = """
[[stage]]
id = "notice"
when.whole_months_past_due = { at_least = 1 }
unless.weekday = ["fri", "sat"]
wait_working_days = 10
working_days_only = true
action = { channels = ["email", "sms", "letter"], template = "notice" }

[[stage]]
id = "word"
action = { channels = ["email", "call"], enough = "one", template = "word", script = "say" }
"""


def told(read: Policy, segment: str = "standard") -> str:
    return rendered(customer_terms(read, "business", segment, "GBP"), "text")


def test_a_step_over_several_channels_is_read() -> None:
    notice, word = policy(NOTICE).stage
    assert notice.action == ContactAction(("email", "sms", "letter"), template="notice")
    assert word.action == ContactAction(
        ("email", "call"), template="word", script="say", enough="one"
    )
    assert (notice.wait_days, notice.wait_working_days, notice.working_days_only) == (0, 10, True)


def test_a_step_over_several_channels_is_said_aloud() -> None:
    notice, word = policy(NOTICE).stage
    assert rule_text(notice, "GBP") == (
        'E-mail, text and letter "notice" when at least 1 whole month past due, unless the day is fri or sat;'
        " 10 working days or more after the step before; on working days only."
    )
    assert rule_text(word, "GBP") == 'E-mail or call "word" and "say".'


def test_a_step_over_several_channels_is_told_to_customers() -> None:
    text = " ".join(told(policy(NOTICE)).split())
    assert (
        "From 1 month after the due date on, we write to you by e-mail, send you a text message and write you"
        " a letter, at the earliest 10 working days after the step before, unless the day is fri or sat."
    ) in text
    assert "We write to you by e-mail or call you." in text


def test_customers_of_a_segment_are_told_their_own_days_to_pay() -> None:
    read = policy(
        """
        [terms]
        payment_days = 60

        [[segment]]
        id = "new"
        when.invoices_paid = 0
        payment_days = 0

        [[segment]]
        id = "standard"
        """
    )
    assert "Invoices are due 60 days after their date." in told(read)
    assert "Invoices are due on receipt." in told(read, "new")
    assert rule_text(read.segment[0], "GBP") == (
        "There are no invoices paid; invoices are due on receipt."
    )


@pytest.mark.parametrize(
    ("stage", "code", "message", "help"),
    [
        (
            'action = { channel = "email", channels = ["email", "sms"] }',
            "useless-key",
            "`channel` and `channels` say the same thing",
            "keep `channels`, with all of them, or `channel` where it is one",
        ),
        (
            'action = { channel = "email", enough = "one" }',
            "useless-key",
            "`enough` is about several `channels`",
            "remove it, or name the `channels`",
        ),
        (
            'action = { channels = ["email", "sms"], script = "say" }',
            "useless-key",
            "a step by email and sms has a `template`, not a `script`",
            "rename `script` to `template`",
        ),
        (
            'action = { channel = "call", template = "say" }',
            "useless-key",
            "a step by call has a `script`, not a `template`",
            "rename `template` to `script`",
        ),
        (
            'action = { channel = "call" }\nwait_days = 3\nwait_working_days = 2',
            "useless-key",
            "a stage has one wait: `wait_days` or `wait_working_days`",
            "keep the one that is meant",
        ),
        (
            'action = { channels = ["sms", "sms"] }',
            "duplicate",
            "`channels` names sms twice",
            "name each once",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(stage: str, code: str, message: str, help: str) -> None:
    (fault,) = faults(f'{HEAD}\n[[stage]]\nid = "s"\n{stage}\n')
    assert (fault.code, fault.message, fault.help) == (code, message, help)


@pytest.mark.parametrize("written", ['["email"]', "[]", '"email"', '["email", "fax"]'])
def test_a_list_of_channels_has_two_or_more_of_those_there_are(written: str) -> None:
    found = faults(f'{HEAD}\n[[stage]]\nid = "s"\naction = {{ channels = {written} }}\n')
    assert len(found) == 1
    assert found[0].place.line == HEAD.count("\n") + 4


def test_a_number_of_months_is_bounded() -> None:
    (fault,) = faults(
        f'{HEAD}\n[[stage]]\nid = "s"\nwhen.whole_months_past_due = {{ at_least = 1201 }}\n'
        'action = { channel = "email" }\n'
    )
    assert (fault.code, fault.help) == ("out-of-range", "whole numbers up to 1,200 make sense here")


def test_working_days_are_of_the_policys_place() -> None:
    read = policy(NOTICE, more='holidays = "GB-ENG"\n')
    assert read.on(date(2026, 12, 25)).holidays == "GB-ENG"
