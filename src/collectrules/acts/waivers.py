"""Waivers: fees or interest that are let go, with a reason and a name, and not charged again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from collectrules.acts.payable import money_text
from collectrules.acts.payments import acting, refuse_to_come
from collectrules.acts.using import spread
from collectrules.errors import Refused
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import PartPosted
from collectrules.ledger.least import least_owed
from collectrules.ledger.open_fees import Fee, fees
from collectrules.ledger.owed import Owed
from collectrules.worklist.interest import bring_up_to
from collectrules.worklist.state import InvoiceState, invoice_state

WaivedPart = Literal["costs", "interest"]
NAMES = {"costs": "late fees", "interest": "interest"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """What is to be let go on an invoice; amounts in minor units."""

    invoice_id: int
    on: date
    reason: str
    part: WaivedPart | None = None
    """None for late fees, then interest."""
    rule: str = ""
    """Only what this rule charged: a late fee, or the interest."""
    amount: int | None = None
    """None for all of it."""


@dataclass(frozen=True, slots=True)
class Waived:
    """What was let go of one fee, or of the interest; amounts in minor units."""

    seq: int
    part: WaivedPart
    rule: str
    """Of a late fee, by which it was charged."""
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaivedAll:
    """What a waiver wrote, or would write in a dry run."""

    invoice: str
    currency: str
    waived: tuple[Waived, ...]
    costs_left: int
    interest_left: int


def waive(
    ledger: Ledger, waiver: Waiver, *, at: datetime, by: str, dry_run: bool = False
) -> WaivedAll:
    """Let fees or interest on an invoice go, in part or whole, in one act.

    Raises `Refused` where nothing of it is owed, or less than is named, without a reason, and on a day
    before the invoice's or after the day it is recorded.
    """
    refuse_to_come(waiver.on, at, help="a waiver is recorded once it is given")
    with acting(ledger, at=at, by=by, dry_run=dry_run) as book:
        state = invoice_state(book.connection, waiver.invoice_id)
        _refuse(waiver, state)
        bring_up_to(ledger, book, (state.account_id,), waiver.on)
        (one,) = least_owed(book.connection, state.account_id, waiver.on, invoices=[state.id])
        waived = tuple(_write(book, waiver, one))
        gone = {part: sum(w.amount for w in waived if w.part == part) for part in NAMES}
        return WaivedAll(
            invoice=state.number,
            currency=state.currency,
            waived=waived,
            costs_left=max(0, one.costs) - gone["costs"],
            interest_left=max(0, one.interest) - gone["interest"],
        )


def _refuse(waiver: Waiver, state: InvoiceState) -> None:
    if not waiver.reason.strip():
        raise Refused("the reason is missing", help="say in a few words why it is waived")
    if waiver.on < state.issued_on:
        raise Refused(
            f"invoice `{state.number}` was issued on {state.issued_on}, after {waiver.on}",
            help="name a later day",
        )
    if waiver.amount is not None and waiver.amount <= 0:
        raise Refused(
            f"{money_text(waiver.amount, state.currency)} is nothing to waive",
            help="name how much is waived, or leave it out for all of it",
        )


def _write(book: Book, waiver: Waiver, one: Owed) -> Iterator[Waived]:
    due = _to_waive(book, waiver, one)
    there = sum(amount for _, _, amount in due)
    what = f"`{waiver.rule}`" if waiver.rule else NAMES.get(waiver.part or "", "fees or interest")
    if not there:
        raise Refused(
            f"nothing of {what} is owed on `{one.number}` on {waiver.on}",
            help=f"`collectrules payoff {one.number} --on {waiver.on}` shows what is owed on it",
        )
    if waiver.amount is not None and waiver.amount > there:
        raise Refused(
            f"{money_text(waiver.amount, one.currency)} is more than the "
            f"{money_text(there, one.currency)} of {what} owed on `{one.number}`",
            help="name no more than that, or leave the amount out for all of it",
        )
    left = there if waiver.amount is None else waiver.amount
    for part, fee, amount in due:
        share = min(left, amount)
        if not share:
            return
        left -= share
        event = PartPosted(
            one.invoice_id,
            part,
            "waiver",
            -share,
            charge_id=fee.charge_id if fee else None,
            note=waiver.reason.strip(),
        )
        yield Waived(book.append(event, on=waiver.on), part, fee.rule if fee else "", share)


def _to_waive(book: Book, waiver: Waiver, one: Owed) -> list[tuple[WaivedPart, Fee | None, int]]:
    """What can be waived: of late fees, the one charged first in front, then of interest."""
    due: list[tuple[WaivedPart, Fee | None, int]] = []
    if waiver.part != "interest":
        by_then = {fee.charge_id for fee in fees(book.connection, one.invoice_id, waiver.on)}
        ours = {
            fee.charge_id: fee
            for fee in fees(book.connection, one.invoice_id)
            if fee.charge_id in by_then and waiver.rule in ("", fee.rule)
        }
        for charge_id, share in spread(max(0, one.costs), list(ours.values())):
            if charge_id is not None:
                due.append(("costs", ours[charge_id], share))
    if waiver.part != "costs" and one.interest > 0 and _interest_by(book, waiver, one):
        due.append(("interest", None, one.interest))
    return due


def _interest_by(book: Book, waiver: Waiver, one: Owed) -> bool:
    """Whether interest is meant: by its rule, or as no rule is named."""
    if not waiver.rule:
        return True
    ran = book.connection.execute(
        "SELECT 1 FROM interest_term WHERE invoice_id = ? AND rule = ?"
        " AND seq NOT IN (SELECT reversed_seq FROM reversal)",
        (one.invoice_id, waiver.rule),
    )
    return ran.fetchone() is not None
