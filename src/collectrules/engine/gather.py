"""Facts are SQL: every account and open invoice with its facts as of a day, in temporary tables.

`account_fact` has a row for each account and currency with something open, `invoice_fact` one for each
open invoice. Their columns are the catalogue's facts, `account_row` joins them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from collectrules.engine.classes import quoted
from collectrules.ledger.migrations import read_sql, statements
from collectrules.policy.facts import FACTS, Fact

EVERYTHING: Final = 2**62
"""As known up to this event: all of them."""

TABLES: Final = (
    "undone", "moved", "due_moved", "charged", "dispute_span", "disputed", "item", "reached", "passed",
    "promise_state", "promised", "account_then", "contacted",
)  # fmt: skip
FACT_TABLES: Final = ("account_fact", "invoice_fact")

Column = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Moment:
    """What is asked of the books: as of a day, as known up to an event, of some accounts or all.

    Events are numbered by their seq; accounts by the seq that opened them.
    """

    as_of: date
    known: int = EVERYTHING
    accounts: tuple[int, ...] | None = None

    @classmethod
    def on(
        cls, day: date, known: int | None = None, accounts: tuple[int, ...] | None = None
    ) -> Moment:
        """The end of a day, as known up to an event or, where that is None, in full."""
        return cls(day, EVERYTHING if known is None else known, accounts)

    @property
    def parameters(self) -> dict[str, str | int]:
        """The named parameters of the facts' SQL."""
        return {
            "as_of": self.as_of.isoformat(),
            "day": self.as_of.toordinal(),
            "known": self.known,
        }


_ROOM: Final = {"main": 65_536, "temp": 131_072}
"""KiB of cache for working through a whole ledger: its own pages, and those of the temporary tables."""


@contextmanager
def roomy(connection: sqlite3.Connection) -> Iterator[None]:
    """A cache large enough to work through a whole ledger, given back afterwards."""
    before = {
        schema: connection.execute(f"PRAGMA {schema}.cache_size").fetchone()[0] for schema in _ROOM
    }
    for schema, kibibytes in _ROOM.items():
        connection.execute(f"PRAGMA {schema}.cache_size = -{kibibytes}")
    try:
        yield
    finally:
        for schema, size in before.items():
            connection.execute(f"PRAGMA {schema}.cache_size = {size}")


def drop(connection: sqlite3.Connection, tables: Sequence[str] = TABLES) -> None:
    """Remove the temporary tables of an earlier gathering."""
    for table in tables:
        connection.execute(f"DROP TABLE IF EXISTS temp.{table}")


def gather_books(connection: sqlite3.Connection, moment: Moment) -> None:
    """Make the tables the facts are read from: balances, promises, disputes, contacts as of the day."""
    drop(connection)
    script = read_sql("facts.sql").format(**_scopes(moment.accounts))
    for statement in statements(script):
        given = moment.parameters if ":known" in statement else {}
        connection.execute(statement, given)


def _scopes(accounts: tuple[int, ...] | None) -> dict[str, str]:
    """SQL that narrows each table of the books to some accounts; empty for all of them."""
    names = ("posting_scope", "invoice_scope", "charge_scope", "account_scope", "own_scope")
    if accounts is None:
        return dict.fromkeys(names, "")
    chosen = "(" + ", ".join(map(str, accounts)) + ")"
    invoices = f"(SELECT seq FROM invoice WHERE account_id IN {chosen})"
    return {
        "posting_scope": f"AND p.invoice_id IN {invoices}",
        "invoice_scope": f"AND n.account_id IN {chosen}",
        "charge_scope": f"AND invoice_id IN {invoices}",
        "account_scope": f"AND account_id IN {chosen}",
        "own_scope": f"AND seq IN {chosen}",
    }


def _facts(over: str) -> list[Fact]:
    return [fact for fact in FACTS.values() if fact.over == over and not fact.derived]


_ACCOUNT_COLUMNS: Final = ("account_id", "charges", "credit", "disputed_overdue", "promised")
"""What `account_fact` holds besides facts: late fees, unused credit, disputed overdue and promised sums."""

_INVOICE_COLUMNS: Final = ("invoice_id", "account_id", "account_row", "charges_today")
"""What `invoice_fact` holds besides facts."""


