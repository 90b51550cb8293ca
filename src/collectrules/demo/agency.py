"""The agency: what it makes of the debts that are placed with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from collectrules.acts.placements import Outcome, end_placement
from collectrules.acts.recoveries import recover_by_agency
from collectrules.charges.placements import placements
from collectrules.demo.days import Sitting
from collectrules.demo.debtor import Debt, Debtor
from collectrules.demo.dice import Dice
from collectrules.demo.people import OWNER
from collectrules.ledger.book import Ledger
from collectrules.ledger.owed import owed

_WHY: Final[dict[Outcome, str]] = {
    "closed": "paid in full",
    "recalled": "they have rung and pay us ourselves",
    "returned": "nothing is to be had at the moment",
}
_WAITS: Final[dict[Outcome, tuple[int, int]]] = {
    "closed": (22, 50),
    "recalled": (10, 25),
    "returned": (70, 120),
}
"""Days until something is heard of a debt that is going to end so, ends included."""


@dataclass(slots=True)
class _Placed:
    """A placement that stands, and how it is to go on."""

    debtor: Debtor
    seq: int
    debts: tuple[Debt, ...]
    ends: Outcome
    next_on: date


class Agency:
    """Debts in other hands, from the day they are placed to the day they are paid or come back."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._dice = Dice("agency")
        self._known: set[int] = set()
        self._with_them: list[_Placed] = []

    def takes_over(self, debtor: Debtor, day: date) -> None:
        """What was placed today of a customer; nobody but the agency asks for it from now on."""
        for made in placements(self._ledger.connection, day, accounts=(debtor.account_id,)):
            if made.seq in self._known:
                continue
            self._known.add(made.seq)
            ids = {each.invoice_id for each in made.invoices}
            debts = tuple(debt for debt in debtor.debts if debt.invoice_id in ids)
            debtor.agree(debts)
            ends = self._how_it_ends(debtor, day)
            waits = timedelta(days=self._dice.whole(*_WAITS[ends]))
            placed = _Placed(debtor, made.seq, debts, ends, day + waits)
            self._with_them.append(placed)

    def reports(self, sitting: Sitting) -> None:
        """What the agency has to say this week, of each debt of which there is something to say."""
        for placed in tuple(self._with_them):
            if placed.next_on > sitting.day:
                continue
            if placed.ends == "closed" and self._left(placed, sitting.day):
                self._sends_money(placed, sitting.moment())
            else:
                self._is_over(placed, sitting.moment())

    def _how_it_ends(self, debtor: Debtor, day: date) -> Outcome:
        if debtor.customer.silent(day):
            return "returned"
        return self._dice.weighed({"closed": 6, "recalled": 2, "returned": 2})

    def _sends_money(self, placed: _Placed, at: datetime) -> None:
        """A half or more, then the rest; when all is paid it is closed."""
        day, left = at.date(), self._left(placed, at.date())
        first = self._dice.chance(0.6) and left > 20_000
        amount = left * self._dice.whole(40, 70) // 100_00 * 100 if first else left
        account = placed.debtor.named
        recovery, _ = recover_by_agency(
            self._ledger,
            account,
            placed.seq,
            amount,
            reference=f"statement {day:%B %Y}",
            on=day,
            at=at,
            by=OWNER,
        )
        placed.debtor.has_paid(recovery.uses)
        placed.next_on = day + timedelta(days=self._dice.whole(14, 30))

    def _left(self, placed: _Placed, day: date) -> int:
        ids: Sequence[int] = [debt.invoice_id for debt in placed.debts]
        return sum(each.total for each in owed(self._ledger.connection, day, invoices=ids))

    def _is_over(self, placed: _Placed, at: datetime) -> None:
        day, debtor = at.date(), placed.debtor
        self._with_them.remove(placed)
        why = _WHY[placed.ends]
        end_placement(
            self._ledger, debtor.named, placed.seq, placed.ends, reason=why, on=day, at=at, by=OWNER
        )
        for debt in placed.debts:
            debt.agreed = False
            if placed.ends == "recalled":
                debtor.mean_to_pay(debt, day + timedelta(days=self._dice.whole(2, 6)), day)
