from __future__ import annotations

from syrupy.assertion import SnapshotAssertion

from collectrules.policy.load import load
from collectrules.policy.model import GATED, SECTIONS
from collectrules.policy.sentences import chapters, differences
from tests.policy.texts import READY, policy

EVERYTHING = """
[[segment]]
id = "standard"

[[grace]]
id = "short"
when.segment = { not = "standard" }
days = 1

[[grace]]
id = "none"
days = 0

[[late_fee]]
id = "flat"
charge = { amount = 15.00 }

[[late_fee]]
id = "monthly"
when.days_past_grace = { at_least = 1 }
charge = { percent = 1.50, of = "balance" }
repeat = "monthly"

[[late_fee]]
id = "one-band"
charge = { bands = [{ amount = 40.00 }], of = "invoice_amount" }

[[fee_limit]]
id = "a-tenth"
when.debtor_kind = "consumer"
most.of = "balance"
most.tiers = [{ up_to = 2_500.00, percent = 10 }, { up_to = 5_000.00, percent = 5 }, { percent = 1 }]

[[interest]]
id = "agreed"
rate = { percent = 12.50 }

[[interest_limit]]
id = "usury"
when.debtor_kind = "consumer"
rate = { percent = 16 }

[[offer]]
id = "weekly"
when.promise = "broken"
plan = { instalments = 4, every = "week", first_within_days = 1 }

[[credit]]
id = "new"
when.customer_age_days = { below = 90 }
decision = "deposit"
percent = 30

[[provision]]
bucket = "over 90"
percent = 50
[[late_fee]]
id = "bounded"
charge = { percent = 5, of = "invoice_amount", at_least = 5.00, at_most = 90.00, round_to = 10.00 }

[[late_fee]]
id = "rest"
charge = { percent = 10, of = "invoice_amount", round_to = 1.00 }
less = ["flat", "bounded"]

[[late_fee]]
id = "daily"
when.stages_done = ["call", "agency"]
charge = { amount = 0.50 }
repeat = "daily"
limit = { percent = 10, of = "invoice_amount" }

[[late_fee]]
id = "thirty"
charge = { lesser_of = [{ amount = 1.00, per_full = 50.00, of = "balance" }, { amount = 9.00 }] }
repeat = { every_days = 30 }
limit = { amount = 30.00 }

[[late_fee]]
id = "account"
charge.greater_of = [
    { amount = 25.00 },
    { amount = 2.00, per_begun = 50.00, of = "overdue_total" },
    { sum_of = [{ amount = 5.00 }, { percent = 1, of = "outstanding_total" }], at_most = 70.00 },
]
per = "account"

[[late_fee]]
id = "counted"
unless.stages_done = "agency"
charge.at_least = 5.00
charge.sum_of = [
    { amount = 3.00, for_each = "open_invoices" },
    { amount = 1.00, for_each = "months_past_grace" },
]
per = "account"

[[hold]]
id = "always"
unless.promise = "kept"
stops = ["write_off"]
clock = "running"

[[stage]]
id = "call"
action = { channel = "call" }
wait_days = 1

[[stage]]
id = "agency"
action = { place_with = "northgate", contingency_percent = 12.50 }
approval = "owner"

[[stage]]
id = "off"
action = { task = "disconnect-the-meter" }

[[contact_limit]]
id = "rest"
channels = ["call", "sms"]
at_most = 1
within_days = 7
counts = "conversations"
level = "soft"

[[contact_limit]]
id = "monthly"
channels = ["call"]
at_most = 1
within = "calendar-month"
when.segment = "standard"

[[contact_limit]]
id = "week-off"
channels = ["call", "sms"]
after = "conversation"
pause_days = 7
unless = [{ segment = "standard" }, { promise = "broken" }]

[[contact_limit]]
id = "once-a-day"
channels = ["letter"]
after = "attempt"
pause_days = 1

[[contact_limit]]
id = "at-work"
channels = ["call"]
at_most = 2
within_days = 30
per = ["invoice", "person"]
places = ["work", "other"]
consent_days = 7

[[contact_limit]]
id = "consent-is-used-up"
channels = ["call"]
after = "conversation"
pause_days = 7
consent_days = 7
consent_ends = true

[[contact_limit]]
id = "notice-first"
channels = ["call", "sms"]
after = "first-contact"
begun_by = ["letter", "email"]
pause_days = 7
per = "person"

[[contact_limit]]
id = "once-it-is-received"
channels = ["call"]
after = "first-contact"
begun_by = ["letter"]
received_after_working_days = 5
pause_days = 31

[[contact_hours]]
id = "at-home-in-the-evening"
channels = ["call"]
places = ["home"]
from = 18:00:00

[[contact_consent]]
id = "texts"
channels = ["sms", "email"]
lasts_days = 60
level = "soft"

[[contact_consent]]
id = "letters"
channels = ["letter"]
when.segment = "standard"

[[contact_hours]]
id = "decent"
channels = ["call", "sms"]
days = ["mon", "tue", "wed", "fri", "sun"]
from = 08:00:00
until = 20:00:00
on_holidays = false

[[contact_hours]]
id = "all-but-sunday"
channels = ["call"]
open = [{ until = 20:30:00, days = ["sat", "fri"] }, { days = ["mon", "tue", "wed", "thu"] }]
when.debtor_kind = "consumer"
clock = "business"
level = "soft"

[[contact_hours]]
id = "no-holiday"
channels = ["letter"]
on_holidays = false

[[write_off]]
id = "all"
approval = "none"

[[priority]]
id = "one"
score = 1

[[dispute_period]]
id = "ours"
begun_by = ["email", "letter"]
received_after_working_days = 2
days_after_receipt = 45

[[dispute_period]]
id = "a-day"
begun_by = ["letter"]
days_after_receipt = 1
debtor = "business"

[[priority]]
id = "down"
when.promise = ["open", "kept"]
score = -20
"""


