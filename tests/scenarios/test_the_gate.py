"""Limits and hours in scenarios: asked at a time of day, for the customers they are for, and covered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.compliance.gate import may
from collectrules.compliance.results import results
from collectrules.engine.gather import Moment
from collectrules.engine.known import known_invoices
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountOpened, Contacted, InvoiceIssued
from collectrules.policy.load import parse
from collectrules.policy.meaning import judge
from collectrules.scenarios.coverage import coverage
from collectrules.scenarios.gate import CHANNELS, Gate
from collectrules.scenarios.play import play
from tests.policy.texts import HEAD
from tests.scenarios.playing import facts, got, outcomes, read, timeline

POLICY = parse(
    (
        HEAD
        + """
time_zone = "Europe/London"

[[segment]]
id = "consumer"
when.debtor_kind = "consumer"

[[segment]]
id = "everyone-else"

[[stage]]
id = "call"
when.days_past_due = { at_least = 1 }
action = { channel = "call" }

[[contact_limit]]
id = "one-a-week"
channels = ["call", "sms"]
at_most = [{ from = 2026-01-01, is = 2 }, { from = 2026-07-01, is = 1 }]
within = "calendar-week"
when.segment = "consumer"

[[contact_limit]]
id = "rest"
channels = ["call"]
after = "conversation"
pause_days = 7

[[contact_hours]]
id = "mornings"
channels = ["call"]
from = [{ from = 2026-01-01, is = 08:00:00 }, { from = 2026-07-01, is = 10:00:00 }]
until = 11:00:00

