"""Unapplied cash put to use: money that arrived before, for what is owed now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from collectrules.acts.corrections import corrected_since
from collectrules.acts.payable import (
    correct_interest,
    money_text,
    open_on,
    refuse_more_than_owed,
    refuse_named,
)
from collectrules.acts.payments import (
    Payment,
    Recorded,
    acting,
    disputed_among,
    refuse_to_come,
    use_money,
    whose_word,
)
from collectrules.acts.terms import TermsOf
from collectrules.acts.using import Used
from collectrules.charges.allocation import Named
from collectrules.errors import Refused
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.least import days_since
from collectrules.ledger.receipts import Receipt, receipts
from collectrules.policy.model import Part
from collectrules.worklist.state import account_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Applying:
    """Unapplied cash of an account that is to be used; amounts in minor units."""

    account_id: int
    currency: str
    on: date
    """The day it is used on."""
    amount: int | None = None
    """None for as much as can be used."""
    receipts: tuple[int, ...] = ()
    """Which money; empty for all there is, the oldest first."""
    named: tuple[Named, ...] = ()
    parts: tuple[Part, ...] = ()
    discounts: bool = True
    """Whether the money takes off what it would have when it arrived."""


def apply_cash(
    ledger: Ledger,
    applying: Applying,
    terms: TermsOf,
    *,
    at: datetime,
    by: str,
    dry_run: bool = False,
) -> Recorded:
    """Use unapplied cash, in one act: by the customer's word, else by the terms.

    Raises `Refused` where there is none, or less than is named, where nothing can be paid with it, and where
    an invoice that is named cannot be paid so.
    """
    refuse_to_come(applying.on, at, help="cash is applied on the day it is used")
    with acting(ledger, at=at, by=by, dry_run=dry_run) as book:
        return _enter(book, applying, terms)


def _enter(book: Book, applying: Applying, terms: TermsOf) -> Recorded:
    number = account_number(book.connection, applying.account_id)
    who, before = (applying.account_id, applying.currency, applying.on), book.seq
    free = unapplied_on(book, *who, applying.receipts)
    there = sum(money for _, money in free)
    _refuse_money(applying, there, number)
    refuse_named(book.connection, *who, applying.named)
    items = open_on(book, *who, terms)
    refuse_more_than_owed(items, applying.named, applying.parts, applying.currency)
    passed_over = disputed_among(items, applying.named)
    left, named = there if applying.amount is None else applying.amount, applying.named
    uses: list[Used] = []
    touched: list[int] = []
    for receipt, money in free:
        using = _payment(receipt, replace(applying, named=named))
        if applying.named and not named:
            break
        found, rest = use_money(
            book, receipt.seq, min(money, left), items, payment=using, terms=terms, on=applying.on
        )
        if found:
            touched.append(receipt.seq)
            uses += found
            left -= min(money, left) - rest
            named = _still_named(named, found)
            items = open_on(book, *who, terms)
        if not left:
            break
    if not uses:
        raise _no_use(applying, number, passed_over)
    correct_interest(book, applying.account_id, applying.on, terms)
    spent = sum(use.amount for use in uses)
    return Recorded(
        receipts=tuple(touched),
        uses=tuple(uses),
        unapplied=there - spent,
        why=whose_word(applying.named, applying.parts, terms),
        passed_over=passed_over,
        corrections=corrected_since(book.connection, before),
    )


def _no_use(applying: Applying, number: str, passed_over: Sequence[str]) -> Refused:
    """Why nothing could be paid: nothing is owed, or only what is in dispute, or not in those parts."""
    if passed_over:
        return Refused(
            f"all that `{number}` owes in {applying.currency} on {applying.on} is in dispute",
            help=f"if the customer wants it paid all the same, say so: `--invoice {passed_over[0]}`",
        )
    what = f" of {' and '.join(applying.parts)}" if applying.parts else ""
    return Refused(
        f"`{number}` owes nothing{what} in {applying.currency} on {applying.on} that could be paid with it",
        help="it stays there for what is invoiced later; nothing was written",
    )


def unapplied_on(
    book: Book, account_id: int, currency: str, on: date, wanted: Sequence[int] = ()
) -> list[tuple[Receipt, int]]:
    """Money of an account with what can be used of it on a day: no more than is left on any later one."""
    days = [
        {one.seq: one for one in receipts(book.connection, day, accounts=[account_id])}
        for day in days_since(book.connection, account_id, on)
    ]
    found = [
        (one, min(day[seq].unapplied for day in days))
        for seq, one in days[0].items()
        if one.currency == currency and (not wanted or seq in wanted)
    ]
    return [(one, money) for one, money in found if money > 0]


def _payment(receipt: Receipt, applying: Applying) -> Payment:
    return Payment(
        account_id=receipt.account_id,
        currency=receipt.currency,
        amount=receipt.amount,
        on=receipt.on,
        named=applying.named,
        parts=applying.parts,
        discounts=applying.discounts,
    )


def _still_named(named: Sequence[Named], uses: Sequence[Used]) -> tuple[Named, ...]:
    """What is named and not yet paid of it."""
    left = []
    for each in named:
        paid = sum(use.amount + use.discount for use in uses if use.invoice_id == each.invoice_id)
        if each.amount is None or each.amount > paid:
            left.append(replace(each, amount=None if each.amount is None else each.amount - paid))
    return tuple(left)


def _refuse_money(applying: Applying, there: int, number: str) -> None:
    if not there:
        raise Refused(
            f"account `{number}` has no unapplied cash in {applying.currency} on {applying.on}",
            help="`collectrules payment list` shows what came in and what it was used for",
        )
    if applying.amount is None:
        return
    if applying.amount <= 0:
        raise Refused(
            f"{money_text(applying.amount, applying.currency)} is no sum to apply",
            help="name how much of it is to be used, or leave it out for as much as can be",
        )
    if applying.amount > there:
        raise Refused(
            f"{money_text(applying.amount, applying.currency)} is more than the "
            f"{money_text(there, applying.currency)} of `{number}` that is not applied",
            help="name no more than that; nothing was written",
        )
    told = sum(each.amount or 0 for each in applying.named)
    if told > applying.amount:
        raise Refused(
            f"{money_text(told, applying.currency)} is named for invoices, and only "
            f"{money_text(applying.amount, applying.currency)} is to be applied",
            help="name sums that add up to it, or less",
        )
