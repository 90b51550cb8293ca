"""Scenarios of facts: what is left out, what is expected, and why it is not as wanted."""

from __future__ import annotations

import pytest

from collectrules.policy.facts import FACTS
from collectrules.policy.load import parse
from collectrules.policy.meaning import judge
from collectrules.scenarios.given import FOLLOWS, complete, facts_of
from collectrules.scenarios.possible import impossible
from tests.policy.texts import HEAD
from tests.scenarios.playing import READY_POLICY, facts, got, outcomes


def test_an_ordinary_case() -> None:
    known = complete({}, "USD")
    assert known.keys() == {name for name, fact in FACTS.items() if not fact.derived}
    assert FOLLOWS.keys() <= known.keys()
    assert (known["balance"], known["days_past_due"], known["overdue_total"]) == (50_000, 0, 0)
    assert (known["promise"], known["stage"], known["debtor_kind"]) == ("none", "none", "business")


def test_an_ordinary_invoice_in_a_currency_without_cents() -> None:
    assert complete({}, "JPY")["balance"] == 500


@pytest.mark.parametrize(
    ("given", "follows"),
    [
        (
            {"days_past_due": 8, "balance": 20_000},
            {"outstanding_total": 20_000, "overdue_total": 20_000, "overdue_invoices": 1,
             "oldest_days_past_due": 8, "invoice_amount": 20_000, "invoice_age_days": 38},
        ),
        (
            {"overdue_total": 600_000},
            {"balance": 600_000, "days_past_due": 1, "oldest_days_past_due": 1},
        ),
        (
            {"overdue_total": 11_000, "balance": 6_000, "days_past_due": 3},
            {"outstanding_total": 11_000, "overdue_invoices": 2, "oldest_days_past_due": 3},
        ),
        (
            {"overdue_total": 11_000, "days_past_due": -5},
            {"balance": 50_000, "outstanding_total": 61_000, "overdue_invoices": 1,
             "oldest_days_past_due": 1},
        ),
        ({"days_past_due": 364}, {"late_last_12_months": 1}),
        ({"days_past_due": 365}, {"late_last_12_months": 0}),
        ({"invoice_amount": 99_999}, {"balance": 99_999, "outstanding_total": 99_999}),
        ({"oldest_days_past_due": 61}, {"days_past_due": 61, "overdue_total": 50_000}),
        ({"days_disputed": 4}, {"days_past_due": 4, "disputed": False}),
        ({"disputed": True, "days_past_due": 2}, {"disputed_total": 50_000, "days_disputed": 1}),
        ({"broken_promises": 2}, {"promise": "broken"}),
        ({"promise": "broken"}, {"broken_promises": 1}),
        ({"customer_age_days": 12}, {"invoice_age_days": 12}),
        ({"paid_last_12_months": 1, "days_past_due": 900},
         {"days_since_last_payment": 364, "invoices_paid": 1, "customer_age_days": 930}),
        ({"stage": "reminder", "days_since_stage": 9}, {"days_since_last_contact": 9}),
    ],
)  # fmt: skip
def test_what_follows(given: dict[str, int | str], follows: dict[str, int | str]) -> None:
    known = complete(given, "USD")
    assert {name: known[name] for name in follows} == follows
    assert impossible(known, given, "USD") is None


@pytest.mark.parametrize(("given", "past_due"), [({}, 6), ({"paid_last_12_months": 6_000_000}, 11)])
def test_days_past_grace_lead_to_days_past_due(given: dict[str, int], past_due: int) -> None:
    known = facts_of(READY_POLICY, {**given, "days_past_grace": 1}, "USD")
    assert known is not None
    assert known["days_past_due"] == past_due
    assert judge(READY_POLICY, known).facts["days_past_grace"] == 1


def test_grace_that_runs_away_from_its_days() -> None:
    """From one day past due there are two of grace, so that nothing is ever one day past grace."""
    text = (
        '[[grace]]\nid = "long"\nwhen.days_past_due = { at_least = 1 }\ndays = 5\n'
        '[[grace]]\nid = "none"\ndays = 0\nwhen.days_past_due = { at_most = 0 }\n'
        '[[grace]]\nid = "rest"\ndays = 0\n'
    )
    policy = parse((HEAD + text).encode(), "policy.toml")
    assert facts_of(policy, {"days_past_grace": 0}, "GBP") is not None
    assert facts_of(policy, {"days_past_grace": -3}, "GBP") is not None


