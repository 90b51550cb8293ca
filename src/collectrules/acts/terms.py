"""The terms that count where money of an account is used: of the policy in force, or of one beside it.

What a payment goes to is said by the terms of the day it is used on; what paying early takes off, by those
that were in force on the invoice's date, as they are part of what it was sold on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from collectrules.charges import booking
from collectrules.charges.conditions import Versions
from collectrules.charges.early import NO_DISCOUNT, Discount, discount_for
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.owed import Owed
from collectrules.ledger.policies import NoneInForce
from collectrules.ledger.published import beside_in_force, policy_in_force
from collectrules.policy.model import Policy, Terms
from collectrules.worklist.interest import bring_up_to
from collectrules.worklist.under import beside_on

_BEARING: Final = """
    SELECT DISTINCT t.invoice_id FROM interest_term AS t JOIN invoice AS n ON n.seq = t.invoice_id
    WHERE n.account_id = ?
"""
Version = tuple[Policy, int] | None
"""A policy as it reads on a day, and the event that published it; None where none was in force."""


@dataclass(frozen=True, slots=True)
class TermsOf:
    """What terms count for the invoices of one account on a day."""

    account: Version
    """The policy that says how money is shared between its invoices."""
    invoice: Callable[[int], Version]
    """The policy that an invoice is under on the day."""
    sold_under: Callable[[int, date], Version]
    """The policy that an invoice was under on its date."""
    book_interest: Callable[[Book, int, date], object]
    """Books the interest of an account through a day, before something is done with what is owed."""

    @classmethod
    def always(cls, policy: Policy, seq: int, versions: Versions) -> TermsOf:
        """Those of one policy, which was in force on all days; `versions` know it."""
        version = (policy, seq)

        def book_interest(book: Book, account_id: int, through: date) -> None:
            bearing = book.connection.execute(_BEARING, (account_id,)).fetchall()
            booking.book_interest(book, [id for (id,) in bearing], through, versions=versions)

        return cls(
            version,
            lambda _invoice: version,
            lambda _invoice, day: (policy.on(day), seq),
            book_interest,
        )

    @property
    def between(self) -> Terms:
        """The terms by which money is shared between invoices; without any policy, what is usual."""
        return _terms(self.account)

    @property
    def source(self) -> str:
        """Whose terms these are: `policy ready 1`."""
        if self.account is None:
            return "no policy was in force: the usual order"
        policy, _ = self.account
        return f"policy {policy.id} {policy.version}"

    def of(self, invoice_id: int) -> Terms:
        """The terms of the policy that an invoice is under."""
        return _terms(self.invoice(invoice_id))

    def discount(self, item: Owed, paid_on: date) -> Discount:
        """What paying early takes off an invoice that is paid with money of a day."""
        terms = _terms(self.sold_under(item.invoice_id, item.issued_on))
        if item.amount <= 0:
            return NO_DISCOUNT
        return discount_for(terms.early_payment, item.issued_on, paid_on, terms.rounding)


def terms_of(ledger: Ledger, account_id: int, on: date) -> TermsOf:
    """The published terms that count for an account on a day."""
    beside = beside_on(ledger, on, accounts=(account_id,))
    main = _in_force(ledger, on)

    def policy_of(invoice_id: int) -> str:
        return beside.of_invoice(account_id, invoice_id)

    def invoice(invoice_id: int) -> Version:
        id = policy_of(invoice_id)
        return beside.versions[id] if id else main

    def sold_under(invoice_id: int, day: date) -> Version:
        return _in_force(ledger, day, policy_of(invoice_id))

    def book_interest(book: Book, account_id: int, through: date) -> None:
        bring_up_to(ledger, book, (account_id,), through)

    return TermsOf(main, invoice, sold_under, book_interest)


def _in_force(ledger: Ledger, day: date, beside: str = "") -> Version:
    try:
        return beside_in_force(ledger, beside, day) if beside else policy_in_force(ledger, day)
    except NoneInForce:
        return None


def _terms(version: Version) -> Terms:
    return Terms() if version is None else version[0].terms
