"""When a rule about contacts lets nobody through, and the first moment at which all of several do.

A gap is the moment from which a rule is closed and the moment from which it is open again, both in
UTC; None is never. Hours have no gaps: they are read off the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from collectrules.compliance.hours import Hours, next_within
from collectrules.compliance.local import day_begins
from collectrules.compliance.recorded import Recorded
from collectrules.compliance.windows import EVERY_DAY, LAST_DAY, Span
from collectrules.policy.model import ContactHours, ContactRule

Gap = tuple[datetime, datetime | None]

ALWAYS: Final[Gap] = (datetime.min.replace(tzinfo=UTC), None)
"""From the first moment of all on, for ever."""
_NEVER_AGAIN: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Closing:
    """A rule and the gaps in which it lets nobody through; of hours, the rule says it itself."""

    rule: ContactRule
    gaps: tuple[Gap, ...] = ()
    clocks: tuple[ZoneInfo, ...] = ()
    """Of hours, every clock by which they have to be open."""
    borrowed: bool = False
    """Whether the business's is among them because that of somebody is not known."""
    contacts: tuple[Recorded, ...] = ()
    """What a limit counts together, in the order of the days."""

    @property
    def hours(self) -> tuple[Hours, ...]:
        """The hours with each of their clocks; none of a rule that is no hours."""
        if not isinstance(self.rule, ContactHours):
            return ()
        return tuple((self.rule, clock) for clock in self.clocks)


def gap_of(span: Span, zone: ZoneInfo) -> Gap:
    """The gap from the beginning of the first day of a span to the end of its last."""
    first, last = span
    if span == EVERY_DAY:
        return ALWAYS
    begins = day_begins(date.fromordinal(max(first, 2)), zone)
    return begins, day_begins(date.fromordinal(last + 1), zone) if last + 1 < LAST_DAY else None


def first_free(closings: Sequence[Closing], moment: datetime) -> datetime | None:
    """The first moment from `moment` on that nothing closes, in UTC; None is never.

    `moment` itself, or the beginning of a minute.
    """
    hours = list(dict.fromkeys(pair for each in closings for pair in each.hours))
    gaps = sorted(
        (gap for each in closings for gap in each.gaps), key=lambda gap: (gap[0], gap[1] or gap[0])
    )
    free = moment
    while True:
        after_gaps = _after(gaps, free)
        found = after_gaps and next_within(hours, _full_minute(after_gaps, free))
        if found is None or found == free:
            return found
        free = found


def _after(gaps: Iterable[Gap], moment: datetime) -> datetime | None:
    for start, end in gaps:
        if start <= moment and end is None:
            return None
        if end is not None and start <= moment < end:
            moment = end
    return moment


def _full_minute(moment: datetime, asked: datetime) -> datetime:
    """The minute that begins at or after a moment; the moment asked about stays as it is."""
    if moment == asked:
        return moment
    rest = timedelta(seconds=moment.second, microseconds=moment.microsecond)
    return moment + timedelta(minutes=1) - rest if rest else moment


def in_the_way(closings: Sequence[Closing], moment: datetime) -> list[Closing]:
    """Those that close a moment by themselves, the one that closes it longest first."""
    opens = [first_free([each], moment) for each in closings]
    closed = [(each, free) for each, free in zip(closings, opens, strict=True) if free != moment]
    closed.sort(key=lambda pair: pair[1] or _NEVER_AGAIN, reverse=True)
    return [each for each, _ in closed]
