"""Dates as exports write them. A year in front or a month's name says its own order."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from typing import Final, Literal

from collectrules.imports.decide import Kind

Order = Literal["dmy", "mdy", "ymd"]
ORDERS: Final[tuple[Order, ...]] = ("dmy", "mdy", "ymd")

_MONTH_NAMES: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTHS: Final = {
    name: number
    for number, full in enumerate(_MONTH_NAMES, 1)
    for name in (full, full[:3], full[:4])
}
_TIME: Final = (
    r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AaPp][Mm])?(?:Z| ?[+-]\d{2}:?\d{2})?)?"
)
_NUMBERS: Final = re.compile(rf"(\d{{1,4}})([/.\- ])(\d{{1,2}})\2(\d{{1,4}}){_TIME}", re.ASCII)
_COMPACT: Final = re.compile(rf"(\d{{4}})(\d{{2}})(\d{{2}}){_TIME}", re.ASCII)
_DAY_MONTH_YEAR: Final = re.compile(
    rf"(\d{{1,2}})[ .\-/]*([A-Za-z]{{3,9}})\.?[ ,\-/]*(\d{{4}}|\d{{2}}){_TIME}", re.ASCII
)
_MONTH_DAY_YEAR: Final = re.compile(
    rf"([A-Za-z]{{3,9}})\.?[ \-]*(\d{{1,2}})(?:st|nd|rd|th)?[ ,\-]+(\d{{4}}){_TIME}", re.ASCII
)
_YEAR_MONTH_DAY: Final = re.compile(
    rf"(\d{{4}})[ \-]([A-Za-z]{{3,9}})[ \-](\d{{1,2}}){_TIME}", re.ASCII
)
_NONE: Final = re.compile(r"[0/.\- ]+", re.ASCII)
_EARLIEST_YEAR: Final = 1900


def is_no_date(text: str) -> bool:
    """Whether a cell stands for no date at all: blank, or zeros as in `00.00.0000`."""
    return not text or _NONE.fullmatch(text) is not None


def read_date(text: str, order: Order) -> date | None:
    """The day a text says in an order, or None; a time after it is passed over.

    Years of two digits are 1969 to 2068, as in POSIX.
    """
    parts = _parts(text, order)
    if parts is None:
        return None
    year, month, day = parts
    try:
        return date(year, month, day) if year >= _EARLIEST_YEAR else None
    except ValueError:
        return None


def _parts(text: str, order: Order) -> tuple[int, int, int] | None:
    if match := _NUMBERS.fullmatch(text):
        first, _, second, third = match.groups()
        return _ordered(first, second, third, order)
    if match := _COMPACT.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _DAY_MONTH_YEAR.fullmatch(text):
        return _named(match[3], match[2], match[1])
    if match := _MONTH_DAY_YEAR.fullmatch(text):
        return _named(match[3], match[1], match[2])
    if match := _YEAR_MONTH_DAY.fullmatch(text):
        return _named(match[1], match[2], match[3])
    return None


def _ordered(first: str, second: str, third: str, order: Order) -> tuple[int, int, int] | None:
    if len(first) == 4:
        order = "ymd"
    year, month, day = {
        "ymd": (first, second, third),
        "dmy": (third, second, first),
        "mdy": (third, first, second),
    }[order]
    if len(year) not in (2, 4) or len(month) > 2 or len(day) > 2:
        return None
    return _year(year), int(month), int(day)


def _named(year: str, month: str, day: str) -> tuple[int, int, int] | None:
    number = _MONTHS.get(month.lower())
    return None if number is None else (_year(year), number, int(day))


def _year(digits: str) -> int:
    number = int(digits)
    if len(digits) == 4:
        return number
    return number + (2000 if number < 69 else 1900)


def _shown(day: date) -> str:
    return f"{day.day} {_MONTH_NAMES[day.month - 1].capitalize()} {day.year}"


DATES: Final[Kind[date]] = Kind(
    plural="dates",
    option="--dates",
    readings={order: partial(read_date, order=order) for order in ORDERS},
    shown=_shown,
)
"""A column of dates."""
