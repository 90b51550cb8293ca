"""The demo's ledger as a file: made beside the old one, and put in its place when it is whole."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Final

from collectrules.clock import moment_text
from collectrules.demo.days import FIRST_DAY, moment_of
from collectrules.demo.people import OWNER
from collectrules.demo.year import Year
from collectrules.errors import LedgerError
from collectrules.ledger.book import Ledger
from collectrules.ledger.health import looking_at
from collectrules.ledger.publishing import publish_checked
from collectrules.policy.load import parse

_FOUNDED_AT: Final = moment_of(FIRST_DAY, 6)
"""The moment of a demo ledger's first event: no other ledger begins with it."""


def make_demo(path: Path, policy: bytes, policy_file: str) -> None:
    """Make the demo's ledger at `path`, under the policy in `policy`, in place of an older one.

    Raises `LedgerError` where something else is there, or where the older one is open elsewhere;
    `Faults` where the policy has some.
    """
    if path.exists():
        _refuse_other(path)
    with tempfile.TemporaryDirectory(prefix=".demo-", dir=path.parent) as folder:
        fresh = Path(folder) / path.name
        with Ledger.create(fresh) as ledger:
            _fill(ledger, policy, policy_file)
        if path.exists():
            _let_go(path)
        os.replace(fresh, path)


def _fill(ledger: Ledger, data: bytes, policy_file: str) -> None:
    policy = parse(data, policy_file)
    # Nobody has been told that anything is recorded: the file counts only once it is whole.
    ledger.connection.execute("PRAGMA synchronous = OFF")
    ledger.connection.execute("PRAGMA temp_store = MEMORY")
    with ledger.writing(at=_FOUNDED_AT, by=OWNER) as book:
        published = publish_checked(book, data, policy)
    Year(ledger, policy, published.policy.seq).live()
    ledger.connection.execute("PRAGMA synchronous = FULL")


def _refuse_other(path: Path) -> None:
    """Raise where `path` is not a demo's ledger."""
    try:
        with looking_at(path) as ledger:
            first = ledger.query("SELECT recorded_at, recorded_by FROM journal WHERE seq = 1")
    except LedgerError:
        first = []
    if not first or tuple(first[0]) != (moment_text(_FOUNDED_AT), OWNER):
        raise LedgerError(
            f"`{path}` is not a demo's ledger, so it is left as it is",
            help="name another folder: `collectrules demo FOLDER`",
        )


def _let_go(path: Path) -> None:
    """End the old file's write-ahead log, which only works while nobody else has it open."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=0.2)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError:
        raise LedgerError(
            f"`{path}` is open in another program", help="close it there and try again"
        ) from None
