"""never-open: the hours of contact leave a channel no minute of the week.

Each rule closes what lies outside its own hours. Two that do not overlap close everything, and
nobody can step over hard ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from collectrules.policy.model import WEEKDAYS, Channel, ContactHours, Policy
from collectrules.policy.report import Fault, Report
from collectrules.policy.words import joined

_CHANNELS: Final[tuple[Channel, ...]] = ("call", "email", "sms", "letter")
_MINUTES_OF_A_DAY: Final = 24 * 60


def never_open(policy: Policy, day: date, report: Report) -> None:
    """Warn of hard hours without conditions that together leave a channel no minute; holidays left aside."""
    for read in dict.fromkeys(each.contact_hours for each in policy.readings):
        for channel in _CHANNELS:
            _never_open(read, channel, report)


def _never_open(hours: Sequence[ContactHours], channel: Channel, report: Report) -> None:
    rules = [
        (number, rule)
        for number, rule in enumerate(hours)
        if channel in rule.channels and rule.level == "hard" and not rule.conditions
    ]
    if rules and not set.intersection(*(set(_minutes(rule)) for _, rule in rules)):
        ids = joined([f"`{rule.id}`" for _, rule in rules], "and")
        report.keep(
            Fault(
                "never-open",
                f"{ids} together leave no minute of the week for contact by {channel}",
                ("contact_hours", rules[-1][0], "channels"),
                help="all hours that apply must be open at once; several openings of one rule "
                "stand in its `open`",
                severity="warning",
            )
        )


def _minutes(rule: ContactHours) -> Iterator[int]:
    """The minutes of the week, counted from Monday's midnight, in which a rule is open."""
    for opening in rule.open:
        for weekday in opening.days:
            midnight = WEEKDAYS.index(weekday) * _MINUTES_OF_A_DAY
            yield from range(midnight + opening.start, midnight + opening.until)
