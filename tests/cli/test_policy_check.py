"""`policy check`: which files, in which form, with which exit code."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from collectrules.cli.app import run
from collectrules.policy import checks
from collectrules.policy.model import Policy
from collectrules.policy.report import Report
from tests.policy.texts import HEAD

BAD = HEAD + '[[grace]]\nid = "g"\ndays = "five"\n'
OLD = HEAD + "review_by = 2026-07-01\n"
LATE = ("--as-of", "2026-07-31")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


@pytest.fixture
def mixed(folder: Path) -> Path:
    """A folder with a doubtful policy, a bad one, and what is none."""
    Path("old.toml").write_text(OLD)
    Path("bad.toml").write_text(BAD)
    Path("old.scenarios.toml").write_text("")
    Path("mapping.toml").write_text("[columns]\n")
    return folder


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


@pytest.mark.usefixtures("mixed")
@pytest.mark.parametrize("form", ["full", "concise", "github", "json"])
def test_a_folder_in_every_form(
    form: str, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    assert run(["policy", "check", ".", "--output", form, *LATE]) == 2
    shown = capsys.readouterr()
    assert shown.out == snapshot
    assert shown.err == ""


@pytest.mark.usefixtures("mixed")
def test_json_is_a_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "check", ".", "--json", *LATE]) == 2
    short = capsys.readouterr().out
    assert run(["policy", "check", ".", "--output", "json", *LATE]) == 2
    assert capsys.readouterr().out == short


@pytest.mark.usefixtures("mixed")
@pytest.mark.parametrize("form", ["concise", "github"])
def test_a_form_for_programs_says_nothing_of_what_is_fine(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("fine.toml").write_text(HEAD)
    assert run(["policy", "check", "fine.toml", "--output", form]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("mixed")
def test_two_forms_at_once_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "check", ".", "--json", "--output", "github"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("error: `--json` and `--output github` cannot both be\n")


@pytest.mark.usefixtures("mixed")
def test_a_form_that_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "check", ".", "--output", "xml"]) == 2
    assert "'concise', 'full', 'json', 'github'" in capsys.readouterr().err


def failing(policy: Policy, day: date, report: Report) -> None:
    """A check that finds an error in every policy."""
    report.add("never-holds", "nothing ever holds", ("policy", "id"))


def test_a_failed_check_is_no_and_a_bad_file_is_worse(
    mixed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 for warnings alone, 1 where a check fails, 2 where a policy cannot be read."""
    assert run(["policy", "check", "old.toml", *LATE]) == 0
    monkeypatch.setattr(checks, "CHECKS", {"never-holds": failing})
    assert run(["policy", "check", "old.toml"]) == 1
    assert "old.toml: can be read, but a check fails: `corner-shop`" in capsys.readouterr().out
    assert run(["policy", "check", "old.toml", "bad.toml"]) == 2
    assert run(["policy", "check", "old.toml", "none.toml"]) == 2


@pytest.mark.usefixtures("folder")
def test_a_folder_without_policies_is_no_success(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "check", "."]) == 2
    assert "there is no policy in this folder" in capsys.readouterr().out


def test_nothing_to_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "check"]) == 2
