"""`policy check`: which files, in which form, with which exit code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from collectrules.cli.app import run
from collectrules.policy import checks
from collectrules.policy.checks.context import Context
from collectrules.policy.proof import prover, search
from tests.policy.texts import HEAD, READY

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


def failing(_context: Context) -> Iterator[checks.Finding]:
    """A check that finds an error in every policy."""
    yield checks.Finding(
        code="never-holds",
        message="nothing ever holds",
        path=("policy", "id"),
        help="",
        severity="error",
    )


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


RULES = '[[grace]]\nid = "g"\ndays = {}\n'
SCENARIO = """
[[scenario]]
name  = "within the days of grace"
given = { days_past_due = 5 }
expect.days_past_grace = 0
"""


def version(number: int, days: int, id: str = "corner-shop") -> str:
    head = HEAD.replace("2026.1", f"2026.{number}").replace("corner-shop", id)
    return head + RULES.format(days)


def changed(capsys: pytest.CaptureFixture[str]) -> bool:
    said = capsys.readouterr()
    assert said.err == ""
    return "warning[changed-without-reason]: `g` changed since version 2026.1" in said.out


@pytest.mark.usefixtures("folder")
def test_checking_against_a_version_before(capsys: pytest.CaptureFixture[str]) -> None:
    Path("before.toml").write_text(version(1, 5))
    Path("now.toml").write_text(version(2, 7))
    assert run(["policy", "check", "now.toml"]) == 0
    assert not changed(capsys)
    assert run(["policy", "check", "now.toml", "--against", "before.toml"]) == 0
    assert changed(capsys)


@pytest.mark.usefixtures("folder")
def test_checking_against_what_is_no_policy(capsys: pytest.CaptureFixture[str]) -> None:
    Path("now.toml").write_text(version(2, 7))
    Path("before.toml").write_text(BAD)
    assert run(["policy", "check", "now.toml", "--against", "before.toml"]) == 2
    assert "before.toml:11:8: error[wrong-type]" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_checking_against_another_policy(capsys: pytest.CaptureFixture[str]) -> None:
    Path("now.toml").write_text(version(2, 7))
    Path("other.toml").write_text(version(1, 5, id="another"))
    assert run(["policy", "check", "now.toml", "--against", "other.toml"]) == 2
    assert capsys.readouterr().err == (
        "error: other.toml is a version of `another`, and no policy here has that id\n"
        "  = help: name a version of the policy that is checked\n"
    )


@pytest.mark.usefixtures("folder")
def test_checking_against_the_version_in_force(capsys: pytest.CaptureFixture[str]) -> None:
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


@pytest.mark.usefixtures("folder")
def test_a_ledger_that_cannot_be_read_is_no_version_before(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("now.toml").write_text(version(2, 7))
    Path("collectrules.db").write_text("not a ledger")
    assert run(["policy", "check", "now.toml"]) == 0
    assert not changed(capsys)


@pytest.mark.usefixtures("folder")
def test_the_scenarios_beside_a_policy_are_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    Path("now.toml").write_text(version(1, 5))
    said = "warning[no-scenario]: no scenario decides `g`"
    assert run(["policy", "check", "now.toml"]) == 0
    assert said in capsys.readouterr().out
    Path("now.scenarios.toml").write_text(SCENARIO)
    assert run(["policy", "check", "now.toml"]) == 0
    assert said not in capsys.readouterr().out
    Path("now.scenarios.toml").write_text("[[scenario]]\n")
    assert run(["policy", "check", "now.toml"]) == 0
    assert said in capsys.readouterr().out


@pytest.fixture
def helpless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without z3, and with boxes that may not look for anything."""
    monkeypatch.setattr(prover, "z3_is_installed", lambda: False)
    monkeypatch.setattr(search, "MOST_BOXES", 0)


@pytest.mark.usefixtures("helpless", "folder")
@pytest.mark.parametrize("form", ["full", "concise", "github", "json"])
def test_what_could_not_be_checked_is_said_in_every_form(
    form: str, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    more = "when.debtor_kind = 'business'\n" + RULES.format(9).replace('"g"', '"h"')
    Path("now.toml").write_text(version(1, 5) + more)
    assert run(["policy", "check", "now.toml", "--output", form]) == 0
    assert capsys.readouterr().out == snapshot


@pytest.mark.usefixtures("helpless")
def test_a_policy_not_checked_in_full_is_not_called_fine(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["policy", "check", str(READY), "--as-of", "2026-06-01"]) == 0
    shown = capsys.readouterr().out
    assert "note[not-checked]: not checked in full: `never-holds`, `hidden-rule`, " in shown
    assert "`pip install 'collectrules[verify]'` installs it" in shown
    assert f"{READY}: not checked in full: `ready` version" in shown
    assert "fine" not in shown


@pytest.mark.parametrize(("with_z3", "proved_by"), [(True, "z3"), (False, "boxes")])
def test_who_proved_it_is_told_to_scripts(
    with_z3: bool,
    proved_by: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(prover, "z3_is_installed", lambda: with_z3)
    assert run(["policy", "check", str(READY), "--as-of", "2026-06-01", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    (policy,) = said["policies"]
    assert (policy["proved_by"], policy["not_checked"]) == (proved_by, [])
    assert said["diagnostics"] == []
