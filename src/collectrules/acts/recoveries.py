"""Money on debts that were written off, and money that an agency recovered.

Money on what was written off takes the write-off back by exactly what arrived, and pays it: nothing more is
owed than before. Of a placement, what is still owed on its invoices is paid first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from collectrules.acts.payable import correct_interest, left_of, open_on
from collectrules.acts.payments import Payment, use_money
from collectrules.acts.placements import placement_meant
from collectrules.acts.terms import TermsOf, terms_of
from collectrules.acts.using import Used
from collectrules.charges.allocation import PARTS, Named
from collectrules.charges.placements import PlacementMade
from collectrules.charges.recovery import agency_share, taken
from collectrules.errors import Refused
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import PartPosted, Posted, Received
from collectrules.ledger.owed import Owed, owed
from collectrules.money import format_minor
from collectrules.policy.model import Part
from collectrules.worklist.find import AccountNamed
from collectrules.worklist.interest import bring_up_to


@dataclass(frozen=True, slots=True)
class OwedAgain:
    """What had been written off of a part of an invoice and is owed again, because money came for it."""

    number: str
    part: Part
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """Money that was received, what it was used for, and what an agency kept of it; in minor units."""

    receipt: int
    currency: str
    amount: int
    share: int
    owed_again: tuple[OwedAgain, ...]
    uses: tuple[Used, ...]
    unapplied: int
    """What nothing was owed for."""


def recover(
    ledger: Ledger,
    account: AccountNamed,
    invoice_id: int,
    amount: int,
    *,
    on: date,
    at: datetime,
    by: str,
    reference: str = "",
    dry_run: bool = False,
) -> Recovery:
    """Record money on an invoice that was written off: as much of it as arrived is owed and paid again.

    Raises `Refused` where the amount is none, something is still owed on the invoice, or less was written off
    than arrived.
    """
    writing = ledger.rehearsing if dry_run else ledger.writing
    with writing(at=at, by=by) as book:
        (invoice,) = owed(book.connection, on, invoices=(invoice_id,)) or (None,)
        _refuse_recovery(book, invoice, amount, on)
        assert invoice is not None
        payment = _Payment(account, invoice.currency, amount, reference.strip(), on)
        return _enter(book, payment, [invoice], terms_of(ledger, account.id, on))


def _refuse_recovery(book: Book, invoice: Owed | None, amount: int, on: date) -> None:
    if invoice is None:
        raise Refused(f"the invoice is of a day after {on}", help="nothing was written")
    _refuse_none(amount, invoice.currency)
    if invoice.total > 0:
        raise Refused(
            f"{format_minor(invoice.total, invoice.currency)} {invoice.currency} is still owed on "
            f"`{invoice.number}`: it is no recovery but a payment",
            help="record it as a payment; nothing was written",
        )
    lost = sum(written_off(book.connection, invoice.invoice_id, on).values())
    if amount > lost:
        raise Refused(
            f"only {format_minor(lost, invoice.currency)} {invoice.currency} of `{invoice.number}` was "
            "written off",
            help="record the rest as a payment on account; nothing was written",
        )


def _refuse_none(amount: int, currency: str) -> None:
    if amount <= 0:
        raise Refused(
            f"{format_minor(amount, currency)} {currency} is no money", help="nothing was written"
        )


def recover_by_agency(
    ledger: Ledger,
    account: AccountNamed,
    placement: int | None,
    amount: int,
    *,
    share: int | None = None,
    on: date,
    at: datetime,
    by: str,
    reference: str = "",
    dry_run: bool = False,
) -> tuple[Recovery, PlacementMade]:
    """Record what a customer paid by way of an agency, and what they kept of it: else their percentage.

    All of it counts as paid by the customer. What nothing is owed for on the placed invoices is unapplied.

    Raises as `placement_meant` does, and `Refused` for an amount or a share that cannot be.
    """
    writing = ledger.rehearsing if dry_run else ledger.writing
    with writing(at=at, by=by) as book:
        placed = placement_meant(ledger, account, placement, on, standing=False)
        _refuse_none(amount, placed.currency)
        debts = [each.invoice_id for each in placed.invoices]
        bring_up_to(ledger, book, (account.id,), on)
        invoices = sorted(
            owed(book.connection, on, invoices=debts),
            key=lambda each: (each.due_on, each.invoice_id),
        )
        terms = terms_of(ledger, account.id, on)
        kept = share
        if kept is None:
            rounding = terms.of(invoices[0].invoice_id).rounding
            kept = agency_share(amount, placed.contingency_percent, rounding)
        if not 0 <= kept <= amount:
            raise Refused(
                f"a share of {format_minor(kept, placed.currency)} of "
                f"{format_minor(amount, placed.currency)} is not possible",
                help="name what they kept with `--share`; nothing was written",
            )
        payment = _Payment(
            account, placed.currency, amount, reference.strip(), on, placed.seq, kept
        )
        found = _enter(book, payment, invoices, terms)
        return found, placement_meant(ledger, account, placed.seq, on, standing=False)


@dataclass(frozen=True, slots=True)
class _Payment:
    account: AccountNamed
    currency: str
    amount: int
    reference: str
    on: date
    placement: int | None = None
    share: int = 0


def _enter(book: Book, paid: _Payment, invoices: Sequence[Owed], terms: TermsOf) -> Recovery:
    """Write the money, what is owed again because of it, and what it is used for.

    What is still owed on the invoices is paid first; only for what then is left of it is anything owed again.
    """
    received = Received(
        paid.account.id,
        paid.currency,
        paid.amount,
        paid.reference,
        placement_id=paid.placement,
        share=paid.share,
    )
    seq = book.append(received, on=paid.on)
    beyond = paid.amount - sum(map(_owed_on, invoices))
    again = list(_owe_again(book, seq, max(0, beyond), invoices, terms, on=paid.on))
    ours = {each.invoice_id: place for place, each in enumerate(invoices)}
    items = [
        each
        for each in open_on(book, paid.account.id, paid.currency, paid.on, terms)
        if each.invoice_id in ours
    ]
    owing = sorted((each.invoice_id for each in items if _owed_on(each)), key=ours.__getitem__)
    payment = Payment(
        account_id=paid.account.id,
        currency=paid.currency,
        amount=paid.amount,
        on=paid.on,
        named=tuple(Named(each) for each in owing),
        discounts=False,
    )
    uses, left = (
        use_money(book, seq, paid.amount, items, payment=payment, terms=terms, on=paid.on)
        if owing
        else ((), paid.amount)
    )
    correct_interest(book, paid.account.id, paid.on, terms)
    return Recovery(
        receipt=seq,
        currency=paid.currency,
        amount=paid.amount,
        share=paid.share,
        owed_again=tuple(again),
        uses=uses,
        unapplied=left,
    )


def _owed_on(invoice: Owed) -> int:
    return sum(left_of(invoice, part) for part in PARTS)


def _owe_again(
    book: Book,
    receipt: int,
    money: int,
    invoices: Sequence[Owed],
    terms: TermsOf,
    *,
    on: date,
) -> Iterator[OwedAgain]:
    """Take write-offs back by as much as some money; the receipt is named, so that a bounce undoes it."""
    for each in invoices:
        lost = written_off(book.connection, each.invoice_id, on)
        order = terms.of(each.invoice_id).allocation.within_invoice
        for part, amount in taken(money, lost, order).items():
            if part == "principal":
                event = Posted(each.invoice_id, "write_off", amount, receipt_id=receipt)
                book.append(event, on=on)
            else:
                again = PartPosted(each.invoice_id, part, "write_off", amount, receipt_id=receipt)
                book.append(again, on=on)
            money -= amount
            yield OwedAgain(each.number, part, amount)


_WRITTEN_OFF: Final = """
    SELECT 'principal', -sum(p.amount) FROM posting AS p
    WHERE p.invoice_id = :invoice_id AND p.kind = 'write_off' AND {stands}
    UNION ALL
    SELECT p.part, -sum(p.amount) FROM part_posting AS p
    WHERE p.invoice_id = :invoice_id AND p.kind = 'write_off' AND {stands}
    GROUP BY p.part
""".format(
    stands="p.effective_on <= :on AND p.seq NOT IN"
    " (SELECT reversed_seq FROM reversal WHERE effective_on <= :on)"
)


def written_off(connection: sqlite3.Connection, invoice_id: int, on: date) -> dict[Part, int]:
    """What was written off an invoice by a day and not recovered since, part by part, in minor units."""
    rows = connection.execute(_WRITTEN_OFF, {"invoice_id": invoice_id, "on": on.isoformat()})
    return {part: amount for part, amount in _known(rows) if amount > 0}


def _known(rows: sqlite3.Cursor) -> Iterator[tuple[Part, int]]:
    for part, amount in rows:
        yield next(each for each in PARTS if each == part), amount or 0
