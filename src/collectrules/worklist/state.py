"""What an act must know of the books before it is written, read inside its own transaction.

Everything recorded counts, on whatever day it took effect, except what was reversed.
"""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Final, NamedTuple

from collectrules.errors import Refused
from collectrules.ledger.damage import stored_day

_OF_COSTS: Final = "AND x.part = 'costs'"
_OF_INTEREST: Final = "AND x.part = 'interest'"


def _moved(table: str, invoice: str = "n", more: str = "") -> str:
    """SQL for the sum of what stands in a table about an invoice."""
    return f"""coalesce((
        SELECT sum(x.amount) FROM {table} AS x
        WHERE x.invoice_id = {invoice}.seq AND x.seq NOT IN (SELECT reversed_seq FROM reversal) {more}
    ), 0)"""


_BALANCE: Final = f"n.amount + {_moved('posting')}"
_COSTS: Final = f"{_moved('charge')} + {_moved('part_posting', more=_OF_COSTS)}"
_INTEREST: Final = f"{_moved('accrual')} + {_moved('part_posting', more=_OF_INTEREST)}"


class InvoiceState(NamedTuple):
    """An invoice as the books have it, in minor units."""

    id: int
    account_id: int
    number: str
    currency: str
    issued_on: date
    amount: int
    balance: int
    """What is left to pay, without fees."""
    costs: int
    """Late fees left to pay on it: charged, less what was paid of them and waived."""
    interest: int
    """Interest left to pay on it, as far as it is in the books."""


def account_number(connection: sqlite3.Connection, account_id: int) -> str:
    """The number of an account; raises `Refused` where the ledger has no such account."""
    row = connection.execute("SELECT number FROM account WHERE seq = ?", (account_id,)).fetchone()
    if row is None:
        raise Refused(
            f"the ledger has no account with the id {account_id}",
            help="name the account as it stands in the ledger; nothing was written",
        )
    return str(row[0])


def invoice_state(connection: sqlite3.Connection, invoice_id: int) -> InvoiceState:
    """An invoice and what is left to pay on it.

    Raises `Refused` where the ledger has no such invoice, or where it was reversed.
    """
    row = connection.execute(
        f"""
        SELECT n.seq, n.account_id, n.number, n.currency, n.effective_on, n.amount, {_BALANCE},
            {_COSTS}, {_INTEREST}
        FROM invoice AS n
        WHERE n.seq = ? AND n.seq NOT IN (SELECT reversed_seq FROM reversal)
        """,
        (invoice_id,),
    ).fetchone()
    if row is None:
        raise Refused(
            f"the ledger has no invoice with the id {invoice_id}, or it was reversed",
            help="name the invoice as it stands in the ledger; nothing was written",
        )
    seq, account_id, number, currency, issued_on, *amounts = row
    return InvoiceState(seq, account_id, number, currency, stored_day(issued_on), *amounts)


def open_total(connection: sqlite3.Connection, account_id: int, currency: str) -> int:
    """What is left to pay on an account's open items in a currency, with its late fees and interest."""
    (owed,) = connection.execute(
        f"""
        SELECT coalesce(sum(max(0, {_BALANCE}) + max(0, {_COSTS}) + max(0, {_INTEREST})), 0)
        FROM invoice AS n
        WHERE n.account_id = ? AND n.currency = ?
          AND n.seq NOT IN (SELECT reversed_seq FROM reversal)
        """,
        (account_id, currency),
    ).fetchone()
    return int(owed)


def currencies_owed(connection: sqlite3.Connection, account_id: int) -> list[str]:
    """The currencies in which an account owes something, fees counted, in alphabetical order."""
    billed = currencies_billed(connection, account_id)
    return [code for code in billed if open_total(connection, account_id, code) > 0]


def currencies_billed(connection: sqlite3.Connection, account_id: int) -> list[str]:
    """The currencies of an account's invoices and credit notes, in alphabetical order."""
    rows = connection.execute(
        "SELECT DISTINCT currency FROM invoice WHERE account_id = ?"
        " AND seq NOT IN (SELECT reversed_seq FROM reversal) ORDER BY currency",
        (account_id,),
    )
    return [code for (code,) in rows.fetchall()]
