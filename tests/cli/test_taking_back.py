"""`take-back` of a contact, early and late, as a user types it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from collectrules.cli import common
from tests.cli.test_daily import ROWS, Shell, open_items, shell

__all__ = ["open_items", "shell"]

TODAY = "2026-03-25"


class Clock:
    """Says what moment it is, and moves when it is told to."""

    now = datetime(2026, 3, 25, 9, tzinfo=UTC)

    def forward(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)


@pytest.fixture
def clock(shell: Shell, open_items: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(common, "now", lambda: clock.now)
    open_items(*ROWS[:4], as_of=TODAY)
    return clock


def log(shell: Shell, result: str = "NA", *more: str) -> tuple[int, str, str]:
    return shell("log", "0071", "call", "--result", result, "--by", "ana", *more)


def logged(shell: Shell, result: str = "NA", *more: str) -> int:
    words = ("log", "0071", "call", "--result", result, "--by", "ana", *more)
    return int(shell.json(*words)["event"])


def test_within_ten_minutes_it_counts_no_more(shell: Shell, clock: Clock) -> None:
    event = logged(shell)
    clock.forward(minutes=10)
    said = shell.json("take-back", str(event), "--reason", "a slip")
    assert (said["taken_back"], said["attempt"]) == ([event], None)
    again = logged(shell)
    code, out, _ = shell("take-back", str(again), "--reason", "a slip", "--dry-run")
    assert code == 0
    assert out.startswith(f"would be taken back, and counts no more from {TODAY} on:\n")
    assert "--attempt" not in out


def test_after_ten_minutes_an_attempt_goes_on_counting(shell: Shell, clock: Clock) -> None:
    event = logged(shell)
    clock.forward(minutes=11)
    code, out, _ = shell("take-back", str(event), "--reason", "a slip")
    assert code == 0
    assert out.startswith(f"taken back from {TODAY} on; the attempt goes on counting as made:\n")
    attempt = out.split("--attempt ")[1].split("`")[0]
    assert out.endswith(
        f"\nlog what came of it with `collectrules log ... --attempt {attempt}`; "
        "until then it counts as what was taken back\n"
    )
    code, _, wrong = log(shell)
    assert (code, "`one-call-a-day` allows 1 attempt" in wrong) == (1, True)
    code, _, wrong = log(shell, "NA", "--at", "2026-03-25T09:00+00:00")
    assert (code, f"`--attempt {attempt}` gives it this one" in wrong) == (1, True)
    code, _, wrong = shell("release", attempt)
    assert (code, f"stands in the place of contact {event}" in wrong) == (1, True)
    right = logged(shell, "LV", "--attempt", attempt)
    taken = shell.json("take-back", str(right), "--reason", "a slip")
    assert taken["attempt"] == int(attempt)
    assert shell("verify", "--limits")[0] == 0

    of_march = ("report", "compliance", "--from", "2026-03-01", "--to", TODAY)
    told = shell.json(*of_march)["taken_back"]
    assert [(each["event"], each["attempt"]) for each in told] == [
        (event, int(attempt)),
        (right, int(attempt)),
    ]
    rows = list(csv.DictReader(io.StringIO(shell(*of_march, "--csv")[1])))
    assert [row["attempt"] for row in rows if row["what"] == "taken back"] == [attempt] * 2
