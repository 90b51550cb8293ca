"""The table of zones held to its sources: what phonenumbers knows of prefixes, and where postcodes lie.

Zones count as the same where their clocks agree for two years from December 2026 on.
"""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from phonenumbers import PhoneNumberType
from phonenumbers.geodata import GEOCODE_DATA
from phonenumbers.tzdata import TIMEZONE_DATA

from collectrules.compliance.telephone import telephone
from collectrules.compliance.zones import _table, zones_of_area, zones_of_place

WEEKS: Final = [datetime(2026, 12, 1, 12, tzinfo=UTC) + timedelta(weeks=n) for n in range(105)]


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a table beside this file."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in text if not line.startswith("#")))


STATES: Final = {row["name"]: row["part"] for row in rows_of("states.csv")}
"""The names under which phonenumbers has states and provinces."""

WRONG_THERE: Final = {
    # Unalaska lies east of 169 degrees 30 minutes: by 49 CFR 71.11 it is on the time of Alaska.
    ("1907581", "Pacific/Honolulu"),
    # An overlay of 709: nothing of Newfoundland and Labrador is on the time of Puerto Rico all year.
    ("1879", "America/Puerto_Rico"),
}
"""Prefixes of which phonenumbers has a zone that their state does not keep."""
LEFT_THE_PACIFIC: Final = "CA-YT"
"""phonenumbers has some of its prefixes under Vancouver still; Yukon went its own way in November 2020."""

INSIDE_ONE_ZONE: Final = {
    "Alabama but the east": "205 251 256 659 938",
    "Arizona but the north": "480 520 602 623",
    "Florida but the west": "239 305 321 324 352 386 407 561 645 656 727 728 754 772 786 813 863 904 941 954",
    "Indiana but its corners": "260 317 463 765",
    "Kansas in the middle and the north-east": "316 913",
    "Kentucky around Louisville and Lexington": "502 859",
    "Michigan but the Upper Peninsula": "231 248 269 313 517 586 616 679 734 810 947 989",
    "Nebraska in the east": "402 531",
    "Nevada in the south": "702 725",
    "Oregon in the north-west": "503 971",
    "Tennessee: Nashville, the west, Knoxville": "615 629 731 901 931 865",
    "Texas in the east": "210 214 254 281 325 346 361 409 430 432 469 512 682 713 726 737 806 817 830 832",
    "Texas in the south, and El Paso": "903 915 936 940 945 956 972 979",
    "the lower mainland of British Columbia": "604",
    "Ontario but the north-west": "226 249 289 343 365 382 416 437 519 548 613 647 683 705 742 753 905 942",
    "Quebec but the east": "263 354 438 450 468 514 579 819 873",
}
"""Area codes of divided states that lie on one side of the border."""


@cache
def clock(zone: str) -> tuple[timedelta | None, ...]:
    """What a zone's clock shows against UTC, week by week."""
    return tuple(moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in WEEKS)


def keeps(zones: tuple[str, ...], zone: str) -> bool:
    """Whether a clock that agrees with a zone's is among some zones."""
    return zone in zones or clock(zone) in {clock(each) for each in zones}


def part_of(prefix: str) -> str:
    """The state or province of a prefix in North America, as phonenumbers places it; empty if it does not."""
    place = GEOCODE_DATA.get(prefix, {}).get("en", "")
    if place in STATES:
        return STATES[place]
    found = re.search(r", ([A-Z]{2})$", place)
    codes = [f"US-{found[1]}", f"CA-{found[1]}"] if found else []
    return next((code for code in codes if code in _table()["part"]), "")


PLACED: Final = [
    (prefix, part, zone)
    for prefix, zones in sorted(TIMEZONE_DATA.items())
    if re.match(r"1\d{3}", prefix) and (part := part_of(prefix)) and part != LEFT_THE_PACIFIC
    for zone in zones
]


def test_every_state_and_province_has_numbers_to_be_held_to() -> None:
    of_numbers = {part for _, part, _ in PLACED} | {LEFT_THE_PACIFIC}
    parts = {part for part in _table()["part"] if part[:2] in {"US", "CA"}}
    # One area code of the Maritimes and one of the North name no single province.
    assert parts - of_numbers == {"CA-NT", "CA-NU", "CA-NS", "CA-PE"} - of_numbers


def test_a_state_keeps_every_zone_of_its_numbers() -> None:
    wrong = {
        (prefix, zone) for prefix, part, zone in PLACED if not keeps(zones_of_place(part), zone)
    }
    assert wrong == WRONG_THERE


def test_an_area_code_has_every_zone_of_its_numbers() -> None:
    for prefix, _, zone in PLACED:
        assert zone in zones_of_area(prefix[1:4])


def test_no_area_code_goes_beyond_what_its_states_and_phonenumbers_have() -> None:
    for area, parts in _table()["area_code"]["1"].items():
        of_states = {zone for part in parts for zone in zones_of_place(part)}
        known = {
            zone
            for prefix, zones in TIMEZONE_DATA.items()
            if prefix.startswith(f"1{area}")
            for zone in zones
        }
        found = set(zones_of_area(area))
        assert of_states <= found
        assert {*map(clock, found)} == {*map(clock, of_states | known)}


def test_an_area_code_of_a_divided_state_has_all_its_clocks_unless_it_ends_at_the_border() -> None:
    of_one = {
        prefix[1:4]
        for prefix, part, _ in PLACED
        if len({*map(clock, zones_of_place(part))}) > 1
        and len({*map(clock, zones_of_area(prefix[1:4]))}) == 1
    }
    assert of_one <= {area for areas in INSIDE_ONE_ZONE.values() for area in areas.split()}


