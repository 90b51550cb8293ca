"""The time zones that a telephone number or an address lets us suppose: all that are possible, or none.

They are worked out once, when the number or the address is recorded, and kept with it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import available_timezones

from collectrules.errors import InputError
from collectrules.policy.facts import closest

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_NORTH_AMERICA: Final = 1
"""The calling code of the United States, Canada and their neighbours."""


@cache
def _table() -> Mapping[str, Any]:
    text = files("collectrules.compliance").joinpath("zones.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def zone_named(text: str) -> str:
    """A time zone by its name in the tz database, in capitals or not.

    Raises `InputError`, with the nearest name, where there is none.
    """
    known = {name.casefold(): name for name in available_timezones()}
    wanted = text.strip().replace(" ", "_").casefold()
    if wanted in known:
        return known[wanted]
    near = closest(wanted, sorted(known))
    raise InputError(
        f"`{text}` is not a time zone",
        help=f"did you mean `{known[near]}`?" if near else "name it as in `America/Chicago`",
    )


def region_named(text: str) -> str:
    """A country, or a part of one whose zones are known, by its code of ISO 3166: `GB`, `US-CA`.

    A part that no zones are known of stands for its country. Raises `InputError` for an unknown country.
    """
    wanted = text.strip().upper().replace("_", "-").replace(" ", "-")
    country, _, _ = wanted.partition("-")
    if country == "UK":
        return region_named(f"GB{wanted[2:]}")
    if country not in _table()["country"]:
        raise InputError(
            f"`{text}` is not a country",
            help="give its two letters, with the state where it has several time zones: GB, US-CA",
        )
    if wanted in _table()["part"] or wanted == country:
        return wanted
    parts = [part for part in _table()["part"] if part.startswith(f"{country}-")]
    if not parts:
        return country
    near = closest(wanted, parts)
    raise InputError(
        f"`{text}` is not a part of {country} whose time zones are known",
        help=f"did you mean `{near}`?" if near else f"give {country} alone, or as in {parts[0]}",
    )


def zones_of_place(region: str, postcode: str = "") -> tuple[str, ...]:
    """The zones of a country, or a part of it; a postcode narrows a country down where that is safe.

    `region` is as `region_named` returns it; empty, nothing is known and there are none.
    """
    table = _table()
    if not region:
        return ()
    if region in table["part"]:
        return tuple(table["part"][region])
    begins = table["postcode"].get(region, {})
    code = postcode.strip().upper()
    for length in (3, 2, 1):
        if code[:length] in begins and len(code) >= length:
            return _zones_of(begins[code[:length]])
    return tuple(table["country"][region])


def _zones_of(regions: Iterable[str]) -> tuple[str, ...]:
    found = (zone for region in regions for zone in zones_of_place(region))
    return tuple(dict.fromkeys(found))


def country_of_zone(zone: str) -> str:
    """The country whose clock a time zone is, by its two letters; empty where it is no country's."""
    table = _table()
    for country, zones in table["country"].items():
        if zone in zones or zone in table["other_names"].get(country, ()):
            return str(country)
    return ""


def zones_of_number(number: PhoneNumber) -> tuple[str, ...]:
    """The zones that a valid telephone number lets us suppose; none of numbers that belong to no place.

    Of numbers in North America all zones of the area code: parts of it lie beyond a border of zones, and
    people keep their number when they move across the town.
    """
    import phonenumbers
    from phonenumbers.timezone import time_zones_for_number

    kinds = phonenumbers.PhoneNumberType
    placed = {kinds.FIXED_LINE, kinds.MOBILE, kinds.FIXED_LINE_OR_MOBILE}
    if phonenumbers.number_type(number) not in placed:
        return ()
    if number.country_code == _NORTH_AMERICA:
        return _zones_of_area(str(number.national_number)[:3]) or _zones_of_country(number)
    return tuple(zone for zone in time_zones_for_number(number) if zone != "Etc/Unknown")


def _zones_of_area(area: str) -> tuple[str, ...]:
    from phonenumbers.tzdata import TIMEZONE_DATA

    within = f"{_NORTH_AMERICA}{area}"
    found = {
        zone
        for prefix, zones in TIMEZONE_DATA.items()
        if prefix.startswith(within)
        for zone in zones
    }
    return tuple(sorted(found))


def _zones_of_country(number: PhoneNumber) -> tuple[str, ...]:
    import phonenumbers

    country = phonenumbers.region_code_for_number(number) or ""
    return zones_of_place(country) if country in _table()["country"] else ()
