"""The ages by which what is owed is told: days past due, the due date itself being current."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

BUCKETS: Final = ("current", "1-30", "31-60", "61-90", "over 90")
"""Days past due; both days of a bucket are in it."""

COLUMNS: Final = ("current", "days_1_to_30", "days_31_to_60", "days_61_to_90", "days_over_90")
"""The same as names of columns: a spreadsheet takes `1-30` for a day in January."""

LAST_DAYS: Final = (0, 30, 60, 90)
"""The last day past due of each bucket but the last, which has none."""


def bucket_of(past: int) -> int:
    """The position of the bucket in which something so many days past due lies."""
    return next((n for n, last in enumerate(LAST_DAYS) if past <= last), len(LAST_DAYS))


def by_bucket(by_age: Mapping[int, int]) -> tuple[int, ...]:
    """Amounts by days past due, added up by bucket."""
    sums = [0] * len(BUCKETS)
    for past, amount in by_age.items():
        sums[bucket_of(past)] += amount
    return tuple(sums)
