"""Credit notes and corrections: what the firm itself takes off an invoice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from collectrules.demo.debtor import Debt, Debtor
from collectrules.demo.dice import Dice
from collectrules.demo.posting import SOURCE, post
from collectrules.ledger.book import Book
from collectrules.ledger.events import InvoiceIssued, Posted

_LEAST: Final = 500
"""Nobody writes a credit note for less, in minor units."""


class Credits:
    """Credit notes, numbered as they are given."""

    def __init__(self, debtors: Sequence[Debtor]) -> None:
        self._debtors = debtors
        self._dice = Dice("credits")
        self._number = 760
        self._open: list[tuple[Debtor, str, int, int]] = []
        """Not yet set against an invoice: debtor, currency, credit note's id, what it is worth."""

    def give(self, book: Book, debtor: Debtor, debt: Debt, amount: int, day: date) -> None:
        """Take an amount off an invoice, plainly or by a credit note that is set against it."""
        if amount <= 0:
            return
        note = ""
        if amount >= _LEAST and self._dice.chance(0.6):
            credit_id, note = self._note(book, debtor, debt.sale.currency, amount, day)
            book.append(Posted(credit_id, "credit", amount, note=debt.sale.number), on=day)
        self._take_off(book, debt, amount, day, note)

    def day(self, book: Book, day: date) -> None:
        """Goods that come back, credit notes that find their invoice, and prices put right."""
        self._set_off(book, day)
        if self._dice.chance(0.13):
            self._goods_back(book, day)
        if self._dice.chance(0.05):
            self._put_price_right(book, day)

    def _note(
        self, book: Book, debtor: Debtor, currency: str, amount: int, day: date
    ) -> tuple[int, str]:
        self._number += 1
        number, text = f"CN-{self._number:05}", day.isoformat()
        event = InvoiceIssued(debtor.account_id, number, currency, -amount, text, text, SOURCE)
        return book.append(event, on=day), number

    def _take_off(self, book: Book, debt: Debt, amount: int, day: date, note: str) -> None:
        post(book, debt, "credit", -amount, on=day, note=note)
        debt.left -= amount

    def _goods_back(self, book: Book, day: date) -> None:
        """A credit note for goods sent back; some customers never say against which invoice."""
        debtor = self._dice.pick([each for each in self._debtors if each.account_id])
        if debtor.customer.silent(day):
            return
        amount = self._dice.low_end(900, debtor.customer.size.amount[1] // 4)
        currency = self._dice.pick(debtor.customer.currencies)
        credit_id, _ = self._note(book, debtor, currency, amount, day)
        self._open.append((debtor, currency, credit_id, amount))

    def _set_off(self, book: Book, day: date) -> None:
        """Set credit notes against the oldest invoice that can take the whole of one."""
        kept = []
        for debtor, currency, credit_id, amount in self._open:
            debt = _oldest(debtor, currency, amount)
            if debt is None or not self._dice.chance(0.08):
                kept.append((debtor, currency, credit_id, amount))
                continue
            book.append(Posted(credit_id, "credit", amount, note=debt.sale.number), on=day)
            self._take_off(book, debt, amount, day, "goods sent back")
        self._open = kept

    def _put_price_right(self, book: Book, day: date) -> None:
        debtor = self._dice.pick(self._debtors)
        debt = next((each for each in debtor.debts if each.due_on > day and each.free), None)
        if debt is None or debt.invoice_id == 0:
            return
        amount = debt.left * self._dice.whole(-3, 4) // 100
        if amount:
            post(book, debt, "correction", -amount, on=day, note="price put right")
            debt.left -= amount


def _oldest(debtor: Debtor, currency: str, amount: int) -> Debt | None:
    fit = (
        debt
        for debt in debtor.debts
        if debt.sale.currency == currency and debt.left > amount and debt.free
    )
    return min(fit, key=lambda debt: (debt.due_on, debt.sale.number), default=None)
