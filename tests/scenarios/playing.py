"""Scenarios in a text, read and played."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from collectrules.policy.load import parse
from collectrules.policy.model import Policy
from collectrules.policy.source import read_document
from collectrules.scenarios.model import ScenarioFile
from collectrules.scenarios.outcome import Outcome, check
from collectrules.scenarios.play import play
from collectrules.scenarios.read import scenarios_in
from tests.policy.texts import READY

READY_POLICY: Final = parse(READY.read_bytes(), "ready.toml")


def read(text: str, policy: Policy = READY_POLICY) -> ScenarioFile:
    source = read_document(text.encode(), "ready.scenarios.toml")
    return scenarios_in(source, policy, Path("ready.toml"))


def outcomes(text: str, policy: Policy = READY_POLICY) -> list[Outcome]:
    return [check(play(policy, one)) for one in read(text, policy).scenarios]


def got(text: str, policy: Policy = READY_POLICY) -> dict[str, str]:
    """What there was of everything that the scenarios of a text expect, by its key."""
    return {
        check.wanted.key: check.got
        for outcome in outcomes(text, policy)
        for moment in outcome.moments
        for check in moment.checks
    }


def facts(given: str, **expect: str) -> str:
    """A scenario of facts; each expectation is written as TOML."""
    lines = [f"expect.{key} = {value}" for key, value in expect.items()]
    return "\n".join(['[[scenario]]\nname = "s"', f"given = {{ {given} }}", *lines])


def timeline(*entries: str, head: str = "") -> str:
    """A scenario with a timeline; each entry is written as TOML."""
    days = "".join(f"\n[[scenario.timeline]]\n{entry}" for entry in entries)
    return f'[[scenario]]\nname = "s"\n{head}{days}'


INVOICE: Final = 'on = 2026-03-01\ninvoice = { number = "A1", amount = 500.00, due = 2026-03-31 }'