def test_what_can_be_expected() -> None:
    text = facts(
        'days_past_grace = 8, stage = "reminder", days_since_stage = 5, promise = "broken"',
        segment='"standard"',
        grace='"grace-standard"',
        hold='"none"',
        late_fee='["late-fee"]',
        stage='"second-reminder"',
        write_off='"none"',
        priority='["broken-promise", "newly-late"]',
        charges='[{ rule = "late-fee", amount = 15.00 }]',
        action='{ channel = "email", template = "second-reminder" }',
        approval='"none"',
        next_stage='"second-reminder"',
        wait_days="0",
        stopped='"none"',
        score="130",
        days_past_due="{ at_least = 10, below = 20 }",
        promise='["broken", "open"]',
        disputed="false",
        balance="500.00",
    )
    (outcome,) = outcomes(text)
    checks = {check.wanted.key: check for check in outcome.moments[0].checks}
    assert [key for key, check in checks.items() if not check.passed] == []
    assert len(checks) == 18
    assert got(text)["charges"] == "late-fee 15.00"
    assert got(text)["action"] == "channel email and template second-reminder"


@pytest.mark.parametrize(
    ("given", "expect", "wanted", "there_was", "because"),
    [
        (
            "days_past_due = 8",
            {"stage": '"second-reminder"'},
            "second-reminder",
            "reminder",
            ("`reminder` is due: `days_past_grace` is 3, asked: at least 1; "
             "`balance` is 500.00, asked: more than 5.00",
             "`second-reminder` does not hold: `days_past_grace` is 3, asked: at least 8"),
        ),
        (
            'stage = "reminder", days_since_stage = 2, days_past_grace = 8',
            {"stage": '"second-reminder"'},
            "second-reminder",
            "none",
            ("`second-reminder` is next, in 3 days: it waits after `reminder`",),
        ),
        (
            "days_past_grace = 1, disputed = true",
            {"charges": '[{ rule = "late-fee" }]'},
            "late-fee",
            "none",
            ("`late-fee` holds, but is stopped by `dispute`",),
        ),
        (
            "days_past_due = 8",
            {"days_past_grace": "5"},
            "5",
            "3",
            ("8 days past due, 5 days of grace by `grace-standard`",),
        ),
        (
            'debtor_kind = "consumer"',
            {"segment": '"standard"'},
            "standard",
            "consumer",
            ("`consumer` decides: `debtor_kind` is consumer, asked: consumer",
             "`standard` holds, but a rule above it decides"),
        ),
        (
            "days_past_due = 8",
            {"disputed": "true"},
            "true",
            "false",
            (),
        ),
        (
            "days_past_due = 8",
            {"stopped": '["stage"]'},
            "stage",
            "none",
            ("`dispute` does not hold: `disputed` is false, asked: true",
             "`open-promise` does not hold: `promise` is none, asked: open"),
        ),
        (
            "days_past_due = 8",
            {"action": '{ place_with = "agency" }'},
            "place_with agency",
            "none",
            ("`reminder` is due: `days_past_grace` is 3, asked: at least 1; "
             "`balance` is 500.00, asked: more than 5.00",),
        ),
    ],
)  # fmt: skip
def test_why_it_is_not_as_wanted(
    given: str, expect: dict[str, str], wanted: str, there_was: str, because: tuple[str, ...]
) -> None:
    (outcome,) = outcomes(facts(given, **expect))
    (check,) = outcome.moments[0].checks
    assert not outcome.passed
    assert (check.asked, check.got) == (wanted, there_was)
    assert check.because == because


@pytest.mark.parametrize(
    ("charges", "passes"),
    [
        ("[]", False),
        ('"none"', False),
        ('[{ rule = "late-fee" }]', True),
        ('[{ rule = "late-fee", amount = 15.00 }]', True),
        ('[{ rule = "late-fee", amount = 15.01 }]', False),
        ('[{ rule = "late-fee" }, { rule = "late-fee" }]', False),
        ('[{ rule = "late-fee", on = 2026-01-01 }]', False),
    ],
)
def test_charges_are_those_and_no_others(charges: str, passes: bool) -> None:
    (outcome,) = outcomes(facts("days_past_grace = 1", charges=charges))
    assert outcome.passed is passes


def test_amounts_in_the_currency_of_the_scenario() -> None:
    text = facts("days_past_grace = 1", currency='"EUR"').replace(
        "given =", 'currency = "EUR"\ngiven ='
    )
    assert got(text) == {"currency": "EUR"}


def test_a_policy_without_segments() -> None:
    policy = parse(HEAD.encode(), "policy.toml")
    (outcome,) = outcomes(facts("", segment='"standard"', grace='"none"'), policy)
    assert outcome.passed
