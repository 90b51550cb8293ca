"""Facts are SQL: every account and open invoice with its facts as of a day, in temporary tables.

`account_fact` has a row for each account and currency with something open, `invoice_fact` one for each
open invoice. Their columns are the catalogue's facts, `account_row` joins them.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from collectrules.engine.scratch import drop, fresh, index
from collectrules.ledger.migrations import read_sql, statements
from collectrules.policy.facts import FACTS, Fact, Over

OVERRIDDEN: Final = """
    coalesce(l.now, 0) AS left_out, coalesce(l.days, 0) AS days_left_out,
    coalesce(l.disputed_days, 0) AS days_left_out_disputed, w.days AS own_grace
"""
"""SQL for what overrides say of an invoice, read from `left_out` as `l` and `own_grace` as `w`."""

_UNDISPUTED_NOT_ASKED_FOR: Final = """(
    SELECT invoice_id FROM left_out WHERE now UNION ALL SELECT invoice_id FROM placed
)"""
NOT_ASKED_FOR: Final = f"""(
    SELECT invoice_id FROM disputed WHERE open UNION ALL SELECT * FROM {_UNDISPUTED_NOT_ASKED_FOR}
)"""
"""SQL for the invoices that nobody is asked for: neither for the balance nor for what lateness costs."""

_NOT_ASKED_FOR: Final = f"i.disputed OR i.invoice_id IN {_UNDISPUTED_NOT_ASKED_FOR}"
"""SQL for whether an item is one of those."""

EVERYTHING: Final = 2**62
"""As known up to this event: all of them."""

TABLES: Final = (
    "asked_account", "asked_invoice",
    "undone", "moved", "due_moved", "plan_then", "plan_since", "plan_due", "plan_of", "settlement_then",
    "settlement_of", "placed", "received", "fees_left", "charged", "accrued", "dispute_span", "disputed",
    "override_span", "left_out_span", "left_out", "own_grace", "put_under", "item", "oldest_overdue",
    "months_back",
    "reached", "stage_moved", "stages_done", "passed", "promise_state", "promised", "account_then",
    "contacted",
)  # fmt: skip
SHARED: Final = ("shared_account", "shared_books")
"""What all policies of a day read, where it stands: whoever gathers something else takes it away."""
_TEXTS: Final = ("word", "ids")
FACT_TABLES: Final = ("account_fact", "invoice_fact")


@dataclass(frozen=True, slots=True)
class Moment:
    """What is asked of the books: as of a day, as known up to an event, of some accounts or all.

    Events are numbered by their seq; accounts by the seq that opened them.
    """

    as_of: date
    known: int = EVERYTHING
    accounts: tuple[int, ...] | None = None
    under: str | None = None
    """Judged are only invoices put under the policy of this id, with "" those under none but the one in
    force; with None all are."""

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
            "under": self.under or "",
        }

    @property
    def ours(self) -> str:
        """SQL for whether an item `i` is one of the invoices that are judged."""
        if self.under is None:
            return "true"
        if not self.under:
            return "i.invoice_id NOT IN (SELECT invoice_id FROM put_under)"
        return "i.invoice_id IN (SELECT invoice_id FROM put_under WHERE policy_id = :under)"


_LETTERS: Final = {"contacted": "c"}
_ONLY_WHERE_READ: Final = ("contacted", "months_back", "oldest_overdue", "stages_done")
"""Tables of the books that stay empty where no fact is read from them."""


_OVERRIDES: Final = """
    LEFT JOIN left_out AS l ON l.invoice_id = i.invoice_id
    LEFT JOIN own_grace AS w ON w.invoice_id = i.invoice_id
