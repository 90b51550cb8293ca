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
    return _by_old_and_new_clock(_zones_listed(region, postcode))


def _zones_listed(region: str, postcode: str) -> tuple[str, ...]:
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
    """The zones of regions, among which zones may stand themselves."""
    found = (
        zone
        for region in regions
        for zone in ([region] if "/" in region else _zones_listed(region, ""))
    )
    return tuple(dict.fromkeys(found))


def _by_old_and_new_clock(zones: Iterable[str]) -> tuple[str, ...]:
    """The zones, and beside each whose clock the law changed lately one that keeps the new time.

    The tz database of the computer may be older than the law.
    """
    changed = _table()["law_changed"]
    found = list(zones)
    return tuple(dict.fromkeys([*found, *(changed[zone] for zone in found if zone in changed)]))


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
    people keep their number when they move across the town. Elsewhere those of the first digits, and of the
    whole country where they tell no place or phonenumbers has a neighbour's clock for it, as for Algeria.
    """
    import phonenumbers

    kinds = phonenumbers.PhoneNumberType
    placed = {kinds.FIXED_LINE, kinds.MOBILE, kinds.FIXED_LINE_OR_MOBILE}
    if phonenumbers.number_type(number) not in placed:
        return ()
    country = phonenumbers.region_code_for_number(number) or ""
    if number.country_code == _NORTH_AMERICA:
        area = zones_of_area(str(number.national_number)[:3])
        return area or _zones_of_country(country)
    digits = (*_zones_of_digits(number), *_of_divided_area(number))
    if country in _table()["country"] and not _is_narrower(digits, number, country):
        return _zones_of_country(country)
    return _by_old_and_new_clock(digits)


def _zones_of_digits(number: PhoneNumber) -> tuple[str, ...]:
    from phonenumbers.timezone import time_zones_for_number

    return tuple(zone for zone in time_zones_for_number(number) if zone != "Etc/Unknown")


def _of_divided_area(number: PhoneNumber) -> tuple[str, ...]:
    """The zones of an area code that lies on both sides of a border, outside North America; else none."""
    divided = _table()["area_code"].get(str(number.country_code), {})
    written = str(number.national_number)
    return _zones_of(part for area in divided if written.startswith(area) for part in divided[area])


def _is_narrower(zones: tuple[str, ...], number: PhoneNumber, country: str) -> bool:
    """Whether these are of a place in the country, and not only of its calling code or of a neighbour."""
    from phonenumbers.tzdata import TIMEZONE_DATA

    table = _table()
    own = {*table["country"][country], *table["other_names"].get(country, ())}
    return set(zones) <= own and set(zones) != set(TIMEZONE_DATA.get(str(number.country_code), ()))


def zones_of_area(area: str) -> tuple[str, ...]:
    """The zones of an area code of North America, its three digits; none where nothing is known of it."""
    from phonenumbers.tzdata import TIMEZONE_DATA

    within = f"{_NORTH_AMERICA}{area}"
    found = {
        zone
        for prefix, zones in TIMEZONE_DATA.items()
        if prefix.startswith(within)
        for zone in zones
    }
    found.update(_zones_of(_table()["area_code"][str(_NORTH_AMERICA)].get(area, ())))
    return tuple(sorted(_by_old_and_new_clock(found)))


def _zones_of_country(country: str) -> tuple[str, ...]:
    return zones_of_place(country) if country in _table()["country"] else ()
