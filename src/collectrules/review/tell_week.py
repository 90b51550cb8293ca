"""The week ahead under both versions as people read it, against the hours that the staff has, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from collectrules.policy.model import Channel
from collectrules.reports.page import Section, Table
from collectrules.review.impact import CHANNELS
from collectrules.review.tell import Work
from collectrules.review.week_ahead import ASSUMES, Week


def minutes_of(week: Week, minutes: Mapping[Channel, Fraction]) -> Fraction:
    """How long the contacts of a week take, in minutes."""
    count = week.contacts
    return sum((count.get(way, 0) * minutes.get(way, Fraction(0)) for way in CHANNELS), Fraction(0))


def week_sections(before: Week, after: Week, work: Work) -> tuple[Section, ...]:
    """Contacts by channel in the week under each version, the hours they take, and what it assumes."""
    was, now = before.contacts, after.contacts
    ways = [way for way in CHANNELS if way in was or way in now]
    heading = f"Contacts of the week from {before.first} to {before.last}"
    if not ways:
        return (Section(heading, ("None, under either version.", _assumed())),)
    rows = [_row(way, was.get(way, 0), now.get(way, 0), work) for way in ways]
    totals = [minutes_of(each, work.minutes) for each in (before, after)]
    counts = (sum(was.values()), sum(now.values()))
    rows.append(("all", *map(str, counts), *map(_hours, totals)))
    header = ("", "before", "after", "hours before", "hours after")
    table = Table(header, tuple(rows), total=True)
    return (Section(heading, (table, *_said(before, after, work), _assumed())),)


def _row(way: Channel, was: int, now: int, work: Work) -> tuple[str, ...]:
    each = work.minutes.get(way, Fraction(0))
    return way, str(was), str(now), _hours(was * each), _hours(now * each)


def _hours(minutes: Fraction) -> str:
    return f"{float(minutes / 60):.1f}"


def _said(before: Week, after: Week, work: Work) -> Iterator[str]:
    yield _capacity(before, after, work)
    busiest = [_busiest(each, work) for each in (before, after)]
    days = [f"{minutes} hours on {day}" for day, minutes in busiest]
    yield f"The fullest day takes {days[0]} before and {days[1]} after."


def _capacity(before: Week, after: Week, work: Work) -> str:
    old, new = (minutes_of(each, work.minutes) for each in (before, after))
    said = f"They take {_hours(old)} hours before and {_hours(new)} after"
    if work.capacity is None:
        return f"{said}; `--capacity HOURS` sets them against what the staff has in a week."
    if not work.capacity:
        return f"{said}; the staff has no hours."
    shares = [f"{float(100 * each / 60 / work.capacity):.0f} %" for each in (old, new)]
    more = [each / 60 - work.capacity for each in (old, new)]
    over = "".join(
        f"; {float(hours):.1f} hours are missing {when}"
        for hours, when in zip(more, ("before", "after"), strict=True)
        if hours > 0
    )
    hours = f"{float(work.capacity):g} hours that the staff has in a week"
    return f"{said}: {shares[0]} and {shares[1]} of the {hours}{over}."


def _busiest(week: Week, work: Work) -> tuple[date, str]:
    """The day whose contacts take longest, the first of several, and the hours they take."""
    taken = [
        sum((day.get(way, 0) * work.minutes.get(way, Fraction(0)) for way in CHANNELS), Fraction(0))
        for day in week.days
    ]
    number = taken.index(max(taken))
    return date.fromordinal(week.first.toordinal() + number), _hours(taken[number])


def _assumed() -> str:
    return f"The week is lived forward on the copy: {'; '.join(ASSUMES)}."


def week_json(before: Week, after: Week, work: Work) -> dict[str, object]:
    """The week as JSON, in the shape of docs/reference/json.md."""
    return {
        "from": before.first.isoformat(),
        "to": before.last.isoformat(),
        "before": _side(before, work),
        "after": _side(after, work),
        "assumes": list(ASSUMES),
    }


def _side(week: Week, work: Work) -> dict[str, object]:
    return {
        "contacts": dict(week.contacts),
        "minutes": str(minutes_of(week, work.minutes)),
        "days": [dict(day) for day in week.days],
        "blocked_by": dict(week.blocked),
    }
