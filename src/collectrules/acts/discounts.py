"""Discounts of the policy's offers, carried out as a credit: once for each offer and invoice."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from collectrules.acts.agreeing import Ground, ground_of, offer_named, refuse_name
from collectrules.charges.agreements import in_agreements
from collectrules.charges.recovery import spread
from collectrules.errors import InputError, Refused
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import Posted
from collectrules.ledger.owed import Owed, owed
from collectrules.policy.model import Discount
from collectrules.worklist.find import AccountNamed


@dataclass(frozen=True, slots=True)
class DiscountGiven:
    """A discount: the offer, and what was taken off each invoice, in minor units."""

    offer: str
    currency: str
    credits: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """What was taken off in all."""
        return sum(amount for _, amount in self.credits)


def give_discount(
    ledger: Ledger,
    account: AccountNamed,
    *,
    offer: str | None = None,
    invoices: Sequence[int] = (),
    currency: str = "",
    approved_by: str = "",
    on: date,
    at: datetime,
    by: str,
    dry_run: bool = False,
) -> DiscountGiven:
    """Take the discount of an offer that holds off the invoice it is for, or off all that is overdue.

    Off the next invoice is off the last one issued, once it is there. Rounded once as the policy rounds.

    Raises as `ground_of` and `offer_named` do, and `Refused` where no discount is offered, or each of the
    invoices had it before.
    """
    approver = refuse_name(approved_by)
    who = f"{by}, approved by {approver}" if approver else by
    writing = ledger.rehearsing if dry_run else ledger.writing
    with writing(at=at, by=who) as book:
        connection = book.connection
        chosen = invoices or _latest(connection, account, currency, on)
        ground = ground_of(book, ledger, account, invoices=chosen, currency=currency, on=on)
        found = offer_named(connection, ground, Discount, offer, approver)
        if found is None:
            raise Refused(
                f"no discount is offered to account `{account.number}` on {on}",
                help="`collectrules explain` shows which offers hold, and why",
            )
        rule, terms = found
        if terms.on == "what-is-overdue" and not invoices:
            ground = ground_of(book, ledger, account, currency=currency, on=on)
        meant = _not_before(connection, ground, rule.id)
        if terms.on == "next-invoice":
            meant = _one(meant, terms)
            if not invoices:
                _refuse_older(connection, meant[0], on)
        bases = [each.amount if terms.on == "next-invoice" else each.principal for each in meant]
        credits = [
            (each, min(amount, each.principal))
            for each, amount in zip(
                meant, spread(terms.percent, bases, ground.policy.rounding), strict=True
            )
        ]
        for each, amount in credits:
            if amount > 0:
                note = _NOTE.format(rule.id)
                book.append(Posted(each.invoice_id, "credit", -amount, note=note), on=on)
        taken_off = tuple((each.number, amount) for each, amount in credits)
        return DiscountGiven(rule.id, ground.currency, taken_off)


_NOTE: Final = "discount {}"


def _latest(
    connection: sqlite3.Connection, account: AccountNamed, currency: str, on: date
) -> tuple[int, ...]:
    """The invoice of an account that was issued last of those on which a discount can be given."""
    taken = in_agreements(connection, account.id, on)
    free = [
        each
        for each in owed(connection, on, accounts=(account.id,))
        if each.principal > 0
        and currency in ("", each.currency)
        and not each.disputed
        and each.invoice_id not in taken
    ]
    if not free:
        raise Refused(
            f"account `{account.number}` owes nothing on {on} that a discount could be taken off",
            help="nothing was written",
        )
    return (max(free, key=_issued).invoice_id,)


def _issued(invoice: Owed) -> tuple[date, int]:
    return invoice.issued_on, invoice.invoice_id


def _refuse_older(connection: sqlite3.Connection, invoice: Owed, on: date) -> None:
    """Raise `Refused` where a later invoice than the next one was issued already."""
    issued = [
        each
        for each in owed(connection, on, accounts=(invoice.account_id,))
        if each.amount > 0 and each.currency == invoice.currency
    ]
    last = max(issued, key=_issued)
    if last.invoice_id != invoice.invoice_id:
        raise Refused(
            f"the last invoice of account `{invoice.account}` is `{last.number}`, and no discount can be "
            "taken off it",
            help="it is for the next invoice: wait for that one, or name one with `--invoice N`",
        )


def _not_before(connection: sqlite3.Connection, ground: Ground, rule: str) -> list[Owed]:
    """The invoices that had no discount by the offer yet; raises `Refused` where all of them had."""
    had = {
        row[0]
        for row in connection.execute(
            "SELECT invoice_id FROM posting WHERE kind = 'credit' AND note = ?"
            " AND seq NOT IN (SELECT reversed_seq FROM reversal)",
            (_NOTE.format(rule),),
        )
    }
    left = [each for each in ground.invoices if each.invoice_id not in had and each.principal > 0]
    if not left:
        numbers = ", ".join(f"`{each.number}`" for each in ground.invoices)
        raise Refused(
            f"`{rule}` was taken off {numbers} before",
            help="an offer of a discount is for each invoice once; nothing was written",
        )
    return left


def _one(invoices: Sequence[Owed], terms: Discount) -> list[Owed]:
    if len(invoices) > 1:
        raise InputError(
            f"{terms.percent.normalize():f} per cent is off the next invoice, not off {len(invoices)}",
            help="name one with `--invoice N`",
        )
    return list(invoices)
