"""The demo's calendar: a fixed year that ends on `LAST_DAY`, whatever day it is outside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

FIRST_DAY: Final = date(2025, 7, 1)
"""The day the firm began to use the ledger, with what was open then."""

LAST_DAY: Final = date(2026, 6, 30)
"""The day the demo shows: everything is judged as of it."""

_BANK_HOLIDAYS: Final = frozenset(
    map(
        date.fromisoformat,
        (
            "2025-08-25", "2025-12-25", "2025-12-26", "2026-01-01", "2026-04-03", "2026-04-06",
            "2026-05-04", "2026-05-25",
        ),
    )
)  # fmt: skip
"""Those of England that fall into the year and are not at a weekend."""


def is_working_day(day: date) -> bool:
    """Whether the office is open: neither a weekend nor a bank holiday."""
    return day.weekday() < 5 and day not in _BANK_HOLIDAYS


def working_day_from(day: date) -> date:
    """The day itself when the office is open, else the next on which it is."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def moment_of(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a day, in UTC, which is the clock of the demo's office."""
    return datetime.combine(day, time(hour, minute), tzinfo=UTC)


@dataclass(slots=True)
class Sitting:
    """What somebody does one thing after the other, each a second later."""

    day: date
    hour: int
    minute: int
    done: int = 0

    def moment(self) -> datetime:
        """The moment of the next thing that is done."""
        self.done += 1
        return moment_of(self.day, self.hour, self.minute) + timedelta(seconds=self.done)