@pytest.mark.parametrize(
    ("number", "place", "zone"),
    [
        ("850 436 0100", "Pensacola", "America/Chicago"),
        ("448 220 0100", "Pensacola, over 850", "America/Chicago"),
        ("270 781 0100", "Bowling Green", "America/Chicago"),
        ("364 201 0100", "Bowling Green, over 270", "America/Chicago"),
        ("930 201 0100", "Evansville, over 812", "America/Chicago"),
        ("458 201 0100", "Ontario in Oregon, over 541", "America/Denver"),
        ("423 447 0100", "Pikeville", "America/Chicago"),
        ("689 201 0100", "Orlando, over 407", "America/New_York"),
        ("334 298 0100", "Phenix City", "America/New_York"),
        ("306 825 0100", "Lloydminster", "America/Edmonton"),
        ("306 688 0100", "Creighton", "America/Winnipeg"),
        ("778 517 0100", "Cranbrook, over 250", "America/Edmonton"),
        ("581 201 0100", "Magdalen Islands, over 418", "America/Halifax"),
        ("807 597 0100", "Atikokan", "America/Atikokan"),
        ("867 645 0100", "Rankin Inlet", "America/Rankin_Inlet"),
        ("867 983 0100", "Cambridge Bay", "America/Cambridge_Bay"),
        ("867 668 0100", "Whitehorse", "America/Whitehorse"),
    ],
)
def test_a_number_of_a_divided_area_code_may_be_on_either_side(
    number: str, place: str, zone: str
) -> None:
    assert keeps(telephone(number, "US").zones, zone), place


def examples() -> list[tuple[str, str]]:
    """A number of every kind that has a place, of every country outside North America."""
    kinds = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE)
    found = [
        (country, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
        for country in sorted(_table()["country"])
        for kind in kinds
        if (number := phonenumbers.example_number_for_type(country, kind)) is not None
        and number.country_code != 1
        and phonenumbers.region_code_for_number(number) == country
    ]
    assert len({country for country, _ in found}) > 200
    return found


@pytest.mark.parametrize(("country", "number"), examples())
def test_a_number_outside_north_america_is_on_a_clock_of_its_country(
    country: str, number: str
) -> None:
    zones = telephone(number, "").zones
    assert all(keeps(zones_of_place(country), zone) for zone in zones)
    if len({*map(clock, zones_of_place(country))}) == 1:
        assert zones


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        # phonenumbers has Paris, Bucharest and Chicago for these, which put their clocks forward.
        ("+213 21 73 12 34", {"Africa/Algiers"}),
        ("+218 21 333 1234", {"Africa/Tripoli"}),
        ("+505 2222 1234", {"America/Managua"}),
        # A mobile number of Chile may be on Easter Island, and one of Papua New Guinea in Bougainville.
        ("+56 9 6123 4567", set(zones_of_place("CL"))),
        ("+675 7012 3456", set(zones_of_place("PG"))),
        ("+7 401 230 1234", set(zones_of_place("RU"))),
        ("+61 8 8999 1234", {"Australia/Darwin"}),
        ("+61 7 5536 1234", {"Australia/Brisbane", "Australia/Sydney"}),
        ("+55 81 3182 1234", {"America/Recife", "America/Noronha"}),
    ],
)
def test_where_phonenumbers_has_too_little_or_a_neighbours_clock_the_country_counts(
    number: str, zones: set[str]
) -> None:
    found = set(telephone(number, "").zones)
    assert zones <= found
    country = phonenumbers.region_code_for_number(phonenumbers.parse(number))
    assert all(keeps(zones_of_place(country or ""), zone) for zone in found)


PLACES: Final = rows_of("places.csv")


@pytest.mark.parametrize(
    "place", PLACES, ids=lambda place: f"{place['country']}-{place['postcode']}"
)
def test_the_zones_of_a_postcode_and_of_a_state_have_that_of_the_place(
    place: dict[str, str],
) -> None:
    part = f"{place['country']}-{place['part']}"
    region = part if part in _table()["part"] else place["part"]
    assert keeps(zones_of_place(region), place["zone"])
    assert keeps(zones_of_place(place["country"], place["postcode"]), place["zone"])


def test_there_is_a_place_for_every_state_and_every_beginning_of_a_postcode() -> None:
    parts = {f"{place['country']}-{place['part']}" for place in PLACES}
    assert set(_table()["part"]) <= parts
    for country, begins in _table()["postcode"].items():
        written = [place["postcode"] for place in PLACES if place["country"] == country]
        for beginning, regions in begins.items():
            assert not regions or any(code.startswith(beginning) for code in written), beginning


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("Africa/Casablanca", 0),
        ("America/Edmonton", -6),
        ("America/Inuvik", -6),
        ("America/Vancouver", -7),
        ("America/Winnipeg", -5),
    ],
)
def test_beside_a_clock_that_the_law_changed_stands_one_that_shows_the_new_time(
    zone: str, hours: int
) -> None:
    """The new times are those of the tz database: release notes of 2026b and 2026c, data of 2026f."""
    beside = _table()["law_changed"][zone]
    assert set(clock(beside)) == {timedelta(hours=hours)}


@pytest.mark.parametrize(
    ("region", "zones"),
    [
        ("CA-MB", ("America/Winnipeg", "America/Atikokan")),
        ("MA", ("Africa/Casablanca", "Africa/Abidjan")),
        ("CA-NS", ("America/Halifax",)),
    ],
)
def test_both_zones_count_for_a_place(region: str, zones: tuple[str, ...]) -> None:
    assert zones_of_place(region) == zones


def test_both_zones_count_for_a_number() -> None:
    assert telephone("204 945 3744", "CA").zones == ("America/Atikokan", "America/Winnipeg")
    assert set(telephone("+212 522 200000", "").zones) >= {"Africa/Casablanca", "Africa/Abidjan"}
