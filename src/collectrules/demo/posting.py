"""The demo's entries: accounts, invoices and what moves their balances."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from collectrules.demo.debtor import Debt, Debtor
from collectrules.ledger.book import Book
from collectrules.ledger.events import AccountOpened, InvoiceIssued, Posted

SOURCE: Final = "orderbook"
"""The name of the made-up accounting system that the invoices come from."""


def open_account(book: Book, debtor: Debtor) -> None:
    """A customer is known, since the day they joined."""
    customer = debtor.customer
    event = AccountOpened(
        customer.number, customer.name, customer.size.kind, customer.email, customer.phone
    )
    debtor.account_id = book.append(event, on=customer.joined)


def issue(book: Book, debtor: Debtor, debt: Debt, day: date) -> None:
    """An invoice reaches the ledger, with what is left to pay on it by then."""
    sale = debt.sale
    event = InvoiceIssued(
        debtor.account_id,
        sale.number,
        sale.currency,
        debt.left,
        debt.due_on.isoformat(),
        seen_on=day.isoformat(),
        source=SOURCE,
    )
    debt.invoice_id = book.append(event, on=sale.on)


def post(
    book: Book,
    debt: Debt,
    kind: Literal["payment", "credit", "correction"],
    amount: int,
    *,
    on: date,
    note: str = "",
) -> int:
    """Something moves an invoice's balance; `amount` in minor units, less owed is negative."""
    return book.append(Posted(debt.invoice_id, kind, amount, note=note), on=on)
