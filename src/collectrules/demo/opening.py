"""The first day: what was open in the old books, imported as a snapshot, and who was a customer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from collectrules.demo.debtor import Debt, Debtor
from collectrules.demo.posting import SOURCE, issue, open_account
from collectrules.ledger.book import Book
from collectrules.ledger.events import MappingRemembered, SnapshotTaken
from collectrules.money import format_minor

_MAPPING: Final = f"""\
name = "{SOURCE}"
dates = "ymd"
decimal = "point"

[columns]
account = "Customer No"
name = "Customer"
invoice = "Invoice No"
issued = "Invoice Date"
due = "Due Date"
balance = "Balance Due"
currency = "Currency"
"""

_HEADER: Final = "Customer No,Customer,Invoice No,Invoice Date,Due Date,Balance Due,Currency"


def open_books(book: Book, debtors: Sequence[Debtor], day: date) -> None:
    """Write the mapping, the accounts, the open invoices and the snapshot that brought them."""
    book.append(MappingRemembered(SOURCE, _MAPPING), on=day)
    for debtor in debtors:
        open_account(book, debtor)
    rows = [(debtor, debt) for debtor in debtors for debt in debtor.debts]
    rows.sort(key=lambda row: row[1].sale.number)
    for debtor, debt in rows:
        issue(book, debtor, debt, day)
    text = "\n".join((_HEADER, *_lines(rows), ""))
    counts = dict.fromkeys(
        ("rows", "new", "changed", "unchanged", "not_open", "rejected", "gone"), 0
    ) | {"rows": len(rows), "new": len(rows)}
    file = f"open-items-{day}.csv"
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    book.append(SnapshotTaken(SOURCE, file, sha256, json.dumps(counts)), on=day)


def _lines(rows: Iterable[tuple[Debtor, Debt]]) -> Iterator[str]:
    for debtor, debt in rows:
        sale, name = debt.sale, debtor.customer.name.replace('"', '""')
        left = format_minor(debt.left, sale.currency, grouped=False)
        yield (
            f'{debtor.customer.number},"{name}",{sale.number},{sale.on},{debt.due_on},'
            f"{left},{sale.currency}"
        )
