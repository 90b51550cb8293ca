"""Money that arrives: recorded as a receipt and used for what is owed, in one act."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from collectrules.acts.corrections import corrected_since
from collectrules.acts.payable import (
    correct_interest,
    money_text,
    open_on,
    payable,
    refuse_more_than_owed,
    refuse_named,
)
from collectrules.acts.terms import TermsOf
from collectrules.acts.using import Act, Used, write_uses
from collectrules.charges.allocation import Named, allocate
from collectrules.errors import Refused
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import Received
from collectrules.ledger.owed import Owed
from collectrules.money import LARGEST_MINOR
from collectrules.policy.model import Part
from collectrules.worklist.run_result import Correction
from collectrules.worklist.state import account_number, currencies_billed

_EARLIEST_ZONE: Final = timedelta(hours=14)
"""A day begins first where clocks are furthest ahead of UTC, in Kiribati."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money as it is told of; amounts in minor units of its currency."""

    account_id: int
    currency: str
    amount: int
    on: date
    """The day it arrived."""
    reference: str = ""
    note: str = ""
    named: tuple[Named, ...] = ()
    """What the customer says it is for; empty where they do not say."""
    parts: tuple[Part, ...] = ()
    """Which parts of what is owed, in order; empty for the order of the terms."""
    hold: bool = False
    """Whether it is used for nothing yet."""
    again: bool = False
    """Whether it may be the same as one that was recorded before."""
    discounts: bool = True
    """Whether what paying early takes off is given."""
    placement_id: int | None = None
    share: int = 0
    """What an agency kept of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What recording, or applying, money wrote, or would write in a dry run."""

    receipts: tuple[int, ...]
    """The seqs of the receipts."""
    uses: tuple[Used, ...]
    unapplied: int
    """What is left of it, in minor units."""
    why: str
    """By whose word it was used so."""
    passed_over: tuple[str, ...]
    """The numbers of invoices in dispute, to which nothing goes unasked."""
    corrections: tuple[Correction, ...] = ()
    """Interest booked before that it put right, because it arrived on an earlier day."""


@contextmanager
def acting(ledger: Ledger, *, at: datetime, by: str, dry_run: bool) -> Iterator[Book]:
    """A write transaction; in a dry run it is undone."""
    transaction = ledger.rehearsing if dry_run else ledger.writing
    with transaction(at=at, by=by) as book:
        yield book


def record_payment(
    ledger: Ledger,
    payment: Payment,
    terms: TermsOf,
    *,
    at: datetime,
    by: str,
    dry_run: bool = False,
) -> Recorded:
    """Record money that arrived, and use it: by the customer's word, else by the terms.

    Raises `Refused` as `enter_payment` does, and where its day has not begun anywhere when it is recorded.
    """
    refuse_to_come(payment.on, at)
    with acting(ledger, at=at, by=by, dry_run=dry_run) as book:
        return enter_payment(book, payment, terms)


def enter_payment(book: Book, payment: Payment, terms: TermsOf) -> Recorded:
    """Write money and what it is used for into an open transaction.

    Raises `Refused` where the account is unknown or was never billed in the currency, where the money is
    nothing or the same was recorded before, and where an invoice that is named cannot be paid so.
    """
    number = account_number(book.connection, payment.account_id)
    _refuse_amount(payment)
    _refuse_again(book, payment, number)
    if not payment.hold:
        _refuse_currency(book, payment, number)
    refuse_named(book.connection, payment.account_id, payment.currency, payment.on, payment.named)
    received = Received(
        payment.account_id,
        payment.currency,
        payment.amount,
        payment.reference.strip(),
        payment.note.strip(),
        payment.placement_id,
        payment.share,
    )
    before = book.seq
    receipt = book.append(received, on=payment.on)
    if payment.hold:
        return Recorded(
            receipts=(receipt,), uses=(), unapplied=payment.amount, why="held", passed_over=()
        )
    items = open_on(book, payment.account_id, payment.currency, payment.on, terms)
    refuse_more_than_owed(items, payment.named, payment.parts, payment.currency)
    uses, left = use_money(
        book, receipt, payment.amount, items, payment=payment, terms=terms, on=payment.on
    )
    correct_interest(book, payment.account_id, payment.on, terms)
    return Recorded(
        receipts=(receipt,),
        uses=uses,
        unapplied=left,
        why=whose_word(payment.named, payment.parts, terms),
        passed_over=disputed_among(items, payment.named),
        corrections=corrected_since(book.connection, before),
    )


