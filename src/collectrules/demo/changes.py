"""What changes of a customer and of an agreement: addresses, names, due dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from collectrules.demo.debtor import Debt, Debtor
from collectrules.demo.dice import Dice
from collectrules.ledger.book import Book
from collectrules.ledger.events import AccountChanged, DueDateChanged


class Changes:
    """What the office is told of, now and then."""

    def __init__(self, debtors: Sequence[Debtor]) -> None:
        self._debtors = debtors
        self._dice = Dice("changes")

    def day(self, book: Book, day: date) -> None:
        """A customer moves to another address, or asks in time for more time to pay."""
        debtor = self._dice.pick([each for each in self._debtors if each.account_id])
        if debtor.customer.silent(day):
            return
        if self._dice.chance(0.04):
            self._other_address(book, debtor, day)
        elif self._dice.chance(0.25):
            self._more_time(book, debtor, day)

    def _other_address(self, book: Book, debtor: Debtor, day: date) -> None:
        customer = debtor.customer
        _, _, host = customer.email.partition("@")
        debtor.email = f"{self._dice.pick(('payables', 'ledger', 'hello'))}@{host}"
        if customer.size.kind == "business" and self._dice.chance(0.3):
            debtor.name = f"{customer.name} (new owners)"
        event = AccountChanged(
            debtor.account_id, debtor.name, customer.size.kind, debtor.email, customer.phone
        )
        book.append(event, on=day)

    def _more_time(self, book: Book, debtor: Debtor, day: date) -> None:
        debt = next((each for each in debtor.debts if _may_wait(each, day)), None)
        if debt is None:
            return
        more = timedelta(days=self._dice.pick((7, 10, 14)))
        debt.due_on += more
        book.append(DueDateChanged(debt.invoice_id, debt.due_on.isoformat()), on=day)
        if debt.pay_on is not None:
            debtor.mean_to_pay(debt, debt.pay_on + more, day)


def _may_wait(debt: Debt, day: date) -> bool:
    soon = day <= debt.due_on <= day + timedelta(days=12)
    return soon and debt.invoice_id > 0 and debt.free and debt.due_on == debt.sale.due_on
