"""The rules about contacts as the language says them, one moment at a time: slow, and plain to see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from collectrules.compliance.results import Result, results
from collectrules.policy.model import (
    WEEKDAYS,
    ContactHours,
    ContactLimit,
    ContactPause,
    ContactRule,
)
from tests.compliance.contacts import Tried, day, moment


@dataclass
class Slow:
    """The rules held against a history, moment by moment."""

    history: Sequence[Tried]
    zone: str
    result: Result | None = None
    """Of the contact that is about to be recorded."""
    whole_days: bool = False
    """Whether a rest closes all of its first day."""
    _days: dict[tuple[str, date], bool] = field(default_factory=dict)

    def open(self, rule: ContactRule, at: datetime) -> bool:
        """Whether a rule leaves room at a moment."""
        local = at.astimezone(ZoneInfo(self.zone))
        match rule:
            case ContactLimit():
                asked = (rule.id, local.date())
                if asked not in self._days:
                    self._days[asked] = self._room(rule, local.date())
                return self._days[asked]
            case ContactPause():
                return not any(
                    self._rests(rule, tried, local) or self._rested(rule, tried, local)
                    for tried in self._on(rule)
                )
            case ContactHours():
                return _within(rule, local)
        raise AssertionError(rule)

    def _on(self, rule: ContactRule) -> list[Tried]:
        return [t for t in self.history if not t.taken_back and t.channel in rule.channels]

    def _room(self, rule: ContactLimit, on: date) -> bool:
        ahead = self.result is not None and self.result.counts_as(rule.counts)
        counted = [
            day(tried.day)
            for tried in self._on(rule)
            if tried.counts and results()[tried.result].counts_as(rule.counts)
        ]
        windows = _windows(rule, on, ahead=ahead)
        return all(sum(each in window for each in counted) < rule.at_most for window in windows)

    def _rests(self, rule: ContactPause, tried: Tried, local: datetime) -> bool:
        """Whether a moment lies in the rest that a contact began."""
        days = (local.date() - day(tried.day)).days
        begun = days >= 0 if self.whole_days else self._moment(tried) <= local
        return _is(tried, rule.after) and begun and days < rule.pause_days

    def _rested(self, rule: ContactPause, tried: Tried, local: datetime) -> bool:
        """Whether an attempt lies in the rest that would begin at a moment."""
        begins = self.result is not None and self.result.is_a(rule.after)
        days = (day(tried.day) - local.date()).days
        later = self._moment(tried) > local
        return begins and _is(tried, "attempt") and later and days < rule.pause_days

    def _moment(self, tried: Tried) -> datetime:
        return moment(tried.day, tried.minute, self.zone)


def _windows(rule: ContactLimit, on: date, *, ahead: bool) -> Iterator[set[date]]:
    """The periods in which one more contact on a day may be one too many."""
    if rule.within != "days":
        around = [on + timedelta(days=n) for n in range(-31, 32)]
        same = {each for each in around if _period(rule, each) == _period(rule, on)}
        yield same if ahead else {each for each in same if each <= on}
        return
    for first in range(1 - rule.within_days, 1 if ahead else 2 - rule.within_days):
        yield {on + timedelta(days=first + n) for n in range(rule.within_days)}


def _period(rule: ContactLimit, on: date) -> tuple[int, int]:
    if rule.within == "calendar-month":
        return on.year, on.month
    year, week, _ = on.isocalendar()
    return year, week


def _is(tried: Tried, what: str) -> bool:
    result = results()[tried.result]
    match what:
        case "attempt":
            return result.attempt and tried.direction == "out"
        case "contact":
            return result.contact
        case _:
            return result.conversation


@cache
def _holidays(place: str) -> holidays.HolidayBase:
    return holidays.country_holidays(place)


def _within(rule: ContactHours, local: datetime) -> bool:
    minute = local.hour * 60 + local.minute
    if rule.holidays and local.date() in _holidays(rule.holidays):
        return False
    return any(
        WEEKDAYS[local.weekday()] in opening.days and opening.start <= minute < opening.until
        for opening in rule.open
    )
