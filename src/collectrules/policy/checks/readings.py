"""The readings of a policy: what it says from one day to the next change of a value, in one currency.

Each is a policy of its own, and judged as one. A finding is told once, with the readings it is about where
it is not about all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from collectrules.policy.model import Policy
from collectrules.policy.words import joined


@dataclass(frozen=True, slots=True)
class Reading:
    """A policy as it reads for some days and currencies, in which nothing changes any more."""

    policy: Policy
    """Serves the currencies of the reading alone."""
    first: date
    last: date | None
    """The last day; None where it reads so for good."""
    currency: str | None = None
    """The currency, where the policy reads differently for others."""


def readings(policy: Policy, days: Iterable[date] = ()) -> tuple[Reading, ...]:
    """Every reading of a policy, in the order of days and currencies; parted on further `days`, too."""
    return tuple(_readings(policy, days))


def _readings(policy: Policy, days: Iterable[date]) -> Iterator[Reading]:
    starts = {policy.effective_from, *(day for day, _ in policy.later)}
    starts |= {day for day in days if day > policy.effective_from}
    in_order = sorted(starts)
    for number, first in enumerate(in_order):
        last = in_order[number + 1] - timedelta(1) if number + 1 < len(in_order) else None
        on_the_day = policy.on(first)
        for currencies, alike in on_the_day.groups:
            alone = replace(alike, currencies=currencies, later=(), by_currency=())
            yield Reading(alone, first, last, currencies[0] if on_the_day.by_currency else None)


def reading_text(some: Collection[Reading], every: Sequence[Reading]) -> str:
    """Which of all readings these are: `in EUR from 2027-01-01`; empty where they are all there are."""
    found = [(days, _currencies(some, days)) for days in dict.fromkeys(map(_days, every))]
    told = [(days, currencies) for days, currencies in found if currencies]
    whole = _currencies(every, _days(every[0]))
    if all(currencies == whole for _, currencies in found):
        return ""
    said = []
    for currencies, spans in groupby(_joined_up(told), key=lambda each: each[1]):
        where = f"in {joined(currencies, 'and')}" if currencies != whole else ""
        when = joined([_span(first, last, every) for (first, last), _ in spans], "and")
        said.append(" ".join(filter(None, (where, when))))
    return joined(said, "and")


_Days = tuple[date, date | None]


def _days(reading: Reading) -> _Days:
    return reading.first, reading.last


def _currencies(among: Iterable[Reading], days: _Days) -> tuple[str, ...]:
    return tuple(code for each in among if _days(each) == days for code in each.policy.currencies)


def _joined_up(
    told: Sequence[tuple[_Days, tuple[str, ...]]],
) -> list[tuple[_Days, tuple[str, ...]]]:
    """Spans of days with their currencies, those made one that follow each other and have the same."""
    joined_up: list[tuple[_Days, tuple[str, ...]]] = []
    for (first, last), currencies in told:
        if joined_up:
            (begun, ended), before = joined_up[-1]
            if before == currencies and ended is not None and ended + timedelta(1) == first:
                joined_up[-1] = (begun, last), currencies
                continue
        joined_up.append(((first, last), currencies))
    return joined_up


def _span(first: date, last: date | None, every: Sequence[Reading]) -> str:
    begins = "" if first == every[0].first else f"from {first}"
    ends = "" if last is None else f"until {last}"
    return " ".join(filter(None, (begins, ends)))
