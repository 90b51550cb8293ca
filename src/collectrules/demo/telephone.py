"""Calls: who answers, what they say, and what they then do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from collectrules.demo.complaints import Complaints
from collectrules.demo.days import working_day_from
from collectrules.demo.debtor import Debt, Debtor
from collectrules.demo.people import CLERK
from collectrules.ledger.book import Ledger
from collectrules.policy.model import Policy
from collectrules.worklist.listing import Row
from collectrules.worklist.needs import Disputing
from collectrules.worklist.outcomes import Dispute, LoggedContact, Promise, log_contact

_NOBODY: Final = {"NA": 6, "LV": 4, "LB": 1, "LM": 2, "TP": 1}
_NOT_EVEN_A_MACHINE: Final = {"NA": 7, "LB": 1}
_NO_LONGER_THERE: Final = {"NA": 7, "LV": 1, "TD": 1}
_NO_DAY_NAMED: Final = {"RPC-CB": 5, "RPC-REF": 2, "PAID": 1}
_NOTES: Final = {
    "LM": "left word with the kitchen",
    "TP": "spoke to the landlord",
    "RPC-CB": "in the middle of service, asks us to ring back",
    "RPC-REF": "says there is no money at the moment",
    "PAID": "says it went out this week",
}


class Telephone:
    """Logs the calls of the desk, and lets customers act on them."""

    def __init__(
        self, ledger: Ledger, policy: Policy, policy_seq: int, complaints: Complaints
    ) -> None:
        self._ledger = ledger
        self._policy = policy
        self._policy_seq = policy_seq
        self._complaints = complaints

    def call(self, row: Row, debtor: Debtor, at: datetime) -> None:
        """Ring a customer about what they owe in the row's currency.

        Raises `Blocked` where a limit is in the way.
        """
        day, habit = at.date(), debtor.customer.habit
        debts = debtor.overdue(day, row.currency)
        if debtor.customer.silent(day):
            self._log(debtor, debtor.dice.weighed(_NO_LONGER_THERE), at)
        elif not debtor.dice.chance(habit.answers):
            nobody = _NOBODY if habit.machine else _NOT_EVEN_A_MACHINE
            self._log(debtor, debtor.dice.weighed(nobody), at)
        elif not debts:
            self._log(debtor, "PAID", at)
        elif debtor.dice.chance(habit.promises):
            self._promised("PTP", row.currency, debtor, debts, at)
        elif debtor.dice.chance(habit.disputes * 2):
            self._disputed(debtor, debts[0], at)
        else:
            result = debtor.dice.weighed(_NO_DAY_NAMED)
            self._log(debtor, result, at)
            if result == "PAID":
                debtor.hurry(day, (1, 3))

    def they_ring(self, debtor: Debtor, at: datetime) -> None:
        """A late customer rings of their own accord and names a day, which few do."""
        day = at.date()
        currency = debtor.customer.currencies[0]
        late = debtor.overdue(day - timedelta(days=6), currency)
        if late and not debtor.customer.silent(day) and debtor.dice.chance(0.005):
            self._promised("IN", currency, debtor, late, at)

    def _promised(
        self, result: str, currency: str, debtor: Debtor, debts: list[Debt], at: datetime
    ) -> None:
        """They name a day for everything or for the oldest invoice, and keep it or not."""
        day = at.date()
        if debtor.dice.chance(0.25):
            debts = debts[:1]
        by = working_day_from(day + timedelta(days=debtor.dice.whole(3, 13)))
        promise = (sum(debt.left for debt in debts), currency, by)
        self._log(debtor, result, at, promise=promise)
        kept = debtor.dice.chance(debtor.customer.habit.keeps)
        for debt in debts:
            debt.in_parts = False
            if kept:
                debtor.mean_to_pay_by(debt, by, day)
            else:
                late = by + timedelta(days=debtor.dice.whole(6, 50))
                debtor.mean_to_pay(debt, late, day)

    def _disputed(self, debtor: Debtor, debt: Debt, at: datetime) -> None:
        reason = self._complaints.reason()
        logged = self._log(debtor, "DSP", at, dispute=((Disputing(debt.invoice_id),), reason))
        self._complaints.raised(debtor, debt, logged.disputes[0], at.date())

    def _log(
        self,
        debtor: Debtor,
        result: str,
        at: datetime,
        *,
        promise: Promise | None = None,
        dispute: Dispute | None = None,
    ) -> LoggedContact:
        return log_contact(
            self._ledger,
            self._policy_seq,
            self._policy,
            account_id=debtor.account_id,
            channel="call",
            result=result,
            at=at,
            by=CLERK,
            note=_NOTES.get(result, ""),
            promise=promise,
            dispute=dispute,
        )
