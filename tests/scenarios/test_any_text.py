"""Whatever stands in a file of scenarios, it is read and played, or its faults are told."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.errors import Diagnostic, Faults
from collectrules.policy.load import parse
from collectrules.scenarios.model import Scenario
from collectrules.scenarios.outcome import check
from collectrules.scenarios.play import play
from tests.scenarios.playing import read

GROUND = parse((Path(__file__).parent / "bad" / "ground.toml").read_bytes(), "ground.toml")
WHOLE = """
policy = "ground.toml"
[[scenario]]
name = "facts"
currency = "USD"
given = { days_past_due = 6, balance = 10.50, disputed = false, promise = "none", stage = "reminder" }
expect = { stage = "none", late_fee = ["late-fee"], score = 0, wait_days = 0, stopped = ["stage"] }
[[scenario]]
name = "a story"
carry_out = true
[scenario.customer]
debtor_kind = "consumer"
since = 2026-01-01
[[scenario.customer.person]]
name = "Ana Diaz"
role = "debtor"
phone = [{ value = "+12125552368", place = "work", zone = "America/New_York" }, "+1 212 226 1244"]
email = "ana@example.com"
address = { value = "1 High Street", place = "home", region = "US-CA" }
[[scenario.timeline]]
on = 2026-03-01
at = 10:00:00
invoice = [{ number = "A1", amount = 50.00, due = 2026-03-02, issued = 2026-02-28 }]
[[scenario.timeline]]
on = 2026-03-09
payment = { of = "A1", amount = 20.00 }
promise = { amount = 30.00, by = 2026-03-12 }
dispute = "A1"
contact = { channel = "call", result = "NA" }
expect = { of = "A1", charges = [{ rule = "late-fee", amount = 15.00 }], allowed = { call = true } }
[[scenario.timeline]]
on = 2026-03-10
person = { name = "Ben Ray", role = "attorney", phone = "+12122261244" }
consent_given = { person = "Ana Diaz", channel = "sms", to = "+12125552368", at = 09:00:00 }
consent_withdrawn = { person = "Ana Diaz", channel = "email" }
stop = { kind = "opt-out", person = "Ana Diaz", channel = "sms", how = "oral", until = 2026-03-20 }
quiet_hours = { person = "Ana Diaz", days = ["mon", "fri"], from = 12:00:00, until = 13:30:00 }
[[scenario.timeline]]
on = 2026-03-10
stop = { kind = "cease" }
[[scenario.timeline]]
on = 2026-03-11
reach_ended = { person = "Ana Diaz", to = "+1 212 226 1244" }
stop_ended = "cease"
quiet_hours_ended = "Ana Diaz"
[[scenario.timeline.expect]]
person = "Ana Diaz"
to = "+12125552368"
purpose = "reply"
blocked_by = { sms = "none" }
allowed_from = { call = 2026-03-11T08:00:00 }
[[scenario.timeline]]
on = 2026-03-12
contact = { channel = "call", result = "NA", person = "Ben Ray", to = "+12122261244" }
"""
PLACES = [
    match.span() for match in re.finditer(r'"[^"]*"|[\d.:-]+|true|false|\{[^{}]*\}|\w+', WHOLE)
]
THINGS = st.sampled_from(
    ["7", "-1", "0", "0.005", "1e30", "nan", "-inf", "true", '""', '"none"', '"A1"', '"reminder"', "[]",
     "{}", "[[1]]", "[{}]", "2026-03-01", "0001-01-01", "9999-12-31", "2026-03-20T10:00:00Z", "10:00:00",
     '["late-fee"]', "{ at_least = 3 }", '"\\u0000"', "of", "on", "expect", "given", "timeline", "amount",
     '"Ana Diaz"', '"Ben Ray"', '"email"', '"+12125552368"', '"+1 212 226 1244"', '"dispute"',
     '"workplace"', "person"]
)  # fmt: skip


@settings(max_examples=100)
@given(st.lists(st.tuples(st.sampled_from(PLACES), THINGS), min_size=1, max_size=3))
def test_no_file_breaks_the_program(changes: list[tuple[tuple[int, int], str]]) -> None:
    text = WHOLE
    for (start, end), thing in sorted(changes, reverse=True):
        text = text[:start] + thing + text[end:]
    scenarios, faults = read_or_faults(text)
    assert bool(scenarios) != bool(faults)
    for scenario in scenarios:
        assert check(play(GROUND, scenario)).played.scenario is scenario


def read_or_faults(text: str) -> tuple[tuple[Scenario, ...], tuple[Diagnostic, ...]]:
    try:
        return read(text, GROUND).scenarios, ()
    except Faults as faults:
        return (), faults.diagnostics


def test_the_whole_one_can_be_played() -> None:
    file = read(WHOLE, GROUND)
    assert [play(GROUND, one).halt for one in file.scenarios] == [None, None]
