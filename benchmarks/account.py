"""How long it takes to open an account to which very much has happened, and to look through its timeline."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from benchmarks.clock import measured, seconds
from benchmarks.ledgers import AS_OF, build
from collectrules.ledger.book import Ledger
from collectrules.worklist.timeline import read_entries, read_index

SIZE: Final = 24_000
"""Invoices; with payments and contacts they make some fifty thousand events."""
WINDOW: Final = 200
"""How many events are told at once."""


def main() -> None:
    """Print the seconds of the index, and of the first, a middle and the last window."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "books.db"
        build(path, SIZE, accounts=1)
        with Ledger.open(path) as ledger:
            (account,) = ledger.connection.execute("SELECT seq FROM account").fetchone()
            taken, index = measured(lambda: read_index(ledger, account))
            print(f"the timeline of one account with {len(index):,} events: seconds of CPU")
            print(f"{'the index':32} {taken:8.3f}", flush=True)
            seqs = index.seqs()
            for name, first in (
                ("the first window", 0),
                ("one in the middle", len(seqs) // 2),
                ("the last one", len(seqs) - WINDOW),
            ):
                window = seqs[first : first + WINDOW]
                took = seconds(
                    lambda these=window: read_entries(ledger, account, these, as_of=AS_OF)
                )  # type: ignore[misc]
                print(f"{name:32} {took:8.3f}", flush=True)


if __name__ == "__main__":
    main()
