from __future__ import annotations

import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from collectrules.cli.app import run
from collectrules.policy.facts import FACTS
from collectrules.policy.proof import prover, search
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


RULES = '[[grace]]\nid = "g"\ndays = {}\n'


def version(number: int, days: int, id: str = "corner-shop") -> str:
    head = HEAD.replace("2026.1", f"2026.{number}").replace("corner-shop", id)
    return head + RULES.format(days)


def changed(capsys: pytest.CaptureFixture[str]) -> bool:
    said = capsys.readouterr()
    assert said.err == ""
    return "warning[changed-without-reason]: `g` changed since version 2026.1" in said.out


def test_checking_against_a_version_before(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("before.toml").write_text(version(1, 5))
    Path("now.toml").write_text(version(2, 7))
    assert run(["policy", "check", "now.toml"]) == 0
    assert not changed(capsys)
    assert run(["policy", "check", "now.toml", "--against", "before.toml"]) == 0
    assert changed(capsys)


def test_checking_against_what_is_no_policy(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("now.toml").write_text(version(2, 7))
    Path("before.toml").write_text(BAD)
    assert run(["policy", "check", "now.toml", "--against", "before.toml"]) == 2
    assert "before.toml:11:8: error[wrong-type]" in capsys.readouterr().err


def test_checking_against_the_version_in_force(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("before.toml").write_text(version(1, 5))
    assert run(["init", "--currency", "GBP"]) == 0
    assert run(["policy", "publish", "before.toml"]) == 0
    Path("now.toml").write_text(version(2, 7))
    capsys.readouterr()
    day = ["--as-of", "2026-06-01"]
    assert run(["policy", "check", "now.toml", *day]) == 0
    assert changed(capsys)
    assert run(["policy", "check", "before.toml", *day]) == 0
    assert not changed(capsys)
    Path("now.toml").write_text(version(2, 7, id="another"))
    assert run(["policy", "check", "now.toml", *day]) == 0
    assert not changed(capsys)


def test_a_ledger_that_cannot_be_read_is_no_version_before(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("now.toml").write_text(version(2, 7))
    Path("collectrules.db").write_text("not a ledger")
    assert run(["policy", "check", "now.toml"]) == 0
    assert not changed(capsys)


def test_what_could_not_be_checked_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prover, "z3_is_installed", lambda: False)
    monkeypatch.setattr(search, "MOST_BOXES", 0)
    assert run(["policy", "check", str(READY), "--as-of", "2026-06-01"]) == 0
    shown = capsys.readouterr().out
    assert "not checked in full: never-holds, hidden-rule," in shown
    assert "`pip install 'collectrules[verify]'` installs it" in shown
    assert run(["policy", "check", str(READY), "--json"]) == 0
    (left,) = json.loads(capsys.readouterr().out)["not_checked"]
    assert left["file"] == str(READY)
    assert left["codes"][0] == "never-holds"
    assert "without z3" in left["why"]
