"""How a ledger file is: looked at without changing it, so that `doctor` can say what is wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from collectrules.errors import LedgerError
from collectrules.ledger.book import APPLICATION_ID, Ledger, translated
from collectrules.ledger.chain import GENESIS, link
from collectrules.ledger.file_system import network_file_system
from collectrules.ledger.migrations import ledger_migrations


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What is to be seen of a ledger, and in `faults` what is wrong with it."""

    path: Path
    size: int
    """Of the file, in bytes."""
    format: str
    """The last migration it has had."""
    journal_mode: str
    network: str | None
    events: int
    chain_end: str
    """The hash of the last event."""
    last_recorded_at: str
    last_run: str
    """The day the last run was for; empty before the first."""
    last_engine: str
    faults: tuple[str, ...]


@contextmanager
def looking_at(path: Path) -> Iterator[Ledger]:
    """A ledger opened for reading alone: nothing is brought up to date, nothing can be written.

    Raises `LedgerError` where the file is missing or cannot be read.
    """
    if not path.is_file():
        raise LedgerError(
            f"there is no ledger at `{path}`",
            help="`collectrules init` makes one; `--ledger FILE` names another",
        )
    try:
        address = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            yield Ledger(connection, path)
    except sqlite3.Error as error:
        raise translated(error, path) from error


def examine(ledger: Ledger) -> Health:
    """Look at a ledger and its file.

    Raises `LedgerError` where it is not a ledger, or one whose format this program cannot read.
    """
    execute = ledger.connection.execute
    (mark,) = execute("PRAGMA application_id").fetchone()
    if mark != APPLICATION_ID:
        raise LedgerError(
            f"`{ledger.path}` is an SQLite file, but not a collectrules ledger",
            help="name the ledger with `--ledger FILE`",
        )
    applied = [done.name for done in ledger_migrations.applied(ledger.db)]
    (mode,) = execute("PRAGMA journal_mode").fetchone()
    network = network_file_system(ledger.path)
    last = execute("SELECT * FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    run = execute("SELECT effective_on, engine FROM run ORDER BY seq DESC LIMIT 1").fetchone()
    return Health(
        path=ledger.path,
        size=ledger.path.stat().st_size,
        format=applied[-1] if applied else "",
        journal_mode=mode,
        network=network,
        events=last[0] if last else 0,
        chain_end=last[-1] if last else GENESIS,
        last_recorded_at=last[3] if last else "",
        last_run=run[0] if run else "",
        last_engine=run[1] if run else "",
        faults=tuple(_faults(ledger, set(applied), mode, network, last)),
    )


def _faults(
    ledger: Ledger,
    applied: set[str],
    mode: str,
    network: str | None,
    last: tuple[int, str, str, str, str, str, str, str] | None,
) -> Iterator[str]:
    known = {migration.name for migration in ledger_migrations._migrations}
    if applied - known:
        yield f"it was written by a newer collectrules (it has {min(applied - known)})"
    if not applied:
        yield "it does not know its own format: restore the file from your last backup"
    if mode != "wal":
        yield f"its journal mode is {mode}, not wal: another writer may be kept waiting"
    if network is not None:
        yield f"it lies on {network}, where two writers can damage it: move it to a local disk"
    (sound,) = ledger.connection.execute("PRAGMA quick_check(1)").fetchone()
    if sound != "ok":
        yield f"the file is damaged ({sound}): restore it from your last backup"
    for kind, name in sorted(_made_by_migrations(applied & known) - _parts(ledger.connection)):
        yield f"the {kind} `{name}` is gone: restore the file from your last backup"
    if last is not None and _linked(last) != last[-1]:
        yield f"event {last[0]} does not fit its hash: someone has changed the journal"


def _parts(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """The tables, views, indexes and triggers of a file, each with its kind."""
    return set(connection.execute("SELECT type, name FROM sqlite_master"))


def _made_by_migrations(applied: set[str]) -> set[tuple[str, str]]:
    """What a ledger has that has had these migrations."""
    empty = Database(memory=True)
    try:
        for migration in ledger_migrations._migrations:
            if migration.name in applied:
                migration.fn(empty)
        return _parts(empty.conn)
    finally:
        empty.close()


def _linked(event: tuple[int, str, str, str, str, str, str, str]) -> str:
    seq, kind, effective_on, recorded_at, recorded_by, payload, previous, _ = event
    return link(previous, str(seq), kind, effective_on, recorded_at, recorded_by, payload)
