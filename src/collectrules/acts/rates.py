"""Adding a reference rate to those that come with the program, as it was published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from collectrules.charges.rates import REFERENCES, Rate, RateTable, Tables, rate_tables
from collectrules.errors import InputError, Refused
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import RateAdded
from collectrules.policy.facts import closest

LOWEST: Final = Decimal(-10)
HIGHEST: Final = Decimal(100)
"""A rate in per cent beyond these is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Added:
    """What adding a rate came to: the rate, what was known of its day before, and whether it is new."""

    rate: Rate
    before: Rate | None
    new: bool


def add_rate(
    ledger: Ledger,
    reference: str,
    *,
    from_on: date,
    percent: str,
    source: str,
    correction: bool = False,
    at: datetime,
    by: str,
    dry_run: bool = False,
) -> Added:
    """Add the rate that was published for a day; a rate that is known and confirmed already changes nothing.

    Raises `InputError` for a reference, a day or a percentage that cannot be, and `Refused` where the day is
    known with another rate and it is not said to be a `correction`.
    """
    exact = _percent(percent)
    if not source.strip():
        raise InputError(
            "the source is missing", help="say where the rate was published with `--source`"
        )
    opened = ledger.rehearsing if dry_run else ledger.writing
    with opened(at=at, by=by) as book:
        table = find_table(rate_tables(book.connection), reference)
        _refuse_other_days(table, from_on)
        before = next((rate for rate in table.rates if rate.from_on == from_on), None)
        event = RateAdded(table.reference, str(exact), source.strip())
        rate = Rate(
            table.reference, from_on, exact, event.source, "added", table.counts_from(from_on)
        )
        if before is not None and before.percent == exact and not before.unconfirmed:
            return Added(before, before, new=False)
        if before is not None and before.percent != exact and not correction:
            raise Refused(
                f"the {table.title} of {from_on} is known as {before.percent} % ({before.source})",
                help="add `--correction` if that is wrong; the next run corrects the interest booked by it",
            )
        book.append(event, on=from_on)
        return Added(rate, before, new=True)


def find_table(tables: Tables, reference: str) -> RateTable:
    """The table of a reference; raises `InputError` with the nearest name where there is none."""
    for each in REFERENCES:
        if each == reference.strip().lower():
            return tables[each]
    near = closest(reference, list(REFERENCES))
    known = ", ".join(f"`{each}`" for each in REFERENCES)
    raise InputError(
        f"there is no reference rate `{reference}`",
        help=f"did you mean `{near}`?" if near else f"there are {known}",
    )


def _percent(text: str) -> Decimal:
    try:
        exact = Decimal(text.strip().removesuffix("%").strip())
    except InvalidOperation:
        exact = Decimal("NaN")
    if not exact.is_finite():
        raise InputError(
            f"`{text}` is not a percentage", help="write it as it was published, such as 3.75"
        )
    if not LOWEST <= exact <= HIGHEST:
        raise InputError(
            f"a rate of {text} % is beyond what can be",
            help=f"a reference rate lies between {LOWEST} and {HIGHEST} %: write 3.75 for 3.75 %",
        )
    return exact


def _refuse_other_days(table: RateTable, day: date) -> None:
    if table.dated_for(table.counts_from(day)) == day:
        return
    days = "30 June or 31 December" if table.day_before else "1 January or 1 July"
    nearest = table.dated_for(day)
    raise InputError(
        f"the {table.title} is asked for on {days}, not on {day}",
        help=f"add the rate that was in force on such a day, such as {nearest}",
    )
