"""How long `run` takes while a share of the accounts is on trial, as a multiple of the same without."""

from __future__ import annotations

import re
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.clock import cpu
from benchmarks.ledgers import AS_OF, build
from collectrules.ledger.book import Ledger
from collectrules.ledger.publishing import publish_checked
from collectrules.policy.load import parse
from collectrules.policy.shipped import shipped_policy
from collectrules.worklist.run import plan_day, run_day
from collectrules.worklist.trials import TrialWanted, start_trial
from collectrules.worklist.versions import policy_in_force

SIZE: Final = 50_000
_SHARES: Final = (2_000, 5_000)
"""How many of ten thousand accounts."""
_TURNS: Final = 7
_AT: Final = datetime(2026, 1, 15, 18, tzinfo=UTC)
_MOST: Final = 1.5


def main(size: int = SIZE) -> None:
    """Build a ledger, run it the day before, put shares of it on trial, and measure all in turn."""
    print(f"a trial, ready policy against grace of ten days, {size:,} invoices: seconds of CPU")
    print("  share   run s  on trial s  on trial/run")
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.db"
        build(plain, size)
        with Ledger.open(plain) as ledger:
            policy, seq = policy_in_force(ledger, AS_OF)
            day = AS_OF - timedelta(days=1)
            run_day(ledger, policy, seq, as_of=day, at=_AT, by="benchmark")
        for share in _SHARES:
            tried = Path(folder) / f"{share}.db"
            shutil.copy(plain, tried)
            _start(tried, share)
            turns = [(_run(plain), _run(tried)) for _ in range(_TURNS)]
            run, trial = (median(each) for each in zip(*turns, strict=True))
            ratio = median(with_it / without for without, with_it in turns)
            print(f"{share // 100:6} %{run:8.2f}{trial:12.2f}{ratio:14.2f}", flush=True)
    print(f"\non trial/run: the median of {_TURNS} turns; wanted is about {_MOST} for 20 %")


def _start(path: Path, share: int) -> None:
    text = re.sub(rb"(?m)^id +=.*$", b'id = "patient"', shipped_policy("ready"), count=1)
    text = re.sub(rb"(?m)^days   = 5$", b"days   = 10", text)
    with Ledger.open(path) as ledger:
        with ledger.writing(at=_AT, by="benchmark") as book:
            publish_checked(book, text, parse(text, "patient"), beside=True)
        wanted = TrialWanted(
            name="patience", policy_id="patient", share=share, from_on=AS_OF, reason="to measure"
        )
        start_trial(ledger, wanted, at=_AT, by="benchmark")


def _run(path: Path) -> float:
    with Ledger.open(path) as ledger:
        policy, seq = policy_in_force(ledger, AS_OF)
        started = cpu()
        plan_day(ledger, policy, seq, as_of=AS_OF, at=_AT, by="benchmark")
        return cpu() - started


if __name__ == "__main__":
    main()
