"""Payments that bounced: everything is put back as it was, and the bank's fee passed on where it is told."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from collectrules.acts.payable import money_text
from collectrules.acts.payments import acting, refuse_to_come
from collectrules.acts.terms import TermsOf
from collectrules.errors import InputError, Refused
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import Charged
from collectrules.ledger.owed import Owed, owed
from collectrules.ledger.receipts import Receipt, receipts
from collectrules.money import LARGEST_MINOR
from collectrules.worklist.reversals import enter_reversal

BANK_FEE: Final = "bank-fee"
"""The rule that a bank's fee for a returned payment is charged by, for the period of the receipt's seq."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounced:
    """What taking a payment back wrote, or would write in a dry run."""

    receipt: Receipt
    taken_back: tuple[int, ...]
    """The seqs of all events that count no more, the receipt's first."""
    fee_on: str
    """The number of the invoice that the bank's fee was charged on; empty where none was."""
    fee: int


def bounce_payment(
    ledger: Ledger,
    *,
    receipt_id: int,
    reason: str,
    on: date,
    fee: int = 0,
    terms: TermsOf,
    at: datetime,
    by: str,
    dry_run: bool = False,
) -> Bounced:
    """Take money back that the bank returned on a day, with all that was paid by it and any discount.

    A `fee` of the bank, in minor units, is charged on the invoice that was paid by it, else on the one due
    longest. Raises `Refused` where it was taken back before, on a day before it arrived or that has not begun
    anywhere, without a reason, and where there is nothing to charge the fee on.
    """
    refuse_to_come(on, at, help="a payment bounces on the day the bank says so")
    with acting(ledger, at=at, by=by, dry_run=dry_run) as book:
        receipt = _receipt(book.connection, receipt_id)
        charged_on = _charged_on(book, receipt, on) if fee else None
        taken_back = enter_reversal(book, seq=receipt_id, reason=reason, on=on).events
        if charged_on is not None:
            _charge(book, charged_on, receipt, fee, on=on, terms=terms)
        return Bounced(
            receipt=receipt,
            taken_back=taken_back,
            fee_on=charged_on.number if charged_on else "",
            fee=fee,
        )


def find_receipt(ledger: Ledger, account_id: int, text: str, on: date) -> Receipt:
    """The payment of an account that is meant by its reference or by the number of its event.

    Raises `InputError` where there is none, or several have the reference.
    """
    ours = receipts(ledger.connection, on, accounts=[account_id])
    wanted = text.strip()
    found = [one for one in ours if one.reference == wanted and not one.taken_back]
    found = found or [one for one in ours if str(one.seq) == wanted or one.reference == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(
            f"{len(found)} payments have the reference `{wanted}`",
            help=f"name one by its event: {', '.join(str(one.seq) for one in found)}",
        )
    raise InputError(
        f"no payment of the account by {on} has the reference or the event `{wanted}`",
        help="`collectrules payment list ACCOUNT` shows them",
    )


def _receipt(connection: sqlite3.Connection, seq: int) -> Receipt:
    found = [one for one in receipts(connection, date.max) if one.seq == seq]
    if not found:
        raise Refused(
            f"event {seq} is no payment", help="`collectrules payment list` shows their events"
        )
    return found[0]


def _charged_on(book: Book, receipt: Receipt, on: date) -> Owed:
    """The invoice a bank's fee is charged on: of those the money paid, else of all, the one due longest."""
    paid = {
        invoice_id
        for table in ("posting", "part_posting")
        for (invoice_id,) in book.connection.execute(
            f"SELECT invoice_id FROM {table} WHERE receipt_id = ?"
            " AND seq NOT IN (SELECT reversed_seq FROM reversal)",
            (receipt.seq,),
        )
    }
    ours = [
        one
        for one in owed(book.connection, on, accounts=[receipt.account_id])
        if one.currency == receipt.currency and one.amount > 0
    ]
    able = [one for one in ours if one.invoice_id in paid] or ours
    if not able:
        raise Refused(
            f"account `{receipt.account}` has no invoice in {receipt.currency} to charge the bank's fee on",
            help="leave the fee out, and invoice it",
        )
    return min(able, key=lambda one: (one.total <= 0, one.due_on, one.invoice_id))


def _charge(book: Book, one: Owed, receipt: Receipt, fee: int, *, on: date, terms: TermsOf) -> None:
    if not 0 < fee <= LARGEST_MINOR:
        raise Refused(
            f"{money_text(fee, receipt.currency)} is no fee", help="name what the bank charged"
        )
    version = terms.invoice(one.invoice_id)
    if version is None:
        raise Refused(
            f"no policy is in force on {on} under which a fee could be charged",
            help="publish one, or leave the fee out",
        )
    book.append(Charged(one.invoice_id, BANK_FEE, receipt.seq, fee, version[1]), on=on)
