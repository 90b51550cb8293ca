"""The ledger as it was known by an event, in a copy of its own: what is done there is done nowhere else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

from collectrules.ledger.book import Ledger
from collectrules.review.ground import NAMELESS, cut_to

_STATEMENTS: Final = 400
"""So many statements stay ready: a day is run in some two hundred, the same on the next."""


@contextmanager
def known_by(ledger: Ledger, known: int) -> Iterator[Ledger]:
    """A copy of a ledger, in a file that has no name, that knows what had been recorded up to an event."""
    with closing(
        sqlite3.connect(NAMELESS, isolation_level=None, cached_statements=_STATEMENTS)
    ) as connection:
        ledger.connection.backup(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        copy = Ledger(connection, ledger.path)
        cut_to(copy, known)
        yield copy
