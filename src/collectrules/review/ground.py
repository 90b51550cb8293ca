"""The ground of a review: a copy of the ledger in memory, on which each version can be tried.

Nothing is written to the ledger and nobody who writes is kept waiting; when the review ends, or is stopped,
the copy is gone. Of a day before the last run, the copy knows what had been recorded by the end of that day.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from collectrules.charges.conditions import Versions
from collectrules.engine.evaluate import facts_read
from collectrules.engine.gather import Moment
from collectrules.engine.shared import share_books
from collectrules.errors import LedgerError
from collectrules.ledger.book import BUSY_SECONDS, Book, Ledger, translated
from collectrules.ledger.policies import NoneInForce, StoredPolicy, in_force
from collectrules.policy.model import Policy
from collectrules.reports.judged import Judged, judged_on
from collectrules.review.model import Key, Standing
from collectrules.review.names_since import CalledOtherwise, called_otherwise
from collectrules.review.standing_books import StandingBooks, standing_books
from collectrules.worklist.under import Beside, beside_on

Progress = Callable[[str], None]
"""Is told, in a few words, what is being done."""

NAMELESS: Final = ""
"""For SQLite a file without a name: it lies among the temporary files, nobody else can open it, it is gone
when it is closed, or when the program is killed. It takes no more memory however much is written to it."""
_IN_MEMORY: Final = ":memory:"
_BY: Final = "review"
_PAGES: Final = 4096
"""Pages that are copied between two looks at whether somebody wants to stop."""
_NO_EVENTS: Final = (
    "worklist",
    "worklist_block",
    "worklist_run",
    "worklist_rest",
    "worklist_approval",
    "claim",
)
"""Tables of the ledger that hold no event: made anew by each run, or nothing rests on them."""


@dataclass(frozen=True)
class Ground:
    """The copy, and the day that the review is about."""

    ledger: Ledger
    as_of: date
    at: datetime
    """When the review is made: what is tried is recorded as of this moment."""
    cut: int | None = None
    """The last event that the copy knows, where it knows less than the ledger."""
    renamed: tuple[CalledOtherwise, ...] = ()
    """The accounts that the ledger knows by another name than the copy."""
    versions_of: Callable[[sqlite3.Connection], Versions] = Versions
    """Reads the published versions and the reference rates, anew for each version that is tried."""
    kept: dict[Key, tuple[tuple[object, ...], Standing]] = field(default_factory=dict)
    """How accounts stood when last looked at, and all that it was made of: most stand alike under every
    version, and are made once."""
    expected: dict[object, Mapping[Key, int]] = field(default_factory=dict)
    """What was expected to be lost before anything was tried, by the shares that were asked for."""

    @contextmanager
    def rehearsing(self) -> Iterator[Book]:
        """A transaction in which a version is tried, always undone; what stood before is read before it."""
        _ = self.in_force, self.was_run, self.books, self.judged
        with self.ledger.rehearsing(at=self.at, by=_BY) as book:
            yield book

    def share(self, *policies: Policy) -> None:
        """Gather what some policies and those beside them judge by, once for all versions that are tried.

        What a version that is tried writes is undone with it: the next finds the books as they were. Raises
        `LedgerError` where somebody is put under a policy of which no version is in force.
        """
        beside = (policy for policy, _ in self.beside.versions.values())
        facts = facts_read(*(each.on(self.as_of) for each in policies), *beside)
        share_books(self.ledger.connection, Moment(self.as_of), facts)

    @cached_property
    def beside(self) -> Beside:
        """The policies that somebody is put under on the day."""
        return beside_on(self.ledger, self.as_of)

    @cached_property
    def in_force(self) -> StoredPolicy | None:
        """The version in force on the day; None where there is none."""
        try:
            return in_force(self.ledger, self.as_of)
        except NoneInForce:
            return None

    @cached_property
    def was_run(self) -> bool:
        """Whether the copy knows of a run for the day."""
        found = self.ledger.connection.execute(
            "SELECT EXISTS (SELECT 1 FROM run WHERE effective_on = ?)", (self.as_of.isoformat(),)
        )
        return bool(found.fetchone()[0])

    @cached_property
    def books(self) -> StandingBooks:
        """What stands in the books before anything is tried; read once for all that is tried."""
        return standing_books(self.ledger, self.as_of)

    @cached_property
    def judged(self) -> Judged:
        """Who is under which policy on the day."""
        return judged_on(self.ledger, self.as_of)


@contextmanager
def ground_of(
    path: Path, as_of: date, *, at: datetime, progress: Progress | None = None
) -> Iterator[Ground]:
    """A copy of the ledger for a review as of a day.

    Raises `LedgerError` where the file is missing or no ledger, or knew of no account by the end of that day.
    """
    with copied(path, progress=progress) as ledger:
        cut = last_known(ledger, as_of)
        renamed: tuple[CalledOtherwise, ...] = ()
        if cut is not None:
            renamed = called_otherwise(ledger, cut)
            cut_to(ledger, cut)
        if not ledger.connection.execute("SELECT EXISTS (SELECT 1 FROM account)").fetchone()[0]:
            raise LedgerError(
                f"`{path}` knew of no account by the end of {as_of}",
                help="name a later day with `--as-of`",
            )
        yield Ground(ledger, as_of, at, cut, renamed)


@contextmanager
def copied(
    path: Path, *, progress: Progress | None = None, into: str = _IN_MEMORY
) -> Iterator[Ledger]:
    """A copy of a ledger in memory, or in a `NAMELESS` file, in the newest format; the ledger is only read.

    Raises `LedgerError` as opening the ledger does.
    """
    if not path.exists():
        raise LedgerError(
            f"there is no ledger at `{path}`",
            help="`collectrules init` makes one; `--ledger FILE` names another",
        )
    with closing(sqlite3.connect(into, isolation_level=None)) as copy:
        try:
            _copy(path, copy, progress)
            ledger = Ledger.over(copy, path)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise translated(error, path) from error
        yield ledger


def _copy(path: Path, copy: sqlite3.Connection, progress: Progress | None) -> None:
    def told(_: int, remaining: int, total: int) -> None:
        if progress is not None and total:
            progress(f"copying the ledger: {100 * (total - remaining) // total} %")

    with closing(sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)) as source:
        # One state of the books throughout: without it, each write by somebody else would begin it anew.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(copy, pages=_PAGES, progress=told)
        source.rollback()


def last_known(ledger: Ledger, as_of: date) -> int | None:
    """The last event of what is looked at as of a day, where the ledger was run for a later one; else None.

    It is the last that had been recorded by the end of the day, in UTC, and that comes before any run for a
    later day.
    """
    (later,) = ledger.connection.execute(
        "SELECT min(seq) FROM run WHERE effective_on > ?", (as_of.isoformat(),)
    ).fetchone()
    return None if later is None else min(ledger.known_on(as_of), later - 1)


def cut_to(ledger: Ledger, known: int) -> None:
    """Take from a copy all that was recorded after an event, and the worklist, which a run makes anew."""
    execute = ledger.connection.execute
    execute("PRAGMA foreign_keys = OFF")
    for (trigger,) in execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%\\_no\\_delete' ESCAPE '\\'"
    ).fetchall():
        execute(f"DROP TRIGGER {trigger}")
    with ledger.db.atomic():
        for table in _with_events(ledger.connection):
            execute(f"DELETE FROM {table} WHERE seq > ?", (known,))
        for table in _NO_EVENTS:
            execute(f"DELETE FROM {table}")
    execute("PRAGMA foreign_keys = ON")


def _with_events(connection: sqlite3.Connection) -> list[str]:
    """The tables whose rows belong to an event each, the journal among them."""
    tables = connection.execute(
        "SELECT t.name FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c ON c.name = 'seq'"
        " WHERE t.type = 'table' ORDER BY t.name"
    ).fetchall()
    return [table for (table,) in tables if table not in _NO_EVENTS]
