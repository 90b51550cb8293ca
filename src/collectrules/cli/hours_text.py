"""Days of the week and times of day as they are typed, and as they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from collectrules.errors import InputError
from collectrules.policy.model import WEEKDAYS

_TIME: Final = re.compile(r"(\d{1,2}):(\d{2})")
_DAY: Final = 24 * 60


def days_named(text: str) -> tuple[str, ...]:
    """The days of the week meant by `mon-fri`, `sat,sun` or `every`, in their order.

    A range may go over the end of the week. Raises `InputError` for what is no day.
    """
    words = [word for word in re.split(r"[,\s]+", text.strip().lower()) if word]
    if words == ["every"]:
        return tuple(WEEKDAYS)
    found = {day for word in words for day in _range(word, text)}
    return tuple(day for day in WEEKDAYS if day in found)


def _range(word: str, text: str) -> Iterable[str]:
    first, dash, last = word.partition("-")
    week: list[str] = list(WEEKDAYS)
    ends = [end[:3] for end in ((first, last) if dash else (first, first))]
    if any(end not in week for end in ends):
        raise InputError(
            f"`{text}` are no days of the week",
            help="write them as `mon-fri`, `sat,sun` or `every`",
        )
    start, end = map(week.index, ends)
    return [week[each % 7] for each in range(start, end + 1 if end >= start else end + 8)]


def minute_named(text: str) -> int:
    """A time of day in minutes after midnight, `24:00` its end; raises `InputError` for what is none."""
    found = _TIME.fullmatch(text.strip())
    minute = int(found[1]) * 60 + int(found[2]) if found and int(found[2]) < 60 else _DAY + 1
    if minute > _DAY:
        raise InputError(f"`{text}` is not a time of day", help="write it as 08:30")
    return minute


def hours_shown(days: Iterable[str], from_minute: int, until_minute: int) -> str:
    """`mon tue, 12:00 to 13:00`."""
    return f"{' '.join(days)}, {_clock(from_minute)} to {_clock(until_minute)}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
