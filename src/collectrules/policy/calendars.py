"""Public holidays by place: the code of a country, or of a part of it, as ISO 3166 has them.

The days are those of the `holidays` library, imported when a day or a misspelt place is first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Final

from collectrules.policy.facts import closest

_CALLED_OTHERWISE: Final = {"UK": "GB", "EN": "GB-ENG", "EL": "GR"}
"""Codes that people write and ISO 3166 does not have."""


@cache
def _places() -> frozenset[str]:
    import holidays

    supported = holidays.list_supported_countries(include_aliases=False)
    return frozenset(supported).union(
        f"{country}-{part}" for country, parts in supported.items() for part in parts
    )


def places_text() -> str:
    """What `places.txt` says: every place whose public holidays are known, each on a line of its own."""
    return "".join(f"{place}\n" for place in sorted(_places()))


@cache
def _listed() -> frozenset[str]:
    """The places of `places.txt`, read at once; the library takes longer than the whole policy."""
    from importlib.resources import files

    text = files("collectrules.policy").joinpath("places.txt").read_text(encoding="utf-8")
    return frozenset(text.splitlines())


def is_place(place: str) -> bool:
    """Whether the public holidays of a place are known."""
    return place in _listed() or place in _places()


def nearest_place(written: str) -> str | None:
    """The known place that a misspelt one most likely meant, or None when nothing is near."""
    upper = written.strip().upper().replace("_", "-")
    country, dash, part = upper.partition("-")
    wanted = _CALLED_OTHERWISE.get(country, country) + dash + part
    if wanted in _places():
        return wanted
    parts = [place for place in _places() if place.startswith(wanted[:2] + "-")]
    return closest(wanted, sorted(parts)) or closest(wanted, sorted(_places()))


def holiday_name(place: str, day: date) -> str:
    """What the public holiday of a place on a day is called, in English where that is known; else empty."""
    return _holidays(place, day.year).get(day, "") if place else ""


def is_working_day(place: str, day: date) -> bool:
    """Whether a day is neither of a place's weekend, Saturday and Sunday where no place is given, nor its
    public holiday."""
    return day.weekday() not in _weekend(place, day.year) and not holiday_name(place, day)


@lru_cache(maxsize=4096)
def working_days_after(place: str, day: date, count: int) -> date:
    """The `count`th working day of a place after a day, that day not counted; the day itself for 0."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(place, day)
    return day


@lru_cache(maxsize=256)
def _weekend(place: str, year: int) -> frozenset[int]:
    if not place:
        return frozenset({5, 6})
    import holidays

    country, _, part = place.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=part or None, years=year).weekend)


@lru_cache(maxsize=256)
def _holidays(place: str, year: int) -> Mapping[date, str]:
    import holidays

    country, _, part = place.partition("-")
    return dict(
        holidays.country_holidays(country, subdiv=part or None, years=year, language="en_US")
    )
