"""The registry of codes: numbers and names that stay, and explanations that are true."""

from __future__ import annotations

import re
import tomllib
from collections import Counter

import pytest

from collectrules.errors import InputError
from collectrules.policy.checks import CHECKS
from collectrules.policy.codes import BLOCKS, CODES, Code, find_code, number_of
from scripts.docs import found_in

SHOWN = [
    each
    for each in CODES.values()
    if each.is_policy and (each.number.startswith("CR1") or each.name in CHECKS)
]
"""Those whose example shows the fault in this version of the language."""

LASTING = {
    "CR101": "unreadable", "CR102": "too-long", "CR103": "not-utf8", "CR104": "empty-file",
    "CR105": "not-toml", "CR106": "duplicate-key", "CR107": "too-many-rules",
    "CR110": "unknown-language", "CR111": "unknown-section", "CR112": "unknown-key",
    "CR113": "missing-key", "CR114": "useless-key", "CR115": "section-form",
    "CR120": "wrong-type", "CR121": "empty", "CR122": "duplicate", "CR123": "control-character",
    "CR124": "out-of-range", "CR125": "too-many-decimals", "CR126": "unknown-word",
    "CR127": "bad-id", "CR128": "bad-fraction", "CR130": "unknown-currency", "CR131": "mixed-decimals",
    "CR132": "unknown-time-zone", "CR133": "out-of-order", "CR134": "value-gap",
    "CR135": "unknown-pack", "CR136": "in-flight-form", "CR137": "unknown-place",
    "CR138": "unknown-pack-rule",
    "CR140": "unknown-fact", "CR141": "unknown-comparison", "CR142": "wrong-comparison",
    "CR143": "unit", "CR144": "wrong-subject", "CR145": "not-decided-yet",
    "CR146": "unknown-segment", "CR147": "unknown-stage",
    "CR150": "duplicate-id", "CR151": "reserved-id", "CR152": "segment-open", "CR153": "grace-open",
    "CR154": "charge-form", "CR155": "band-open", "CR156": "band-order", "CR157": "action-form",
    "CR158": "clock-without-dates", "CR159": "rate-form", "CR160": "offer-form",
    "CR161": "bad-bucket", "CR162": "bucket-overlap", "CR163": "unknown-late-fee",
    "CR164": "bounds-crossed", "CR165": "limit-form", "CR166": "counted-twice",
    "CR167": "charged-on-each", "CR168": "contact-limit-form", "CR169": "hours-form",
    "CR201": "never-holds", "CR202": "hidden-rule", "CR203": "gap", "CR204": "conflict",
    "CR205": "unreachable-stage", "CR206": "impossible-wait", "CR207": "open-base",
    "CR208": "looser-than-pack", "CR209": "cadence", "CR210": "review-due",
    "CR211": "changed-without-reason", "CR212": "no-scenario", "CR213": "never-open", "CR214": "not-checked",
    "CR215": "idle-pack",
    "CR301": "no-scenarios", "CR302": "policy-not-found", "CR303": "nothing-expected",
    "CR304": "scenario-form", "CR305": "timeline-only", "CR306": "duplicate-name",
    "CR307": "unknown-rule", "CR308": "unknown-invoice", "CR309": "which-invoice",
    "CR310": "not-given", "CR311": "impossible", "CR312": "unknown-person", "CR313": "which-person",
    "CR314": "unknown-reach", "CR315": "no-address",
    "CR401": "pack-cycle", "CR402": "pack-unconfirmed",
}  # fmt: skip
"""What users have been shown. A line may be added here, and none is ever changed."""


def test_numbers_and_names_stay() -> None:
    now = {each.number: each.name for each in CODES.values()}
    assert {number: now.get(number) for number in LASTING} == LASTING


def test_no_number_is_used_twice_and_they_rise() -> None:
    numbers = [each.number for each in CODES.values()]
    assert [number for number, times in Counter(numbers).items() if times > 1] == []
    assert numbers == sorted(numbers)
    assert all(re.fullmatch(r"CR\d{3}", number) for number in numbers)
    assert {number[:3] for number in numbers} <= BLOCKS.keys()


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.name)
def test_an_explanation_says_all_and_reads_well(code: Code) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code.name)
    assert code.meaning[:1] == code.meaning[:1].lower()
    assert not code.meaning.endswith(".")
    for text in (code.finds, code.why):
        assert text.endswith(".")
        assert "  " not in text
    assert code.example or code.name == "empty-file"
    assert code.instead not in {"", code.example}
    assert max(map(len, (code.example + "\n" + code.instead).split("\n"))) <= 110


@pytest.mark.parametrize("code", SHOWN, ids=lambda code: code.name)
def test_the_example_has_the_fault_and_what_to_write_instead_has_none(code: Code) -> None:
    found, _ = found_in(code, code.example)
    assert {(each.code, each.severity) for each in found} == {(code.name, code.severity)}
    right = code.instead if code.name != "not-utf8" else ""
    assert [each for each in found_in(code, right)[0] if each.code == code.name] == []


@pytest.mark.parametrize(
    "code", [each for each in CODES.values() if each.is_toml], ids=lambda code: code.name
)
def test_what_to_write_instead_is_toml(code: Code) -> None:
    assert tomllib.loads(code.instead)


def test_a_code_is_found_by_number_or_name() -> None:
    assert find_code("CR201") is find_code("cr201") is find_code("Never-Holds")
    assert find_code("CR201") is CODES["never-holds"]


@pytest.mark.parametrize(
    ("wanted", "help"),
    [
        ("never-hold", "did you mean `never-holds`?"),
        ("CR2010", "`collectrules policy rule` lists them all"),
        ("zebra", "`collectrules policy rule` lists them all"),
    ],
)
def test_an_unknown_code_is_told_in_a_sentence(wanted: str, help: str) -> None:
    with pytest.raises(InputError, match=f"no code is called `{wanted}`") as caught:
        find_code(wanted)
    assert caught.value.help == help


def test_a_name_that_is_not_registered_has_no_number() -> None:
    assert number_of("unknown-fact") == "CR140"
    assert number_of("from-nowhere") == ""
