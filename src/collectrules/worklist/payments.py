"""Payments that a person records by hand; most arrive with an import."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from collectrules.errors import Refused
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import Posted
from collectrules.money import format_minor
from collectrules.worklist.state import InvoiceState, invoice_state

_EARLIEST_ZONE: Final = timedelta(hours=14)
"""A day begins first where clocks are furthest ahead of UTC, in Kiribati."""


def record_payment(
    ledger: Ledger,
    *,
    invoice_id: int,
    amount: int,
    on: date,
    at: datetime,
    by: str,
    note: str = "",
) -> int:
    """Record a payment on an invoice, in minor units of its currency; returns its seq.

    Raises `Refused` where the invoice is unknown or a credit note, where the payment is of nothing
    or of more than is left to pay with fees, and where its day is before the invoice's or has not
    begun anywhere when it is recorded.
    """
    with ledger.writing(at=at, by=by) as book:
        invoice = invoice_state(book.connection, invoice_id)
        _refuse_amount(invoice, amount)
        _refuse_day(invoice, on, (at.astimezone(UTC) + _EARLIEST_ZONE).date())
        return book.append(Posted(invoice_id, "payment", -amount, note=note), on=on)


def _refuse_amount(invoice: InvoiceState, amount: int) -> None:
    def money(minor: int) -> str:
        return f"{format_minor(minor, invoice.currency)} {invoice.currency}"

    if amount <= 0:
        raise Refused(
            f"a payment of {money(amount)} is no payment",
            help="to take a payment back, reverse it",
        )
    if invoice.amount < 0:
        raise Refused(
            f"`{invoice.number}` is a credit note", help="record the payment on an invoice"
        )
    left = invoice.balance + invoice.charges
    if amount > left:
        raise Refused(
            f"{money(amount)} is more than the {money(max(0, left))} left to pay on "
            f"`{invoice.number}`",
            help="record the rest on another invoice",
        )


def _refuse_day(invoice: InvoiceState, on: date, begun: date) -> None:
    if on < invoice.issued_on:
        raise Refused(
            f"invoice `{invoice.number}` was issued on {invoice.issued_on}, after {on}",
            help="name the day the money arrived",
        )
    if on > begun:
        raise Refused(
            f"{on} has not come yet, so no payment can have arrived on it",
            help="what is still to come is a promise",
        )
