"""Debts to work interest out on, made without a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from collectrules.charges.conditions import AnyRate, Conditions
from collectrules.charges.debts import OPEN, Debt, Pause, Running
from collectrules.charges.interest import Clock, Segment
from collectrules.charges.rates import shipped_rates
from collectrules.money import Rounding
from collectrules.policy.model import ContractRate, DayCount, Reference, ReferenceRate

UK = ReferenceRate("bank-of-england", Decimal(8), "when-interest-starts")
"""SI 2002/1675, art. 4."""
GERMAN_BUSINESS = ReferenceRate("basiszinssatz", Decimal(9), "never")
"""BGB 288(2)."""
GERMAN_CONSUMER = ReferenceRate("basiszinssatz", Decimal(5), "never")
"""BGB 288(1)."""
EU = ReferenceRate("ecb", Decimal(8), "never")
"""Directive 2011/7/EU, art. 2(6)."""
FRENCH = ReferenceRate("ecb", Decimal(10), "never")
"""Code de commerce, L441-10."""


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def yearly(percent: str) -> ContractRate:
    return ContractRate(Decimal(percent))


def monthly(percent: str) -> ContractRate:
    return ContractRate(Decimal(percent), "month")


def above(reference: Reference, margin: str, *, fixed: bool = False) -> ReferenceRate:
    return ReferenceRate(reference, Decimal(margin), "when-interest-starts" if fixed else "never")


@dataclass(frozen=True, slots=True)
class Owed:
    """An invoice and what happened to it; amounts in minor units, days as text."""

    amount: int
    due: str
    rate: AnyRate
    through: str
    count: DayCount = "actual/365"
    moves: Sequence[tuple[str, int]] = ()
    """What moved the balance on a day: a payment is negative."""
    pauses: Sequence[tuple[str, str]] = ()
    """Disputes: the first day, and the first that is no longer in dispute."""
    limits: tuple[AnyRate, ...] = ()
    compound: bool = False
    interest_paid: Sequence[tuple[str, int]] = ()
    rounding: Rounding = "half-up"

    @property
    def debt(self) -> Debt:
        conditions = Conditions(
            "rule", self.rate, self.limits, self.count, self.compound, self.rounding, True
        )
        left, balances = self.amount, [(0, max(0, self.amount))]
        for on, by in self.moves:
            left += by
            balances.append((day(on) + 1, max(0, left)))
        return Debt(
            invoice_id=1,
            currency="EUR",
            due_day=day(self.due),
            balances=tuple(balances),
            running=(Running(day(self.due) + 1, OPEN, conditions),),
            pauses=tuple(Pause(day(a), day(b), "dispute") for a, b in self.pauses),
            taken=tuple((day(on), -amount) for on, amount in self.interest_paid),
            booked=(),
            terms=(),
        )

    @property
    def interest(self) -> int:
        return Clock(shipped_rates()).rounded(self.debt, day(self.through))

    @property
    def segments(self) -> list[Segment]:
        return Clock(shipped_rates()).segments(self.debt, day(self.through))
