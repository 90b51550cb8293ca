"""How long it takes to open an account to which very much has happened, and to look through its timeline."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks.clock import measured, seconds
from benchmarks.ledgers import AS_OF, build
from collectrules.ledger.book import Ledger
from collectrules.tui.account_reading import open_account
from collectrules.worklist.account import read_account
from collectrules.worklist.timeline import read_entries

SIZE: Final = 24_000
"""Invoices; with payments and contacts they make some fifty thousand events."""
WINDOW: Final = 100
"""How many events are told at once."""
_NOON: Final = datetime(AS_OF.year, AS_OF.month, AS_OF.day, 12, tzinfo=UTC)


def main() -> None:
    """Print the seconds of what is shown first, of a middle and the last window, and of all the rest."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "books.db"
        build(path, SIZE, accounts=1)
        with Ledger.open(path) as ledger:
            (account,) = ledger.connection.execute("SELECT seq FROM account").fetchone()
            taken, opened = measured(lambda: open_account(ledger, account, _NOON, "all", by="ana"))
            print(f"opening one account with {len(opened.index):,} events: seconds of CPU")
            _tell("the index and the latest events", taken)
            seqs = opened.index.seqs()
            for name, first in (("a window", len(seqs) // 2), ("the last", len(seqs) - WINDOW)):
                _tell(name, seconds(_reading(ledger, account, seqs[first : first + WINDOW])))
            _tell("all the rest", seconds(lambda: read_account(ledger, account, "USD", _NOON)))


def _reading(ledger: Ledger, account: int, seqs: tuple[int, ...]) -> Callable[[], object]:
    return lambda: read_entries(ledger, account, seqs, as_of=AS_OF)


def _tell(what: str, taken: float) -> None:
    print(f"{what:32} {taken:8.3f}", flush=True)


if __name__ == "__main__":
    main()
