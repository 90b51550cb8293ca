"""The pages that repeat what the code says, say it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scripts import docs
from tests.docs.pages import ROOT


def test_they_are_fresh() -> None:
    command = [sys.executable, "scripts/docs.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_stale_one_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    monkeypatch.setattr(docs, "REFERENCE", tmp_path)
    assert docs.main([]) == 0
    assert docs.main(["--check"]) == 0
    (tmp_path / "facts.md").write_text("# Facts\n", encoding="utf-8")
    assert docs.main(["--check"]) == 1
    said = "facts.md is stale: `python scripts/docs.py` writes what the code says\n"
    assert capsys.readouterr().err == said


def test_an_option_it_does_not_have_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert docs.main(["--all"]) == 2
    assert capsys.readouterr().err == "usage: python scripts/docs.py [--check]\n"