"""


class Facts:
    """Some facts of the catalogue, in its order, and the SQL that reads them; derived facts are left out."""

    def __init__(self, names: Iterable[str]) -> None:
        wanted = set(names)
        self._facts = tuple(
            fact for name, fact in FACTS.items() if name in wanted and not fact.derived
        )

    @property
    def names(self) -> tuple[str, ...]:
        """What they are called, in the order of the catalogue."""
        return tuple(fact.name for fact in self._facts)

    def _over(self, *over: Over) -> list[Fact]:
        return [fact for fact in self._facts if fact.over in over]

    def reads(self, table: str) -> bool:
        """Whether any of them is read from a table of the books, which their SQL may call by a letter."""
        named = rf"\b{_LETTERS[table]}\." if table in _LETTERS else rf"\b{table}\b"
        return any(re.search(named, fact.sql) for fact in self._facts)

    @property
    def account_columns(self) -> tuple[str, ...]:
        """What a row about an account holds: late fees, interest, credit, sums not asked for and promised,
        facts. Of what is not asked for, fees and interest are left out, and the principal is told."""
        facts = (fact.name for fact in self._over("items", "account"))
        return ("account_id", "charges", "interest", "credit", "not_asked_for", "promised", *facts)

    @property
    def invoice_columns(self) -> tuple[str, ...]:
        """What a row about an invoice holds: whose it is, late fees and interest of the day, facts."""
        facts = (fact.name for fact in self._over("invoice"))
        return (
            "invoice_id",
            "account_id",
            "account_row",
            "charges_today",
            "interest_today",
            *facts,
        )

    def accounts_sql(self, ours: str = "true") -> str:
        """SQL for every account and currency with something open, in the columns of an account's row.

        `ours` is SQL for which items `i` have to be open; the facts are about all of them.
        """
        has_ours = "" if ours == "true" else f" AND max(CASE WHEN {ours} THEN i.balance END) > 0"
        of_items = [fact for fact in self._over("items") if fact.name != "currency"]
        items = "".join(f", {fact.sql} AS {fact.name}" for fact in of_items)
        named = {fact.name: f"g.{fact.name}" for fact in of_items} | {"currency": "g.currency"}
        named |= {fact.name: fact.sql for fact in self._over("account")}
        facts = "".join(
            f", {named[fact.name]} AS {fact.name}" for fact in self._over("items", "account")
        )
        return f"""
            SELECT g.account_id, g.charges, g.interest, g.credit + coalesce(u.unapplied, 0) AS credit,
                   g.not_asked_for, coalesce(p.open_amount, 0) AS promised{facts}
            FROM (
                SELECT i.account_id, i.currency,
                       sum(CASE WHEN {_NOT_ASKED_FOR} THEN 0 ELSE max(i.costs, 0) END) AS charges,
                       sum(CASE WHEN {_NOT_ASKED_FOR} THEN 0 ELSE max(i.interest, 0) END) AS interest,
                       -sum(min(i.balance, 0) + min(i.costs, 0) + min(i.interest, 0)) AS credit,
                       sum(CASE WHEN i.due_day >= :day THEN 0
                                WHEN i.invoice_id IN {_UNDISPUTED_NOT_ASKED_FOR} THEN max(i.balance, 0)
                                ELSE i.disputed_part END) AS not_asked_for{items}
                FROM item AS i
                GROUP BY i.account_id, i.currency
                HAVING max(i.balance) > 0{has_ours}
            ) AS g
            JOIN account_then AS a ON a.account_id = g.account_id
            LEFT JOIN promised AS p ON p.account_id = g.account_id AND p.currency = g.currency
            LEFT JOIN contacted AS c ON c.account_id = g.account_id
            LEFT JOIN received AS u ON u.account_id = g.account_id AND u.currency = g.currency
        """

    def invoices_sql(
        self,
        beside: Sequence[str] = (),
        after: int = 0,
        ours: str = "true",
        *,
        overridden: bool = False,
    ) -> str:
        """SQL for the open invoices of the rows of `account_fact` after one, in an invoice's columns.

        `beside` names columns of `account_fact` to go with them; `ours` is SQL for which items `i` are
        wanted; `overridden` adds the columns of `OVERRIDDEN`.
        CROSS JOIN keeps SQLite to the order that is written: it has no statistics of temporary tables
        and might scan all items once for each account.
        """
        facts = "".join(f", {fact.sql} AS {fact.name}" for fact in self._over("invoice"))
        return f"""
            SELECT i.invoice_id, i.account_id, a.rowid AS account_row,
                   i.charges - i.charges_before AS charges_today, i.interest_today{facts}
                   {"".join(f", a.{name}" for name in beside)} {f", {OVERRIDDEN}" if overridden else ""}
            FROM item AS i
            CROSS JOIN account_fact AS a ON a.account_id = i.account_id AND a.currency = i.currency
            LEFT JOIN reached AS s ON s.invoice_id = i.invoice_id
            LEFT JOIN passed AS v ON v.invoice_id = i.invoice_id
            {_OVERRIDES if overridden else ""}
            WHERE i.balance > 0 AND {ours} {f"AND +a.rowid > {after}" if after else ""}
        """


EVERY_FACT: Final = Facts(FACTS)


_ROOM: Final = 131_072
"""KiB of cache for the temporary tables of a whole ledger.

