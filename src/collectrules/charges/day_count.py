"""Day counts: what part of a year some days are.

The days counted are those after one day, through another: of a debt due on the 1st and paid on the 3rd,
two. Each count adds up: the parts of two stretches are the part of both together, wherever a payment
divides them.

actual/365      each day is 1/365 (ISDA 2006 definitions, 4.16(d), "Actual/365 (Fixed)")
actual/360      each day is 1/360 (4.16(e))
actual/actual   a day of a leap year is 1/366, of another 1/365 (4.16(b), "Actual/Actual (ISDA)")
30/360          each month has 30 days, the 31st counts as the 30th (4.16(g), "30E/360"); the last of February
                is the day it says. The American variant (4.16(f)) does not add up, and is not this.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from collectrules.policy.model import DayCount

YEAR: Final = 1_603_080
"""A year in parts: the least number of which 1/365, 1/366 and 1/360 are whole ones."""


def days_counted(count: DayCount, after: int, through: int) -> int:
    """The days after one day through another, each as `date.toordinal` numbers it, as a count has them."""
    return _of_30(through) - _of_30(after) if count == "30/360" else through - after


def year_parts(count: DayCount, after: int, through: int) -> int:
    """The days after one day through another, in parts of a `YEAR`."""
    match count:
        case "actual/365":
            return (through - after) * (YEAR // 365)
        case "actual/360":
            return (through - after) * (YEAR // 360)
        case "30/360":
            return (_of_30(through) - _of_30(after)) * (YEAR // 360)
        case "actual/actual":
            return _by_calendar_year(after, through)


def day_parts(count: DayCount, day: int) -> int:
    """A day like any other, in parts of a `YEAR`: by 30/360 a 30th of a month, whatever the date."""
    match count:
        case "actual/365":
            return YEAR // 365
        case "actual/actual":
            return YEAR // _days_of(date.fromordinal(day).year)
        case _:
            return YEAR // 360


def _of_30(day: int) -> int:
    """The number of a day where each month has 30."""
    on = date.fromordinal(day)
    return on.year * 360 + on.month * 30 + min(on.day, 30)


def _by_calendar_year(after: int, through: int) -> int:
    parts, day = 0, after
    while day < through:
        year = date.fromordinal(day + 1).year
        end = min(through, date(year, 12, 31).toordinal())
        parts += (end - day) * (YEAR // _days_of(year))
        day = end
    return parts


def _days_of(year: int) -> int:
    return date(year, 12, 31).toordinal() - date(year - 1, 12, 31).toordinal() if year > 1 else 365
