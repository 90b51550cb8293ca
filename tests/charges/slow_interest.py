"""Interest again, day by day in fractions, from the events of one invoice: to disagree with the ledger's.

It is written from the law and from docs/reference/interest.md, and uses nothing of `collectrules.charges`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
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
    begins = due[0] + timedelta(days=terms.after_days)
    total, of_years, day, anniversary = Fraction(0), Fraction(0), begins, _year_after(begins, 1)
    years = 1
    while day <= through:
        if terms.compound and day == anniversary:
            of_years, years = total, years + 1
            anniversary = _year_after(begins, years)
        principal = invoice.amount + sum(
            each.amount for each in known if each.what == "moved" and each.on < day
        )
        if principal > 0 and not _rests(known, terms, day):
            paid = -sum(each.amount for each in known if each.what == "interest" and each.on < day)
            base = principal + max(Fraction(0), of_years - paid)
            total += base * _percent(terms, due[0] + ONE, day) / 100 * _share(terms.count, day)
        day += ONE
    return _rounded(total, terms.rounding)


def _year_after(begins: date, years: int) -> date:
    try:
        return begins.replace(year=begins.year + years)
    except ValueError:
        return date(begins.year + years, 3, 1)


def _rests(known: Sequence[Happened], terms: Terms, day: date) -> bool:
    def lies_in(opens: str, ends: str) -> bool:
        inside = False
        for each in sorted(known, key=lambda one: (one.on, one.what == opens)):
            if each.on <= day and each.what in (opens, ends):
                inside = each.what == opens
        return inside

    return (terms.rests and lies_in("disputed", "undisputed")) or lies_in("left out", "back")


def _percent(terms: Terms, starts: date, day: date) -> Fraction:
    match terms.rate:
        case "uk":
            year, month = (starts.year, 6) if starts.month > 6 else (starts.year - 1, 12)
            percent = Fraction(BANK_RATE[year, month]) + 8
        case "german":
            percent = Fraction(BASISZINSSATZ[day.year, 7 if day.month > 6 else 1]) + 9
        case agreed:
            percent = Fraction(agreed)
    if terms.limited:
        percent = min(percent, Fraction(ECB[day.year, 7 if day.month > 6 else 1]) + 8)
    return percent


def _share(count: str, day: date) -> Fraction:
    """What part of a year a day is."""
    leap = (date(day.year, 12, 31) - date(day.year - 1, 12, 31)).days
    match count:
        case "actual/365":
            return Fraction(1, 365)
        case "actual/360":
            return Fraction(1, 360)
        case "actual/actual":
            return Fraction(1, leap)
    if day.day == 31:
        return Fraction(0)
    if (day.month, day.day) == (3, 1):
        return Fraction(1 + 30 - (29 if leap == 366 else 28), 360)
    return Fraction(1, 360)


def _rounded(exact: Fraction, rounding: str) -> int:
    match rounding:
        case "up":
            return ceil(exact)
        case "down":
            return floor(exact)
        case "half-even":
            return round(exact)
    return floor(exact + Fraction(1, 2))
