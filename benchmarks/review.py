"""How long the impact of two versions, and of each change alone, takes as a multiple of one `run`."""

from __future__ import annotations

import re
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.clock import cpu
from benchmarks.ledgers import AS_OF, build
from collectrules.ledger.book import Ledger
from collectrules.policy.load import parse
from collectrules.policy.shipped import shipped_policy
from collectrules.review.attribution import attribute
from collectrules.review.ground import Ground, ground_of
from collectrules.review.impact import impact_of
from collectrules.review.model import Impact, Version
from collectrules.review.reasons import reasons
from collectrules.worklist.run import plan_day, run_day
from collectrules.worklist.versions import policy_in_force

SIZES: Final = (10_000, 100_000)
_TURNS: Final = 5
_AT: Final = datetime(2026, 1, 15, 18, tzinfo=UTC)
_MOST: Final = 3.0
_CHANGED: Final = (
    (b"when.days_past_due = { at_least = 90 }", b"when.days_past_due = { at_least = 60 }"),
    (b"when.days_past_grace = { at_least = 15 }", b"when.days_past_grace = { at_least = 12 }"),
)
"""What else is changed: the call and the agency come sooner."""


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Build a ledger of each size, run it the day before, then measure in turn; print a line for each."""
    print("review, ready policy against another in three things: seconds of CPU and ratios of them")
    print(
        "  invoices     run s  copy s  impact s  impact/run  change s  change/run  reasons s     moved"
    )
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / f"{size}.db"
            build(path, size)
            with Ledger.open(path) as ledger:
                policy, seq = policy_in_force(ledger, AS_OF)
                day = AS_OF - timedelta(days=1)
                run_day(ledger, policy, seq, as_of=day, at=_AT, by="benchmark")
            print(_measured(path, size), flush=True)
            path.unlink()
    print(
        f"\nimpact: the copy, both versions and every account compared; wanted is at most {_MOST:.0f}"
        "\nchange: what one of the changes does alone, the mean of all; each is judged on the same copy"
        "\nratios are medians of those of the turns, in each of which all is measured once"
    )


def _measured(path: Path, size: int) -> str:
    before, after = _versions()
    turns = []
    for _ in range(_TURNS):
        run, started = _run(path), cpu()
        with ground_of(path, AS_OF, at=_AT) as ground:
            copied = cpu()
            impact = impact_of(ground, before, after)
            moved, compared = len(impact.moved), cpu()
            found = attribute(ground, impact)
            change = (cpu() - compared) / sum(each.tried for each in found.parts)
            turns.append(
                (run, copied - started, compared - started, change, _reasons(ground, impact))
            )
    run, copy, whole, change, why = (median(each) for each in zip(*turns, strict=True))
    to_run, each_to_run = (median(turn[n] / turn[0] for turn in turns) for n in (2, 3))
    return (
        f"{size:10,}{run:10.2f}{copy:8.2f}{whole:10.2f}{to_run:12.2f}"
        f"{change:10.2f}{each_to_run:12.2f}{why:11.2f}{moved:10,}"
    )


def _versions() -> tuple[Version, Version]:
    text = shipped_policy("ready")
    longer = re.sub(rb"(?m)^days   = 5$", b"days   = 10", text)
    for was, now in _CHANGED:
        assert was in longer
        longer = longer.replace(was, now)
    longer = re.sub(rb"(?m)^version +=.*$", b'version = "next"', longer)
    return Version("now", parse(text, "now"), text), Version("next", parse(longer, "next"), longer)


def _run(path: Path) -> float:
    with Ledger.open(path) as ledger:
        policy, seq = policy_in_force(ledger, AS_OF)
        started = cpu()
        plan_day(ledger, policy, seq, as_of=AS_OF, at=_AT, by="benchmark")
        return cpu() - started


def _reasons(ground: Ground, impact: Impact) -> float:
    started = cpu()
    reasons(ground, impact)
    return cpu() - started


if __name__ == "__main__":
    main()
