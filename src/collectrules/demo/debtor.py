"""A customer as a debtor: what they owe, when they mean to pay it, and what changes their mind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from collectrules.acts.using import Used
from collectrules.demo.customers import Customer
from collectrules.demo.days import is_working_day, working_day_from
from collectrules.demo.dice import Dice
from collectrules.demo.sales import Sale
from collectrules.worklist.find import AccountNamed


@dataclass(slots=True, eq=False)
class Debt:
    """An invoice as the customer sees it; amounts in minor units."""

    sale: Sale
    due_on: date
    left: int
    """What they have not sent yet; the ledger may learn of a payment a day or two later."""
    pay_on: date | None = None
    """The day they mean to pay; None while they do not mean to."""
    in_parts: bool = False
    complain_on: date | None = None
    """The day they will say that something is wrong with it, where they will."""
    invoice_id: int = 0
    dispute_id: int = 0
    agreed: bool = False
    """Whether a plan, a settlement or an agency sees to how it is paid."""

    @property
    def disputed(self) -> bool:
        """Whether the ledger has an open dispute of it."""
        return self.dispute_id > 0

    @property
    def free(self) -> bool:
        """Whether nothing stands in the way of paying it, or of asking for it, as usual."""
        return not self.disputed and not self.agreed


@dataclass(frozen=True, slots=True)
class Payment:
    """Money on its way to one invoice, in minor units."""

    debt: Debt
    amount: int
    on: date


@dataclass(slots=True, eq=False)
class Debtor:
    """A customer with what they owe."""

    customer: Customer
    dice: Dice
    name: str
    """As the ledger knows it by now; so is `email`."""
    email: str
    account_id: int = 0
    debts: list[Debt] = field(default_factory=list)

    @classmethod
    def of(cls, customer: Customer) -> Debtor:
        """The customer before the first sale."""
        return cls(customer, Dice(f"debtor {customer.number}"), customer.name, customer.email)

    @property
    def named(self) -> AccountNamed:
        """Their account, as the acts of the program name it."""
        return AccountNamed(self.account_id, self.customer.number, self.name)

    def buy(self, sale: Sale) -> Debt:
        """Owe for a sale, and make up one's mind when to pay it."""
        habit = self.customer.habit
        debt = Debt(sale, sale.due_on, sale.amount, in_parts=self.dice.chance(habit.in_parts))
        self.mean_to_pay(
            debt, sale.due_on + timedelta(days=self.dice.near(*habit.days_late)), sale.on
        )
        if self.dice.chance(habit.disputes):
            debt.complain_on = sale.on + timedelta(days=self.dice.whole(2, self.customer.terms + 9))
        self.debts.append(debt)
        return debt

    def mean_to_pay(self, debt: Debt, on: date, today: date) -> None:
        """Mean to pay on a day, or the next on which this customer pays; never when they fall silent."""
        on = max(on, today + timedelta(days=1))
        if self.customer.size.kind == "business":
            on = working_day_from(on)
        if self.customer.habit.weekly:
            on = working_day_from(on + timedelta(days=(4 - on.weekday()) % 7))
        debt.pay_on = None if self.customer.silent(on) else on

    def mean_to_pay_by(self, debt: Debt, last: date, today: date) -> None:
        """Mean to pay on a working day up to two days before `last`, or on it."""
        on = last - timedelta(days=self.dice.whole(0, 2))
        debt.pay_on = on if is_working_day(on) and on > today else last

    def hurry(self, today: date, within: tuple[int, int]) -> None:
        """Mean to pay all that is due within some days from today, where they meant to pay later."""
        for debt in self.overdue(today):
            on = today + timedelta(days=self.dice.whole(*within))
            if debt.pay_on is None or debt.pay_on > on:
                self.mean_to_pay(debt, on, today)

    def overdue(self, today: date, currency: str | None = None) -> list[Debt]:
        """What they could pay today without any quarrel: due, not disputed, nothing else agreed."""
        return [
            debt
            for debt in self.debts
            if debt.left > 0
            and debt.due_on < today
            and debt.free
            and currency in (None, debt.sale.currency)
        ]

    def agree(self, debts: Iterable[Debt]) -> None:
        """Pay some debts as it was agreed, and not as they meant to."""
        for debt in debts:
            debt.agreed, debt.pay_on, debt.in_parts, debt.complain_on = True, None, False, None

    def has_paid(self, uses: Iterable[Used]) -> None:
        """Owe so much less on the invoices that money was used for; late fees are not theirs to count."""
        paid = {use.invoice_id: use.amount for use in uses if use.part == "principal"}
        for debt in self.debts:
            debt.left -= paid.get(debt.invoice_id, 0)

    def owe_again(self, debt: Debt, amount: int) -> None:
        """Owe what they had paid, because the bank gave it back."""
        debt.left += amount
        if debt not in self.debts:
            self.debts = sorted([*self.debts, debt], key=lambda each: each.sale.number)

    def payments(self, today: date) -> list[Payment]:
        """What they send today."""
        sent = [self._pay(debt, today) for debt in self.debts if debt.left and debt.pay_on == today]
        self.debts = [debt for debt in self.debts if debt.left]
        return sent

    def _pay(self, debt: Debt, today: date) -> Payment:
        amount, debt.pay_on = debt.left, None
        if debt.in_parts and amount > 2_000:
            amount = amount * self.dice.whole(30, 65) // 100_00 * 100
            debt.in_parts = False
            self.mean_to_pay(debt, today + timedelta(days=self.dice.whole(14, 35)), today)
            debt.left -= amount
            return Payment(debt, amount, today)
        debt.left = 0
        if amount > 5_000 and self.dice.chance(0.015):
            # The bank's fee or a slip of the pen: to their mind all is paid.
            amount -= self.dice.whole(4, 480)
        return Payment(debt, amount, today)
