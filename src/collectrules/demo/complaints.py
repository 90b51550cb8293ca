"""Disputes: what customers say is wrong with an invoice, and how it ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from collectrules.clock import moment_text
from collectrules.demo.credits import Credits
from collectrules.demo.days import moment_of, working_day_from
from collectrules.demo.debtor import Debt, Debtor
from collectrules.demo.dice import Dice
from collectrules.ledger.book import Book
from collectrules.ledger.events import Contacted, Disputed, DisputeEnded

REASONS: Final = {
    "goods damaged in transit": 4,
    "short delivery": 4,
    "wrong price": 3,
    "not ordered": 1,
    "already returned": 2,
    "no purchase order number on the invoice": 2,
}


class Complaints:
    """Disputes from the call that raises them to the day they end."""

    def __init__(self, debtors: Sequence[Debtor], credits: Credits) -> None:
        self._debtors = debtors
        self._credits = credits
        self._dice = Dice("complaints")
        self._ends: defaultdict[date, list[tuple[Debtor, Debt]]] = defaultdict(list)

    def day(self, book: Book, day: date) -> None:
        """What customers complain of today, and the complaints that come to an end."""
        for debtor, debt in self._ends.pop(day, ()):
            self._end(book, debtor, debt, day)
        for debtor in self._debtors:
            for debt in debtor.debts:
                if debt.complain_on is not None and debt.complain_on <= day:
                    debt.complain_on = None
                    self._raise(book, debtor, debt, day)

    def reason(self) -> str:
        """What may be wrong with an invoice."""
        return self._dice.weighed(REASONS)

    def raised(self, debtor: Debtor, debt: Debt, dispute_id: int, day: date) -> None:
        """A dispute was recorded: nothing is paid until it ends, which some take long to do."""
        debt.dispute_id, debt.pay_on = dispute_id, None
        days = self._dice.whole(9, 50) if self._dice.chance(0.8) else self._dice.whole(70, 190)
        self._ends[working_day_from(day + timedelta(days=days))].append((debtor, debt))

    def _raise(self, book: Book, debtor: Debtor, debt: Debt, day: date) -> None:
        if not debt.free or debtor.customer.silent(day):
            return
        at = moment_text(moment_of(day, 14, self._dice.whole(0, 55)))
        reason = self.reason()
        note = f"{debt.sale.number}: {reason}"
        book.append(Contacted(debtor.account_id, at, "call", "in", "IN", note), on=day)
        dispute_id = book.append(Disputed(debt.invoice_id, reason), on=day)
        self.raised(debtor, debt, dispute_id, day)

    def _end(self, book: Book, debtor: Debtor, debt: Debt, day: date) -> None:
        outcome = self._dice.weighed({"credited": 9, "rejected": 6, "withdrawn": 4})
        book.append(DisputeEnded(debt.dispute_id, outcome), on=day)
        debt.dispute_id = 0
        if outcome == "credited":
            amount = debt.left * self._dice.whole(8, 55) // 100
            self._credits.give(book, debtor, debt, amount, day)
        debtor.mean_to_pay(debt, day + timedelta(days=self._dice.whole(3, 16)), day)
