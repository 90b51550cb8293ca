"""Writing off all that is owed on an invoice: its principal, its late fees and its interest."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from collectrules.charges.booking import book_interest
from collectrules.charges.conditions import Versions
from collectrules.ledger.book import Book
from collectrules.ledger.events import PartPosted, Posted
from collectrules.ledger.owed import Owed, owed

Part = Literal["costs", "interest"]
PARTS: Final[tuple[Part, ...]] = ("costs", "interest")


def write_off_all(
    book: Book, invoice_id: int, note: str, *, on: date, versions: Versions | None = None
) -> Owed:
    """Write off whatever is owed on an invoice at the end of a day; returns what that was, part by part.

    The interest that has run by then is put into the books first. What was paid too much in one part stays
    as it is.
    """
    book_interest(book, (invoice_id,), on, versions=versions)
    (left,) = owed(book.connection, on, invoices=(invoice_id,))
    if left.principal > 0:
        book.append(Posted(invoice_id, "write_off", -left.principal, note=note), on=on)
    write_off_parts(book, left, note, on=on)
    return left


def write_off_parts(book: Book, left: Owed, note: str, *, on: date) -> None:
    """Write off the late fees and the interest owed on an invoice."""
    for part in PARTS:
        amount = left.costs if part == "costs" else left.interest
        if amount > 0:
            book.append(PartPosted(left.invoice_id, part, "write_off", -amount, note=note), on=on)
