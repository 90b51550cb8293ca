"""The policy that shows the whole language: checked, and every rule of it tried on both sides."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

import pytest

from collectrules.cli.app import run
from collectrules.policy.load import load
from collectrules.policy.shape import PolicyShape
from collectrules.scenarios.session import session

_BESIDE: Final = Path(__file__).parents[3] / "shared" / "policy-example.toml"
SCENARIOS: Final = Path(__file__).parent / "example" / "harbour.scenarios.toml"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The policy beside its scenarios; skips, by name, where it is not there."""
    path = Path(os.environ.get("COLLECTRULES_POLICY_EXAMPLE", _BESIDE))
    if not path.is_file():
        pytest.skip("policy-example.toml is not there; COLLECTRULES_POLICY_EXAMPLE names it")
    shutil.copy(SCENARIOS, tmp_path)
    return Path(shutil.copy(path, tmp_path / "harbour.toml"))


def test_it_passes_check(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "check", str(example), "--as-of", "2026-08-01"]) == 0
    assert "fine" in capsys.readouterr().out


def test_it_has_every_section_and_its_packs(example: Path) -> None:
    text, read = example.read_text(encoding="utf-8"), load(example)
    ours = {
        "language",
        "fee_limit",
        "interest_limit",
        "ladder",
        "contact_consent",
        "dispute_period",
    }
    assert [name for name in PolicyShape.model_fields if f"[{name}]" not in text] == sorted(
        ours, key=list(PolicyShape.model_fields).index
    )
    assert [use.id for use in read.packs] == ["uk-late-payment", "uk-contact"]
    assert [rule.id for rule in read.fee_limit] == ["uk-late-payment:fixed-sum"]


def test_its_scenarios_cover_every_rule_on_both_sides(example: Path) -> None:
    played = session([example], covered=True)
    assert played.diagnostics == ()
    assert [one.played.scenario.name for one in played.outcomes if not one.passed] == []
    ((_, covered),) = played.coverage
    assert covered.complete
    assert (len(covered.rules), len(covered.thresholds)) == (24, 38)
