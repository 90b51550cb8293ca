"""The interest that has run on invoices through a day: what is in the books, and what is not yet.

for run in interest_run(connection, day, invoices=ids).values():
    run.amount, run.booked, run.unbooked, run.segments
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from collectrules.charges.conditions import Versions
from collectrules.charges.debts import Debt, Term, debts
from collectrules.charges.interest import Clock, Segment, rounding_on
from collectrules.charges.rates import Rate
from collectrules.ledger.owed import ALL_KNOWN
from collectrules.money import round_fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestRun:
    """The interest of one invoice through a day, in minor units; what was paid of it is not taken off."""

    debt: Debt
    through: date
    segments: tuple[Segment, ...]
    exact: Fraction
    """All that has run, not rounded."""
    amount: int
    """All that has run, rounded once."""
    booked: int
    """What of it is in the books by the day."""

    @property
    def unbooked(self) -> int:
        """What is not in the books yet; negative where they hold too much and a correction is to come."""
        return self.amount - self.booked

    @property
    def unconfirmed(self) -> tuple[Rate, ...]:
        """The reference rates in it that have to be checked before use."""
        made_of = (rate for each in self.segments for rate in each.rate.made_of)
        return tuple(dict.fromkeys(rate for rate in made_of if rate.unconfirmed))


def interest_run(
    connection: sqlite3.Connection,
    through: date,
    *,
    invoices: Iterable[int] | None = None,
    known: int = ALL_KNOWN,
    expected: Mapping[int, Sequence[Term]] | None = None,
    versions: Versions | None = None,
) -> dict[int, InterestRun]:
    """The interest of invoices through a day, by invoice: of those named, or all on which interest ever ran.

    It is what the books say as of that day, as known up to an event; a day to come is as if nothing were
    paid until then. `expected` are terms that no run has written yet, see `worklist.interest`.

    Raises `RateUnknown` where a reference rate is needed that nobody has told.
    """
    versions = versions or Versions(connection)
    clock = Clock(versions.tables(known))
    read = debts(
        versions,
        through,
        invoices=invoices,
        known=known,
        expected=expected,
    )
    return {debt.invoice_id: _run(clock, debt, through) for debt in read}


def _run(clock: Clock, debt: Debt, through: date) -> InterestRun:
    day = through.toordinal()
    segments = tuple(clock.segments(debt, day))
    exact = sum((each.exact for each in segments), Fraction(0))
    return InterestRun(
        debt=debt,
        through=through,
        segments=segments,
        exact=exact,
        amount=round_fraction(exact, rounding_on(debt, day)),
        booked=debt.in_books(day),
    )