def prepare_facts(connection: sqlite3.Connection) -> None:
    """Make `account_fact` and `invoice_fact`, empty. Their types let SQLite use the index between them."""
    accounts = [fact for fact in FACTS.values() if fact.over != "invoice" and not fact.derived]
    for table, others, facts, class_ in (
        ("account_fact", _ACCOUNT_COLUMNS, accounts, "segment_class"),
        ("invoice_fact", _INVOICE_COLUMNS, _facts("invoice"), "grace_class"),
    ):
        columns = [f"{name} INTEGER" for name in others]
        columns += [f"{fact.name} {'TEXT' if fact.type == 'word' else 'INTEGER'}" for fact in facts]
        connection.execute(f"CREATE TEMP TABLE {table} ({', '.join(columns)}, {class_})")
    connection.execute(
        "CREATE UNIQUE INDEX temp.account_fact_of ON account_fact (account_id, currency)"
    )


@cache
def _account_sql() -> str:
    of_items = [fact for fact in _facts("items") if fact.name != "currency"]
    items = ", ".join(f"{fact.sql} AS {fact.name}" for fact in of_items)
    named = {fact.name: f"g.{fact.name}" for fact in of_items} | {"currency": "g.currency"}
    named |= {fact.name: fact.sql for fact in _facts("account")}
    facts = ", ".join(f"{named[name]} AS {name}" for name in FACTS if name in named)
    return f"""
        SELECT g.account_id, g.charges, g.credit, g.disputed_overdue,
               coalesce(p.open_amount, 0) AS promised, {facts}
        FROM (
            SELECT i.account_id, i.currency, sum(i.charges) AS charges,
                   sum(CASE WHEN i.balance < 0 THEN -i.balance ELSE 0 END) AS credit,
                   sum(CASE WHEN i.disputed AND i.due_day < :day THEN max(i.balance, 0) ELSE 0 END)
                       AS disputed_overdue, {items}
            FROM item AS i
            GROUP BY i.account_id, i.currency
            HAVING max(i.balance) > 0
        ) AS g
        JOIN account_then AS a ON a.account_id = g.account_id
        LEFT JOIN promised AS p ON p.account_id = g.account_id AND p.currency = g.currency
        LEFT JOIN contacted AS c ON c.account_id = g.account_id
    """


def gather_accounts(
    connection: sqlite3.Connection,
    moment: Moment,
    currencies: Sequence[str] | None,
    segment_class: str = "0",
) -> None:
    """Fill `account_fact`; `segment_class` is SQL over the facts' names, a column of that name."""
    wanted = ""
    if currencies is not None:
        wanted = f"WHERE currency IN ({', '.join(map(quoted, currencies))})"
    connection.execute(
        f"INSERT INTO account_fact SELECT *, {segment_class} FROM ({_account_sql()}) {wanted}",
        moment.parameters,
    )


@cache
def _invoice_sql() -> str:
    return ", ".join(f"{fact.sql} AS {fact.name}" for fact in _facts("invoice"))


def gather_invoices(
    connection: sqlite3.Connection,
    moment: Moment,
    grace_class: str = "0",
    segments: str = "",
    after: int = 0,
) -> None:
    """Fill `invoice_fact` for the rows of `account_fact` that come after one.

    `grace_class` is SQL over invoice facts as `f.` and account facts as `a.`, a column of that name;
    `segments` joins what else it reads. CROSS JOIN keeps SQLite to the order that is written: it has
    no statistics of temporary tables and might scan all items once for each account.
    """
    connection.execute(
        f"""
        INSERT INTO invoice_fact
        SELECT f.*, {grace_class}
        FROM (
            SELECT i.invoice_id, i.account_id, a.rowid AS account_row,
                   i.charges - i.charges_before AS charges_today, {_invoice_sql()}
            FROM item AS i
            CROSS JOIN account_fact AS a ON a.account_id = i.account_id AND a.currency = i.currency
            LEFT JOIN reached AS s ON s.invoice_id = i.invoice_id
            LEFT JOIN passed AS v ON v.invoice_id = i.invoice_id
            WHERE i.balance > 0 {f"AND +a.rowid > {after}" if after else ""}
        ) AS f
        CROSS JOIN account_fact AS a ON a.rowid = f.account_row
        {segments}
        """,
        moment.parameters,
    )


def gather(connection: sqlite3.Connection, moment: Moment) -> None:
    """The facts alone, without any policy: what `run` costs at the very least."""
    drop(connection, FACT_TABLES)
    gather_books(connection, moment)
    prepare_facts(connection)
    gather_accounts(connection, moment, None)
    gather_invoices(connection, moment)
