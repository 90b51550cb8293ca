"""The page on scenarios says what the code does: what follows from what, and every key there is."""

from __future__ import annotations

import re
from pathlib import Path

from collectrules.policy.facts import FACTS
from collectrules.policy.model import CONDITIONAL
from collectrules.policy.report import Report
from collectrules.policy.source import read_document
from collectrules.scenarios.expectations import ExpectationReader
from collectrules.scenarios.given import FOLLOWS
from collectrules.scenarios.happened_people import PeopleReader
from collectrules.scenarios.leaves import Leaves
from collectrules.scenarios.read import scenarios_in
from collectrules.scenarios.timeline import TimelineReader
from tests.docs.pages import ROOT, blocks
from tests.scenarios.playing import READY_POLICY, outcomes

PAGE = ROOT / "docs/reference/scenarios.md"
READER = ExpectationReader(READY_POLICY, "EUR", Leaves(Report("s", "")))


def rows(heading: str) -> list[tuple[str, str]]:
    text = PAGE.read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| (`[^|]*) \| ([^|]*) \|", text, flags=re.MULTILINE)


def test_what_follows_is_told_as_it_is() -> None:
    assert {name.strip("`"): says for name, says in rows("Given facts")} == {
        name: each.says for name, each in FOLLOWS.items()
    }


def test_everything_that_can_be_expected_is_told() -> None:
    told = {name.strip("`") for name, _ in rows("What can be expected")}
    assert told == {key for key in READER.keys if key not in CONDITIONAL and key not in FACTS}


def test_every_key_of_a_timeline_is_told() -> None:
    told = {key for names, _ in rows("A timeline") for key in re.findall(r"`(\w+)`", names)}
    leaves = Leaves(Report("s", ""))
    assert told == set(TimelineReader(READER, "EUR", leaves, PeopleReader(leaves, "")).keys)


def test_the_example_can_be_read() -> None:
    block, _ = [block for block in blocks(PAGE) if block.info == "toml"]
    read = scenarios_in(read_document(block.text.encode(), block.place), READY_POLICY, Path("x"))
    assert len(read.scenarios) == 2


def test_the_example_of_persons_passes() -> None:
    _, block = [block for block in blocks(PAGE) if block.info == "toml"]
    (outcome,) = outcomes(block.text)
    assert outcome.passed
    assert [len(moment.checks) for moment in outcome.moments] == [2, 1]
