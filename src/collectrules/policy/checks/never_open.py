"""never-open: the hours of contact leave a channel no minute of the week.

Each rule closes what lies outside its own hours. Two that do not overlap close everything, and
nobody can step over hard ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from collectrules.policy.checks.context import Context
from collectrules.policy.checks.finding import Finding
from collectrules.policy.model import WEEKDAYS, Channel, ContactHours
from collectrules.policy.words import joined

_CHANNELS: Final[tuple[Channel, ...]] = ("call", "email", "sms", "letter")
_MINUTES_OF_A_DAY: Final = 24 * 60


def never_open(context: Context) -> Iterator[Finding]:
    """Find hard hours without conditions that together leave a channel no minute; holidays left aside."""
    for channel in _CHANNELS:
        yield from _never_open(context.policy.contact_hours, channel)


def _never_open(hours: Sequence[ContactHours], channel: Channel) -> Iterator[Finding]:
    rules = [
        (number, rule)
        for number, rule in enumerate(hours)
        if channel in rule.channels
        and rule.level == "hard"
        and not (rule.conditions or rule.places)
    ]
    if rules and not set.intersection(*(set(minutes_open(rule)) for _, rule in rules)):
        ids = joined([f"`{rule.id}`" for _, rule in rules], "and")
        yield Finding(
            code="never-open",
            message=f"{ids} together leave no minute of the week for contact by {channel}",
            path=("contact_hours", rules[-1][0], "channels"),
            help="all hours that apply must be open at once; several openings of one rule "
            "stand in its `open`",
        )


def minutes_open(rule: ContactHours) -> Iterator[int]:
    """The minutes of the week, counted from Monday's midnight, in which a rule is open."""
    for opening in rule.open:
        for weekday in opening.days:
            midnight = WEEKDAYS.index(weekday) * _MINUTES_OF_A_DAY
            yield from range(midnight + opening.start, midnight + opening.until)
