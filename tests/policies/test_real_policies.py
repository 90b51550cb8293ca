"""Policies as firms publish them: each is written in the language, and its scenarios pin its figures.

A to H are those that the project began with, I to S others of further trades.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from collectrules.errors import Diagnostic
from collectrules.policy.checks import Known, check_policy
from collectrules.policy.customer_terms import customer_terms
from collectrules.policy.documents import rendered
from collectrules.policy.load import load, policy_in
from collectrules.policy.sentences import chapters
from collectrules.policy.source import read_document
from collectrules.scenarios.session import session

HERE = Path(__file__).parent
POLICIES = sorted(
    path.name for path in HERE.glob("*.toml") if not path.name.endswith(".scenarios.toml")
)
DAY = date(2026, 6, 1)


def found_in(path: Path) -> tuple[Diagnostic, ...]:
    source = read_document(path.read_bytes(), path.name)
    return check_policy(policy_in(source), Known(day=DAY)).diagnostics(source)


def test_the_letters_are_all_there() -> None:
    assert [name[0] for name in POLICIES] == list("abcdefghijklmnopqrs")


@pytest.mark.parametrize("name", POLICIES)
def test_no_check_doubts_it(name: str) -> None:
    assert found_in(HERE / name) == ()


@pytest.mark.parametrize("name", POLICIES)
def test_its_scenarios_pass_and_leave_nothing_untried(name: str) -> None:
    played = session([HERE / name], covered=True)
    assert played.diagnostics == ()
    assert [one.played.scenario.name for one in played.outcomes if not one.passed] == []
    (covered,) = [coverage for _, coverage in played.coverage]
    rules = [(one.section, one.rule) for one in covered.rules if one.status != "decided"]
    thresholds = [
        (one.section, one.rule, one.name, one.sides) for one in covered.thresholds if not one.both
    ]
    assert (rules, thresholds) == ([], [])


@pytest.mark.parametrize("name", POLICIES)
def test_it_can_be_read_aloud_and_told_to_customers(name: str) -> None:
    """Every rule has a sentence, and no id of a stage reaches a customer."""
    read = load(HERE / name)
    said = [sentence for chapter in chapters(read) for _, sentence in chapter.rules]
    assert all(sentence.endswith(".") for sentence in said)
    for kind in ("business", "consumer"):
        segments = read.section("segment")
        segment = segments[-1].id if segments else "standard"
        told = rendered(customer_terms(read, kind, segment, read.currencies[0]), "text")
        assert [stage.id for stage in read.stage if f"{stage.id} was carried out" in told] == []
