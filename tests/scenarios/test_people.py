"""Persons in scenarios: who is known, what they allowed, and which stop keeps whom from being contacted."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.policy.load import parse
from collectrules.scenarios.gate import CHANNELS
from collectrules.scenarios.session import session
from tests.policy.texts import HEAD
from tests.scenarios.playing import INVOICE, got, outcomes, timeline

PACKS: Final = Path(__file__).parent / "packs"
PLAIN: Final = parse((HEAD + 'time_zone = "America/New_York"\n').encode(), "plain.toml")
ANA: Final = (
    'customer.person = { name = "Ana Diaz", phone = "+12125552368", email = "ana@example.com" }'
)
BOTH: Final = 'customer.person = [{ name = "Ana" }, { name = "Ben", role = "attorney" }]'
FIRST: Final = date(2026, 3, 1)


def test_the_law_of_the_packs_that_speak_of_persons() -> None:
    played = session([PACKS], covered=True)
    assert played.diagnostics == ()
    assert [one.played.scenario.name for one in played.outcomes if not one.passed] == []
    assert len(played.outcomes) == sum(
        len(tomllib.loads(file.read_text())["scenario"]) for file in PACKS.glob("*.scenarios.toml")
    )


def test_every_pack_with_consents_has_scenarios() -> None:
    shipped = Path(__file__).parents[2] / "policies" / "packs"
    with_consents = {
        path.stem
        for path in shipped.glob("*.toml")
        if "contact_consent" in tomllib.loads(path.read_text())
    }
    assert with_consents
    assert with_consents <= {path.stem for path in PACKS.glob("*.toml")}


def test_hours_over_midnight_are_of_two_days() -> None:
    """From 22:00 on Monday until 07:00 on Tuesday; 2 March 2026 is a Monday."""
    quiet = 'quiet_hours = { days = ["mon"], from = 22:00:00, until = 07:00:00 }'
    told = got(
        timeline(
            f"{INVOICE}\n{quiet}",
            "on = 2026-03-02\nat = 23:30:00\nexpect.allowed_from = { call = 2026-03-03T07:00:00 }",
            head=ANA,
        ),
        PLAIN,
    )
    assert told == {"allowed_from": "call 2026-03-03 07:00"}


@pytest.mark.parametrize(("at", "said"), [("13:59:00", "call yes"), ("14:00:00", "call no")])
def test_a_stop_counts_from_its_moment_on(at: str, said: str) -> None:
    stop = 'stop = { kind = "cease", at = 14:00:00 }\nexpect.allowed = { call = true }'
    assert got(timeline(f"{INVOICE}\nat = {at}\n{stop}", head=ANA), PLAIN) == {"allowed": said}


def test_what_is_told_after_a_contact_of_the_same_day_is_told_no_earlier() -> None:
    """The call at noon was allowed; the next entry of the day says that they asked us to stop."""
    text = timeline(
        f'{INVOICE}\ncontact = {{ channel = "call", result = "NA", person = "Ana Diaz" }}',
        'on = 2026-03-01\nstop = { kind = "cease" }\n'
        'expect = { person = "Ana Diaz", allowed = { call = false } }',
        head=ANA,
    )
    (outcome,) = outcomes(text, PLAIN)
    assert outcome.passed


def test_a_letter_before_they_asked_is_not_the_one_that_is_let_through() -> None:
    text = timeline(
        f"{INVOICE}\n"
        'contact = { channel = "letter", result = "ML", person = "Ana Diaz", purpose = "end-of-efforts" }',
        'on = 2026-03-01\nat = 15:00:00\nstop = { kind = "cease", at = 13:00:00 }\n'
        'expect = { person = "Ana Diaz", purpose = "end-of-efforts", allowed = { letter = true } }',
        head=ANA,
    )
    assert got(text, PLAIN) == {"allowed": "letter to Ana Diaz for end-of-efforts yes"}


def test_a_minute_that_is_asked_for_where_a_contact_is_allowed_is_the_one_asked_about() -> None:
    expect = (
        "at = 09:15:00\nexpect.allowed_from = { call = 2026-03-01T09:15:00, letter = 2026-03-01 }"
    )
    (outcome,) = outcomes(timeline(f"{INVOICE}\n{expect}", head=ANA), PLAIN)
    assert outcome.passed


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ('stop_ended = "cease"', "no stop `cease` counts that day"),
        ('quiet_hours_ended = "Ana Diaz"', "`Ana Diaz` has called no hours inconvenient that day"),
        (
            'stop = [{ kind = "cease", person = "Ana Diaz" }, { kind = "cease" }]\nstop_ended = "cease"',
            "2 stops `cease` could be ended",
        ),
        (
            'stop = [{ kind = "cease" }, { kind = "cease" }]',
            "account `customer` has that stop already, `cease` since 2026-03-01 until it is ended",
        ),
        (
            'reach_ended = [{ to = "ana@example.com" }, { to = "ana@example.com" }]',
            "it has ended already",
        ),
        (
            'stop = { kind = "cease" }\ncontact = { channel = "call", result = "NA", person = "Ana Diaz" }',
            "`stop:cease` allows only `end-of-efforts` and `remedy`",
        ),
    ],
)
def test_what_cannot_happen_ends_the_scenario_and_says_why(said: str, message: str) -> None:
    text = timeline(f'{INVOICE}\n{said}\nexpect.stage = "none"', head=ANA)
    (outcome,) = outcomes(text, PLAIN)
    halt = outcome.played.halt
    assert halt is not None
    assert message in halt.message


def test_the_story_tells_of_consents_and_stops() -> None:
    text = timeline(
        f'{INVOICE}\nconsent_given = {{ channel = "sms" }}\nstop = {{ kind = "opt-out", channel = "sms" }}',
        'on = 2026-03-02\nconsent_given = { channel = "sms" }\nstop = { kind = "cease" }\n'
        'stop_ended = "cease"\nexpect.stage = "none"',
        head=ANA,
    )
    (outcome,) = outcomes(text, PLAIN)
    assert outcome.played.story == (
        "2026-03-01  consent given sms",
        "2026-03-01  stop opt-out sms",
        "2026-03-02  consent given sms",
        "2026-03-02  stop cease",
        "2026-03-02  stop ended cease",
    )


class Stopped(NamedTuple):
    """A stop of a test: its days count from the first, the last itself not included."""

    kind: str
    person: str
    channel: str
    start: int
    end: int


def stops() -> st.SearchStrategy[list[Stopped]]:
    """Stops of which no two are alike, so that each can be ended by what it is."""
    kinds = st.sampled_from(
        [("cease", ""), ("attorney", ""), ("bankruptcy", "")]
        + [("opt-out", channel) for channel in CHANNELS]
    )
    one = st.builds(
        lambda kind, person, start, days: Stopped(*kind[:1], person, kind[1], start, start + days),
        kinds,
        st.sampled_from(["Ana", "Ben"]),
        st.integers(0, 5),
        st.integers(1, 5),
    )
    return st.lists(one, max_size=4, unique_by=lambda each: each[:3])


def entries(wanted: list[Stopped], asked: int) -> list[str]:
    """The days of a timeline on which the stops begin and end, and one that asks for everything."""
    said: dict[int, list[str]] = {}
    for each in wanted:
        what = f'kind = "{each.kind}", person = "{each.person}"'
        what += f', channel = "{each.channel}"' if each.channel else ""
        said.setdefault(each.start, []).append(f"stop = {{ {what} }}")
        said.setdefault(each.end, []).append(f"stop_ended = {{ {what} }}")
    lines = [INVOICE]
    every = ", ".join(f"{channel} = true" for channel in CHANNELS)
    for day in sorted({*said, asked}):
        on = f"on = {FIRST + timedelta(days=day)}"
        lines += [f"{on}\n{line}" for line in said.get(day, ())]
        if day == asked:
            lines += [
                f"{on}\nexpect = {{ {whom}allowed = {{ {every} }} }}"
                for whom in ('person = "Ana", ', 'person = "Ben", ', "")
            ]
    return lines


def slowly(wanted: list[Stopped], asked: int, whom: str, channel: str) -> bool:
    """Whether a contact is allowed, by going through the stops one by one."""
    for each in wanted:
        counts = each.start <= asked < each.end
        theirs = whom in ("", each.person)
        spared = each.kind == "attorney" and whom == "Ben"
        if counts and theirs and not spared and each.channel in ("", channel):
            return False
    return True


@settings(max_examples=40)
@given(stops(), st.integers(0, 10))
def test_a_contact_is_allowed_where_no_stop_counts(wanted: list[Stopped], asked: int) -> None:
    (outcome,) = outcomes(timeline(*entries(wanted, asked), head=BOTH), PLAIN)
    assert outcome.played.halt is None
    gates = [moment.checks[0] for moment in outcome.moments]
    said = {
        (whom, channel): f"{channel}{f' to {whom}' if whom else ''} yes" in check.got
        for (whom, check) in zip(("Ana", "Ben", ""), gates, strict=True)
        for channel in CHANNELS
    }
    assert said == {
        (whom, channel): slowly(wanted, asked, whom, channel)
        for whom, channel in product(("Ana", "Ben", ""), CHANNELS)
    }
