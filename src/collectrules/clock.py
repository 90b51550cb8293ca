"""Days and moments. Nothing below the command line asks what day it is: time is passed in."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime

from collectrules.errors import InputError


def parse_day(text: str, *, what: str = "day") -> date:
    """The day written as `YYYY-MM-DD`; raises `InputError` for anything else."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-01-31") else _refuse(text, what)
    except ValueError:
        return _refuse(text, what)


def _refuse(text: str, what: str) -> date:
    raise InputError(
        f"`{text}` is not a {what}", help="write it as year-month-day, such as 2026-01-31"
    )


def moment_text(moment: datetime) -> str:
    """A moment as the ledger keeps it: UTC, ISO 8601, to the microsecond, sorting as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last day where it has none.

    Count from the anchor, never from a clipped day: 31 January, 28 February, 31 March.
    """
    month_index = day.year * 12 + day.month - 1 + months
    year, month = divmod(month_index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def whole_months(since: date, day: date) -> int:
    """How many whole months lie between two days: 1 on the same day of the next month; 0 up to `since`."""
    return max(0, months_begun(since, day) - 1)


def months_begun(anchor: date, day: date) -> int:
    """How many months have begun from `anchor` to `day`, inclusive: 1 on the anchor itself, 0 before."""
    if day < anchor:
        return 0
    whole = (day.year - anchor.year) * 12 + day.month - anchor.month
    return whole + 1 if add_months(anchor, whole) <= day else whole
