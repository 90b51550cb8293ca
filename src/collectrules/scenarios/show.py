"""How tried scenarios are shown: for people line by line, for programs as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from collectrules.money import to_decimal
from collectrules.policy.facts import FACTS
from collectrules.policy.model import Scalar
from collectrules.policy.words import bare_text
from collectrules.scenarios.coverage import Coverage
from collectrules.scenarios.given import FOLLOWS
from collectrules.scenarios.model import FactsScenario, ScenarioFile
from collectrules.scenarios.outcome import Checked, CheckedMoment, Outcome
from collectrules.scenarios.session import Session, Tried

_INDENT: Final = " " * 6


def lines(session: Session, *, verbose: bool) -> Iterator[str]:
    """Each file with its scenarios; of one that failed what was wanted and what there was, and why."""
    for number, tried in enumerate(session.tried):
        policy = tried.file.policy
        if number:
            yield ""
        yield f"{tried.file.file}: `{policy.id}` version {policy.version}"
        for outcome in tried.outcomes:
            yield from _scenario(tried.file, outcome, verbose=verbose)


def summary(session: Session) -> str:
    """How many passed and how many failed."""
    count, failed = len(session.outcomes), session.failed
    scenarios = f"{count} scenario{'s' if count != 1 else ''}"
    return (
        f"{scenarios}: {count - failed} passed, {failed} failed"
        if failed
        else f"{scenarios} passed"
    )


def _scenario(file: ScenarioFile, outcome: Outcome, *, verbose: bool) -> Iterator[str]:
    played = outcome.played
    yield f"  {'ok  ' if outcome.passed else 'FAIL'}  {played.scenario.name}"
    if verbose and isinstance(played.scenario, FactsScenario):
        yield from _facts(played.scenario)
    for moment in outcome.moments:
        for check in moment.checks:
            if verbose or not check.passed:
                yield from _check(file, moment, check)
    if played.halt:
        line = file.line(played.halt.path)
        yield f"{_INDENT}{file.file}:{line}: on {played.halt.on} it cannot go on: {played.halt.message}"
    if verbose or (played.story and not outcome.passed):
        yield from (
            f"{_INDENT}  {line}" for line in ("what was written:", *played.story) if played.story
        )


def _check(file: ScenarioFile, moment: CheckedMoment, check: Checked) -> Iterator[str]:
    line = file.line(check.wanted.path)
    when = f"on {moment.on} " if moment.on else ""
    of = f"for {moment.of} " if moment.of else ""
    said = f"{check.wanted.key}: got {check.got}"
    said += "" if check.passed else f", wanted {check.asked}"
    yield f"{_INDENT}{file.file}:{line}: {when}{of}{said}"
    yield from (f"{_INDENT}    {reason}" for reason in check.because)


def _facts(scenario: FactsScenario) -> Iterator[str]:
    for name, value in scenario.known.items():
        if name in scenario.given:
            whence = "given"
        else:
            whence = FOLLOWS[name].says if name in FOLLOWS else "an ordinary case"
        read = value_text(name, value, scenario.currency)
        yield f"{_INDENT}{name} = {read}  ({whence})"


def value_text(name: str, value: Scalar, currency: str) -> str:
    """A fact's value as it is written in a scenario, thousands apart."""
    if isinstance(value, bool):
        return str(value).lower()
    return bare_text(FACTS[name], value, currency)


def coverage_lines(session: Session, *, verbose: bool) -> Iterator[str]:
    """What of each policy was not tried; with `verbose`, what was as well."""
    for path, covered in session.coverage:
        currency = covered.policy.currencies[0]
        yield ""
        yield f"coverage of {path}"
        yield f"  rules: {len(covered.decided)} of {len(covered.rules)} decided"
        for rule in covered.rules:
            if verbose or rule.status != "decided":
                yield f"    {_STATUS[rule.status]}  {rule.section} `{rule.rule}`"
        yield f"  thresholds: {covered.tried} of {len(covered.thresholds)} tried from both sides"
        for one in covered.thresholds:
            loose = one.loose(currency)
            said = f"  {one.section} `{one.rule}`: {one.name}, {one.asks}"
            if verbose or not one.both:
                yield f"    {_SIDES[one.sides]}{said}"
            if loose:
                yield f"    but loosely    {said}: {loose} would pass as well"


_STATUS: Final = {
    "decided": "decided           ",
    "outranked": "held but outranked",
    "never": "never             ",
}
_SIDES: Final = {
    "both": "from both sides",
    "met": "only met       ",
    "not met": "only not met   ",
    "none": "not tried      ",
}


def as_json(session: Session) -> dict[str, object]:
    """Everything that was tried; amounts as text."""
    return {
        "scenarios": [
            _scenario_json(tried, outcome) for tried in session.tried for outcome in tried.outcomes
        ],
        "passed": len(session.outcomes) - session.failed,
        "failed": session.failed,
        "coverage": [_coverage_json(str(path), covered) for path, covered in session.coverage],
        "diagnostics": [each.as_json() for each in session.diagnostics],
    }


def _scenario_json(tried: Tried, outcome: Outcome) -> dict[str, object]:
    file, played = tried.file, outcome.played
    scenario = played.scenario
    known: Mapping[str, Scalar] = scenario.known if isinstance(scenario, FactsScenario) else {}
    return {
        "file": file.file,
        "line": file.line(scenario.path),
        "name": scenario.name,
        "policy": {
            "file": str(file.policy_file),
            "id": file.policy.id,
            "version": file.policy.version,
        },
        "passed": outcome.passed,
        "facts": {
            name: _value_json(name, value, scenario.currency) for name, value in known.items()
        },
        "expected": [
            _check_json(file, moment, check)
            for moment in outcome.moments
            for check in moment.checks
        ],
        "stopped": None
        if played.halt is None
        else {
            "line": file.line(played.halt.path),
            "on": played.halt.on,
            "message": played.halt.message,
        },
    }


def _value_json(name: str, value: Scalar, currency: str) -> object:
    if FACTS[name].type == "money" and isinstance(value, int):
        return str(to_decimal(value, currency))
    return value


def _check_json(file: ScenarioFile, moment: CheckedMoment, check: Checked) -> dict[str, object]:
    return {
        "line": file.line(check.wanted.path),
        "on": moment.on,
        "invoice": moment.of or None,
        "key": check.wanted.key,
        "wanted": check.asked,
        "got": check.got,
        "passed": check.passed,
        "because": list(check.because),
    }


def _coverage_json(path: str, covered: Coverage) -> dict[str, object]:
    return {
        "policy_file": path,
        "complete": covered.complete,
        "rules": [
            {"section": one.section, "id": one.rule, "status": one.status} for one in covered.rules
        ],
        "thresholds": [
            {
                "section": one.section,
                "id": one.rule,
                "name": one.name,
                "asks": one.asks,
                "tried": one.sides,
                "loose": one.loose(covered.policy.currencies[0]) or None,
            }
            for one in covered.thresholds
        ],
    }
