"""The firm's office: what the ledger learns, and when, of sales and payments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from collectrules.demo.cheques import Cheques
from collectrules.demo.days import moment_of, working_day_from
from collectrules.demo.debtor import Debt, Debtor, Payment
from collectrules.demo.dice import Dice
from collectrules.demo.opening import open_books
from collectrules.demo.people import CLERK
from collectrules.demo.posting import issue, open_account, post
from collectrules.demo.sales import Sale
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import Reversed


class Office:
    """Keeps the ledger of what was sold and paid, day by day."""

    def __init__(
        self,
        ledger: Ledger,
        debtors: Sequence[Debtor],
        sales: Sequence[Sale],
        cheques: Cheques,
    ) -> None:
        self.ledger = ledger
        self._cheques = cheques
        self.debtors = debtors
        self.dice = Dice("office")
        self._by_number = {debtor.customer.number: debtor for debtor in debtors}
        self._sales: defaultdict[date, list[Sale]] = defaultdict(list)
        for sale in sales:
            self._sales[sale.on].append(sale)
        self._to_record: defaultdict[date, list[Payment]] = defaultdict(list)
        self._misposted: list[tuple[int, Payment]] = []

    def before_the_ledger(self, day: date) -> None:
        """A day before there was a ledger: customers buy and pay, nobody records it here."""
        for sale in self._sales[day]:
            self._by_number[sale.customer.number].buy(sale)
        self._customers_pay(day)

    def open(self, day: date) -> None:
        """The first day: what is open is brought in, and everybody who ever bought."""
        with self.ledger.writing(at=moment_of(day, 7), by=CLERK) as book:
            open_books(book, [each for each in self.debtors if each.customer.joined < day], day)

    def morning(self, day: date) -> None:
        """New customers, the day's invoices, and payments of days before that came to light."""
        with self.ledger.writing(at=moment_of(day, 7, 40), by=CLERK) as book:
            self._correct_misposted(book, day)
            for payment in self._to_record.pop(day, ()):
                self._record(book, payment, day)
            for sale in self._sales[day]:
                debtor = self._by_number[sale.customer.number]
                if not debtor.account_id:
                    open_account(book, debtor)
                issue(book, debtor, debtor.buy(sale), day)

    def afternoon(self, day: date) -> None:
        """The bank's list of the day: most of what customers paid; the rest comes to light later."""
        payments = self._transfers(day)
        with self.ledger.writing(at=moment_of(day, 17, 30), by=CLERK) as book:
            for payment in payments:
                if self.dice.chance(0.8):
                    self._record(book, payment, day)
                else:
                    self._record_later(payment)

    def closed(self, day: date) -> None:
        """A weekend or a bank holiday: customers pay, nobody looks."""
        for payment in self._transfers(day):
            self._record_later(payment)

    def _transfers(self, day: date) -> list[Payment]:
        return [each for each in self._customers_pay(day) if not self._cheques.posted(each)]

    def _customers_pay(self, day: date) -> list[Payment]:
        return [payment for debtor in self.debtors for payment in debtor.payments(day)]

    def _record_later(self, payment: Payment) -> None:
        later = payment.on + timedelta(days=2 if self.dice.chance(0.2) else 1)
        self._to_record[working_day_from(later)].append(payment)

    def _record(self, book: Book, payment: Payment, day: date) -> None:
        """Post a payment; once in a while to the wrong invoice, which shows the next working day."""
        wrong = self._another_debt(payment, day) if self.dice.chance(0.006) else None
        seq = post(book, wrong or payment.debt, "payment", -payment.amount, on=payment.on)
        if wrong is not None:
            self._misposted.append((seq, payment))

    def _another_debt(self, payment: Payment, day: date) -> Debt | None:
        """Another invoice of the same customer that nobody will pay or credit by tomorrow."""
        debtor = self._by_number[payment.debt.sale.customer.number]
        return next(
            (
                debt
                for debt in debtor.debts
                if debt is not payment.debt
                and debt.sale.currency == payment.debt.sale.currency
                and debt.left >= payment.amount
                and debt.invoice_id
                and debt.free
                and (debt.pay_on is None or debt.pay_on > day + timedelta(days=6))
            ),
            None,
        )

    def _correct_misposted(self, book: Book, day: date) -> None:
        for seq, payment in self._misposted:
            book.append(Reversed(seq, "posted to the wrong invoice"), on=day)
            post(book, payment.debt, "payment", -payment.amount, on=payment.on)
        self._misposted.clear()
