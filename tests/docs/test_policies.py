"""The policies in the pages are policies, and the language's page leaves nothing of the language out."""

from __future__ import annotations

import re
import tomllib

import pytest
from pydantic import BaseModel

from collectrules.policy.codes import CODES
from collectrules.policy.load import parse
from collectrules.policy.shape import PolicyShape, shape_at
from collectrules.policy.shape.base import Table
from collectrules.policy.shape.rules import NamedShape
from tests.docs.pages import PAGES, ROOT, Block, blocks

LANGUAGE_PAGE = ROOT / "docs/reference/policy-language.md"
SCENARIOS_PAGE = ROOT / "docs/reference/scenarios.md"
BLOCKS = [block for page in PAGES for block in blocks(page)]
GROUND = {
    "segment": '[[segment]]\nid = "consumer"\nwhen.debtor_kind = "consumer"\n\n'
    '[[segment]]\nid = "key-account"\nwhen.promise = "kept"\n\n[[segment]]\nid = "standard"\n',
    "stage": '[[stage]]\nid = "call"\naction = { channel = "call" }\n',
}
"""What the rules in the pages refer to, where they do not say it themselves."""
HEAD = """
language = 1

[policy]
id             = "ground"
title          = "What the rules in the pages stand on"
version        = "1"
effective_from = 2026-01-01
currency       = "GBP"

"""


def of(info: str) -> list[Block]:
    return [block for block in BLOCKS if block.info == info]


@pytest.mark.parametrize("block", of("toml policy"), ids=lambda block: block.place)
def test_a_whole_policy_is_one(block: Block) -> None:
    parse(block.text.encode(), block.place)


@pytest.mark.parametrize(
    "block", of("toml rules") + of("toml rules currencies"), ids=lambda block: block.place
)
def test_rules_are_rules_of_a_policy(block: Block) -> None:
    said = tomllib.loads(block.text)
    ground = [text for section, text in GROUND.items() if section not in said]
    currencies = '["GBP", "EUR"]' if block.info.endswith("currencies") else '"GBP"'
    head = HEAD.replace('"GBP"', currencies)
    parse("\n".join((head, *ground, block.text)).encode(), block.place)


def test_there_are_policies_and_rules_to_try() -> None:
    assert of("toml policy")
    assert len(of("toml rules")) > len(PolicyShape.model_fields) - 3


def chapters() -> dict[str, str]:
    """The chapters of the language's page by their headings, brackets left off."""
    parts = re.split(r"^## (.*)$", LANGUAGE_PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {title.strip("`[]"): text for title, text in zip(parts[1::2], parts[2::2], strict=True)}


def keys_of(shape: type[BaseModel]) -> set[str]:
    of_every_rule = NamedShape if issubclass(shape, NamedShape) else Table
    keys = {field.alias or name for name, field in shape.model_fields.items()}
    return keys - set(of_every_rule.model_fields)


@pytest.mark.parametrize("section", [key for key in PolicyShape.model_fields if key != "language"])
def test_every_key_of_a_section_is_told(section: str) -> None:
    rows = re.findall(r"^\| (`[^|]*`) \|", chapters()[section], flags=re.MULTILINE)
    told = {key for row in rows for key in re.findall(r"`(\w+)`", row)}
    assert told >= keys_of(shape_at((section,)))


def test_keys_of_every_rule_are_told() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", chapters()["What every rule may say"], flags=re.MULTILINE)
    assert set(rows) == set(NamedShape.model_fields)


def test_every_code_of_a_rule_or_a_condition_is_told() -> None:
    """Those of the file itself speak for themselves."""
    of_the_file = {"unreadable", "too-long", "not-utf8", "empty-file", "not-toml", "duplicate-key"}
    told = set(re.findall(r"diagnostics\.md#([a-z-]+)", LANGUAGE_PAGE.read_text(encoding="utf-8")))
    reading = {each.name for each in CODES.values() if each.number.startswith("CR1")}
    assert reading - told == of_the_file | {"control-character"}
