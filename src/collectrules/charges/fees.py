"""Late fees: how much each time, and how often it has come to be due.

A sum is exact until the end and rounded there once, to the smallest unit of the currency; only where a
charge has a `round_to` is it rounded to that step, in place of that, where the step is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from collectrules.clock import months_begun
from collectrules.money import Rounding, round_minor
from collectrules.policy.model import (
    Bands,
    Bounds,
    Charge,
    Combined,
    Flat,
    ForEach,
    Percent,
    PerSum,
    Tiers,
)

MONTHS: Final = {"months_past_due": "days_past_due", "months_past_grace": "days_past_grace"}
"""Months that a charge may count, and the fact whose first day begins the first of them."""

_CHOSEN: Final[dict[str, Callable[[list[Decimal]], Decimal]]] = {
    "greater_of": max,
    "lesser_of": min,
    "sum_of": lambda parts: sum(parts, Decimal(0)),
}

Facts = Mapping[str, int]
"""Those that `fee_facts` names: money in minor units, days, counts."""


def fee_amount(charge: Charge, facts: Facts, rounding: Rounding, as_of: date) -> int:
    """The fee in minor units, rounded once; below 0 never.

    A band reaches up to but not including its `below`: 1,000.00 lies in the band after `below = 1_000.00`.
    """
    return max(0, round_minor(_exact(charge, facts, rounding, as_of), rounding))


def _exact(charge: Charge, facts: Facts, rounding: Rounding, as_of: date) -> Decimal:
    match charge:
        case Flat(amount):
            return Decimal(amount)
        case Bands(bands, of):
            base = facts[of]
            return Decimal(next(sum_ for below, sum_ in bands if below is None or base < below))
        case Percent(percent, of):
            exact = facts[of] * percent / 100
        case Tiers(tiers, of):
            exact = _in_tiers(facts[of], tiers)
        case PerSum(amount, step, of, begun):
            exact = Decimal(amount * _steps(facts[of], step, begun=begun))
        case ForEach(amount, count):
            exact = Decimal(amount * _count(count, facts, as_of))
        case Combined(how, parts):
            exact = _CHOSEN[how]([_exact(each, facts, rounding, as_of) for each in parts])
    return _bounded(exact, charge, rounding)


def _in_tiers(base: int, tiers: Sequence[tuple[int | None, Decimal]]) -> Decimal:
    """Of each part of a sum its percentage; a part reaches up to and including its `up_to`."""
    exact, start = Decimal(0), 0
    for up_to, percent in tiers:
        end = base if up_to is None else min(base, up_to)
        exact += max(0, end - start) * percent / 100
        start = max(start, end)
    return exact


def _steps(base: int, step: int, *, begun: bool) -> int:
    return max(0, -(-base // step) if begun else base // step)


def _count(name: str, facts: Facts, as_of: date) -> int:
    if name not in MONTHS:
        return max(0, facts[name])
    first_day = as_of - timedelta(days=facts[MONTHS[name]] - 1)
    return months_begun(first_day, as_of)


def _bounded(exact: Decimal, bounds: Bounds, rounding: Rounding) -> Decimal:
    """The sum between its bounds; above the least that is charged it is rounded to the step before."""
    if bounds.round_to and exact > max(bounds.at_least, bounds.round_above):
        exact = Decimal(round_minor(exact / bounds.round_to, rounding) * bounds.round_to)
    least = max(exact, Decimal(bounds.at_least))
    return least if bounds.at_most is None else min(least, Decimal(bounds.at_most))


def fee_facts(charge: Charge | None) -> Iterator[str]:
    """The facts a fee is reckoned on, some perhaps twice; none for a fixed sum."""
    match charge:
        case Percent() | PerSum() | Bands() | Tiers():
            yield charge.of
        case ForEach(count=count):
            yield MONTHS.get(count, count)
        case Combined(parts=parts):
            for part in parts:
                yield from fee_facts(part)


def months_begun_by(applied_days: int, days_ago: int, as_of: date) -> int:
    """How many months of a monthly fee had begun `days_ago` before `as_of`; 0 before it first applied.

    The first begins on the day the fee first applied, `applied_days` before `as_of`, and each later one
    on the same day of the month.
    """
    applied = as_of - timedelta(days=applied_days)
    return months_begun(applied, as_of - timedelta(days=days_ago))
