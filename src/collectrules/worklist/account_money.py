"""What an account owes in a currency on a day: sums as the worklist adds them up, and its open invoices."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from collectrules.charges.agreements import called, in_agreements
from collectrules.engine.known import KnownInvoice, Owner, Sums
from collectrules.ledger.owed import Owed, owed
from collectrules.ledger.receipts import receipts
from collectrules.money import format_minor
from collectrules.worklist.placed import placed_with

_NOTHING: Final = Sums(0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An invoice with something left to pay; amounts in minor units."""

    number: str
    due_on: date
    """While a plan stands, the day of its next instalment."""
    days_late: int
    balance: int
    """What is left of the invoice itself."""
    lateness: int = 0
    """Late fees and interest in the books that are left."""
    marks: tuple[str, ...] = ()
    """What keeps it from being asked for as any other: `in dispute`, `left out`."""
    free: bool = True
    """Whether an agreement can be made about it: it is not in dispute, not placed, and in no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountMoney:
    """Sums of an account in one currency, in minor units."""

    owed: int
    """All that is left of invoices, late fees and booked interest, less credit notes."""
    fees: int
    interest: int
    """In the books."""
    promised: int
    disputed: int
    """What is left, fees and interest counted, of invoices in dispute; of one in part, that part."""
    to_collect: int
    """As the worklist adds it up."""
    unapplied: int
    """Money that arrived and was used for nothing yet."""
    credit: int
    """Credit notes and what was paid too much."""
    invoices: tuple[OpenInvoice, ...]
    """Those due first in front."""


def read_money(
    connection: sqlite3.Connection,
    owner: Owner,
    on: date,
    known: Sequence[KnownInvoice],
    sums: Sums | None,
) -> AccountMoney:
    """The money of an account on a day, of which the open invoices and the sums have been read."""
    account_id, currency = owner
    items = [
        each for each in owed(connection, on, accounts=(account_id,)) if each.currency == currency
    ]
    summed = sums or _NOTHING
    held = sum(
        each.unapplied
        for each in receipts(connection, on, accounts=(account_id,))
        if each.currency == currency
    )
    return AccountMoney(
        owed=sum(each.total for each in items),
        fees=sum(each.costs for each in items),
        interest=sum(each.interest for each in items),
        promised=summed.promised,
        disputed=sum(each.in_dispute for each in items),
        to_collect=summed.to_collect,
        unapplied=held,
        credit=sum(each.credit for each in items),
        invoices=open_invoices(connection, account_id, on, known, items),
    )


def open_invoices(
    connection: sqlite3.Connection,
    account_id: int,
    on: date,
    known: Sequence[KnownInvoice],
    items: Sequence[Owed] = (),
) -> tuple[OpenInvoice, ...]:
    """The open invoices of an account on a day, with what marks each; of `items` what lateness costs."""
    lateness = {each.invoice_id: each.costs + each.interest for each in items}
    parts = {each.invoice_id: each.disputed_part for each in items}
    placed = placed_with(connection, account_id, on)
    agreed = {
        id: called(agreement).split(" (")[0].removeprefix("the ")
        for id, agreement in in_agreements(connection, account_id, on).items()
    }
    return tuple(
        OpenInvoice(
            number=each.number,
            due_on=on - timedelta(days=int(each.facts["days_past_due"])),
            days_late=int(each.facts["days_past_due"]),
            balance=int(each.facts["balance"]),
            lateness=lateness.get(each.invoice_id, 0),
            marks=tuple(_marks(each, placed, agreed, parts.get(each.invoice_id))),
            free=not each.facts["disputed"] and each.invoice_id not in {*placed, *agreed},
        )
        for each in known
    )


def _marks(
    invoice: KnownInvoice, placed: dict[int, str], agreed: dict[int, str], part: int | None
) -> list[str]:
    id = invoice.invoice_id
    of = "" if part is None else f"{format_minor(part, invoice.currency)} of it "
    marks = {
        f"{of}in dispute": bool(invoice.facts["disputed"]),
        "left out": invoice.overridden.left_out,
        f"in the {agreed.get(id)}": id in agreed,
        f"placed with {placed.get(id)}": id in placed,
    }
    return [mark for mark, so in marks.items() if so]
