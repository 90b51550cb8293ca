"""Cheques: money that comes by post and is recorded by hand, and some that the bank gives back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from collectrules.acts.bounces import bounce_payment
from collectrules.acts.payments import Payment as Money
from collectrules.acts.payments import record_payment
from collectrules.acts.terms import terms_of
from collectrules.acts.unapplied import Applying, apply_cash
from collectrules.charges.allocation import Named
from collectrules.demo.days import Sitting, working_day_from
from collectrules.demo.debtor import Debtor, Payment
from collectrules.demo.dice import Dice
from collectrules.demo.people import CLERK
from collectrules.ledger.book import Ledger

_BANK_CHARGES: Final = 850
"""For a cheque it gives back, in minor units."""
_NOT_LONG_DUE: Final = timedelta(days=20)
"""Who pays an old debt says which."""


@dataclass(frozen=True, slots=True)
class _Cheque:
    """A cheque that was recorded, by the event of its receipt."""

    debtor: Debtor
    payment: Payment
    receipt: int


class Cheques:
    """What comes in the post in the morning, and what becomes of it."""

    def __init__(self, ledger: Ledger, debtors: Sequence[Debtor]) -> None:
        self._ledger = ledger
        self._dice = Dice("the post")
        self._writers = {each.customer.number: each for each in debtors if self._writes(each)}
        self._numbers = {number: self._dice.whole(100_200, 100_900) for number in self._writers}
        self._in_the_post: defaultdict[date, list[Payment]] = defaultdict(list)
        self._bad: defaultdict[date, list[_Cheque]] = defaultdict(list)
        self._unsaid: list[_Cheque] = []
        """Those of which nobody has said yet what they are for."""

    def posted(self, payment: Payment) -> bool:
        """Whether a customer pays by cheque, which then is on its way."""
        if payment.debt.sale.customer.number not in self._writers:
            return False
        arrives = working_day_from(payment.on + timedelta(days=self._dice.whole(1, 3)))
        self._in_the_post[arrives].append(payment)
        return True

    def morning(self, day: date) -> None:
        """Record the day's cheques, and take back those that the bank gives back."""
        sitting = Sitting(day, 8, 0)
        for cheque in self._bad.pop(day, ()):
            self._give_back(cheque, sitting.moment())
        for payment in self._in_the_post.pop(day, ()):
            self._record(payment, sitting.moment())

    def ask(self, sitting: Sitting) -> None:
        """Ask what the cheques are for that came without a word, and use those that somebody knows of."""
        known = [each for each in self._unsaid if self._dice.chance(0.5)]
        self._unsaid = [each for each in self._unsaid if each not in known]
        for each in known:
            self._use(each, sitting.moment())

    def _writes(self, debtor: Debtor) -> bool:
        size = debtor.customer.size
        return size.amount[1] < 100_000 and self._dice.chance(0.25)

    def _record(self, payment: Payment, at: datetime) -> None:
        day, debt = at.date(), payment.debt
        debtor = self._writers[debt.sale.customer.number]
        unsaid = debt.due_on > day - _NOT_LONG_DUE and self._dice.chance(0.12)
        self._numbers[debtor.customer.number] += self._dice.whole(1, 9)
        money = Money(
            account_id=debtor.account_id,
            currency=debt.sale.currency,
            amount=payment.amount,
            on=day,
            reference=f"cheque {self._numbers[debtor.customer.number]}",
            named=() if unsaid else _for(payment),
            parts=() if unsaid else ("principal",),
            hold=unsaid,
        )
        terms = terms_of(self._ledger, debtor.account_id, day)
        recorded = record_payment(self._ledger, money, terms, at=at, by=CLERK)
        cheque = _Cheque(debtor, payment, recorded.receipts[0])
        if unsaid:
            self._unsaid.append(cheque)
        elif debtor.customer.habit.keeps <= 0.5 and self._dice.chance(0.12):
            back = working_day_from(day + timedelta(days=self._dice.whole(4, 7)))
            self._bad[back].append(cheque)

    def _give_back(self, cheque: _Cheque, at: datetime) -> None:
        """The bank gives a cheque back; what it paid is owed again, and what the bank charges for it too."""
        debtor, debt, day = cheque.debtor, cheque.payment.debt, at.date()
        if debt.agreed:
            return
        bounce_payment(
            self._ledger,
            receipt_id=cheque.receipt,
            reason="refer to drawer",
            on=day,
            fee=_BANK_CHARGES,
            terms=terms_of(self._ledger, debtor.account_id, day),
            at=at,
            by=CLERK,
        )
        debtor.owe_again(debt, cheque.payment.amount)
        if not debt.disputed:
            debtor.mean_to_pay(debt, day + timedelta(days=self._dice.whole(6, 40)), day)

    def _use(self, cheque: _Cheque, at: datetime) -> None:
        debtor, day = cheque.debtor, at.date()
        applying = Applying(
            account_id=debtor.account_id,
            currency=cheque.payment.debt.sale.currency,
            on=day,
            receipts=(cheque.receipt,),
            named=_for(cheque.payment),
            parts=("principal",),
        )
        terms = terms_of(self._ledger, debtor.account_id, day)
        apply_cash(self._ledger, applying, terms, at=at, by=CLERK)


def _for(payment: Payment) -> tuple[Named, ...]:
    """The invoice that money is for; the customer pays what they were billed, and no late fee."""
    return (Named(payment.debt.invoice_id, payment.amount),)
