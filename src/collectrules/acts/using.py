"""Writing what money, or credit, was used for: postings on principal, part postings on fees and interest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from collectrules.charges.allocation import Payable, Use
from collectrules.charges.early import Discount
from collectrules.ledger.book import Book
from collectrules.ledger.events import PartPosted, Posted
from collectrules.ledger.open_fees import Fee, fees
from collectrules.ledger.owed import Owed
from collectrules.policy.model import Part
from collectrules.policy.sentences_of_money import early_payment_text


@dataclass(frozen=True, slots=True)
class Used:
    """What money was used for, as people read it; amounts in minor units."""

    invoice_id: int
    invoice: str
    part: Part
    amount: int
    discount: int
    left: int
    """What is left of the part afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a use of money or credit is written with."""

    on: date
    kind: Literal["payment", "credit"] = "payment"
    receipt_id: int | None = None
    note: str = ""


def write_uses(
    book: Book,
    act: Act,
    uses: Iterable[Use],
    items: Sequence[Owed],
    payable: Sequence[Payable],
) -> tuple[Used, ...]:
    """Write what a receipt, or credit, is used for, each discount after what it was given for."""
    by_id = {one.invoice_id: one for one in items}
    discounts = {one.invoice_id: one.discount for one in payable}
    written = []
    for use in uses:
        one = by_id[use.invoice_id]
        _write(book, act, use, discounts[use.invoice_id])
        owed = {"costs": one.costs, "interest": one.interest}.get(use.part, one.principal)
        left = owed - use.amount - use.discount
        written.append(Used(use.invoice_id, one.number, use.part, use.amount, use.discount, left))
    return tuple(written)


def _write(book: Book, act: Act, use: Use, discount: Discount) -> None:
    id, receipt = use.invoice_id, act.receipt_id
    if use.part == "principal":
        event = Posted(id, act.kind, -use.amount, note=act.note, receipt_id=receipt)
        book.append(event, on=act.on)
        if use.discount:
            why = f"early payment: {early_payment_text(discount.percent, discount.within_days)}"
            given = Posted(id, "credit", -use.discount, note=why, receipt_id=receipt)
            book.append(given, on=act.on)
        return
    part = _fees_or_interest(use.part)
    for charge_id, amount in _of_fees(book, use):
        paid = PartPosted(id, part, act.kind, -amount, charge_id, receipt, act.note)
        book.append(paid, on=act.on)


def _fees_or_interest(part: Part) -> Literal["costs", "interest"]:
    return "costs" if part == "costs" else "interest"


def _of_fees(book: Book, use: Use) -> Iterator[tuple[int | None, int]]:
    """Of which fee how much is paid: of the one charged first, first; interest is of no fee."""
    if use.part == "costs":
        yield from spread(use.amount, fees(book.connection, use.invoice_id))
    else:
        yield None, use.amount


def spread(amount: int, over: Sequence[Fee]) -> Iterator[tuple[int | None, int]]:
    """A sum spread over fees, each taking what is left of it; what none takes is of none."""
    for fee in over:
        share = min(amount, max(0, fee.left))
        if share:
            amount -= share
            yield fee.charge_id, share
    if amount:
        yield None, amount
