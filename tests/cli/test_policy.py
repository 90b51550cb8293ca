from __future__ import annotations

import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from collectrules.cli.app import run
from collectrules.policy.facts import FACTS
from tests.policy.texts import HEAD, READY

BAD = HEAD + '[[grace]]\nid = "g"\ndays = "five"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def test_checking_a_policy_without_faults(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("fine.toml").write_text(HEAD)
    assert run(["policy", "check", "fine.toml"]) == 0
    assert capsys.readouterr().out == (
        "fine.toml: fine: `corner-shop` version 2026.1, from 2026-01-01\n"
    )


def test_checking_several_files(
    folder: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    Path("fine.toml").write_text(HEAD + "review_by = 2026-07-01\n")
    Path("bad.toml").write_text(BAD)
    assert (
        run(["policy", "check", "fine.toml", "bad.toml", "none.toml", "--as-of", "2026-07-31"]) == 2
    )
    shown = capsys.readouterr()
    assert shown.out == snapshot
    assert shown.err == ""


def test_a_warning_alone_is_no_failure(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("old.toml").write_text(HEAD + "review_by = 2026-07-01\n")
    assert run(["policy", "check", "old.toml", "--as-of", "2026-07-31"]) == 0
    assert "warning[review-due]" in capsys.readouterr().out


def test_checking_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("fine.toml").write_text(HEAD)
    Path("bad.toml").write_text(BAD)
    assert run(["policy", "check", "fine.toml", "bad.toml", "--json"]) == 2
    said = json.loads(capsys.readouterr().out)
    assert [policy["id"] for policy in said["policies"]] == ["corner-shop"]
    assert [(each["file"], each["line"], each["code"]) for each in said["diagnostics"]] == [
        ("bad.toml", 11, "wrong-type")
    ]


def test_the_facts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "facts"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("fact")
    assert {line.split()[0] for line in shown.split("\n")[2:] if line[:1].strip()} == FACTS.keys()
    assert max(map(len, shown.split("\n"))) <= 100


def test_the_facts_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "facts", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [fact["name"] for fact in said] == list(FACTS)
    (stage,) = [fact for fact in said if fact["name"] == "stage"]
    assert (stage["of"], stage["words"], stage["ids_of"]) == ("invoice", ["none"], "stage")


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


def test_showing_a_policy_with_faults(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.toml").write_text(BAD)
    assert run(["policy", "show", "bad.toml"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "bad.toml:11:8: error[wrong-type]" in shown.err


def test_nothing_to_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "check"]) == 2
