"""The rules about contacts in plain words: hours, days of the week, whose clock they are read off."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from collectrules.policy.model import (
    WEEKDAYS,
    Channel,
    ContactConsent,
    ContactHours,
    ContactNotice,
    ContactPause,
    DisputePeriod,
    Opening,
    Place,
    Unit,
    Weekday,
)
from collectrules.policy.words import joined

_DAYS: Final[dict[Weekday, str]] = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
_CHANNELS: Final[dict[Channel, str]] = {
    "call": "call",
    "email": "e-mail",
    "sms": "text",
    "letter": "letter",
}
_PER: Final[dict[Unit, str]] = {
    "account": "",
    "person": "with one person",
    "invoice": "about one invoice",
    "place": "at one place",
}
_PLACES: Final[dict[Place, str]] = {
    "home": "at home",
    "mobile": "on a mobile",
    "work": "at work",
    "other": "elsewhere",
}
NOT_KNOWN: Final = "by the business's clock: the customer's is not known"
"""Said wherever hours by the customer's clock are decided by the clock there is."""


def hours_text(rule: ContactHours) -> str:
    """When a rule lets through: `only Saturday from 08:00 until 20:00, not on public holidays (GB)`."""
    said = joined([_opening_text(opening) for opening in rule.open], "and")
    said = f"only {said}" if said else "at any hour"
    return f"{said}, not on public holidays ({rule.holidays})" if rule.holidays else said


def rest_text(rule: ContactPause) -> str:
    """How long a rest is and what it follows: `for 7 days after a conversation, its day included`."""
    after = f"after {'an' if rule.after == 'attempt' else 'a'} {rule.after}"
    if rule.pause_days == 1:
        return f"for the rest of the day {after}"
    return f"for {rule.pause_days} days {after}, its day included"


def notice_text(rule: ContactNotice) -> str:
    """What comes first: `until 7 days after the first letter, its day included`."""
    first = joined([_CHANNELS[channel] for channel in rule.begun_by], "or")
    if rule.received_after_working_days:
        received = received_text(rule)
        if rule.pause_days == 1:
            return f"until the day after the first {first} {received}"
        return (
            f"until {rule.pause_days} days after the first {first} {received}; "
            "the day of receipt is the first of them"
        )
    if rule.pause_days == 1:
        return f"until the day after the first {first}"
    return f"until {rule.pause_days} days after the first {first}, its day included"


def received_text(rule: ContactNotice | DisputePeriod) -> str:
    """When it is received: `is taken to be received, 5 working days (US) after its day`."""
    days = rule.received_after_working_days
    if not days:
        return "is received, on its day"
    place = f" ({rule.holidays})" if rule.holidays else ""
    working = f"{days} working {'day' if days == 1 else 'days'}{place}"
    return f"is taken to be received, {working} after its day"


def lasting_text(rule: DisputePeriod) -> str:
    """How long they may dispute: `until 30 days after the first letter is received, on its day`."""
    days = f"{rule.days_after_receipt} day{'s' if rule.days_after_receipt != 1 else ''}"
    return f"until {days} after the first {joined(rule.begun_by, 'or')} {received_text(rule)}"


def consent_text(rule: ContactConsent) -> str:
    """Which consent: `without their consent of the last 60 days, its day included`."""
    if not rule.lasts_days:
        return "without their consent"
    days = f"{rule.lasts_days} days" if rule.lasts_days != 1 else "day"
    return f"without their consent of the last {days}, its day included"


def per_text(per: Sequence[Unit]) -> str:
    """Whose contacts are counted together: ` with one person about one invoice`; of the account, nothing."""
    return "".join(f" {_PER[unit]}" for unit in per if unit != "account")


def places_text(places: Sequence[Place]) -> str:
    """Where the number or address is: ` at home or on a mobile`; anywhere is nothing."""
    return f" {joined([_PLACES[place] for place in places], 'or')}" if places else ""


def _opening_text(opening: Opening) -> str:
    parts = []
    if opening.start:
        parts.append(f"from {time_text(opening.start)}")
    if opening.until < 24 * 60:
        parts.append(f"until {time_text(opening.until)}")
    if len(opening.days) < len(WEEKDAYS):
        parts.insert(0, days_text(opening.days))
    return " ".join(parts)


def time_text(minute: int) -> str:
    """A minute of the day as a clock shows it: `08:00`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def days_text(days: Sequence[Weekday]) -> str:
    """Days of the week: `Monday to Friday`, `Monday, Wednesday and Friday`."""
    named = [n for n, day in enumerate(WEEKDAYS) if day in days]
    parts = []
    for _, run in groupby(enumerate(named), lambda pair: pair[1] - pair[0]):
        names = [_DAYS[WEEKDAYS[n]] for _, n in run]
        parts += names if len(names) < 3 else [f"{names[0]} to {names[-1]}"]
    return joined(parts, "and")
