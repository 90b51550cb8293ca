"""What an owner is told of persons, consents, stops and hours that a timeline cannot have."""

from __future__ import annotations

import pytest

from collectrules.errors import Faults
from tests.scenarios.playing import INVOICE, read, timeline

ANA = 'customer = { person = { name = "Ana Diaz", phone = "+12125552368" } }'


@pytest.mark.parametrize(
    ("said", "code", "message"),
    [
        ('stop = { kind = "ceese" }', "unknown-word", "`kind` cannot be `ceese`"),
        ('stop_ended = "sease"', "unknown-word", "`stop_ended` cannot be `sease`"),
        ("stop = {}", "missing-key", "`stop` has no `kind`"),
        ('stop = { kind = "opt-out" }', "missing-key", "an opt-out is of one channel"),
        (
            'stop = { kind = "cease", channel = "call" }',
            "useless-key",
            "`cease` is about every channel",
        ),
        (
            'stop = { kind = "opt-out", channel = "fax" }',
            "unknown-word",
            "`channel` cannot be `fax`",
        ),
        ('stop = { kind = "hardship" }', "missing-key", "`hardship` has a last day"),
        (
            'stop = { kind = "cease", until = 2026-04-01 }',
            "useless-key",
            "`cease` has no last day: it holds until they say otherwise",
        ),
        (
            'stop = { kind = "hardship", until = 2026-02-28 }',
            "out-of-order",
            "a stop from 2026-03-01 cannot last until 2026-02-28",
        ),
        ('stop = { kind = "cease", how = "fax" }', "unknown-word", "`how` cannot be `fax`"),
        (
            'stop = { kind = "cease", at = 9 }',
            "wrong-type",
            "`at` must be a time of day, but is the number `9`",
        ),
        (
            'consent_given = { person = "Ana Diaz" }',
            "missing-key",
            "`consent_given` has no `channel`",
        ),
        (
            'consent_given = "sms"',
            "wrong-type",
            '`consent_given` must be a table, but is the text `"sms"`',
        ),
        (
            'consent_given = { channel = "email", to = "+12125552368" }',
            "unknown-reach",
            "no email reaches `Ana Diaz` at `+12125552368`",
        ),
        (
            'quiet_hours = { from = 12:00:00, until = "late" }',
            "wrong-type",
            '`until` must be a time of day, but is the text `"late"`',
        ),
        (
            "quiet_hours = { from = 12:00:30, until = 13:00:00 }",
            "unit",
            "`from` counts whole minutes, but is the time `12:00:30`",
        ),
        (
            "quiet_hours = { days = [], from = 12:00:00, until = 13:00:00 }",
            "out-of-range",
            "`days` names no day of the week",
        ),
        (
            'quiet_hours = { days = ["noon"], from = 12:00:00, until = 13:00:00 }',
            "unknown-word",
            "`days` cannot be `noon`",
        ),
        (
            'person = { name = "Ana  Diaz" }',
            "duplicate-name",
            "the timeline has a person `Ana Diaz` already",
        ),
        ('person = { role = "debtor" }', "missing-key", "`person` has no `name`"),
        ('person = { name = "B", role = "owner" }', "unknown-word", "`role` cannot be `owner`"),
        (
            'person = { name = "B", phone = { value = "+12125552368", place = "bed" } }',
            "unknown-word",
            "`place` cannot be `bed`",
        ),
        (
            'person = { name = "B", phone = { value = "+12125552368", zone = "Mars" } }',
            "unknown-word",
            "`zone` cannot be `Mars`",
        ),
        (
            'person = { name = "B", address = { value = "1 Street", region = "ZZ" } }',
            "unknown-word",
            "`region` cannot be `ZZ`",
        ),
        (
            'person = { name = "B", email = ["b@example.com", "B@example.com"] }',
            "duplicate-name",
            "`B@example.com` is there already",
        ),
        (
            'expect = { person = "Ana Diaz", stage = "none" }',
            "useless-key",
            "`person` says nothing where no contact is expected to be allowed or not",
        ),
        (
            'expect = { purpose = "fun", allowed = { call = true } }',
            "unknown-word",
            "`purpose` cannot be `fun`",
        ),
        (
            'expect.allowed_from = { call = "soon" }',
            "wrong-type",
            '`call` must be a day, but is the text `"soon"`',
        ),
        (
            "expect.allowed_from = { call = 2026-03-09T08:00:00Z }",
            "wrong-type",
            "`call` must be a day, or a time of one without a zone, "
            "but is the moment `2026-03-09 08:00:00+00:00`",
        ),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(said: str, code: str, message: str) -> None:
    expect = "" if said.startswith("expect") else '\nexpect.stage = "none"'
    with pytest.raises(Faults) as raised:
        read(timeline(f"{INVOICE}\n{said}{expect}", head=ANA))
    (fault,) = raised.value.diagnostics
    assert (fault.code, fault.message) == (code, message)
    assert fault.help


def test_a_scenario_of_facts_names_nobody() -> None:
    text = '[[scenario]]\nname = "s"\nexpect = { person = "Ana", stage = "none" }'
    with pytest.raises(Faults) as raised:
        read(text)
    assert [each.code for each in raised.value.diagnostics] == ["unknown-key"]