The cache of the ledger's own pages is left as small as it is: they are read once and in order. SQLite also
sorts in pieces of that size, and does it faster where a piece fits the processor's cache.
"""


@contextmanager
def roomy(connection: sqlite3.Connection) -> Iterator[None]:
    """A cache large enough for the temporary tables of a whole ledger, given back afterwards."""
    (before,) = connection.execute("PRAGMA temp.cache_size").fetchone()
    connection.execute(f"PRAGMA temp.cache_size = -{_ROOM}")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA temp.cache_size = {before}")


def gather_books(
    connection: sqlite3.Connection,
    moment: Moment,
    facts: Facts = EVERY_FACT,
    *,
    only: Collection[str] = TABLES,
) -> None:
    """Make the tables the facts are read from: balances, promises, disputes, contacts as of the day.

    Of these `only` some, where they are named together with those that they are made from.
    """
    drop(connection, SHARED)
    fresh(connection, {name: columns for name, columns in _tables().items() if name in only})
    if moment.accounts is not None:
        _ask_about(connection, moment.accounts)
    unread = [table for table in _ONLY_WHERE_READ if not facts.reads(table)]
    for table, statement in _fills(narrowed=moment.accounts is not None):
        if table in only and table not in unread:
            connection.execute(statement, moment.parameters)


_MAKES: Final = re.compile(r"^CREATE TEMP TABLE (\w+) \((.*)\);", re.MULTILINE | re.DOTALL)
_FILLS: Final = re.compile(r"^(?:INSERT (?:OR \w+ )?INTO|DELETE FROM) (\w+)", re.MULTILINE)


@cache
def _tables() -> Mapping[str, str]:
    """The tables, in the order in which they are filled, each with its columns."""
    found = (_MAKES.search(statement) for statement in statements(read_sql("facts.sql")))
    return {made[1]: made[2] for made in found if made is not None}


@cache
def _fills(*, narrowed: bool) -> tuple[tuple[str, str], ...]:
    """The statements that fill the tables, each with the one it is about; `narrowed` to some accounts."""
    scopes = _SCOPES if narrowed else dict.fromkeys(_SCOPES, "")
    about = ((_FILLS.search(each), each) for each in statements(read_sql("facts.sql")))
    return tuple((fills[1], each.format(**scopes)) for fills, each in about if fills is not None)


_ASKED_INVOICES: Final = "IN (SELECT seq FROM asked_invoice)"
_ASKED_ACCOUNTS: Final = "IN (SELECT seq FROM asked_account)"
_SCOPES: Final = {
    "posting_scope": f"AND p.invoice_id {_ASKED_INVOICES}",
    "invoice_scope": f"AND n.account_id {_ASKED_ACCOUNTS}",
    "charge_scope": f"AND invoice_id {_ASKED_INVOICES}",
    "account_scope": f"AND account_id {_ASKED_ACCOUNTS}",
    "own_scope": f"AND seq {_ASKED_ACCOUNTS}",
}
"""SQL that narrows each table of the books to the accounts that are asked about."""


def _ask_about(connection: sqlite3.Connection, accounts: Iterable[int]) -> None:
    """Write down some accounts and their invoices: looked up once, for all of the tables."""
    asked = ("asked_account", "asked_invoice")
    fresh(connection, dict.fromkeys(asked, "seq INTEGER PRIMARY KEY"))
    connection.executemany(
        "INSERT OR IGNORE INTO asked_account VALUES (?)", ((id,) for id in accounts)
    )
    connection.execute(
        f"INSERT INTO asked_invoice SELECT seq FROM invoice WHERE account_id {_ASKED_ACCOUNTS}"
    )


def _facts(over: str) -> list[Fact]:
    return [fact for fact in FACTS.values() if fact.over == over and not fact.derived]


def prepare_facts(
    connection: sqlite3.Connection,
    facts: Facts = EVERY_FACT,
    more_of_accounts: Sequence[str] = (),
    more_of_invoices: Sequence[str] = (),
    beside: Sequence[str] = (),
) -> None:
    """Make `account_fact` and `invoice_fact`, empty, with columns for the facts and more where named.

    What invoices are read `beside` is in the index by which they find their account.
    """
    of_accounts = (*facts.account_columns, *more_of_accounts)
    of_invoices = (*facts.invoice_columns, *more_of_invoices)
    fresh(connection, {"account_fact": typed(of_accounts), "invoice_fact": typed(of_invoices)})
    found_by = ("account_id", "currency", *beside)
    index(connection, "account_fact_of", f"account_fact ({', '.join(found_by)})")


def typed(columns: Sequence[str]) -> str:
    """Columns for facts and what goes with them, as SQL defines them."""
    return ", ".join(
        f"{name} {'TEXT' if name in FACTS and FACTS[name].type in _TEXTS else 'INTEGER'}"
        for name in columns
    )


def gather(connection: sqlite3.Connection, moment: Moment) -> None:
    """Every fact, without any policy: what `run` costs at the very least."""
    gather_books(connection, moment)
    prepare_facts(connection)
    connection.execute(f"INSERT INTO account_fact {EVERY_FACT.accounts_sql()}", moment.parameters)
    connection.execute(f"INSERT INTO invoice_fact {EVERY_FACT.invoices_sql()}", moment.parameters)