def use_money(
    book: Book,
    receipt: int,
    money: int,
    items: Sequence[Owed],
    *,
    payment: Payment,
    terms: TermsOf,
    on: date,
) -> tuple[tuple[Used, ...], int]:
    """Use money that arrived on `payment.on` for some items on a day; returns what is left of it too."""
    owing = payable(items, terms, payment.on, discounts=payment.discounts)
    uses, left = allocate(
        money,
        owing,
        on=on,
        between=terms.between.allocation.between_invoices,
        named=payment.named,
        parts=payment.parts,
    )
    return write_uses(book, Act(on=on, receipt_id=receipt), uses, items, owing), left


def whose_word(named: Sequence[Named], parts: Sequence[Part], terms: TermsOf) -> str:
    """By whose word money is used as it is: `as the customer says`."""
    return "as the customer says" if named or parts else f"by {terms.source}"


def disputed_among(items: Sequence[Owed], named: Sequence[Named]) -> tuple[str, ...]:
    """The numbers of items in dispute on which something is owed, where the customer names none."""
    return tuple(one.number for one in items if one.disputed and one.total > 0 and not named)


def refuse_to_come(
    on: date, at: datetime, *, help: str = "what is still to come is a promise"
) -> None:
    """Raise `Refused` where a day has not begun anywhere at a moment."""
    if on > (at.astimezone(UTC) + _EARLIEST_ZONE).date():
        raise Refused(f"{on} has not come yet", help=help)


def _refuse_amount(payment: Payment) -> None:
    if payment.amount <= 0:
        raise Refused(
            f"a payment of {money_text(payment.amount, payment.currency)} is no payment",
            help="`collectrules payment bounce` and `take-back` take one back",
        )
    if payment.amount > LARGEST_MINOR:
        raise Refused(
            f"{money_text(payment.amount, payment.currency)} is larger than any amount a ledger takes",
            help=f"the largest is {money_text(LARGEST_MINOR, payment.currency)}",
        )
    told = sum(each.amount or 0 for each in payment.named)
    if told > payment.amount:
        raise Refused(
            f"{money_text(told, payment.currency)} is named for invoices, and only "
            f"{money_text(payment.amount, payment.currency)} arrived",
            help="name sums that add up to what arrived, or less",
        )


_SAME: Final = """
    SELECT seq FROM receipt
    WHERE account_id = ? AND currency = ? AND amount = ? AND effective_on = ? AND reference = ?
      AND seq NOT IN (SELECT reversed_seq FROM reversal)
"""


def _refuse_again(book: Book, payment: Payment, number: str) -> None:
    if payment.again:
        return
    key = (
        payment.account_id,
        payment.currency,
        payment.amount,
        payment.on.isoformat(),
        payment.reference.strip(),
    )
    row = book.connection.execute(_SAME, key).fetchone()
    if row is not None:
        called = f" with the reference `{key[-1]}`" if key[-1] else ""
        raise Refused(
            f"{money_text(payment.amount, payment.currency)} of `{number}` on {payment.on}{called} "
            f"is recorded already, as event {row[0]}",
            help="if it is other money of the same sum and day, say so with `--again`; nothing was written",
        )


def _refuse_currency(book: Book, payment: Payment, number: str) -> None:
    """Raise where the account was never billed in the currency of its money: most likely a slip."""
    billed = currencies_billed(book.connection, payment.account_id)
    if payment.currency not in billed:
        said = f"only in {' and '.join(billed)}" if billed else "and never was billed at all"
        raise Refused(
            f"account `{number}` has no invoice in {payment.currency}, {said}",
            help="nothing is converted; `--hold` records the money all the same, as unapplied cash",
        )
