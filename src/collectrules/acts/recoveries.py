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

from collectrules.acts.placements import placement_meant
from collectrules.charges.booking import book_interest
from collectrules.charges.placements import PlacementMade
from collectrules.charges.recovery import Part, agency_share, taken
from collectrules.errors import Refused
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import PartPosted, Posted, Received
from collectrules.ledger.owed import Owed, owed
from collectrules.money import format_minor
from collectrules.policy.model import Policy
from collectrules.worklist.find import AccountNamed
from collectrules.worklist.under import beside_on
from collectrules.worklist.versions import policy_in_force


@dataclass(frozen=True, slots=True)
class Used:
    """What some money was used for on one part of an invoice, in minor units."""

    number: str
    part: Part
    amount: int
    written_off: bool
    """Whether it had been written off before."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """Money that was received, what it was used for, and what an agency kept of it."""

    receipt: int
    currency: str
    amount: int
    share: int
    used: tuple[Used, ...]

    @property
    def unapplied(self) -> int:
        """What nothing was owed for."""
        return self.amount - sum(each.amount for each in self.used)


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
        receipt = Received(account.id, invoice.currency, amount, reference.strip())
        return _enter(book, receipt, [invoice], _order(ledger, account, invoice, on), on)


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
        book_interest(book, debts, on)
        invoices = sorted(
            owed(book.connection, on, invoices=debts),
            key=lambda each: (each.due_on, each.invoice_id),
        )
        policy = _policy_of(ledger, account, invoices[0], on)
        kept = share
        if kept is None:
            kept = agency_share(amount, placed.contingency_percent, policy.rounding)
        if not 0 <= kept <= amount:
            raise Refused(
                f"a share of {format_minor(kept, placed.currency)} of "
                f"{format_minor(amount, placed.currency)} is not possible",
                help="name what they kept with `--share`; nothing was written",
            )
        receipt = Received(
            account.id,
            placed.currency,
            amount,
            reference.strip(),
            placement_id=placed.seq,
            share=kept,
        )
        order: Sequence[Part] = policy.terms.allocation.within_invoice
        found = _enter(book, receipt, invoices, order, on)
        return found, placement_meant(ledger, account, placed.seq, on, standing=False)


def _policy_of(ledger: Ledger, account: AccountNamed, invoice: Owed, on: date) -> Policy:
    beside = beside_on(ledger, on, accounts=(account.id,))
    under = beside.of_invoice(account.id, invoice.invoice_id)
    policy, _ = beside.versions[under] if under else policy_in_force(ledger, on)
    return policy.in_currency(invoice.currency)


def _order(ledger: Ledger, account: AccountNamed, invoice: Owed, on: date) -> Sequence[Part]:
    return _policy_of(ledger, account, invoice, on).terms.allocation.within_invoice


def _enter(
    book: Book, receipt: Received, invoices: Sequence[Owed], order: Sequence[Part], on: date
) -> Recovery:
    """Write the money and what it is used for: first all that is owed, then what had been written off."""
    seq, left, used = book.append(receipt, on=on), receipt.amount, list[Used]()
    for lost in (False, True):
        for invoice in invoices:
            id = invoice.invoice_id
            parts = written_off(book.connection, id, on) if lost else _parts(invoice)
            for part, amount in taken(left, parts, order).items():
                used.append(Used(invoice.number, part, amount, lost))
                _pay(book, invoice.invoice_id, used[-1], seq, on)
                left -= amount
    return Recovery(seq, receipt.currency, receipt.amount, receipt.share, tuple(used))


def _parts(invoice: Owed) -> dict[Part, int]:
    return {
        "costs": invoice.costs,
        "interest": invoice.interest,
        "principal": invoice.principal,
    }


def _pay(book: Book, invoice_id: int, used: Used, receipt: int, on: date) -> None:
    """Pay a part of an invoice; what had been written off of it is owed again first."""
    if used.written_off:
        if used.part == "principal":
            again = Posted(invoice_id, "write_off", used.amount, receipt_id=receipt)
            book.append(again, on=on)
        else:
            owed_again = PartPosted(
                invoice_id, used.part, "write_off", used.amount, receipt_id=receipt
            )
            book.append(owed_again, on=on)
    if used.part == "principal":
        book.append(Posted(invoice_id, "payment", -used.amount, receipt_id=receipt), on=on)
    else:
        paid = PartPosted(invoice_id, used.part, "payment", -used.amount, receipt_id=receipt)
        book.append(paid, on=on)


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
    names: tuple[Part, ...] = ("costs", "interest", "principal")
    for part, amount in rows:
        yield next(each for each in names if each == part), amount or 0
