"""Values that change on a day or differ by currency: a scenario is played by those that count for it."""

from __future__ import annotations

from collectrules.policy.load import parse
from collectrules.scenarios.coverage import coverage
from collectrules.scenarios.play import play
from tests.policy.texts import HEAD
from tests.scenarios.playing import facts, got, read, timeline

POLICY = parse(
    (
        HEAD.replace('"GBP"', '["GBP", "EUR"]')
        + """
[[late_fee]]
id = "fee"
when.days_past_due = { at_least = [{ from = 2026-01-01, is = 5 }, { from = 2027-01-01, is = 8 }] }
charge = { amount = { GBP = 40.00, EUR = 45.00 } }
"""
    ).encode(),
    "policy.toml",
)


def test_on_the_day_of_the_scenario() -> None:
    scenario = facts("days_past_due = 5", late_fee='"fee"')
    assert got(scenario, POLICY) == {"late_fee": "fee"}
    later = scenario.replace("given =", "on = 2027-01-01\ngiven =")
    assert got(later, POLICY) == {"late_fee": "none"}


def test_in_the_currency_of_the_scenario() -> None:
    scenario = facts("days_past_due = 5", charges="[]")
    assert got(scenario, POLICY) == {"charges": "fee 40.00"}
    in_euro = scenario.replace("given =", 'currency = "EUR"\ngiven =')
    assert got(in_euro, POLICY) == {"charges": "fee 45.00"}


def test_on_each_day_of_a_timeline() -> None:
    text = timeline(
        'on = 2026-12-01\ninvoice = { number = "A1", amount = 500.00, due = 2026-12-27 }',
        "on = 2027-01-01\nexpect.charges = []",
        "on = 2027-01-03\nexpect.late_fee = []",
        "on = 2027-01-04\nexpect.late_fee = []",
        head='currency = "EUR"',
    )
    (outcome,) = read(text, POLICY).scenarios
    moments = play(POLICY, outcome).moments
    assert [len(moment.seen.charges) for moment in moments] == [0, 0, 1]
    assert moments[-1].seen.charges[0].amount == 4500


def test_each_value_is_a_threshold_of_its_own() -> None:
    text = facts("days_past_due = 5", late_fee='"fee"')
    moments = [
        moment for one in read(text, POLICY).scenarios for moment in play(POLICY, one).moments
    ]
    of = coverage(POLICY, moments)
    assert [(one.asks, one.sides) for one in of.thresholds] == [
        ("at least 5", "met"),
        ("at least 8", "none"),
    ]
    assert len(of.rules) == 1
