from __future__ import annotations

import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from collectrules.cli.app import run
from tests.policy.texts import HEAD, READY

BAD = HEAD + '[[grace]]\nid = "g"\ndays = "five"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def test_a_policy_in_plain_words(
    folder: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    assert run(["policy", "show", str(READY)]) == 0
    assert capsys.readouterr().out == snapshot


def test_a_policy_in_plain_words_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "show", str(READY), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["id"] == "ready"
    assert [rule["id"] for rule in said["sections"]["grace"]] == [
        "grace-key-account",
        "grace-standard",
    ]


def test_periods_of_disputes_are_shown_those_of_packs_too(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = '[[dispute_period]]\nid = "ours"\nbegun_by = ["letter"]\ndays_after_receipt = 45\n'
    packs = 'packs = [{ id = "us-reg-f", voluntary = true }]\n'
    Path("p.toml").write_text(HEAD + packs + rules)
    assert run(["policy", "show", "p.toml"]) == 0
    shown = capsys.readouterr().out
    assert (
        "How long they may dispute what is owed: the one that ends last\n  ours: Until 45" in shown
    )
    assert run(["policy", "show", "p.toml", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)["sections"]["dispute_period"]
    assert [rule["id"] for rule in said] == ["ours", "us-reg-f:validation"]


def test_showing_a_policy_with_faults(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.toml").write_text(BAD)
    assert run(["policy", "show", "bad.toml"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "bad.toml:11:8: error[wrong-type]" in shown.err
