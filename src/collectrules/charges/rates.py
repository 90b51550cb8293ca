"""Reference rates: tables that come with the program, and what has been added to them in the ledger.

The law asks for a rate twice a year. A table has a row for each half-year; where one is missing, nobody has
told the rate, and interest that needs it is not worked out.
"""

from __future__ import annotations

import sqlite3
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Final, Literal, get_args

from collectrules.clock import add_months
from collectrules.errors import InputError
from collectrules.ledger.damage import stored_day
from collectrules.policy.model import Policy, Reference, ReferenceRate

Confidence = Literal["primary", "secondary", "computed", "unconfirmed", "added"]
"""Read in the primary text or a secondary source, computed from those, from memory; or added by hand."""
REFERENCES: Final[tuple[Reference, ...]] = get_args(Reference)
UNCONFIRMED: Final = "unconfirmed: check before use"


class RateUnknown(InputError):
    """Interest needs a reference rate that nobody has told."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A reference rate as it was published, in per cent a year."""

    reference: Reference
    from_on: date
    """The day it is dated."""
    percent: Decimal
    source: str
    confidence: Confidence
    counts_from: date
    """The first day of the half-year it is for, or the first that a table knows."""

    @property
    def unconfirmed(self) -> bool:
        """Whether it has to be checked before use."""
        return self.confidence == "unconfirmed"

    @property
    def counts_through(self) -> date:
        """The last day of the half-year it is for."""
        return add_months(half_year(self.counts_from), 6) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RateTable:
    """The rates of one reference, in the order of their days."""

    reference: Reference
    title: str
    day_before: bool
    """Whether a rate is dated the day before its half-year, as Bank Rate is by SI 2002/1675, art. 4."""
    rates: tuple[Rate, ...]
    lasts: bool = False
    """Whether a rate counts until the next, or for ever: to try a policy on days whose rate nobody knows."""
    _starts: tuple[date, ...] = ()

    def at(self, day: date) -> Rate:
        """The rate that counts on a day; raises `RateUnknown` where the table has a hole."""
        number = bisect_right(self._starts, day) - 1
        if number >= 0 and half_year(self._starts[number]) == half_year(day):
            return self.rates[number]
        if self.lasts and self.rates:
            return self.rates[max(0, number)]
        raise self._unknown(day)

    def knows(self, day: date) -> bool:
        """Whether the table has the rate that counts on a day."""
        try:
            self.at(day)
        except RateUnknown:
            return False
        return True

    def missing(self, day: date) -> tuple[date, ...]:
        """The dates of the rates that nobody has told, from the first that is known to that of a day."""
        wanted, found = half_year(self.rates[0].counts_from), []
        while wanted <= day:
            if not self.knows(max(wanted, self.rates[0].counts_from)):
                found.append(self.dated_for(wanted))
            wanted = add_months(wanted, 6)
        return tuple(found)

    def out_of_date(self, day: date) -> str:
        """Which rate is missing by a day, and what to do about it, in one sentence; empty where none is."""
        missing, last = self.missing(day), self.rates[-1].from_on
        if not missing:
            return ""
        dated = missing[0]
        what = (
            f"are out of date: the last is of {last}"
            if dated > last
            else f"have a hole: that of {dated} is not known"
        )
        return (
            f"the rates of {self.reference} {what}; "
            f"`collectrules rates add {self.reference} --from {dated} --percent X --source TEXT` adds it"
        )

    def dated_for(self, day: date) -> date:
        """The day that the rate which counts on a day is dated."""
        return half_year(day) - timedelta(days=self.day_before)

    def counts_from(self, dated: date) -> date:
        """The first day on which a rate of some date counts."""
        return dated + timedelta(days=self.day_before)

    def with_rates(self, more: Iterable[Rate]) -> RateTable:
        """The table with some rates added, or put in the place of those of the same date."""
        rates = {rate.from_on: rate for rate in (*self.rates, *more)}
        ordered = tuple(rates[day] for day in sorted(rates))
        return replace(self, rates=ordered, _starts=tuple(rate.counts_from for rate in ordered))

    def _unknown(self, day: date) -> RateUnknown:
        dated = self.dated_for(day)
        first = self.rates[0].from_on
        before = f"; the table begins on {first}" if dated < first else ""
        return RateUnknown(
            f"the {self.title} of {dated} is not known{before}, and interest for {day} needs it",
            help=f"`collectrules rates add {self.reference} --from {dated} --percent X --source TEXT` adds it"
            " as it was published",
        )


Tables = Mapping[Reference, RateTable]


def references_of(policy: Policy) -> tuple[Reference, ...]:
    """The reference rates that the interest of a policy follows, or is held below."""
    groups = [group for _, group in policy.groups if group.interest]
    rates = [rule.rate for group in groups for rule in group.interest]
    rates += [limit.rate for group in groups for limit in group.interest_limit]
    return tuple(dict.fromkeys(rate.reference for rate in rates if isinstance(rate, ReferenceRate)))


def half_year(day: date) -> date:
    """The first day of the half-year that a day lies in."""
    return date(day.year, 1 if day.month <= 6 else 7, 1)


@lru_cache
def shipped_rates() -> Tables:
    """The tables that come with the program."""
    return {reference: _shipped(reference) for reference in REFERENCES}


@lru_cache
def lasting_rates() -> Tables:
    """The tables that come with the program, each as if its first and last rates had always counted."""
    return {name: replace(table, lasts=True) for name, table in shipped_rates().items()}


def _shipped(reference: Reference) -> RateTable:
    file = files("collectrules.charges") / "rate_tables" / f"{reference}.toml"
    read = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    table = RateTable(reference, read["title"], read["counts"] == "from-the-day-after", ())
    return table.with_rates(
        Rate(
            reference,
            row["from"],
            Decimal(row["percent"]),
            row["source"],
            row["confidence"],
            table.counts_from(row["from"]),
        )
        for row in read["rate"]
    )


_ADDED: Final = """
    SELECT reference, effective_on, percent, source FROM reference_rate
    WHERE seq <= :known AND seq NOT IN (SELECT reversed_seq FROM reversal WHERE seq <= :known)
    ORDER BY seq
"""


def rate_tables(connection: sqlite3.Connection, known: int = 2**62) -> Tables:
    """The tables that come with the program and what the ledger adds to them, as known up to an event."""
    tables = dict(shipped_rates())
    for reference, day, percent, source in connection.execute(_ADDED, {"known": known}):
        table, dated = tables[reference], stored_day(day)
        counts = table.counts_from(dated)
        rate = Rate(table.reference, dated, Decimal(percent), source, "added", counts)
        tables[reference] = table.with_rates((rate,))
    return tables
