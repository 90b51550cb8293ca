"""What people write into the fields of an action, read: amounts, days, moments, numbers, words."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final
from zoneinfo import ZoneInfo

from collectrules.clock import parse_day
from collectrules.errors import InputError
from collectrules.money import to_minor

_FURTHEST_DAYS: Final = 3660
"""A day written as `+N` lies at most so many days ahead: more is a slip of the finger."""
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORTEST: Final = 3
_TIME: Final = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_FROM_NOW: Final = re.compile(r"\+([0-9]{1,4})(m|min|h)")
_DAYS_AHEAD: Final = re.compile(r"\+([0-9]{1,4})d?")
_NUMBER: Final = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")
DAY_HINT: Final = "year-month-day, +7, friday"
MOMENT_HINT: Final = "14:30, tomorrow 10:00, +2d 9:00, +30m"


def read_amount(text: str, currency: str) -> int:
    """An amount in minor units, written as the screens show it: `1,250.00`.

    Raises `InputError` for anything else, a comma for the decimals included.
    """
    plain = text.strip().removesuffix(currency).strip()
    whole, _, decimals = plain.partition(".")
    head, *groups = whole.split(",")
    try:
        amount = Decimal(plain.replace(",", "")) if plain.isascii() else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    grouped = all(len(group) == 3 for group in groups) and (head or not groups)
    if not amount.is_finite() or not grouped or "," in decimals or "_" in plain:
        raise InputError(f"`{text}` is not an amount", help="write a number such as 1250.00")
    return to_minor(amount, currency)


def read_day(text: str, today: date) -> date:
    """A day written as year-month-day, `+7` counted from `today`, `tomorrow` or a day of the week after it.

    Raises `InputError` for anything else.
    """
    said = text.strip().lower()
    if said in {"today", "tomorrow"}:
        return today + timedelta(days=said == "tomorrow")
    if found := _DAYS_AHEAD.fullmatch(said):
        days = int(found[1])
        if days <= _FURTHEST_DAYS:
            return today + timedelta(days=days)
    number = _weekday(said)
    if number is not None:
        return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    return parse_day(text.strip())


def _weekday(said: str) -> int | None:
    if len(said) < _SHORTEST:
        return None
    return next((n for n, name in enumerate(_WEEKDAYS) if name.startswith(said)), None)


def read_moment(text: str, now: datetime, zone: str) -> datetime:
    """A moment to come in UTC: a time, a day as `read_day` has it with a time, or `+30m`, by a zone's clock.

    Raises `InputError` for anything else, for a time that has passed, and for one that the clock skips.
    """
    said = " ".join(text.replace("_", " ").replace("T", " ").lower().split())
    if found := _FROM_NOW.fullmatch(said):
        length = (
            timedelta(hours=int(found[1])) if found[2] == "h" else timedelta(minutes=int(found[1]))
        )
        return (now + length).astimezone(UTC).replace(second=0, microsecond=0)
    day_said, _, time_said = said.rpartition(" ")
    found_time = _TIME.fullmatch(time_said)
    local = now.astimezone(ZoneInfo(zone))
    if found_time is None:
        raise InputError(
            f"`{text}` is not a moment", help=f"write a day and a time, such as {MOMENT_HINT}"
        )
    day = read_day(day_said, local.date()) if day_said else local.date()
    wall = datetime.combine(day, time(int(found_time[1]), int(found_time[2])), ZoneInfo(zone))
    moment = wall.astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).time() != wall.time():
        raise InputError(
            f"there is no {time_said} on {day}: the clocks go forward over it",
            help="name an earlier or a later time",
        )
    if moment <= now:
        raise InputError(
            f"{day} {time_said} has passed", help=f"name a later one, such as tomorrow {time_said}"
        )
    return moment


def read_count(text: str) -> int:
    """A whole number; raises `InputError` for anything else."""
    said = text.strip()
    if not (said.isascii() and said.isdecimal() and len(said) <= 6):
        raise InputError(f"`{text}` is not a number", help="write a whole number such as 3")
    return int(said)


def read_percent(text: str) -> Decimal:
    """A number of per cent, `80` or `82.5`; raises `InputError` for anything else."""
    said = text.strip().removesuffix("%").strip()
    if not _NUMBER.fullmatch(said):
        raise InputError(f"`{text}` is no share in per cent", help="write a number such as 80")
    return Decimal(said)