[[contact_hours]]
id = "weekdays"
channels = ["sms"]
days = ["mon", "tue", "wed", "thu", "fri"]
level = "advisory"
"""
    ).encode(),
    "policy.toml",
)
INVOICE = 'on = 2026-06-01\ninvoice = { number = "A1", amount = 500.00, due = 2026-06-01 }'
CONSUMER = 'customer = { debtor_kind = "consumer" }'
CALL = 'at = 09:00:00\ncontact = { channel = "call", result = "NA" }'


def blocked_by(day: str, at: str, *before: str, head: str = CONSUMER, over: str = "call") -> str:
    """What forbids a contact at a minute of a day."""
    asked = f'on = {day}\nat = {at}:00\nexpect.blocked_by = {{ {over} = "none" }}'
    said = got(timeline(INVOICE, *before, asked, head=head), POLICY)
    return said["blocked_by"].removeprefix(f"{over} ")


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        ("2026-06-02", "07:59", "mornings"),
        ("2026-06-02", "08:00", "none"),
        ("2026-06-02", "10:59", "none"),
        ("2026-06-02", "11:00", "mornings"),
        ("2026-07-01", "08:00", "mornings"),
        ("2026-07-01", "10:00", "none"),
    ],
)
def test_hours_are_asked_at_the_time_the_day_says(day: str, at: str, expected: str) -> None:
    """From July on they begin at ten: a dated value."""
    assert blocked_by(day, at) == expected


def test_noon_is_asked_where_no_time_is_said() -> None:
    asked = "on = 2026-06-02\nexpect.allowed = { call = true, email = true }"
    assert got(timeline(INVOICE, asked), POLICY) == {"allowed": "call no and email yes"}


def test_a_limit_is_for_those_it_is_for() -> None:
    calls = [f"on = 2026-06-0{day}\n{CALL}" for day in (2, 3)]
    assert blocked_by("2026-06-04", "09:00", *calls) == "one-a-week"
    assert blocked_by("2026-06-08", "09:00", *calls) == "none"
    assert blocked_by("2026-06-04", "09:00", *calls, head="") == "none"


def test_a_limit_that_changes_on_a_day() -> None:
    """Two a week in June, one in July: the call of Monday 29 June fills the week from the 1st on."""
    call = f"on = 2026-06-29\n{CALL}"
    assert blocked_by("2026-06-30", "10:00", call) == "none"
    assert blocked_by("2026-07-01", "10:00", call) == "one-a-week"


def test_what_a_customer_said_forbids_it_too() -> None:
    """STOP in a call is an opt-out of calls; the rest after the conversation ends before it does."""
    stop = 'on = 2026-06-02\nat = 10:00:00\ncontact = { channel = "call", result = "STOP" }'
    assert blocked_by("2026-06-10", "10:00", stop) == "stop:opt-out"
    assert blocked_by("2026-06-10", "10:00", stop, over="email") == "none"


def test_an_advisory_rule_forbids_nothing() -> None:
    assert blocked_by("2026-06-06", "09:00", over="sms") == "none"


@pytest.mark.parametrize(
    ("kind", "expected"), [("consumer", "one-a-week, rest"), ("business", "rest")]
)
def test_what_applies_to_a_customer_is_seen_in_facts_too(kind: str, expected: str) -> None:
    given = facts(f'debtor_kind = "{kind}"', contact_limit='"rest"', contact_hours='"mornings"')
    assert got(given, POLICY) == {"contact_limit": expected, "contact_hours": "mornings, weekdays"}


def test_why_it_is_not_as_expected_is_said_once() -> None:
    call = f"on = 2026-06-02\n{CALL}"
    asked = "on = 2026-06-03\nat = 09:00:00\nexpect.allowed = { call = false }"
    (outcome,) = outcomes(timeline(INVOICE, call, asked), POLICY)
    (check,) = outcome.moments[0].checks
    assert check.because == (
        "no limit stands in the way: `rest`, `mornings`; `mornings` by the business's clock: "
        "the customer's is not known",
        "`one-a-week` does not apply: `segment` is everyone-else, asked: consumer",
    )


@pytest.mark.parametrize(
    ("before", "done"),
    [
        ((), "2026-06-02"),
        (('on = 2026-06-02\nat = 10:59:00\ncontact = { channel = "email", result = "EM" }',), "2026-06-02"),
        (('on = 2026-06-02\nat = 11:00:00\ncontact = { channel = "email", result = "EM" }',), "2026-06-03"),
    ],
)  # fmt: skip
def test_stages_are_carried_out_when_the_hours_allow(before: tuple[str, ...], done: str) -> None:
    """It is closed at noon; what staff do comes first, and may leave no open minute of the day."""
    last = 'on = 2026-06-04\nexpect.carried_out = "call"'
    (outcome,) = outcomes(timeline(INVOICE, *before, last, head="carry_out = true"), POLICY)
    assert f"{done}  A1: stage done call" in outcome.played.story


def covered(*scenarios: str) -> dict[tuple[str, str], str]:
    """How each threshold of the rules about contacts was tried."""
    named = (one.replace('"s"', f'"{number}"', 1) for number, one in enumerate(scenarios))
    file = read("\n".join(named), POLICY)
    moments = [moment for one in file.scenarios for moment in play(POLICY, one).moments]
    return {
        (one.rule, one.name): one.sides
        for one in coverage(POLICY, moments).thresholds
        if one.section in ("contact_limit", "contact_hours")
    }


def test_a_condition_of_a_limit_is_tried_where_the_gate_would_say_something_else() -> None:
    """An asked-for minute at which the limit has room tries nothing; a full week does, from both sides."""
    calls = [f"on = 2026-06-0{day}\n{CALL}" for day in (2, 3)]
    asked = "on = 2026-06-04\nat = 09:00:00\nexpect.allowed = { call = true }"
    quiet = timeline(INVOICE, asked, head=CONSUMER)
    full = timeline(INVOICE, *calls, asked, head=CONSUMER)
    of_others = timeline(INVOICE, *calls, asked)
    assert covered(quiet)["one-a-week", "segment"] == "none"
    assert covered(full)["one-a-week", "segment"] == "met"
    assert covered(of_others)["one-a-week", "segment"] == "not met"
    assert covered(of_others)["one-a-week", "at_most"] == "none"
    assert covered(quiet, full, of_others) == {
        ("one-a-week", "segment"): "both",
        ("one-a-week", "at_most"): "both",
        ("rest", "pause_days"): "met",
        ("mornings", "hours"): "met",
        ("weekdays", "hours"): "none",
    }


BEGIN = datetime(2026, 6, 1, tzinfo=UTC)
MINUTES = st.integers(0, 40 * 24 * 60).map(lambda minute: BEGIN + timedelta(minutes=minute))
TRIED = st.lists(st.tuples(MINUTES, st.sampled_from(["NA", "LM", "RPC-CB", "IN"])), max_size=8).map(
    sorted
)


@given(tried=TRIED, asked=MINUTES, kind=st.sampled_from(["consumer", "business"]))
@settings(max_examples=60)
def test_a_scenario_is_told_what_the_gate_says(
    tried: list[tuple[datetime, str]], asked: datetime, kind: str
) -> None:
    """As the ledger knows the rules that apply, and as a judgement of the same facts does."""
    with Ledger.create(Path(":memory:")) as ledger:
        with ledger.writing(at=BEGIN, by="someone") as book:
            account = book.append(AccountOpened("C-1", "Somebody", kind), on="2026-01-01")
            owed = InvoiceIssued(account, "1", "GBP", 100, "2026-05-01", "2026-05-01", "x")
            book.append(owed, on="2026-05-01")
            for at, code in tried:
                direction = results()[code].direction
                contact = Contacted(account, at.isoformat(), "call", direction, code, "")
                book.append(contact, on=at.date())
        gate = Gate.of(ledger.connection, POLICY, account, asked)
        said = {each: may(ledger.connection, POLICY, account, each, asked) for each in CHANNELS}
        on = gate.asked.on
        (known,) = known_invoices(ledger.connection, Moment.on(on))
    judged = gate.by(judge(POLICY.on(on), known.facts))
    assert {each: gate.verdict(each) for each in CHANNELS} == said
    assert {each: judged.verdict(each) for each in CHANNELS} == said
