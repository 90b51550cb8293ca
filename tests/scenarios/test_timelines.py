"""Timelines: what a real run would write, day by day, in a ledger of its own."""

from __future__ import annotations

import pytest

from tests.scenarios.playing import INVOICE, READY_POLICY, got, outcomes, timeline


def entry(day: str, *lines: str) -> str:
    return "\n".join([f"on = 2026-{day}", *lines])


def look(day: str, **expect: str) -> str:
    return entry(day, *(f"expect.{key} = {value}" for key, value in expect.items()))


def halt(text: str) -> tuple[str, str]:
    """The day on which a timeline cannot go on, and why."""
    (outcome,) = outcomes(text)
    assert not outcome.passed
    assert outcome.played.halt is not None
    return str(outcome.played.halt.on), outcome.played.halt.message


def test_stages_fall_due_and_wait_until_they_are_carried_out() -> None:
    text = timeline(
        INVOICE, look("04-20", stage='"reminder"', carried_out='"none"', late_fee='"late-fee"')
    )
    assert got(text) == {"stage": "reminder", "carried_out": "none", "late_fee": "late-fee"}


def test_stages_are_carried_out_by_themselves() -> None:
    text = timeline(
        INVOICE, look("04-20", stage='"none"', carried_out='"none"'), head="carry_out = true"
    )
    assert got(text) == {"stage": "first-call", "carried_out": "second-reminder"}


def test_a_stage_is_carried_out_where_the_timeline_says_so() -> None:
    text = timeline(
        INVOICE,
        entry("04-08", 'carried_out = "reminder"'),
        look("04-13", stage='"none"', wait_days="0"),
    )
    assert got(text) == {"stage": "second-reminder", "wait_days": "0"}


def test_the_gate_puts_off_what_is_carried_out_by_itself() -> None:
    """Three e-mails on the day before the reminder is due: it goes out seven days later."""
    text = timeline(
        INVOICE,
        entry("04-05", "contact = [" + '{ channel = "email", result = "EM" }, ' * 3 + "]"),
        look("04-12", stage='"reminder"'),
        head="carry_out = true",
    )
    (outcome,) = outcomes(text)
    assert [line for line in outcome.played.story if line.endswith(" reminder")] == [
        "2026-04-06  A1: stage due reminder",
        "2026-04-12  A1: stage done reminder",
    ]


def test_a_contact_the_gate_forbids_ends_the_timeline() -> None:
    call = 'contact = { channel = "call", result = "NA" }'
    text = timeline(INVOICE, entry("03-02", call), entry("03-02", call, 'expect.stage = "none"'))
    day, message = halt(text)
    assert day == "2026-03-02"
    assert message.startswith("account `customer` may not be contacted by call on 2026-03-02")


def test_what_is_expected_on_a_day_is_what_the_run_finds_in_the_morning() -> None:
    text = timeline(
        INVOICE,
        entry("04-06", 'carried_out = "reminder"', 'expect.stage = "none"'),
        entry("04-06", 'expect.carried_out = "none"'),
    )
    assert got(text) == {"stage": "reminder", "carried_out": "reminder"}


def test_a_fee_once_and_only_on_the_invoice_that_is_late() -> None:
    text = timeline(
        INVOICE.replace("invoice = {", "invoice = [{").replace("31 }", "31 },")
        + '\n    { number = "A2", amount = 20_000.00, due = 2026-04-30 }]',
        entry(
            "05-02",
            "expect = [",
            '{ of = "A1", charges = [{ rule = "late-fee", on = 2026-04-06 }] },',
            '{ of = "A2", charges = [], score = 0 },',
            "]",
        ),
    )
    (outcome,) = outcomes(text)
    checks = [check for moment in outcome.moments for check in moment.checks]
    assert [(check.got, check.passed) for check in checks] == [
        ("late-fee 15.00 on 2026-04-06", True),
        ("none", True),
        ("60", False),
    ]
    assert checks[2].because[0].startswith("`large-overdue` holds: `overdue_total` is 20,500.00")


def test_what_is_paid_is_judged_no_more() -> None:
    text = timeline(
        INVOICE,
        # the fee of 15.00 is paid first, then the invoice of 500.00
        entry("05-01", "payment = { amount = 515.00 }", 'expect.stage = "first-call"'),
        look("05-02", charges="[]", days_past_due="32", score="0"),
    )
    (outcome,) = outcomes(text)
    checks = {check.wanted.key: check for moment in outcome.moments for check in moment.checks}
    assert checks["stage"].got == "none"
    assert checks["stage"].because == ("nothing is left to pay, so no rule looks at it",)
    assert checks["charges"].got == "late-fee 15.00 on 2026-04-06"
    assert checks["days_past_due"].got == "nothing is left to pay"
    assert checks["score"].passed


def test_of_what_is_paid_nothing_is_left_to_pay() -> None:
    paid = timeline(
        INVOICE,
        "on = 2026-04-01\npayment = { amount = 500.00 }\nexpect = { balance = 0.00, days_past_due = 1 }",
    )
    assert got(paid) == {"balance": "0.00", "days_past_due": "nothing is left to pay"}
    assert [each.passed for each in outcomes(paid)] == [False]


