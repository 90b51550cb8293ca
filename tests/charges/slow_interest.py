"""Interest again, day by day in fractions, from the events of one invoice: to disagree with the ledger's.

It is written from the law and from docs/reference/interest.md, and uses nothing of `collectrules.charges`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from math import ceil, floor

ONE = timedelta(days=1)

BANK_RATE = {  # in force on 30 June and 31 December
    (2022, 12): "3.50", (2023, 6): "5.00", (2023, 12): "5.25", (2024, 6): "5.25", (2024, 12): "4.75",
    (2025, 6): "4.25", (2025, 12): "3.75",
}  # fmt: skip
BASISZINSSATZ = {  # from 1 January and 1 July
    (2023, 1): "1.62", (2023, 7): "3.12", (2024, 1): "3.62", (2024, 7): "3.37", (2025, 1): "2.27",
    (2025, 7): "1.27", (2026, 1): "1.27",
}  # fmt: skip
ECB = {
    (2023, 1): "2.50", (2023, 7): "4.00", (2024, 1): "4.50", (2024, 7): "4.25", (2025, 1): "3.15",
    (2025, 7): "2.15", (2026, 1): "2.15",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to the invoice; `undone_on` is the day from which it was a mistake."""

    what: str
    """moved, interest, disputed, undisputed, left out, back, due"""
    on: date
    amount: int = 0
    due: date | None = None
    undone_on: date | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """On what conditions interest runs."""

    rate: str
    """uk, german, or a percentage a year."""
    limited: bool
    """Never above the ECB's rate and eight points."""
    count: str
    compound: bool
    rounding: str
    after_days: int
    """The first day past due that bears interest."""
    rests: bool
    """Whether it rests in dispute."""


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice and all that happened to it."""

    amount: int
    due: date
    happened: Sequence[Happened]

    def known(self, by: date) -> list[Happened]:
        """What counts by the end of a day."""
        return [
            each
            for each in self.happened
            if each.on <= by and (each.undone_on is None or each.undone_on > by)
        ]

    def balance(self, on: date) -> int:
        """What is left to pay at the end of a day."""
        return self.amount + sum(each.amount for each in self.known(on) if each.what == "moved")


def interest(invoice: Invoice, terms: Terms, through: date) -> int:
    """What has run by the end of a day by all that counts on it, rounded once."""
    known = invoice.known(through)
    due = [each.due for each in known if each.what == "due"][-1:] or [invoice.due]
    begins, starts = due[0] + timedelta(days=terms.after_days), due[0] + ONE
    rests = _resting(known, terms, through)
    moves = [each for each in known if each.what == "moved"]
    bearing: dict[Day, Fraction | int] = {}
    """What bore interest on all days of a kind together."""

    def run() -> Fraction:
        return sum(
            (base * _brings(terms, starts, day) for day, base in bearing.items()), Fraction(0)
        )

    of_years, day, years, year_ends = Fraction(0), begins, 1, _year_after(begins, 1)
    while day <= through:
        if terms.compound and day == year_ends:
            of_years, years = run(), years + 1
            year_ends = _year_after(begins, years)
        principal = invoice.amount
        for move in moves:
            if move.on < day:
                principal += move.amount
        if principal > 0 and day not in rests:
            base: Fraction | int = principal
            if of_years:
                paid = -sum(e.amount for e in known if e.what == "interest" and e.on < day)
                base += max(Fraction(0), of_years - paid)
            kind = (day.year, 7 if day.month > 6 else 1, *_share(terms.count, day))
            bearing[kind] = bearing.get(kind, 0) + base
        day += ONE
    return _rounded(run(), terms.rounding)


Day = tuple[int, int, int, int]
"""A kind of day: the year and the half of it, and what part of a year the day is."""


def _brings(terms: Terms, starts: date, day: Day) -> Fraction:
    year, half, part, of = day
    return _percent(terms.rate, terms.limited, starts, year, half) / 100 * Fraction(part, of)


def _year_after(begins: date, years: int) -> date:
    try:
        return begins.replace(year=begins.year + years)
    except ValueError:
        return date(begins.year + years, 3, 1)


def _resting(known: Sequence[Happened], terms: Terms, through: date) -> set[date]:
    """The days on which no interest runs; on the day that a dispute or an override ends it runs again."""
    pairs = [("left out", "back"), *([("disputed", "undisputed")] if terms.rests else [])]
    days: set[date] = set()
    for opens, ends in pairs:
        began = None
        for each in sorted(known, key=lambda one: (one.on, one.what == opens)):
            if each.what == opens:
                began = each.on
            if each.what == ends and began is not None:
                days |= {began + n * ONE for n in range((each.on - began).days)}
                began = None
        if began is not None:
            days |= {began + n * ONE for n in range((through - began).days + 1)}
    return days


@cache
def _percent(rate: str, limited: bool, starts: date, year: int, half: int) -> Fraction:
    """The rate of a half-year, which begins in January or in July."""
    match rate:
        case "uk":
            before = (starts.year, 6) if starts.month > 6 else (starts.year - 1, 12)
            percent = Fraction(BANK_RATE[before]) + 8
        case "german":
            percent = Fraction(BASISZINSSATZ[year, half]) + 9
        case agreed:
            percent = Fraction(agreed)
    return min(percent, Fraction(ECB[year, half]) + 8) if limited else percent


@cache
def _share(count: str, day: date) -> tuple[int, int]:
    """What part of a year a day is: so many of so many."""
    of_year = (date(day.year, 12, 31) - date(day.year - 1, 12, 31)).days
    match count:
        case "actual/365":
            return 1, 365
        case "actual/360":
            return 1, 360
        case "actual/actual":
            return 1, of_year
    if day.day == 31:
        return 0, 360
    if (day.month, day.day) == (3, 1):
        return 1 + 30 - (29 if of_year == 366 else 28), 360
    return 1, 360


def _rounded(exact: Fraction, rounding: str) -> int:
    match rounding:
        case "up":
            return ceil(exact)
        case "down":
            return floor(exact)
        case "half-even":
            return round(exact)
    return floor(exact + Fraction(1, 2))
