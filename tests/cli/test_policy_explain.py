"""`policy rule` and `policy facts`: what is said of a code and of a fact."""

from __future__ import annotations

import json

import pytest
from syrupy.assertion import SnapshotAssertion

from collectrules.cli.app import run
from collectrules.policy.codes import CODES
from collectrules.policy.facts import FACTS
from collectrules.policy.words import unit_text
from scripts.docs import diagnostics_page, facts_page
from tests.policy.texts import HEAD, faults


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run(["policy", *words]) == 0
    return capsys.readouterr().out


def first_words(table: str) -> list[str]:
    """What stands in the first column of a table, its header and the lines that go on left out."""
    return [line.split()[0] for line in table.split("\n")[2:] if line[:1].strip()]


def test_a_code_is_explained(
    capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    by_number = said(capsys, "rule", "CR201")
    assert by_number == snapshot
    assert said(capsys, "rule", "never-holds") == by_number


def test_several_codes_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    both = said(capsys, "rule", "empty-file", "CR101", "cr101")
    assert both == said(capsys, "rule", "CR104") + "\n" + said(capsys, "rule", "CR101")


def test_all_codes_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    listed = said(capsys, "rule")
    assert first_words(listed) == [code.number for code in CODES.values()]
    assert max(map(len, listed.split("\n"))) <= 100


def test_codes_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    everything = json.loads(said(capsys, "rule", "--json"))
    assert [each["code"] for each in everything] == list(CODES)
    (one,) = json.loads(said(capsys, "rule", "CR210", "--json"))
    assert one in everything
    assert (one["rule"], one["code"], one["severity"]) == ("CR210", "review-due", "warning")
    assert one.keys() == {
        "rule", "code", "severity", "meaning", "finds", "why", "example", "instead",
    }  # fmt: skip


def test_the_page_says_what_the_command_says(capsys: pytest.CaptureFixture[str]) -> None:
    page = diagnostics_page()
    for each in json.loads(said(capsys, "rule", "--json")):
        for key in ("rule", "code", "meaning", "finds", "why", "instead"):
            assert each[key].removeprefix("$ ") in page


@pytest.mark.parametrize(
    ("words", "sentence", "help"),
    [
        (["rule", "nver-holds"], "no code is called `nver-holds`", "did you mean `never-holds`?"),
        (
            ["rule", "CR101", "CR999"],
            "no code is called `CR999`",
            "`collectrules policy rule` lists them all",
        ),
        (["facts", "balnce"], "unknown fact `balnce`", "did you mean `balance`?"),
        (["facts", "zzz"], "unknown fact `zzz`", "`collectrules policy facts` lists them all"),
    ],
)
def test_an_unknown_one_is_told_with_the_nearest(
    words: list[str], sentence: str, help: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["policy", *words]) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", f"error: {sentence}\n  = help: {help}\n")


def test_the_facts(capsys: pytest.CaptureFixture[str]) -> None:
    listed = said(capsys, "facts")
    assert listed.startswith("fact")
    assert first_words(listed) == list(FACTS)
    assert max(map(len, listed.split("\n"))) <= 100


def test_a_fact_is_explained(
    capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    assert said(capsys, "facts", "balance", "segment", "disputed") == snapshot


def test_the_facts_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    facts = json.loads(said(capsys, "facts", "--json"))
    assert [fact["name"] for fact in facts] == list(FACTS)
    (stage,) = json.loads(said(capsys, "facts", "stage", "--json"))
    assert stage in facts
    assert (stage["of"], stage["words"], stage["ids_of"]) == ("invoice", ["none"], "stage")
    assert set(stage["asked_for_in"]) >= {"grace", "hold", "late_fee", "stage", "write_off"}


def test_the_page_of_facts_says_what_the_command_says(capsys: pytest.CaptureFixture[str]) -> None:
    page = facts_page()
    for each in json.loads(said(capsys, "facts", "--json")):
        unit = unit_text(FACTS[each["name"]])
        assert f"| `{each['name']}` | {unit}" in page
        assert each["meaning"] in page


RULES = {
    "segment": "",
    "grace": "days = 1",
    "hold": 'stops = ["stage"]\nclock = "running"',
    "late_fee": "charge = { amount = 1 }",
    "stage": 'action = { channel = "call" }',
    "write_off": 'approval = "owner"',
    "priority": "score = 1",
    "contact_limit": 'channels = ["call"]\nat_most = 1\nwithin_days = 7',
    "contact_hours": 'channels = ["call"]\nfrom = 08:00:00',
}


@pytest.mark.parametrize("name", FACTS)
def test_the_example_of_a_fact_can_be_written_where_it_says_and_nowhere_else(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (fact,) = json.loads(said(capsys, "facts", name, "--json"))
    for section, rest in RULES.items():
        rule = f'[[{section}]]\nid = "it"\n{fact["example"]}\n{rest}\n'
        last = (
            f'[[{section}]]\nid = "standard"\n{rest}\n' if section in {"segment", "grace"} else ""
        )
        found = {fault.code for fault in faults(HEAD + rule + last)}
        assert (found & {"wrong-subject", "not-decided-yet"} == set()) is (
            section in fact["asked_for_in"]
        )
        assert found <= {"wrong-subject", "not-decided-yet", "unknown-stage"}
