from __future__ import annotations

import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from collectrules.cli.app import run
from tests.policy.texts import HEAD

POLICY = (
    HEAD
    + """
[[grace]]
id   = "everyone"
days = 5

[[late_fee]]
id = "late-fee"
when.days_past_grace = { at_least = 1 }
charge = { amount = 15.00 }

[[stage]]
id = "reminder"
when.days_past_grace = { at_least = 1 }
action = { channel = "email", template = "reminder" }
"""
)
SCENARIOS = """\
[[scenario]]
name  = "in grace"
given = { days_past_due = 5 }
expect.stage = "none"

[[scenario]]
name  = "late from the first day on"
given = { days_past_due = 3 }
expect.stage   = "reminder"
expect.charges = [{ rule = "late-fee", amount = 15.00 }]

[[scenario]]
name = "a story"
[[scenario.timeline]]
on = 2026-03-01
invoice = { number = "A1", amount = 500.00, due = 2026-03-31 }
[[scenario.timeline]]
on = 2026-04-07
expect.stage   = "reminder"
expect.charges = [{ rule = "late-fee", amount = 20.00 }]
[[scenario.timeline]]
on = 2026-04-08
payment = { amount = 600.00 }
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("shop.toml").write_text(POLICY)
    Path("shop.scenarios.toml").write_text(SCENARIOS)
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_scenarios_that_fail(
    capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    assert run(["policy", "test", "shop.toml"]) == 1
    assert capsys.readouterr().out == snapshot


@pytest.mark.usefixtures("folder")
def test_everything_there_is_to_see(
    capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    assert run(["policy", "test", "shop.toml", "--verbose", "--coverage"]) == 1
    assert capsys.readouterr().out == snapshot


@pytest.mark.usefixtures("folder")
def test_as_json(capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion) -> None:
    assert run(["policy", "test", "shop.toml", "--json", "--coverage"]) == 1
    assert json.loads(capsys.readouterr().out) == snapshot


@pytest.mark.parametrize("path", ["shop.toml", "shop.scenarios.toml", ".", "sub/../shop.toml"])
@pytest.mark.usefixtures("folder")
def test_paths_of_every_kind(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("sub").mkdir()
    assert run(["policy", "test", path, path, "-k", "GRACE"]) == 0
    assert capsys.readouterr().out.endswith("\n  ok    in grace\n\n1 scenario passed\n")


@pytest.mark.usefixtures("folder")
def test_several_files_of_one_policy(capsys: pytest.CaptureFixture[str]) -> None:
    more = 'policy = "shop.toml"\n[[scenario]]\nname = "more"\nexpect.stage = "none"\n'
    Path("more.scenarios.toml").write_text(more)
    assert run(["policy", "test", "shop.toml", "-k", "r"]) == 1
    shown = capsys.readouterr().out
    assert "more.scenarios.toml: `corner-shop` version 2026.1\n  ok    more\n" in shown
    assert shown.endswith("\n4 scenarios: 2 passed, 2 failed\n")


@pytest.mark.usefixtures("folder")
def test_strictly(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["policy", "test", "shop.toml", "-k", "in grace", "--coverage"]
    assert run(command) == 0
    assert run([*command, "--strict"]) == 1
    assert "  rules: 1 of 3 decided\n" in capsys.readouterr().out
    assert run(["policy", "test", "shop.toml", "--strict"]) == 2
    assert "`--strict` is about coverage" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("none.toml", "none.toml:1:1: error[unreadable]: there is no such file"),
        ("none.scenarios.toml", "none.scenarios.toml:1:1: error[unreadable]: there is no such"),
        ("empty", "empty:1:1: error[no-scenarios]: the folder has no scenarios"),
        ("bare.toml", "bare.toml:1:1: error[no-scenarios]: the policy has no scenarios"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_finding_nothing(path: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("empty").mkdir()
    Path("bare.toml").write_text(POLICY)
    assert run(["policy", "test", path, "shop.toml", "-k", "grace"]) == 2
    shown = capsys.readouterr().out
    assert shown.startswith(said)
    assert "  ok    in grace\n" in shown
    assert shown.endswith("\n1 error found\n")


@pytest.mark.usefixtures("folder")
def test_no_scenario_of_that_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "test", "shop.toml", "-k", "grease"]) == 2
    assert "no scenario has `grease` in its name" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_an_unknown_rule(capsys: pytest.CaptureFixture[str]) -> None:
    Path("shop.scenarios.toml").write_text(SCENARIOS.replace('"reminder"', '"remnder"'))
    assert run(["policy", "test", "shop.toml"]) == 2
    shown = capsys.readouterr().out
    assert "shop.scenarios.toml:9:18: error[unknown-rule]: no rule of `[[stage]]`" in shown
    assert "did you mean `reminder`?" in shown
    assert shown.endswith("2 errors found\n")
