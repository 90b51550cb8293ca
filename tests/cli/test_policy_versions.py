"""`policy edit`, `policy diff` and `policy show` of published versions, as they are typed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from collectrules.cli import common
from collectrules.cli.app import run

FILE = Path("policies/ready.toml")
DRAFT = Path("policies/ready.draft.toml")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a ledger and the ready policy, published."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("COLLECTRULES_LEDGER", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    assert run(["init", "--by", "ana"]) == 0
    return tmp_path


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An editor that does what is written into the file this returns: Python, with the text as `text`."""
    script = tmp_path / "edits.py"
    runner = tmp_path / "editor.py"
    runner.write_text(
        "import pathlib, sys\n"
        "file = pathlib.Path(sys.argv[1])\n"
        "scope = {'text': file.read_text()}\n"
        f"exec(pathlib.Path({str(script)!r}).read_text(), scope)\n"
        "file.write_text(scope['text'])\n"
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} {runner}")
    return script


TEN_TO_TWELVE = "text = text.replace('days   = 10', 'days   = 12')"
FURTHER = ("--version", "2", "--reason", "They asked.", "--effective-from", "2026-02-01")


def test_a_further_version_keeps_every_remark(
    editor: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = FILE.read_text().split("\n")
    editor.write_text(TEN_TO_TWELVE)
    assert run(["policy", "edit", *FURTHER]) == 0
    changed = [
        (old, new)
        for old, new in zip(before, FILE.read_text().split("\n"), strict=True)
        if old != new
    ]
    assert [new.split("#")[0].rstrip() for _, new in changed] == [
        'version        = "2"',
        "effective_from = 2026-02-01",
        'reason         = "They asked."',
        "days   = 12",
    ]
    assert all(old.partition("#")[2] == new.partition("#")[2] for old, new in changed)
    assert not DRAFT.exists()
    assert (
        "wrote policies/ready.toml: `ready` version 2, from 2026-02-01" in capsys.readouterr().out
    )
    assert run(["policy", "publish", str(FILE)]) == 0


def test_what_a_person_is_asked(
    editor: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = []

    def answer(question: str, default: str | None) -> str:
        asked.append((question, default))
        return default or "They asked."

    monkeypatch.setattr(common, "asks", lambda *, yes: not yes)
    monkeypatch.setattr("typer.prompt", answer)
    editor.write_text(TEN_TO_TWELVE)
    today = common.day_or_today(None).isoformat()
    assert run(["policy", "edit", str(FILE)]) == 0
    assert asked == [
        ("what the new version is called", "2"),
        ("what changes, and why", None),
        ("in force from", today),
    ]
    asked.clear()
    editor.write_text("text = text.replace('days   = 12', 'days   = 13')")
    assert run(["policy", "edit", str(FILE)]) == 0
    assert asked == []


def test_with_nobody_to_ask_it_has_to_be_said(
    editor: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["policy", "edit", "--version", "2"]) == 2
    assert "give `--version`, `--reason` and `--effective-from`" in capsys.readouterr().err
    assert run(["policy", "edit", "--version", "1", *FURTHER[2:]]) == 2
    assert "version 1 was published and never changes" in capsys.readouterr().err
    assert not DRAFT.exists()


def test_faults_are_kept_in_a_draft_to_go_on_with(
    editor: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = FILE.read_bytes()
    editor.write_text("text = text.replace('days   = 10', 'days   = -12')")
    assert run(["policy", "edit", *FURTHER]) == 2
    said = capsys.readouterr().err
    assert "policies/ready.draft.toml:54:10: error[out-of-range]" in said
    assert "the draft has faults and is kept as `policies/ready.draft.toml`" in said
    assert FILE.read_bytes() == before
    editor.write_text("text = text.replace('days   = -12', 'days   = 12')")
    assert run(["policy", "edit"]) == 0
    assert "going on with policies/ready.draft.toml" in capsys.readouterr().out
    assert b"days   = 12" in FILE.read_bytes()
    assert not DRAFT.exists()


@pytest.mark.parametrize(
    ("edits", "code", "said"),
    [
        ("", 1, "nothing was changed"),
        ("raise SystemExit(3)", 2, "the editor ended with 3, as if you gave up"),
    ],
)
def test_giving_up_changes_nothing(
    edits: str, code: int, said: str, editor: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = FILE.read_bytes()
    editor.write_text(edits)
    assert run(["policy", "edit", *FURTHER]) == code
    assert said in capsys.readouterr().err
    assert FILE.read_bytes() == before
    assert not DRAFT.exists()


def test_an_editor_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EDITOR", "no-such-editor --wait")
    assert run(["policy", "edit", *FURTHER]) == 2
    assert "the editor `no-such-editor` cannot be started" in capsys.readouterr().err
    assert not DRAFT.exists()


def test_what_someone_else_wrote_meanwhile_is_not_overwritten(
    editor: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = FILE.read_text().replace("days   = 10", "days   = 11")
    editor.write_text(
        f"{TEN_TO_TWELVE}\nimport pathlib\npathlib.Path({str(FILE)!r}).write_text({theirs!r})"
    )
    assert run(["policy", "edit", *FURTHER]) == 2
    assert "was changed by someone else while you edited" in capsys.readouterr().err
    assert FILE.read_text() == theirs
    assert "days   = 12" in DRAFT.read_text()


def test_the_version_in_force_is_not_written_over_a_file_of_ones_own(
    editor: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    FILE.write_text(FILE.read_text() + "\n# mine\n")
    editor.write_text(TEN_TO_TWELVE)
    assert run(["policy", "edit", *FURTHER]) == 2
    assert "is not ready@1 as it was published" in capsys.readouterr().err
    assert run(["policy", "edit", *FURTHER, "--write", "other.toml"]) == 0
    assert b"# mine" not in Path("other.toml").read_bytes()


def test_what_is_different(
    editor: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    editor.write_text(TEN_TO_TWELVE)
    assert run(["policy", "edit", *FURTHER]) == 0
    capsys.readouterr()
    assert run(["policy", "diff", "published", str(FILE)]) == 0
    assert capsys.readouterr().out == snapshot(name="text")
    assert run(["policy", "diff", "ready@1", str(FILE), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    for named in (said["before"], said["after"]):
        assert len(named.pop("sha256")) == 64
    assert said == snapshot(name="json")
    assert run(["policy", "diff", "1", "1"]) == 0
    assert "they decide alike, and say the same" in capsys.readouterr().out


def test_where_two_decide_differently_is_proved(
    editor: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    editor.write_text(TEN_TO_TWELVE)
    assert run(["policy", "edit", *FURTHER]) == 0
    capsys.readouterr()
    assert run(["policy", "diff", "published", str(FILE), "--prove"]) == 0
    said = capsys.readouterr().out.partition("\nproof\n")[2]
    assert "~ grace: -10 days past grace -> -12 days past grace" in said
    assert "proved to be decided alike: fee_limit" in said
    assert run(["policy", "diff", "1", "1", "--prove", "--json"]) == 0
    proof = json.loads(capsys.readouterr().out)["proof"]
    assert {each["answer"] for each in proof} == {"alike"}


def test_without_z3_it_is_said_what_to_install(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collectrules.policy.proof.prover.z3_is_installed", lambda: False)
    assert run(["policy", "diff", "1", "1", "--prove"]) == 2
    said = capsys.readouterr().err
    assert "`--prove` needs z3, which is not installed" in said
    assert "collectrules[verify]" in said


def test_every_version_ever_published_is_shown_word_for_word(
    editor: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    first = FILE.read_bytes()
    editor.write_text(TEN_TO_TWELVE)
    assert run(["policy", "edit", *FURTHER]) == 0
    assert run(["policy", "publish", str(FILE)]) == 0
    second = FILE.read_bytes()
    FILE.unlink()
    for name, data in (("1", first), ("ready@2", second), ("published", second)):
        capsysbinary.readouterr()
        assert run(["policy", "show", name, "--text"]) == 0
        assert capsysbinary.readouterr().out == data
    assert run(["policy", "show", "1"]) == 0
    assert b"10 days of grace" in capsysbinary.readouterr().out


def test_a_version_that_is_none_or_several(
    editor: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    editor.write_text(TEN_TO_TWELVE)
    assert run(["policy", "edit", *FURTHER]) == 0
    assert run(["policy", "publish", str(FILE)]) == 0
    capsys.readouterr()
    assert run(["policy", "show", "ready"]) == 2
    assert "`ready` may be `ready@1`, `ready@2`" in capsys.readouterr().err
    assert run(["policy", "show", "ready@3"]) == 2
    said = capsys.readouterr().err
    assert "`ready@3` is neither a file nor a version published in `collectrules.db`" in said
    assert "did you mean `ready@" in said
