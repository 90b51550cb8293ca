"""Opening a ledger, and the one way to write into it.

    with Ledger.open(path) as ledger, ledger.writing(at=moment, by="ana") as book:
        account = book.append(AccountOpened(...), on=day)

The transaction takes SQLite's write lock before it reads, so what was checked still holds when it is
written. It is committed when the block ends and undone whole when the block raises.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from sqlite_utils import Database

from collectrules.clock import moment_text
from collectrules.errors import CollectrulesError, InputError, LedgerError
from collectrules.ledger.chain import GENESIS, SEPARATOR, Chain
from collectrules.ledger.damage import DamagedValue, damage
from collectrules.ledger.events import Event, Scalar, columns, payload
from collectrules.ledger.migrations import ledger_migrations
from collectrules.ledger.trials import add_draw
from collectrules.ledger.turns import begin_writing

APPLICATION_ID: Final = 0x43524C47
"""Marks an SQLite file as a collectrules ledger ("CRLG")."""

IN_MEMORY: Final = Path(":memory:")
"""The name of a ledger that is in no file and ends when it is closed."""

_BATCH: Final = 10_000
BUSY_SECONDS: Final = 60.0
"""How long a writer waits for another before it gives up."""
_UNFORESEEN: Final = (
    AttributeError,
    TypeError,
    ValueError,
    LookupError,
    ArithmeticError,
    sqlite3.IntegrityError,
)
"""What a ledger whose pages are mixed up may raise; it is looked for damage before it is our fault."""


def _insert(kind: type[Event]) -> str:
    names = columns(kind)
    return (
        f"INSERT INTO {kind.table} (seq, effective_on, {', '.join(names)}) "
        f"VALUES (?, ?, {', '.join('?' * len(names))})"
    )


_INSERT_EVENT: Final = (
    "INSERT INTO journal (seq, kind, effective_on, recorded_at, recorded_by, payload, previous, hash) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(slots=True)
class Book:
    """An open write transaction: events are appended at the end of the journal."""

    connection: sqlite3.Connection
    recorded_at: str
    recorded_by: str
    seq: int
    """The number of the last event."""
    chain: Chain

    def append(self, event: Event, *, on: date | str) -> int:
        """Write an event that took effect on a day; returns its seq.

        Raises `sqlite3.IntegrityError` where the ledger refuses it, as it does a second charge for
        the same invoice, rule and period.
        """
        self.extend(type(event), [event.values()], on=on)
        return self.seq

    def extend(self, kind: type[Event], rows: Iterable[Sequence[Scalar]], *, on: date | str) -> int:
        """Write many events of a kind that took effect on one day; returns how many.

        A row holds the event's values in the order of its fields. Raises as `append` does.
        """
        day = on if isinstance(on, str) else on.isoformat()
        count = 0
        source = iter(rows)
        while batch := list(islice(source, _BATCH)):
            self._write(kind, batch, day)
            count += len(batch)
        return count

    def _write(self, kind: type[Event], rows: Sequence[Sequence[Scalar]], day: str) -> None:
        chain = Chain(self.chain.last)
        events, projected = [], []
        for seq, values in enumerate(rows, self.seq + 1):
            said, previous = payload(kind, values), chain.last
            text = SEPARATOR.join(
                (str(seq), kind.table, day, self.recorded_at, self.recorded_by, said)
            )
            linked = chain.link(text)
            events.append(
                (seq, kind.table, day, self.recorded_at, self.recorded_by, said, previous, linked)
            )
            projected.append((seq, day, *values))
        self.connection.executemany(_INSERT_EVENT, events)
        self.connection.executemany(_insert(kind), projected)
        self.chain = chain
        self.seq += len(rows)


class _Rehearsed(Exception):
    """Leaves a transaction that is not to be kept."""


class Ledger:
    """A ledger file, open."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path
        add_draw(connection)
        self.db = Database(connection)

    @classmethod
    def create(cls, path: Path) -> Ledger:
        """Make a new ledger; raises `LedgerError` where the file is already there."""
        if path == IN_MEMORY:
            connection = sqlite3.connect(path, isolation_level=None)
            connection.deserialize(_blank())
            return cls.over(connection, path)
        if path.exists():
            raise LedgerError(
                f"`{path}` is already there",
                help="name another file, or leave it as it is: nothing was changed",
            )
        if not path.parent.is_dir():
            raise LedgerError(f"there is no folder `{path.parent}`", help="make it first")
        return cls._connect(path, new=True)

    @classmethod
    def open(cls, path: Path) -> Ledger:
        """Open a ledger, bringing an older format up to date.

        Raises `LedgerError` where it is missing, not a ledger, corrupt, or of a newer program.
        """
        if not path.exists():
            raise LedgerError(
                f"there is no ledger at `{path}`",
                help="`collectrules init` makes one; `--ledger FILE` names another",
            )
        return cls._connect(path, new=False)

    @classmethod
    def over(cls, connection: sqlite3.Connection, path: Path) -> Ledger:
        """A ledger that a connection holds already, such as a copy in memory, in the newest format.

        `path` is where it came from, for what is said of it. Raises `LedgerError` and SQLite's errors as
        opening the file would meet them.
        """
        ledger = cls(connection, path)
        ledger._prepare(new=False)
        return ledger

    @classmethod
    def _connect(cls, path: Path, *, new: bool) -> Ledger:
        connection = None
        try:
            connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
            ledger = cls(connection, path)
            ledger._prepare(new=new)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            if connection is not None:
                connection.close()
            raise translated(error, path) from error
        except LedgerError:
            if connection is not None:
                connection.close()
            raise
        return ledger

    def _prepare(self, *, new: bool) -> None:
        execute = self.connection.execute
        execute("PRAGMA foreign_keys = ON")
        execute("PRAGMA synchronous = FULL")
        (mark,) = execute("PRAGMA application_id").fetchone()
        (tables,) = execute("SELECT count(*) FROM sqlite_master").fetchone()
        if not new and not tables:
            raise LedgerError(
                f"`{self.path}` is empty: it has lost what a ledger has",
                help="restore it from your last backup, or name the ledger with `--ledger FILE`",
            )
        if mark != APPLICATION_ID and tables:
            raise LedgerError(
                f"`{self.path}` is an SQLite file, but not a collectrules ledger",
                help="name the ledger with `--ledger FILE`",
            )
        known = {migration.name for migration in ledger_migrations._migrations}
        newer = {done.name for done in ledger_migrations.applied(self.db)} - known
        if newer:
            raise LedgerError(
                f"`{self.path}` was written by a newer collectrules (it has {sorted(newer)[0]})",
                help="update collectrules; nothing was changed",
            )
        if ledger_migrations.pending(self.db):
            execute("PRAGMA journal_mode = WAL")
            with self._immediate():
                execute(f"PRAGMA application_id = {APPLICATION_ID}")
                ledger_migrations.apply(self.db)

    @contextmanager
    def _immediate(self) -> Iterator[None]:
        begin_writing(self.connection, BUSY_SECONDS)
        try:
            with self.db.atomic():
                yield
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.execute("COMMIT")

    @contextmanager
    def writing(self, *, at: datetime, by: str) -> Iterator[Book]:
        """A write transaction, recorded as of a moment and by a name; all of it or nothing."""
        if not by or any(character < " " for character in by):
            raise InputError(f"`{by}` is not a name", help="say who acts with `--by NAME`")
        try:
            with self._immediate():
                last = self.connection.execute(
                    "SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1"
                ).fetchone()
                seq, end = last or (0, GENESIS)
                book = Book(self.connection, moment_text(at), by, seq, Chain(end))
                yield book
        except sqlite3.DatabaseError as error:
            if _of_the_file(error):
                raise translated(error, self.path) from error
            raise

    @contextmanager
    def rehearsing(self, *, at: datetime, by: str) -> Iterator[Book]:
        """A write transaction that is always undone: what would be written can be looked at."""
        done = _Rehearsed()
        try:
            with self.writing(at=at, by=by) as book:
                yield book
                raise done
        except _Rehearsed as raised:
            if raised is not done:
                raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A transaction that sees one state of the books throughout and keeps nothing."""
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            self.connection.rollback()

    def known_on(self, day: date) -> int:
        """The last event that had been recorded by the end of a day, in UTC; 0 where none had."""
        before = (day + timedelta(days=1)).isoformat()
        (seq,) = self.connection.execute(
            "SELECT coalesce(max(seq), 0) FROM journal WHERE recorded_at < ?", (before,)
        ).fetchone()
        return int(seq)

    def query(
        self, sql: str, parameters: dict[str, object] | Sequence[object] = ()
    ) -> list[sqlite3.Row]:
        """The rows of a reading statement, by column name."""
        cursor = self.connection.cursor()
        cursor.row_factory = sqlite3.Row
        try:
            return cursor.execute(sql, parameters).fetchall()
        except sqlite3.DatabaseError as error:
            if _of_the_file(error):
                raise translated(error, self.path) from error
            raise

    def close(self) -> None:
        """Close the file; an open transaction is undone."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(
            error, sqlite3.IntegrityError
        ):
            raise translated(error, self.path) from error
        if isinstance(error, _UNFORESEEN) and not isinstance(error, CollectrulesError):
            found = damage(self.path)
            if found:
                raise translated(sqlite3.DatabaseError(f"malformed: {found}"), self.path) from error


