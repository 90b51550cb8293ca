"""Events of the journal as a person recognises them: what it was, whose, about which invoice, how much."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

from collectrules.ledger.damage import stored_day
from collectrules.ledger.events import KINDS, columns

NAMES: Final = {
    "receipt": "payment",
    "part_posting": "posting",
    "charge": "late fee",
    "due_change": "due date",
}
"""How kinds of event are called where people do not call them by their tables."""
_PARTS: Final = {"costs": "late fees", "interest": "interest"}


class Told(NamedTuple):
    """An event; what it has not is empty, or None."""

    seq: int
    what: str
    on: date
    account: str
    invoice: str
    amount: int | None
    """In minor units; what is taken off a debt is less than 0."""
    currency: str


def told(connection: sqlite3.Connection, events: Iterable[int]) -> list[Told]:
    """Some events that the journal has, in their order."""
    return [_told(connection, each) for each in events]


def _told(connection: sqlite3.Connection, seq: int) -> Told:
    kind, on = connection.execute(
        "SELECT kind, effective_on FROM journal WHERE seq = ?", (seq,)
    ).fetchone()
    names = columns(KINDS[kind])
    row = connection.execute(f"SELECT {', '.join(names)} FROM {kind} WHERE seq = ?", (seq,))
    payload = dict(zip(names, row.fetchone(), strict=True))
    invoice_id = seq if kind == "invoice" else payload.get("invoice_id")
    account, invoice, currency = _whose(connection, payload.get("account_id"), invoice_id)
    return Told(
        seq=seq,
        what=_what(kind, payload),
        on=stored_day(on),
        account=account,
        invoice=invoice,
        amount=payload.get("amount"),
        currency=payload.get("currency") or currency,
    )


_INVOICE: Final = """
    SELECT a.number, n.number, n.currency FROM invoice AS n JOIN account AS a ON a.seq = n.account_id
    WHERE n.seq = ?
"""


def _whose(
    connection: sqlite3.Connection, account_id: int | None, invoice_id: int | None
) -> tuple[str, str, str]:
    """The numbers of an account and an invoice, and the invoice's currency."""
    if invoice_id is not None:
        account, invoice, currency = connection.execute(_INVOICE, (invoice_id,)).fetchone()
        return account, invoice, currency
    row = connection.execute("SELECT number FROM account WHERE seq = ?", (account_id,)).fetchone()
    return (row[0] if row else ""), "", ""


def _what(kind: str, payload: dict[str, object]) -> str:
    """`payment`, `waiver of late fees`, `write-off of principal`."""
    if kind in {"posting", "part_posting"}:
        part = _PARTS.get(str(payload.get("part")), "principal")
        return f"{str(payload['kind']).replace('_', '-')} of {part}"
    return NAMES.get(kind, kind.replace("_", " "))
