"""The list a page at a time: a view of it, filtered and sorted, of which only what is seen is read."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, NamedTuple

from collectrules.compliance.local import local_day
from collectrules.engine.scratch import drop
from collectrules.ledger.book import Ledger
from collectrules.worklist.around import Around
from collectrules.worklist.head import Head, read_head
from collectrules.worklist.index import build_index, touch
from collectrules.worklist.listing import Listing, listing_of
from collectrules.worklist.local_zones import with_zones
from collectrules.worklist.looking import holds_sql
from collectrules.worklist.row import Row
from collectrules.worklist.rows import read_rows
from collectrules.worklist.tallies import Counts, Tallies, count, moved, tallies
from collectrules.worklist.views import SORTS, VIEWS, Sort, View, order_sql


@dataclass(frozen=True, slots=True)
class Shown:
    """What is to be shown: which view, what is looked for in it, in which order."""

    view: View = VIEWS[-1]
    words: str = ""
    sort: Sort = SORTS[0]
    reverse: bool = False


class Place(NamedTuple):
    """A row by what it is about, and where it was."""

    rank: int
    account_id: int
    currency: str


class Page(NamedTuple):
    """Some rows of what is shown."""

    number: int
    """Of the showing they are of."""
    shown: int
    """How many rows are shown in all."""
    start: int
    rows: tuple[Row, ...]
    position: int
    """Where the cursor belongs."""


@dataclass(slots=True, repr=False)
class Pages:
    """The list as one screen shows it; used on the ledger's thread alone."""

    head: Head
    around: Around
    today: date
    number: int = 0
    """Of what is shown now; what was shown before cannot be read any more."""
    count: int = 0
    counts: Counts = field(default_factory=dict)

    @classmethod
    def read(cls, ledger: Ledger, today: date) -> Pages:
        """The list of the last run; raises `LedgerError` where there was none yet."""
        head = read_head(ledger)
        return cls(head, build_index(ledger, head, today), today)

    def show(
        self, ledger: Ledger, shown: Shown, *, keep: Place | None, otherwise: int, size: int
    ) -> Page:
        """Show something else, with the cursor on a row where that is still shown."""
        connection = ledger.connection
        self.number += 1
        held, given = holds_sql(shown.words)
        where = f"({shown.view.where}){held}"
        drop(connection, ("desk_shown",))
        connection.execute(
            "CREATE TEMP TABLE desk_shown (position INTEGER PRIMARY KEY, rank INTEGER)"
        )
        order = order_sql(shown.view, shown.sort, reverse=shown.reverse)
        connection.execute(
            f"INSERT INTO desk_shown (rank) SELECT r.rank FROM desk_row AS r WHERE {where} ORDER BY {order}",
            given,
        )
        (self.count,) = connection.execute("SELECT count(*) FROM desk_shown").fetchone()
        found = self.position(ledger, keep) if keep else None
        position = max(0, min(otherwise if found is None else found, self.count - 1))
        return self.page(ledger, self.number, position, size, position=position)

    def page(
        self, ledger: Ledger, number: int, middle: int, size: int, *, position: int = 0
    ) -> Page:
        """The rows around a position; none where something else is shown by now."""
        if number != self.number:
            return Page(number, 0, 0, (), 0)
        start = max(0, middle - size // 2)
        ranks = [
            rank
            for (rank,) in ledger.connection.execute(
                "SELECT rank FROM desk_shown WHERE position BETWEEN ? AND ? ORDER BY position",
                (start + 1, start + size),
            )
        ]
        rows = with_zones(ledger, read_rows(ledger, self.head, self.today, ranks), self.today)
        return Page(number, self.count, start, tuple(rows), position)

    def touch(self, ledger: Ledger, accounts: Collection[int]) -> tuple[Row, ...]:
        """The rows of some accounts that are shown, read anew because something was recorded about them."""
        before = count(ledger.connection, accounts)
        touch(ledger, self.head, self.today, accounts)
        if self.counts:
            self.counts = moved(self.counts, before, count(ledger.connection, accounts))
        chosen = ", ".join(map(str, accounts))
        ranks = ledger.connection.execute(
            f"SELECT rank FROM desk_row WHERE account_id IN ({chosen})"
        ).fetchall()
        rows = read_rows(ledger, self.head, self.today, [rank for (rank,) in ranks])
        return tuple(with_zones(ledger, rows, self.today))

    def position(self, ledger: Ledger, wanted: Place) -> int | None:
        """Where a row is shown, or another of its account and currency."""
        row = ledger.connection.execute(
            """
            SELECT s.position - 1 FROM desk_shown AS s
            WHERE s.rank IN (
                SELECT r.rank FROM desk_row AS r WHERE r.account_id = :account AND r.currency = :currency
            )
            ORDER BY s.rank <> :rank, s.position LIMIT 1
            """,
            {"account": wanted.account_id, "currency": wanted.currency, "rank": wanted.rank},
        ).fetchone()
        return None if row is None else int(row[0])

    def next_to_do(self, ledger: Ledger, position: int) -> int | None:
        """The next shown row that is not done, from the top again after the end; None where all are."""
        row = ledger.connection.execute(
            """
            SELECT s.position - 1
            FROM desk_shown AS s CROSS JOIN desk_row AS r ON r.rank = s.rank
            WHERE NOT r.done
            ORDER BY s.position - 1 <= :position, s.position LIMIT 1
            """,
            {"position": position},
        ).fetchone()
        return None if row is None else int(row[0])

    def accounts(self, ledger: Ledger) -> frozenset[int]:
        """The accounts of all rows that are shown."""
        rows = ledger.connection.execute(
            "SELECT DISTINCT r.account_id FROM desk_shown AS s CROSS JOIN desk_row AS r ON r.rank = s.rank"
        )
        return frozenset(account for (account,) in rows)

    def named(self, ledger: Ledger, accounts: Collection[int]) -> list[tuple[int, str, str, str]]:
        """Accounts by id, number, name and the currency of their first row, in the policy's order."""
        return [
            (account, number, name, currency)
            for account, number, name, currency, _ in ledger.connection.execute(
                _NAMED, {"accounts": json.dumps(list(accounts))}
            )
        ]

    def tallies(self, ledger: Ledger) -> Tallies:
        """How many accounts and how much each view has, whatever is shown."""
        if not self.counts:
            self.counts = count(ledger.connection)
        return tallies(self.counts)


_NAMED: Final = """
    SELECT a.seq, a.number, coalesce((
               SELECT k.name FROM account_change AS k WHERE k.account_id = a.seq
               ORDER BY k.effective_on DESC, k.seq DESC LIMIT 1
           ), a.name), r.currency, min(r.rank)
    FROM desk_row AS r JOIN account AS a ON a.seq = r.account_id
    WHERE r.account_id IN (SELECT value FROM json_each(:accounts))
    GROUP BY a.seq ORDER BY min(r.rank)
"""


def read_view(ledger: Ledger, view: View, now: datetime) -> Listing:
    """The rows of a view in its own order; raises `LedgerError` where there was no run yet."""
    head = read_head(ledger)
    pages = Pages.read(ledger, local_day(head.policy, now))
    whole = pages.show(ledger, Shown(view), keep=None, otherwise=0, size=1).shown
    page = pages.page(ledger, pages.number, whole // 2, 2 * whole + 2)
    return listing_of(head, page.rows)