def read_aloud(text: str) -> str:
    lines = []
    for chapter in chapters(policy(text, more='holidays = "GB-ENG"')):
        lines += [chapter.heading, *(f"  {id}: {sentence}" for id, sentence in chapter.rules)]
    return "\n".join(lines)


def test_each_rule_is_one_sentence(snapshot: SnapshotAssertion) -> None:
    assert read_aloud(EVERYTHING) == snapshot


def test_the_ready_policy_read_aloud(snapshot: SnapshotAssertion) -> None:
    lines = []
    for chapter in chapters(load(READY)):
        lines += [chapter.heading, *(f"  {id}: {sentence}" for id, sentence in chapter.rules)]
    assert "\n".join(lines) == snapshot


def test_every_section_is_read() -> None:
    everything = policy(EVERYTHING, more='holidays = "GB-ENG"')
    read = {chapter.section for chapter in chapters(everything)}
    assert read == {*SECTIONS, *GATED, "provision", "dispute_period"}


def test_what_differs_by_currency_and_what_changes_is_said_after_the_rest() -> None:
    read = policy(
        """
        [[grace]]
        id = "all"
        days = [{ from = 2026-01-01, is = 5 }, { from = 2027-07-01, is = 7 }]

        [[late_fee]]
        id = "fee"
        charge.amount.GBP = [{ from = 2026-01-01, is = 40.00 }, { from = 2027-01-01, is = 45.00 }]
        charge.amount.EUR = 50.00
        """,
        currency='["GBP", "EUR"]',
    )
    assert [(each.heading, each.rules) for each in differences(read)] == [
        ("For what is owed in EUR", (("fee", "50.00, charged once."),)),
        ("From 2027-01-01 on", (("fee", "45.00, charged once."),)),
        ("From 2027-07-01 on", (("all", "7 days of grace for every other invoice."),)),
    ]


def test_a_period_of_disputes_that_changes_is_a_difference() -> None:
    read = policy(
        """
        [[dispute_period]]
        id = "ours"
        begun_by = ["letter"]
        days_after_receipt = [{ from = 2026-01-01, is = 14 }, { from = 2027-01-01, is = 30 }]
        """
    )
    text = "Until 30 days after the first letter is received, on its day."
    assert [(each.heading, each.rules) for each in differences(read)] == [
        ("From 2027-01-01 on", (("ours", text),))
    ]


def test_a_policy_that_reads_alike_has_no_differences() -> None:
    assert list(differences(policy(""))) == []
