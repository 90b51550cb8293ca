"""Credit put to use: a credit note, or what was paid too much on an invoice, for what is owed on others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from collectrules.acts.corrections import corrected_since
from collectrules.acts.payable import (
    correct_interest,
    money_text,
    open_on,
    payable,
    refuse_more_than_owed,
    refuse_named,
)
from collectrules.acts.payments import acting, disputed_among, refuse_to_come, whose_word
from collectrules.acts.terms import TermsOf
from collectrules.acts.using import Act, Used, write_uses
from collectrules.charges.allocation import Named, allocate
from collectrules.errors import Refused
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import PartPosted, Posted
from collectrules.ledger.least import credit_left
from collectrules.ledger.owed import Owed
from collectrules.policy.model import Part
from collectrules.worklist.run_result import Correction
from collectrules.worklist.state import invoice_state

_OF_A_NOTE: Final[tuple[Part, ...]] = ("principal",)
"""A credit note is about what was sold: it goes to no fee and no interest unless that is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crediting:
    """Credit that is to be used; amounts in minor units."""

    account_id: int
    source: int
    """The credit note, or the invoice on which too much was paid."""
    on: date
    amount: int | None = None
    """None for as much as can be used."""
    named: tuple[Named, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Credited:
    """What applying credit wrote, or would write in a dry run."""

    currency: str
    uses: tuple[Used, ...]
    left: int
    """What is left of the credit, in minor units."""
    why: str
    passed_over: tuple[str, ...]
    corrections: tuple[Correction, ...] = ()
    """Interest booked before that it put right."""


def apply_credit(
    ledger: Ledger,
    crediting: Crediting,
    terms: TermsOf,
    *,
    at: datetime,
    by: str,
    dry_run: bool = False,
) -> Credited:
    """Use credit, in one act: by the customer's word, else by the terms, a credit note for principal alone.

    Raises `Refused` where there is none, or less than is named, where nothing can be paid with it, and where
    an invoice that is named cannot be paid so.
    """
    refuse_to_come(crediting.on, at, help="credit is applied on the day it is used")
    with acting(ledger, at=at, by=by, dry_run=dry_run) as book:
        return _enter(book, crediting, terms)


def _enter(book: Book, crediting: Crediting, terms: TermsOf) -> Credited:
    before = book.seq
    terms.book_interest(book, crediting.account_id, crediting.on)
    source = _source(book, crediting)
    there = -(source.principal + source.costs + source.interest)
    money = _money(crediting, source, there)
    who = (crediting.account_id, source.currency, crediting.on)
    refuse_named(book.connection, *who, crediting.named)
    items = open_on(book, *who, terms)
    parts = crediting.parts or (_OF_A_NOTE if source.amount < 0 else ())
    refuse_more_than_owed(items, crediting.named, parts, source.currency)
    owing = payable(items, terms, crediting.on, discounts=False)
    between = terms.between.allocation.between_invoices
    uses, left = allocate(
        money, owing, on=crediting.on, between=between, named=crediting.named, parts=parts
    )
    if not uses:
        raise Refused(
            f"nothing else that is owed in {source.currency} can be paid with `{source.number}`",
            help="name an invoice in dispute with `--invoice` where the customer wants it credited, and "
            "fees or interest with `--part`",
        )
    _take(book, source, money - left, crediting.on)
    act = Act(on=crediting.on, kind="credit", note=source.number)
    used = write_uses(book, act, uses, items, owing)
    correct_interest(book, crediting.account_id, crediting.on, terms)
    return Credited(
        currency=source.currency,
        uses=used,
        left=there - money + left,
        why=whose_word(crediting.named, crediting.parts, terms),
        passed_over=disputed_among(items, crediting.named),
        corrections=corrected_since(book.connection, before),
    )


def _source(book: Book, crediting: Crediting) -> Owed:
    state = invoice_state(book.connection, crediting.source)
    if state.account_id != crediting.account_id:
        raise Refused(
            f"`{state.number}` is another account's",
            help="name a credit note of the account; nothing was written",
        )
    if state.issued_on > crediting.on:
        raise Refused(
            f"`{state.number}` was issued on {state.issued_on}, after {crediting.on}",
            help="name that day or a later one with `--on`",
        )
    whose = (crediting.account_id, crediting.on)
    found = credit_left(book.connection, *whose, invoices=[crediting.source])
    if not found:
        raise Refused(
            f"`{state.number}` has no credit on {crediting.on}",
            help="`collectrules credit list` shows what there is",
        )
    return found[0]


def _money(crediting: Crediting, source: Owed, there: int) -> int:
    if crediting.amount is None:
        return there
    if not 0 < crediting.amount <= there:
        raise Refused(
            f"{money_text(crediting.amount, source.currency)} cannot be taken of the "
            f"{money_text(there, source.currency)} of `{source.number}`",
            help="name more than nothing and no more than that",
        )
    return crediting.amount


def _take(book: Book, source: Owed, money: int, on: date) -> None:
    """Take credit from where it is: from the principal first, then from interest and fees."""
    taken = min(money, -source.principal)
    if taken:
        book.append(Posted(source.invoice_id, "credit", taken, note="applied"), on=on)
    parts: tuple[Literal["interest", "costs"], ...] = ("interest", "costs")
    for part in parts:
        share = min(money - taken, -getattr(source, part))
        if share:
            taken += share
            event = PartPosted(source.invoice_id, part, "credit", share, note="applied")
            book.append(event, on=on)
