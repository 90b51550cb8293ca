"""Debts of firms that are no more: let go by the owner, and what a liquidator still pays of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from collectrules.acts.recoveries import recover
from collectrules.acts.write_offs import WrittenOff, write_off
from collectrules.demo.days import Sitting
from collectrules.demo.debtor import Debtor
from collectrules.demo.dice import Dice
from collectrules.demo.people import CLERK, OWNER
from collectrules.ledger.book import Ledger

_GIVEN_UP_AFTER: Final = timedelta(days=120)
"""Since anything was heard of them."""


@dataclass(frozen=True, slots=True)
class _Dividend:
    """What a liquidator is going to pay on an invoice that was written off, in minor units."""

    debtor: Debtor
    invoice_id: int
    amount: int
    on: date


class Lost:
    """What is written off for good, and what comes back of it against all hope."""

    def __init__(self, ledger: Ledger, debtors: Sequence[Debtor]) -> None:
        self._ledger = ledger
        self._debtors = debtors
        self._dice = Dice("lost")
        self._dividends: list[_Dividend] = []

    def let_go(self, sitting: Sitting) -> None:
        """Write off what is owed by those of whom nothing has been heard for long."""
        for debtor in self._debtors:
            if not debtor.customer.silent(sitting.day - _GIVEN_UP_AFTER):
                continue
            gone = [
                self._write_off(debtor, debt.invoice_id, sitting.moment())
                for debt in debtor.debts
                if debt.free
            ]
            debtor.debts = [debt for debt in debtor.debts if not debt.free]
            if gone:
                self._await_a_dividend(debtor, gone, sitting.day)

    def come_back(self, sitting: Sitting) -> None:
        """Record what liquidators pay this week."""
        due = [each for each in self._dividends if each.on <= sitting.day]
        for each in due:
            at = sitting.moment()
            self._dividends.remove(each)
            recover(
                self._ledger,
                each.debtor.named,
                each.invoice_id,
                each.amount,
                reference="first dividend",
                on=at.date(),
                at=at,
                by=CLERK,
            )

    def _write_off(self, debtor: Debtor, invoice_id: int, at: datetime) -> WrittenOff:
        return write_off(
            self._ledger,
            debtor.named,
            invoice_id,
            reason="the firm was wound up",
            approved_by=OWNER,
            on=at.date(),
            at=at,
            by=CLERK,
        )

    def _await_a_dividend(self, debtor: Debtor, gone: Sequence[WrittenOff], day: date) -> None:
        largest = max(gone, key=lambda each: each.invoice.total).invoice
        amount = largest.total * self._dice.whole(9, 30) // 100
        on = day + timedelta(days=self._dice.whole(30, 80))
        self._dividends.append(_Dividend(debtor, largest.invoice_id, amount, on))
