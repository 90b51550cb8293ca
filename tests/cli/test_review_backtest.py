"""`review --from --to`, and the list of an earlier day."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest

from collectrules.cli.app import run as typed
from tests.review.lives import FIRST, Lived, live, policy_text

TO = FIRST + timedelta(days=30)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    folder: Path = tmp_path_factory.mktemp("lived")
    (folder / "before.toml").write_bytes(policy_text("2"))
    (folder / "after.toml").write_bytes(policy_text("3", 9))
    return live(folder / "l.db", 3, days=32)


def _review(lived: Lived, *more: str | Path) -> list[str]:
    folder = lived.path.parent
    words = ("review", folder / "before.toml", folder / "after.toml", "--ledger", lived.path)
    return [str(word) for word in (*words, *more)]


def test_json_and_csv_tell_the_same(
    lived: Lived, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    period = ("--from", str(FIRST), "--to", str(TO), "--minutes", "call=60")
    assert typed(_review(lived, *period, "--json", "--check", "--csv", tmp_path / "a.csv")) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["from"], said["to"]) == (str(FIRST), str(TO))
    assert said["before"]["version"]["version"] == "2"
    assert said["minutes"]["call"] == 60
    calls = said["before"]["done"]["call"]
    assert said["before"]["minutes"] >= 60 * calls > 0
    assert said["after"]["minutes"] < said["before"]["minutes"]
    assert said["before"]["checked"]
    assert all(said["before"]["checked"].values())
    with (tmp_path / "a.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["account"] for row in rows] == [each["account"] for each in said["escalations"]]
    assert rows


def test_text_says_what_it_cannot_know(lived: Lived, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(_review(lived, "--from", str(FIRST), "--to", str(TO))) == 0
    out = capsys.readouterr().out
    assert "What this cannot know: how they would have reacted" in out
    assert f"back-test {FIRST} to {TO}" in out


def test_a_period_needs_both_ends(lived: Lived, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(_review(lived, "--from", str(FIRST))) == 2
    assert "give both `--from` and `--to`" in capsys.readouterr().err


def test_the_list_of_an_earlier_day_is_made_again(
    lived: Lived, capsys: pytest.CaptureFixture[str]
) -> None:
    day = sorted(lived.lists)[-4]
    assert lived.lists[day]
    words = ["worklist", "--as-of", str(day), "--json", "--ledger", str(lived.path)]
    assert typed(words) == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == [row.as_json() for row in lived.lists[day]]
    assert err == ""
