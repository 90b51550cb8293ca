"""What was done in a life, kept in the file of its ledger: a year of it takes no more memory than a day."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from collectrules.review.day_of_work import RESULTS, Done

_TABLES: Final = (
    "CREATE TABLE lived_done ("
    " account_id INTEGER, on_ TEXT, what TEXT, rule TEXT, invoices TEXT, approved INTEGER)",
    "CREATE TABLE lived_first (invoice_id INTEGER PRIMARY KEY, on_ TEXT)",
    "CREATE TABLE lived_asked (invoice_id INTEGER, rule TEXT, PRIMARY KEY (invoice_id, rule))"
    " WITHOUT ROWID",
)
_CONTACTS: Final = ", ".join(f"'{channel}'" for channel in RESULTS)


@dataclass(frozen=True, slots=True)
class WorkLog:
    """The work of a life, day after day."""

    connection: sqlite3.Connection

    @classmethod
    def begun(cls, connection: sqlite3.Connection) -> WorkLog:
        """An empty log beside the tables of a ledger that is a copy."""
        for table in _TABLES:
            connection.execute(table)
        return cls(connection)

    def add(self, done: Iterable[Done]) -> None:
        """Keep what was done on a day, and with it whom was asked about for the first time."""
        rows, first = [], []
        for each in done:
            on, invoices = each.on.isoformat(), " ".join(map(str, each.invoices))
            rows.append((each.account_id, on, each.what, each.rule, invoices, each.approved))
            if each.what in RESULTS:
                first += [(invoice, on) for invoice in each.invoices]
        execute = self.connection.executemany
        execute("INSERT INTO lived_done VALUES (?, ?, ?, ?, ?, ?)", rows)
        execute("INSERT OR IGNORE INTO lived_first VALUES (?, ?)", first)

    def __iter__(self) -> Iterator[Done]:
        """All that was done, in order."""
        rows = self.connection.execute(
            "SELECT on_, account_id, what, rule, invoices, approved FROM lived_done ORDER BY rowid"
        )
        for on, account, what, rule, invoices, approved in rows:
            about = tuple(map(int, invoices.split()))
            yield Done(date.fromisoformat(on), account, what, rule, about, bool(approved))

    def asked(self) -> set[tuple[int, str]]:
        """Of what the list asks the owner to write off, the invoices and rules he was asked about before."""
        rows = self.connection.execute(
            "SELECT w.invoice_id, w.rule FROM worklist AS w JOIN lived_asked AS a USING (invoice_id, rule)"
            " WHERE w.kind = 'write_off'"
        )
        return set(rows)

    def ask(self, asked: Iterable[tuple[int, str]]) -> None:
        """Keep that he was asked."""
        self.connection.executemany("INSERT OR IGNORE INTO lived_asked VALUES (?, ?)", asked)

    def counted(self, by: str) -> Mapping[str, int]:
        """How often each thing was done, by a column: `what` or `rule`."""
        sql = f"SELECT {by}, count(*) FROM lived_done GROUP BY 1 ORDER BY 1"
        return dict(self.connection.execute(sql))

    def by_month(self) -> Mapping[str, dict[str, int]]:
        """How often each thing was done in each month, `2026-03`."""
        found: dict[str, dict[str, int]] = {}
        for month, what, count in self.connection.execute(
            "SELECT substr(on_, 1, 7), what, count(*) FROM lived_done GROUP BY 1, 2 ORDER BY 1, 2"
        ):
            found.setdefault(month, {})[what] = count
        return found

    def by_day(self) -> Mapping[date, dict[str, int]]:
        """How often each thing was done on each day on which anything was."""
        found: dict[date, dict[str, int]] = {}
        for on, what, count in self.connection.execute(
            "SELECT on_, what, count(*) FROM lived_done GROUP BY 1, 2 ORDER BY 1, 2"
        ):
            found.setdefault(date.fromisoformat(on), {})[what] = count
        return found

    @property
    def approved(self) -> int:
        """How much of it the owner had to approve."""
        (count,) = self.connection.execute(
            "SELECT count(*) FROM lived_done WHERE approved"
        ).fetchone()
        return int(count)

    def contacts(self) -> Iterator[tuple[int, date]]:
        """The account and the day of each contact, one account after the other."""
        rows = self.connection.execute(
            f"SELECT account_id, on_ FROM lived_done WHERE what IN ({_CONTACTS}) ORDER BY 1, rowid"
        )
        return ((account, date.fromisoformat(on)) for account, on in rows)
