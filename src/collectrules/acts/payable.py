"""What an account's money can be used for on a day, and what is refused of what the customer names."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

from collectrules.acts.terms import TermsOf
from collectrules.charges.allocation import PARTS, Named, Payable
from collectrules.charges.early import NO_DISCOUNT
from collectrules.errors import Refused
from collectrules.ledger.book import Book
from collectrules.ledger.least import least_owed
from collectrules.ledger.owed import Owed
from collectrules.money import format_minor
from collectrules.policy.model import Part
from collectrules.worklist.state import InvoiceState, invoice_state

_BOOKED_THROUGH: Final = """
    SELECT max(x.effective_on) FROM accrual AS x JOIN invoice AS n ON n.seq = x.invoice_id
    WHERE n.account_id = ?
"""


def money_text(amount: int, currency: str) -> str:
    """`1,234.50 EUR`."""
    return f"{format_minor(amount, currency)} {currency}"


def open_on(book: Book, account_id: int, currency: str, on: date, terms: TermsOf) -> list[Owed]:
    """An account's invoices that something can be taken off on a day, interest booked through it."""
    terms.book_interest(book, account_id, on)
    return [
        one
        for one in least_owed(book.connection, account_id, on)
        if one.currency == currency and one.amount > 0
    ]


def correct_interest(book: Book, account_id: int, on: date, terms: TermsOf) -> None:
    """Correct what was booked beyond a day on which something was done with what is owed."""
    last = book.connection.execute(_BOOKED_THROUGH, (account_id,)).fetchone()[0]
    if last is not None and last > on.isoformat():
        terms.book_interest(book, account_id, on)


def payable(
    items: Sequence[Owed], terms: TermsOf, paid_on: date, *, discounts: bool = True
) -> list[Payable]:
    """The same as money that arrived on a day can be used for them."""
    return [
        Payable(
            invoice_id=one.invoice_id,
            issued_on=one.issued_on,
            due_on=one.due_on,
            principal=one.principal,
            costs=one.costs,
            interest=one.interest,
            disputed=one.disputed,
            order=terms.of(one.invoice_id).allocation.within_invoice,
            discount=terms.discount(one, paid_on) if discounts else NO_DISCOUNT,
        )
        for one in items
    ]


def refuse_named(
    connection: sqlite3.Connection,
    account_id: int,
    currency: str,
    on: date,
    named: Sequence[Named],
) -> None:
    """Raise `Refused` where an invoice that the customer names cannot be paid on the day."""
    twice = [id for id, count in Counter(each.invoice_id for each in named).items() if count > 1]
    if twice:
        number = invoice_state(connection, twice[0]).number
        raise Refused(f"`{number}` is named twice", help="name each invoice once, with its sum")
    for each in named:
        _refuse_invoice(invoice_state(connection, each.invoice_id), account_id, currency, on)
        if each.amount is not None and each.amount <= 0:
            raise Refused(
                f"{money_text(each.amount, currency)} is no sum to pay an invoice with",
                help="name the sum that goes to it, or none for as much as it takes",
            )


def _refuse_invoice(invoice: InvoiceState, account_id: int, currency: str, on: date) -> None:
    if invoice.account_id != account_id:
        raise Refused(
            f"invoice `{invoice.number}` is another account's",
            help="name an invoice of the account whose money it is; nothing was written",
        )
    if invoice.amount < 0:
        raise Refused(
            f"`{invoice.number}` is a credit note",
            help="name an invoice; `collectrules credit apply` puts a credit note to use",
        )
    if invoice.currency != currency:
        raise Refused(
            f"invoice `{invoice.number}` is in {invoice.currency}, and the money in {currency}",
            help="nothing is converted: name an invoice in the currency of the money",
        )
    if invoice.issued_on > on:
        raise Refused(
            f"invoice `{invoice.number}` was issued on {invoice.issued_on}, after {on}",
            help="leave the invoice out to hold the money, and apply it from that day on "
            "(`collectrules payment apply`)",
        )


def refuse_more_than_owed(
    items: Sequence[Owed], named: Sequence[Named], parts: Sequence[Part], currency: str
) -> None:
    """Raise `Refused` where more is named for an invoice than it owes, or nothing is left on it."""
    by_id = {one.invoice_id: one for one in items}
    for each in named:
        one = by_id[each.invoice_id]
        owed = sum(left_of(one, part) for part in parts or PARTS)
        of_parts = f" of its {' and '.join(parts)}" if parts else ""
        if not owed:
            raise Refused(
                f"nothing is left to pay on `{one.number}`{of_parts}",
                help="leave it out: what the money is not used for is held as unapplied cash",
            )
        if each.amount is not None and each.amount > owed:
            raise Refused(
                f"{money_text(each.amount, currency)} is more than the {money_text(owed, currency)} "
                f"left to pay on `{one.number}`{of_parts}",
                help="name no more than that: the rest of the money is held as unapplied cash",
            )


def left_of(one: Owed, part: Part) -> int:
    """What can be paid of a part of an item."""
    return max(0, {"costs": one.costs, "interest": one.interest}.get(part, one.principal))
