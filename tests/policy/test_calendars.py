"""Public holidays by place, and what is said where a place is none."""

from __future__ import annotations

import subprocess
import sys
import warnings
from datetime import date

import pytest

from collectrules.policy.calendars import _holidays, _places, holiday_name, is_place, nearest_place


@pytest.mark.parametrize(
    ("place", "day", "name"),
    [
        # The substitute for Boxing Day 2026, a Saturday: gov.uk/bank-holidays.
        ("GB-ENG", "2026-12-28", "Boxing Day (observed)"),
        ("GB-ENG", "2026-12-24", ""),
        ("GB-SCT", "2026-11-30", "Saint Andrew's Day"),
        ("GB-ENG", "2026-11-30", ""),
        ("DE", "2026-10-03", "German Unity Day"),
        ("DE-BY", "2026-06-04", "Corpus Christi"),
        ("DE", "2026-06-04", ""),
        ("US", "2026-07-03", "Independence Day (observed)"),  # the 4th is a Saturday
        ("", "2026-12-25", ""),
    ],
)
def test_the_holidays_of_a_place(place: str, day: str, name: str) -> None:
    assert holiday_name(place, date.fromisoformat(day)) == name


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("gb-eng", "GB-ENG"),
        ("UK", "GB"),
        ("UK-SCT", "GB-SCT"),
        ("US_NY", "US-NY"),
        ("GB-ENGL", "GB-ENG"),
        ("CA-QB", "CA-QC"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_place_misspelt(written: str, near: str | None) -> None:
    assert not is_place(written)
    assert nearest_place(written) == near


def test_every_place_has_its_holidays_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        without = {place for place in _places() if not _holidays(place, 2026)}
    # Islands nobody lives on, and Ukraine, which keeps none under martial law.
    assert without <= {"BV", "HM", "IO", "UA"}


def test_the_command_line_and_a_policy_start_without_the_holidays() -> None:
    program = (
        "import sys, collectrules.cli.app\n"
        "from tests.policy.texts import READY\n"
        "from collectrules.policy.load import load\n"
        "from collectrules.compliance.gate import may\n"
        "load(READY)\n"
        "print('holidays' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
