"""What small random ledgers have besides: plans and settlements, and accounts under a policy beside."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from collectrules.charges.agreements import in_agreements
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import (
    InstalmentSet,
    OverrideEnded,
    OverrideSet,
    PlanAgreed,
    PlanCovers,
    PlanEnded,
    Posted,
    SettlementAgreed,
    SettlementCovers,
    TrialEnded,
    TrialStarted,
)
from collectrules.ledger.owed import owed

Owing = tuple[int, int, str, int]
"""An invoice: its event, the account, the currency, the amount."""


class Agreeing:
    """Agrees with customers at random, keeps some of it, and puts some of them under another policy."""

    def __init__(self, ledger: Ledger, dice: random.Random, policy_seq: int, beside: str) -> None:
        self.ledger, self.dice, self.policy_seq, self.beside = ledger, dice, policy_seq, beside
        self.to_pay: dict[date, list[tuple[int, int]]] = {}
        self.plans: list[int] = []
        self.overrides: list[int] = []
        self.trial = 0
        self.agreed = {"plan": 0, "settlement": 0}

    def day(self, book: Book, day: date, owing: Sequence[Owing]) -> None:
        """A day: what was agreed is paid, or not; something is agreed, or ends."""
        for invoice, amount in self.to_pay.pop(day, ()):
            left = self._left(invoice, day)
            if left > 0:
                book.append(Posted(invoice, "payment", -min(amount, left), 0), on=day)
        if not owing or self.dice.random() < 0.5:
            return
        happens = [self._plan, self._settlement, self._under, self._no_more, self._trial]
        self.dice.choice(happens)(book, day, self.dice.choice(owing))

    def _left(self, invoice: int, day: date) -> int:
        found = owed(self.ledger.connection, day, invoices=(invoice,))
        return found[0].principal if found else 0

    def _free(self, account: int, invoice: int, day: date) -> int:
        """What is left of an invoice that nothing is agreed about; 0 of any other."""
        agreed = in_agreements(self.ledger.connection, account, day)
        return 0 if invoice in agreed else max(0, self._left(invoice, day))

    def _plan(self, book: Book, day: date, owing: Owing) -> None:
        invoice, account, currency, _ = owing
        left = self._free(account, invoice, day)
        if left < 300:
            return
        agreed = PlanAgreed(account, currency, left, "", self.policy_seq, 2, "olga")
        plan = book.append(agreed, on=day)
        parts = [left // 3, left // 3, left - 2 * (left // 3)]
        gap = self.dice.randrange(3, 9)
        for number, amount in enumerate(parts, 1):
            due = day + timedelta(days=gap * number)
            book.append(InstalmentSet(plan, number, due.isoformat(), amount), on=day)
            if self.dice.random() < 0.8:
                paid = due + timedelta(days=self.dice.randrange(-2, 4))
                self.to_pay.setdefault(paid, []).append((invoice, amount))
        book.append(PlanCovers(plan, invoice), on=day)
        self.plans.append(plan)
        self.agreed["plan"] += 1

    def _settlement(self, book: Book, day: date, owing: Owing) -> None:
        invoice, account, currency, _ = owing
        left = self._free(account, invoice, day)
        if left < 300:
            return
        until = day + timedelta(days=self.dice.randrange(2, 12))
        agreed = SettlementAgreed(
            account, currency, left // 2, left, until.isoformat(), "", self.policy_seq, "olga"
        )
        settlement = book.append(agreed, on=day)
        book.append(SettlementCovers(settlement, invoice), on=day)
        if self.dice.random() < 0.6:
            self.to_pay.setdefault(until, []).append((invoice, left // 2))
        self.agreed["settlement"] += 1

    def _under(self, book: Book, day: date, owing: Owing) -> None:
        invoice, account, _, _ = owing
        until = day + timedelta(days=self.dice.randrange(3, 30))
        put = OverrideSet(
            account,
            self.dice.choice([invoice, None]),
            "policy",
            None,
            self.beside,
            self.dice.choice([until.isoformat(), None]),
            "asked",
        )
        # What is recorded for a day to come counts from that day on.
        self.overrides.append(
            book.append(put, on=day if until.day % 2 else day + timedelta(days=2))
        )

    def _no_more(self, book: Book, day: date, _: Owing) -> None:
        if self.plans and self.dice.random() < 0.5:
            plan = self.plans.pop()
            ended = self.ledger.connection.execute(
                "SELECT 1 FROM plan_end WHERE plan_id = ? AND seq NOT IN (SELECT reversed_seq FROM reversal)",
                (plan,),
            ).fetchone()
            if not ended:
                book.append(PlanEnded(plan, "cancelled", "asked"), on=day)
        elif self.overrides:
            last = self.overrides.pop()
            book.append(OverrideEnded(last, "asked"), on=day + timedelta(days=3))

    def _trial(self, book: Book, day: date, _: Owing) -> None:
        if self.trial > 0:
            book.append(TrialEnded(self.trial, "enough"), on=day)
            self.trial = -1
        elif self.trial == 0:
            started = TrialStarted("spring", self.beside, 5_000, "to see")
            self.trial = book.append(started, on=day + timedelta(days=1))
