"""Disputes: an invoice is in dispute from a day until the day it ends, and never twice at once."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from typing import Final, NamedTuple

from collectrules.errors import Refused
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.damage import stored_day
from collectrules.ledger.events import Disputed, DisputeEnded
from collectrules.money import format_minor
from collectrules.worklist.state import InvoiceState, invoice_state


class _Dispute(NamedTuple):
    seq: int
    from_on: date
    until_on: date | None
    """The first day that was no longer in dispute; None where it is open."""


def open_dispute(
    ledger: Ledger, *, invoice_id: int, reason: str, on: date, at: datetime, by: str
) -> int:
    """Put an invoice in dispute from a day; returns the dispute's seq.

    Raises `Refused` as `enter_dispute` does.
    """
    with ledger.writing(at=at, by=by) as book:
        return enter_dispute(book, invoice_id=invoice_id, reason=reason, on=on)


def end_dispute(
    ledger: Ledger, *, invoice_id: int, outcome: str, on: date, at: datetime, by: str
) -> int:
    """End an invoice's open disputes; `on` is the first day no longer in dispute. Returns the last seq.

    There may be two: the one that was told, and the one that an imported file marks.

    Raises `Refused` where none is open or one began after that day.
    """
    with ledger.writing(at=at, by=by) as book:
        return enter_dispute_end(book, invoice_id=invoice_id, outcome=outcome, on=on)[-1]


def enter_dispute_end(book: Book, *, invoice_id: int, outcome: str, on: date) -> tuple[int, ...]:
    """End an invoice's open disputes in an open transaction; returns the seqs.

    Raises as `end_dispute` does.
    """
    invoice = invoice_state(book.connection, invoice_id)
    open_ones = [each for each in _disputes(book.connection, invoice_id) if each.until_on is None]
    if not open_ones:
        raise Refused(
            f"invoice `{invoice.number}` is not in dispute",
            help="only an open dispute can end; nothing was written",
        )
    if on < open_ones[-1].from_on:
        raise Refused(
            f"the dispute about `{invoice.number}` began on {open_ones[-1].from_on}, after {on}",
            help="name the first day that is no longer in dispute",
        )
    said = _said(outcome, "outcome")
    return tuple(book.append(DisputeEnded(each.seq, said), on=on) for each in open_ones)


def enter_dispute(
    book: Book,
    *,
    invoice_id: int,
    reason: str,
    on: date,
    account_id: int | None = None,
    amount: int | None = None,
) -> int:
    """Write a dispute into an open transaction; returns its seq. `amount` is of a part, in minor units.

    Raises `Refused` where the invoice is unknown, is not the account's or was issued later, where no
    reason is given, where any day from `on` on is in dispute already, and where the part is nothing or more
    than is left of the invoice.
    """
    invoice = invoice_state(book.connection, invoice_id)
    if account_id is not None and invoice.account_id != account_id:
        raise Refused(
            f"invoice `{invoice.number}` is another account's",
            help="name an invoice of the account that disputes it; nothing was written",
        )
    if on < invoice.issued_on:
        raise Refused(
            f"invoice `{invoice.number}` was issued on {invoice.issued_on}, after {on}",
            help="a dispute begins on the invoice's day or later",
        )
    for dispute in _disputes(book.connection, invoice_id):
        if dispute.until_on is None or dispute.until_on > on:
            raise _overlapping(invoice, dispute)
    _check_part(invoice, amount)
    return book.append(Disputed(invoice_id, _said(reason, "reason"), amount), on=on)


def _check_part(invoice: InvoiceState, amount: int | None) -> None:
    if amount is None or 0 < amount <= invoice.balance:
        return
    left = f"{format_minor(invoice.balance, invoice.currency)} {invoice.currency}"
    raise Refused(
        f"{format_minor(amount, invoice.currency)} is no part of the {left} left on `{invoice.number}`",
        help="name less than that, or no amount where all of it is in dispute; nothing was written",
    )


def _overlapping(invoice: InvoiceState, dispute: _Dispute) -> Refused:
    if dispute.until_on is None:
        return Refused(
            f"invoice `{invoice.number}` is in dispute already, since {dispute.from_on}",
            help="end that dispute first, or add what was said to a note; nothing was written",
        )
    return Refused(
        f"invoice `{invoice.number}` was in dispute from {dispute.from_on} "
        f"until {dispute.until_on}",
        help=f"a further dispute begins on {dispute.until_on} or later; nothing was written",
    )


def _said(text: str, what: str) -> str:
    if not text.strip():
        raise Refused(f"the {what} of a dispute is missing", help="say it in a few words")
    return text.strip()


_DISPUTES: Final = """
    SELECT d.seq, d.effective_on, e.effective_on
    FROM dispute AS d
    LEFT JOIN dispute_end AS e
        ON e.dispute_id = d.seq AND e.seq NOT IN (SELECT reversed_seq FROM reversal)
    WHERE d.invoice_id = ? AND d.seq NOT IN (SELECT reversed_seq FROM reversal)
    ORDER BY d.effective_on, d.seq
"""


def _disputes(connection: sqlite3.Connection, invoice_id: int) -> list[_Dispute]:
    return [
        _Dispute(seq, stored_day(start), stored_day(end) if end else None)
        for seq, start, end in connection.execute(_DISPUTES, (invoice_id,))
    ]
