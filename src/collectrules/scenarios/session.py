"""Trying policies with their scenarios: find, play, check, and what of each policy was tried."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from collectrules.errors import Diagnostic
from collectrules.policy.model import Policy
from collectrules.scenarios.coverage import Coverage, coverage, rules_tried
from collectrules.scenarios.find import find, of_policy
from collectrules.scenarios.model import FactsScenario, Scenario, ScenarioFile
from collectrules.scenarios.outcome import Outcome, check
from collectrules.scenarios.play import Moment, play


@dataclass(frozen=True, slots=True)
class Tried:
    """A file of scenarios after all that were asked for were played."""

    file: ScenarioFile
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """Everything that was tried at once."""

    tried: tuple[Tried, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: dict[str, str]
    """The text of each file with faults, by its name."""
    coverage: tuple[tuple[Path, Coverage], ...] = ()
    """What was tried of each policy file."""

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes of all files."""
        return tuple(outcome for one in self.tried for outcome in one.outcomes)

    @property
    def failed(self) -> int:
        """How many scenarios failed."""
        return sum(not outcome.passed for outcome in self.outcomes)


def session(paths: Iterable[Path], *, named: str = "", covered: bool = False) -> Session:
    """Play the scenarios that paths stand for, those with `named` in their name; see `find`."""
    found = find(paths)
    tried = tuple(_try(file, named) for file in found.files)
    return Session(
        tuple(one for one in tried if one.outcomes),
        tuple(found.diagnostics),
        found.sources,
        tuple(_coverage(tried)) if covered else (),
    )


def decided_rules(policy: Policy, policy_file: Path) -> frozenset[tuple[str, str]]:
    """The rules of a policy that some scenario beside its file decides, as (section, id).

    Files of scenarios that have faults count for nothing; their faults are for `policy test` to show. The
    longer a timeline, the later it is played, and only as long as some rule is left.
    """
    decided: set[tuple[str, str]] = set()
    rules = {(one.section, one.rule) for one in rules_tried(policy, ())}
    files = find(of_policy(policy_file)).files
    all_of_them = ((file.policy, one) for file in files for one in file.scenarios)
    for read, scenario in sorted(all_of_them, key=lambda each: _days(each[1])):
        if decided == rules:
            break
        tried = rules_tried(read, play(read, scenario).moments)
        decided |= {(one.section, one.rule) for one in tried if one.status == "decided"}
    return frozenset(decided)


def _days(scenario: Scenario) -> int:
    """How many days are lived through; of facts none."""
    if isinstance(scenario, FactsScenario):
        return 0
    return 1 + (scenario.entries[-1].on - scenario.entries[0].on).days


def _try(file: ScenarioFile, named: str) -> Tried:
    chosen = (one for one in file.scenarios if named.casefold() in one.name.casefold())
    return Tried(file, tuple(check(play(file.policy, one)) for one in chosen))


def _coverage(tried: Sequence[Tried]) -> Iterable[tuple[Path, Coverage]]:
    by_policy: dict[Path, list[Tried]] = {}
    for one in tried:
        by_policy.setdefault(one.file.policy_file, []).append(one)
    for path, files in by_policy.items():
        yield path, coverage(files[0].file.policy, _moments(files))


def _moments(tried: Sequence[Tried]) -> list[Moment]:
    return [
        moment for one in tried for outcome in one.outcomes for moment in outcome.played.moments
    ]
