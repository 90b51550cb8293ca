"""How long `payoff` takes of an account with very many invoices, on which interest runs."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from benchmarks.clock import seconds
from benchmarks.ledgers import AS_OF, build
from collectrules.clock import add_months
from collectrules.ledger.book import Ledger
from collectrules.worklist.payoff import payoffs
from collectrules.worklist.run import run_day
from collectrules.worklist.versions import policy_in_force

SIZE: Final = 10_000
_POLICY: Final = """
language = 1
[policy]
id = "interest"
title = "Interest"
version = "1"
effective_from = 2025-01-01
currency = "USD"
[[interest]]
id = "late"
when.days_past_due = { at_least = 1 }
rate = { reference = "basiszinssatz", margin = 9, fixed = "never" }
"""


def main() -> None:
    """Print the seconds before any run, after a year of runs, long after those, and of the command."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "books.db"
        build(path, SIZE, accounts=1, policy=_POLICY)
        print(f"payoff, one account with {SIZE:,} invoices: seconds of CPU and ratios of them")
        with Ledger.open(path) as ledger:
            first = seconds(lambda: _payoff(ledger, AS_OF))
            _tell("before the first run", first, first)
            for months in range(13):
                _run(ledger, add_months(date(2025, 1, 31), months))
            later = add_months(AS_OF, 11)
            _tell("after a year of runs", seconds(lambda: _payoff(ledger, AS_OF)), first)
            _tell("eleven months after the last", seconds(lambda: _payoff(ledger, later)), first)
        command = ["-m", "collectrules", "--ledger", str(path), "payoff", "C0000000", "--on"]
        _tell("the whole command", seconds(lambda: _call([*command, AS_OF.isoformat()])), first)


def _tell(what: str, taken: float, first: float) -> None:
    print(f"{what:32} {taken:8.2f} {taken / first:8.1f}", flush=True)


def _payoff(ledger: Ledger, on: date) -> None:
    with ledger.reading():
        rows = ledger.connection.execute("SELECT seq FROM account").fetchall()
        (found,) = payoffs(ledger, on, accounts=[seq for (seq,) in rows])
    assert found.interest > 0


def _run(ledger: Ledger, day: date) -> None:
    policy, seq = policy_in_force(ledger, day)
    at = datetime(2026, 1, 14, 18, tzinfo=UTC)
    run_day(ledger, policy, seq, as_of=day, at=at, by="benchmark")


def _call(arguments: list[str]) -> None:
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)


if __name__ == "__main__":
    main()
