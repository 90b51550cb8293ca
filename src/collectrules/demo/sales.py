"""What the customers order over the year, as invoices and as goods they send back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from collectrules.demo.customers import Customer
from collectrules.demo.days import FIRST_DAY, LAST_DAY, working_day_from
from collectrules.demo.dice import Dice

_BEFORE: Final = timedelta(days=110)
"""How far back the sales go whose invoices may still be open on the first day."""

_PERCENT_OF_A_USUAL_MONTH: Final = {1: 80, 2: 90, 7: 95, 8: 85, 11: 120, 12: 135}
_EQUIPMENT: Final = 7
"""An oven or a mixer costs this many times what they usually buy."""


@dataclass(frozen=True, slots=True)
class Sale:
    """One invoice to be, amount in minor units."""

    number: str
    customer: Customer
    on: date
    currency: str
    amount: int

    @property
    def due_on(self) -> date:
        """The day by which it is to be paid."""
        return self.on + timedelta(days=self.customer.terms)


def sales_of_the_year(customers: tuple[Customer, ...]) -> tuple[Sale, ...]:
    """Every sale in the order of the invoices' numbers, from some months before the first day."""
    unnumbered = sorted(
        (sale for customer in customers for sale in _sales_to(customer)),
        key=lambda sale: (sale.on, sale.customer.number),
    )
    return tuple(
        Sale(f"INV-{20418 + count}", sale.customer, sale.on, sale.currency, sale.amount)
        for count, sale in enumerate(unnumbered)
    )


def _sales_to(customer: Customer) -> Iterator[Sale]:
    dice = Dice(f"sales to {customer.number}")
    day = customer.joined
    if day < FIRST_DAY:
        day = FIRST_DAY - _BEFORE + timedelta(days=dice.whole(0, customer.size.every_days[1]))
    while day <= LAST_DAY and not customer.silent(day):
        on = working_day_from(day)
        if on <= LAST_DAY:
            yield Sale(
                "", customer, on, dice.pick(customer.currencies), _amount(customer, on, dice)
            )
        day += timedelta(days=dice.near(*customer.size.every_days))


def _amount(customer: Customer, on: date, dice: Dice) -> int:
    amount = dice.low_end(*customer.size.amount)
    amount = amount * _PERCENT_OF_A_USUAL_MONTH.get(on.month, 100) // 100
    small_firm = customer.size.kind == "business" and customer.size.amount[1] < 100_000
    return amount * _EQUIPMENT if small_firm and dice.chance(0.02) else amount
