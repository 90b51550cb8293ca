"""The facts of single accounts, read by the same SQL as those of a whole ledger."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from collectrules.engine.gather import TABLES, Moment, drop, gather
from collectrules.policy.facts import FACTS
from collectrules.policy.model import Scalar


@dataclass(frozen=True, slots=True)
class KnownInvoice:
    """One open invoice, with every fact that is not derived."""

    invoice_id: int
    account_id: int
    account: str
    number: str
    currency: str
    facts: dict[str, Scalar]


def known_invoices(connection: sqlite3.Connection, moment: Moment) -> tuple[KnownInvoice, ...]:
    """The open invoices as of a moment, those due first in front; usually of a few accounts."""
    gather(connection, moment)
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    rows = cursor.execute(
        """
        SELECT a.*, f.*, t.number AS account, n.number AS number
        FROM invoice_fact AS f
        JOIN account_fact AS a ON a.rowid = f.account_row
        JOIN account AS t ON t.seq = f.account_id
        JOIN invoice AS n ON n.seq = f.invoice_id
        ORDER BY f.days_past_due DESC, f.invoice_id
        """
    ).fetchall()
    drop(connection, TABLES)
    return tuple(_known(row) for row in rows)


def _known(row: sqlite3.Row) -> KnownInvoice:
    facts: dict[str, Scalar] = {
        name: bool(row[name]) if fact.type == "flag" else row[name]
        for name, fact in FACTS.items()
        if not fact.derived
    }
    return KnownInvoice(
        row["invoice_id"], row["account_id"], row["account"], row["number"], row["currency"], facts
    )


def accounts_with(connection: sqlite3.Connection, item: str) -> Sequence[tuple[int, int | None]]:
    """What a number names: (account, None) for an account, (account, invoice) for each such invoice."""
    accounts = connection.execute(
        "SELECT seq, NULL FROM account WHERE number = ?", (item,)
    ).fetchall()
    return (
        accounts
        or connection.execute(
            "SELECT account_id, seq FROM invoice WHERE number = ? ORDER BY seq", (item,)
        ).fetchall()
    )
