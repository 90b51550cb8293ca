"""Scenarios as the program holds them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from collectrules.policy.model import Policy, Scalar
from collectrules.policy.positions import KeyPath
from collectrules.scenarios.happenings import Entry, Look
from collectrules.scenarios.happenings_people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsScenario:
    """A case as it stands on a day, said by its facts."""

    name: str
    path: KeyPath
    """Where it stands in its file."""
    currency: str
    on: date | None
    """The day whose values of the policy count; None is its first."""
    given: Mapping[str, Scalar]
    known: Mapping[str, Scalar]
    """Every fact that the policy does not decide, given or following."""
    look: Look


@dataclass(frozen=True, slots=True)
class Customer:
    """Whose timeline it is."""

    debtor_kind: str
    since: date
    persons: tuple[Person, ...] = ()
    """Those who are known from that day on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineScenario:
    """A story that is lived through day by day."""

    name: str
    path: KeyPath
    currency: str
    customer: Customer
    carry_out: bool
    """Whether stages that fall due are carried out on the same day, as far as the gate allows."""
    entries: tuple[Entry, ...]


Scenario = FactsScenario | TimelineScenario


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioFile:
    """A file of scenarios with the policy they are about."""

    file: str
    policy_file: Path
    policy: Policy
    line: Callable[[KeyPath], int]
    """The line of the file on which something stands."""
    scenarios: tuple[Scenario, ...]