@cache
def _blank() -> bytes:
    """A new ledger as SQLite writes it: who asks for many in memory waits once until its tables are made."""
    with closing(sqlite3.connect(IN_MEMORY, isolation_level=None)) as connection:
        Ledger(connection, IN_MEMORY)._prepare(new=True)
        return connection.serialize()


def _of_the_file(error: sqlite3.DatabaseError) -> bool:
    """Whether an error is of the file (locked, full, damaged), not of what is written to it."""
    return type(error) in {sqlite3.DatabaseError, sqlite3.OperationalError, DamagedValue}


_RESTORE: Final = "restore it from your last backup; nothing was written"


def translated(error: sqlite3.Error | UnicodeDecodeError, path: Path) -> LedgerError:
    """What an error of SQLite, or of a text in it that is none, means to a user."""
    text = str(error)
    if isinstance(error, DamagedValue):
        return LedgerError(f"`{path}` is damaged: {text}", help=_RESTORE)
    if isinstance(error, UnicodeDecodeError) or "decode to UTF-8" in text:
        return LedgerError(
            f"`{path}` is damaged: it has text that is not UTF-8",
            help=_RESTORE,
        )
    if "locked" in text or "busy" in text or "locking protocol" in text:
        return LedgerError(
            f"`{path}` is locked by another program",
            help="wait until it has finished and try again; nothing was written",
        )
    if "not a database" in text or "malformed" in text or "encrypted" in text:
        return LedgerError(
            f"`{path}` is not a ledger, or is damaged ({text})",
            help=_RESTORE,
        )
    if lost := re.match(r"no such (table|column|view|trigger): (\S+)", text):
        return LedgerError(f"`{path}` is damaged: it has no {lost[1]} `{lost[2]}`", help=_RESTORE)
    if "already exists" in text:
        return LedgerError(
            f"`{path}` is damaged: it does not know its own format ({text})", help=_RESTORE
        )
    if "I/O error" in text:
        return LedgerError(
            f"the disk that holds `{path}` does not answer ({text})",
            help="check the disk and the connection to it; nothing was written",
        )
    if "disk" in text and "full" in text:
        return LedgerError(
            f"the disk that holds `{path}` is full", help="make room; nothing was written"
        )
    if "readonly" in text or "unable to open" in text:
        return LedgerError(
            f"`{path}` cannot be opened for writing ({text})",
            help="check that you may write to the file and to its folder",
        )
    return LedgerError(
        f"`{path}` cannot be used ({text})",
        help="`collectrules doctor` says how the file is; nothing was written",
    )
