"""Timelines in which the customer agrees to an offer: due by the plan, and as before once it is broken."""

from __future__ import annotations

from collectrules.policy.load import parse
from tests.acts.books import POLICY
from tests.scenarios.playing import INVOICE, got, outcomes, timeline

HARBOUR = parse(POLICY.replace('["GBP", "EUR"]', '"GBP"').encode(), "harbour.toml")


def entry(day: str, *lines: str) -> str:
    return "\n".join([f"on = 2026-{day}", *lines])


def test_a_plan_that_is_not_paid_is_broken() -> None:
    """500.00 and a fee of 40.00, agreed on 10 April: due on 19 April, too late on 25 April."""
    text = timeline(
        INVOICE,
        entry("04-10", "plan = {}"),
        entry("04-18", 'expect.plan = "open"', "expect.days_past_due = -1"),
        entry("04-24", "expect.days_past_due = 5", 'expect.stage = "reminder"'),
        entry("04-25", 'expect.plan = "broken"', "expect.days_past_due = 25"),
    )
    (outcome,) = outcomes(text, HARBOUR)
    assert outcome.passed
    told = [line for line in outcome.played.story if "plan" in line]
    assert told == ["2026-04-10  plan thirds 540.00", "2026-04-25  plan broken"]


def test_a_settlement_that_is_paid_forgives_the_rest() -> None:
    """545.00 are owed on 5 May with a month's fee of 5.00: 436.00 settle them."""
    text = timeline(
        INVOICE,
        entry("05-05", 'settlement = { offer = "settle-at-80" }'),
        entry("05-06", "payment = { amount = 436.00 }"),
        entry("05-07", "expect.balance = 0.00"),
    )
    assert got(text, HARBOUR) == {"balance": "0.00"}


def test_an_offer_that_does_not_hold_cannot_be_agreed_on() -> None:
    text = timeline(
        INVOICE,
        entry("04-10", 'settlement = { offer = "settle-at-80" }'),
        entry("04-11", 'expect.settlement = "open"'),
    )
    (outcome,) = outcomes(text, HARBOUR)
    assert outcome.played.halt is not None
    assert outcome.played.halt.message == "the offer `settle-at-80` does not hold that day"


def test_what_is_placed_is_off_the_ladder() -> None:
    text = timeline(
        INVOICE,
        entry("06-10", "expect.placed = true", 'expect.stage = "none"'),
        head="carry_out = true",
    )
    (outcome,) = outcomes(text, HARBOUR)
    assert outcome.passed
    assert "2026-05-30  placed with northgate 545.00" in outcome.played.story