def test_what_a_run_writes_off_is_seen_as_it_was() -> None:
    text = timeline(
        INVOICE,
        # the fee of 15.00 is paid first, and 4.00 of the invoice of 500.00 are left
        entry("04-10", "payment = { amount = 511.00 }"),
        look("04-29", write_off='"none"'),
        look("04-30", write_off='"small-balance"'),
        look("05-01", write_off='"none"'),
    )
    (outcome,) = outcomes(text)
    assert outcome.passed
    assert outcome.played.story[-1] == "2026-04-30  A1: write-off 4.00"


def test_everything_that_can_happen() -> None:
    text = timeline(
        'on = 2026-03-01\ninvoice = { number = "A1", amount = 500.00, due = 2026-03-31 }',
        entry("03-10", "due_changed = { to = 2026-04-10 }", "credit_note = { amount = 100.00 }"),
        entry("04-12", "payment = { amount = 50.00 }", 'dispute = { of = "A1" }'),
        look("04-12", hold='"dispute"', disputed_total="350.00"),
        entry("04-15", "dispute_ended = {}", "promise = { amount = 350.00, by = 2026-04-20 }"),
        look("04-15", hold='"open-promise"', days_past_due="5", days_disputed="3"),
        entry("04-16", "at = 09:30:00", 'contact = { channel = "call", result = "dsp",'
              ' dispute = "A1" }'),
        look("04-17", hold='["dispute", "open-promise"]'),
        head='customer = { debtor_kind = "consumer", since = 2026-01-15 }\ncurrency = "EUR"',
    )  # fmt: skip
    (outcome,) = outcomes(text)
    assert [(c.wanted.key, c.got) for m in outcome.moments for c in m.checks if not c.passed] == []


def test_what_is_left_out_climbs_on_when_it_is_over() -> None:
    """Due on 31 March, five days of grace: left out from the third day late, for ten days."""
    text = timeline(
        INVOICE,
        entry("04-03", 'override = { leave_out = true, of = "A1", reason = "in court" }'),
        look("04-12", stage='"none"', stopped='["stage", "late_fee", "interest", "write_off"]'),
        entry(
            "04-13", "override_ended = {}", 'expect.stage = "none"', "expect.days_past_grace = -2"
        ),
        look("04-15", stage='"none"', charges="[]"),
        look("04-16", stage='"reminder"', days_past_grace="1"),
    )
    (outcome,) = outcomes(text)
    assert [(c.wanted.key, c.got) for m in outcome.moments for c in m.checks if not c.passed] == []


def test_grace_of_its_own_in_a_timeline() -> None:
    text = timeline(
        INVOICE,
        entry("04-01", "override = { grace = 15, until = 2026-04-20 }"),
        look("04-15", stage='"none"'),
        look("04-16", stage='"reminder"', days_past_grace="1"),
        look("04-21", days_past_grace="16"),
    )
    (outcome,) = outcomes(text)
    assert outcome.passed


@pytest.mark.parametrize(
    ("happening", "said"),
    [
        ("payment = { amount = 500.01 }", "500.01 USD is more than the 500.00 USD left to pay on"),
        ("credit_note = { amount = 500.01 }", "a credit note for more than the 500.00 left to pay"),
        ("dispute_ended = {}", "invoice `A1` is not in dispute"),
        ("override_ended = {}", "no override counts that day"),
        ("override = [{ leave_out = true }, { leave_out = true }]", "account `customer` is left out"),
        ("override = { grace = 4000 }", "4000 days of grace are not possible"),
        ('dispute = ["A1", "A1"]', "invoice `A1` is in dispute already"),
        ('carried_out = "first-call"', "no invoice of the account waits at a stage `first-call`"),
        ('carried_out = "agency"', "no invoice waits at the stage `agency`"),
        ('contact = { channel = "call", result = "PTP" }', "`PTP` (promise to pay) needs the amount"),
    ],
)  # fmt: skip
def test_what_cannot_happen(happening: str, said: str) -> None:
    day, message = halt(timeline(INVOICE, entry("03-03", happening), look("03-04", stage='"none"')))
    assert day == "2026-03-03"
    assert message.startswith(said)


def test_a_placement_is_carried_out() -> None:
    text = timeline(INVOICE, look("07-10", carried_out='"agency"'), head="carry_out = true")
    assert got(text) == {"carried_out": "agency"}


def test_an_invoice_already_late_when_it_is_first_known() -> None:
    text = timeline(
        'on = 2026-06-01\ninvoice = { number = "A1", amount = 500.00, issued = 2026-01-02,'
        " due = 2026-02-01 }\nexpect = { late_when_first_seen = true, stage = 'none' }"
    )
    assert got(text) == {"late_when_first_seen": "true", "stage": "first-call"}


def test_a_policy_is_in_force_on_every_day_of_a_timeline() -> None:
    """Whatever its `effective_from`: what is tried is what it says, not since when."""
    assert READY_POLICY.effective_from.year == 2000
    text = timeline(
        'on = 1999-03-01\ninvoice = { number = "A1", amount = 500.00, due = 1999-03-31 }',
        "on = 1999-04-06\ncarried_out = 'reminder'\nexpect.stage = 'reminder'",
    )
    (outcome,) = outcomes(text)
    assert outcome.passed
