"""Whole months past due beside days past due: how many of the one go with how many of the other.

A month has 28 to 31 days, so a number of days leaves two numbers of months at most, by the due date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import Final

from collectrules.clock import add_months, whole_months
from collectrules.policy.proof.formula import FALSE, Formula, Sum, all_of, at_least, implies

_CYCLE: Final = tuple(date(2024, 1, 1) + timedelta(days=n) for n in range(1461))
"""Due dates in four years, one of them a leap year: with months counted from these, all lengths there are."""
_USUAL: Final = date(2026, 1, 1)
_MOST: Final = 1_200
"""The fact counts no further: a hundred years."""


@cache
def fewest_days(months: int) -> int:
    """The fewest days that so many whole months take; 0 for none."""
    return min((add_months(due, months) - due).days for due in _CYCLE)


@cache
def most_days(months: int) -> int:
    """The most days past due in which no more than so many whole months are past."""
    return max((add_months(due, months + 1) - due).days for due in _CYCLE) - 1


def nearest_months(months: int, days_past_due: int) -> int:
    """The number of months nearest to `months` that an invoice so many days past due can have."""
    if days_past_due <= 0:
        return 0
    if days_past_due > most_days(_MOST - 1):
        return _MOST
    least = days_past_due // 31
    while most_days(least) < days_past_due:
        least += 1
    most = least + (fewest_days(least + 1) <= days_past_due)
    return max(least, min(most, months))


def months_by_days(asked: Iterable[int]) -> Iterator[Formula]:
    """What numbers of months that are asked for have to do with days past due; with all of them, all."""
    for months in sorted({more for each in asked for more in (each, each + 1) if more > 0}):
        yield implies(
            at_least("whole_months_past_due", months),
            at_least("days_past_due", fewest_days(months)),
        )
        yield implies(
            at_least("days_past_due", most_days(months - 1) + 1),
            at_least("whole_months_past_due", months),
        )


def may_be_later(part: Sum, days: str) -> Formula:
    """When a bound of whole months past due may be kept so many days later, by the name of that number."""
    bound: list[Formula] = []
    sign = part.terms[0][1]
    low, high = (part.low, part.high) if sign > 0 else (_minus(part.high), _minus(part.low))
    then = (("days_past_due", 1), (days, 1))
    if low is not None and low > 0:
        bound.append(Sum(then, low=fewest_days(low)))
    if high is not None:
        bound.append(Sum(then, high=most_days(high)) if high >= 0 else FALSE)
    return all_of(*bound)


def _minus(number: int | None) -> int | None:
    return None if number is None else -number


def months_later(months: int, days_past_due: int, days: int) -> int:
    """How many whole months are past so many days after an invoice was so many months and days past due."""
    then = days_past_due + days
    if max(days_past_due, then) > most_days(_MOST - 1):
        return nearest_months(months, then)
    due = due_date(months, days_past_due)
    return whole_months(due, due + timedelta(days=then))


@cache
def due_date(months: int, days_past_due: int) -> date:
    """A due date from which so many days are so many whole months; any one where there is none such."""
    if nearest_months(months, days_past_due) != months or months == _MOST:
        return _USUAL
    past = timedelta(days=days_past_due)
    return next(due for due in (_USUAL, *_CYCLE) if whole_months(due, due + past) == months)
