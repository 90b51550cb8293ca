"""How long `run` takes, as a multiple of the bare facts query and against asking the engine per invoice."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.ledgers import AS_OF, build
from collectrules.engine.gather import Moment, gather, roomy
from collectrules.engine.judge import judge_for
from collectrules.engine.known import known_invoices
from collectrules.ledger.book import Ledger
from collectrules.policy.meaning import judge
from collectrules.policy.model import SECTIONS
from collectrules.worklist.run import run_day
from collectrules.worklist.versions import policy_in_force

SIZES: Final = (1_000, 10_000, 100_000, 1_000_000)
_SAMPLE: Final = 300
"""Accounts that are judged one invoice at a time."""
_TURNS: Final = (3, 9)
"""How often facts and runs are measured in turn, at least and at most."""
_ENOUGH: Final = 20.0
"""Seconds of CPU after which no further turn is begun: what takes little is measured more often, because
a moment in which the machine does something else weighs more on it."""


_COLUMNS: Final = (
    ("invoices", "10,.0f"),
    ("open", "10,.0f"),
    ("facts s", "8.2f"),
    ("run s", "8.2f"),
    ("rows/s", "9,.0f"),
    ("run/facts", "10.2f"),
    ("first/facts", "12.2f"),
    ("each/run", "9.1f"),
    ("x10 rows", "9.1f"),
    ("MB", "6.0f"),
)
_LEGEND: Final = f"""
run: a day's run on a ledger that was run the day before, as a multiple of the facts query alone
first: the first run ever, which writes every fee and stage that has fallen due in a year
each: the facts query, then durable-rules asked for every open invoice in every section, worked out
      from a sample of {_SAMPLE} accounts
x10 rows: the run's time as a multiple of that for a tenth of the rows"""


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Build a ledger of each size, measure it in a process of its own, print a line for each."""
    print(
        "run, ready policy: seconds of CPU and ratios of them; MB is the peak memory of the process"
    )
    print("".join(f"{name:>{int(form.split('.')[0].strip(','))}}" for name, form in _COLUMNS))
    before: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / f"{size}.db"
            build(path, size)
            command = [sys.executable, "-m", "benchmarks.run", str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            found = json.loads(done.stdout)
            print(_line(size, found, before), flush=True)
            before = found
            path.unlink()
    print(_LEGEND)


def _line(size: int, found: dict[str, float], before: dict[str, float]) -> str:
    run, facts = found["run"], found["facts"]
    growth = run / before["run"] if before else None
    figures = (
        size,
        found["open"],
        facts,
        run,
        size / run,
        run / facts,
        found["first"] / facts,
        found["each"] / run,
        growth,
        found["peak"],
    )
    cells = []
    for figure, (_, form) in zip(figures, _COLUMNS, strict=True):
        width = int(form.split(".")[0].strip(","))
        cells.append(f"{figure:{form}}" if figure is not None else " " * width)
    return "".join(cells)


def measure(path: Path) -> dict[str, float]:
    """The figures of one ledger: seconds of CPU for facts, a first run, later days'; peak memory in MB.

    The ledger is opened anew after the first run. Facts and runs are then measured in turn, the first turn to
    warm up is left out, and of each the median is given.
    """
    with Ledger.open(path) as ledger:
        first = _cpu(lambda: _run(ledger, AS_OF))
    with Ledger.open(path) as ledger:
        facts, runs = _in_turn(ledger)
        (count,) = ledger.connection.execute("SELECT summary ->> 'invoices' FROM run").fetchone()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        alone = median(facts)
        return {
            "facts": alone,
            "first": first,
            "run": median(runs),
            "open": count,
            "peak": peak,
            "each": alone + _each(ledger) * count,
        }


def _in_turn(ledger: Ledger) -> tuple[list[float], list[float]]:
    """Seconds of CPU for the facts and for the run of one day after another, without the day to warm up."""
    facts: list[float] = []
    runs: list[float] = []
    least, most = _TURNS
    while len(runs) <= least or (len(runs) <= most and sum(facts) + sum(runs) < _ENOUGH):
        day = AS_OF + timedelta(days=len(runs) + 1)
        runs.append(_cpu(lambda day=day: _run(ledger, day)))
        facts.append(_cpu(lambda day=day: _facts(ledger, day)))
    return facts[1:], runs[1:]


def _facts(ledger: Ledger, day: date) -> None:
    with roomy(ledger.connection), ledger.reading():
        gather(ledger.connection, Moment(day))


def _run(ledger: Ledger, day: date) -> None:
    policy, seq = policy_in_force(ledger, day)
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    run_day(ledger, policy, seq, as_of=day, at=at, by="benchmark")


def _cpu(work: Callable[[], None]) -> float:
    before = resource.getrusage(resource.RUSAGE_SELF)
    work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _each(ledger: Ledger) -> float:
    """Seconds of CPU for one open invoice, when the rules engine is asked in every section for each."""
    policy, _ = policy_in_force(ledger, AS_OF)
    accounts = tuple(
        row[0]
        for row in ledger.connection.execute(
            "SELECT seq FROM account ORDER BY seq LIMIT ?", (_SAMPLE,)
        )
    )
    known = known_invoices(ledger.connection, Moment(AS_OF, accounts=accounts))
    facts = [judge(policy, one.facts).facts for one in known]
    judges = [judge_for(policy.section(name)) for name in SECTIONS]

    def ask() -> None:
        for one in facts:
            for each in judges:
                each.holding(one)

    return _cpu(ask) / len(facts)


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
