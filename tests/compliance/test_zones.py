"""The zones that numbers and addresses let us suppose: all that are possible, none where nothing is known."""

from __future__ import annotations

from zoneinfo import available_timezones

import pytest

from collectrules.compliance.telephone import country_of_business, email_address, telephone
from collectrules.compliance.zones import (
    _table,
    country_of_zone,
    region_named,
    zone_named,
    zones_of_place,
)
from collectrules.errors import InputError
from collectrules.policy.load import parse


@pytest.mark.parametrize(
    ("written", "country", "kept", "zones"),
    [
        ("020 7946 0958", "GB", "+442079460958", {"Europe/London"}),
        ("(212) 555-0123", "US", "+12125550123", {"America/New_York"}),
        ("+1 310 555 0199", "", "+13105550199", {"America/Los_Angeles"}),
        # Pensacola is Central, Tallahassee Eastern, and both are 850.
        ("850 555 0100", "US", "+18505550100", {"America/Chicago", "America/New_York"}),
        # Boise and Coeur d'Alene: an hour apart, one area code.
        (
            "208-555-0100",
            "US",
            "+12085550100",
            {"America/Boise", "America/Denver", "America/Los_Angeles"},
        ),
        ("+49 30 901820", "", "+4930901820", {"Europe/Berlin"}),
        ("030 901820", "DE", "+4930901820", {"Europe/Berlin"}),
        ("212 555 0123 ext. 45", "US", "+12125550123 ext. 45", {"America/New_York"}),
        # A number of no place says nothing about where somebody is.
        ("800 555 0199", "US", "+18005550199", set()),
    ],
)
def test_a_number_is_kept_in_one_form_with_its_zones(
    written: str, country: str, kept: str, zones: set[str]
) -> None:
    found = telephone(written, country)
    assert (found.value, set(found.zones)) == (kept, zones)


def test_a_mobile_number_may_be_anywhere_in_its_country() -> None:
    """Australian mobile numbers tell nothing of the state: Perth is two hours behind Brisbane."""
    found = telephone("0491 570 156", "AU")
    assert found.mobile
    assert {"Australia/Perth", "Australia/Brisbane", "Australia/Sydney"} <= set(found.zones)
    assert not telephone("020 7946 0958", "GB").mobile


@pytest.mark.parametrize(
    ("written", "country", "said"),
    [
        ("12", "GB", "`12` is not a telephone number in GB"),
        ("tomorrow", "GB", "`tomorrow` is not a telephone number in GB"),
        ("020 7946 0958", "", "`020 7946 0958` does not say which country it is in"),
        ("+44 12", "GB", "`+44 12` is not a telephone number of any country"),
        ("+999 123456", "", "`+999 123456` is not a telephone number of any country"),
        ("", "", "`` is not a telephone number of any country"),
    ],
)
def test_what_is_no_number_is_refused_in_a_sentence(written: str, country: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        telephone(written, country)
    assert refused.value.message == said


@pytest.mark.parametrize(
    ("region", "postcode", "zones"),
    [
        ("GB", "BS1 4DJ", {"Europe/London"}),
        ("US-CA", "", {"America/Los_Angeles"}),
        ("US-TN", "", {"America/Chicago", "America/New_York"}),
        ("US-AZ", "", {"America/Phoenix", "America/Denver"}),
        ("US", "10001", {"America/New_York"}),
        ("US", "09012", set()),  # the armed forces in Europe
        ("CA", "h2x 1y4", {"America/Toronto", "America/Halifax", "America/Blanc-Sablon"}),
        ("AU-QLD", "", {"Australia/Brisbane"}),
        # Postcode 4383 is in Queensland and in New South Wales, which puts its clocks forward.
        ("AU", "4383", set(zones_of_place("AU"))),
        ("", "10001", set()),
    ],
)
def test_an_address_gives_all_zones_of_its_place(
    region: str, postcode: str, zones: set[str]
) -> None:
    assert set(zones_of_place(region, postcode)) == zones


def test_a_country_alone_is_anywhere_in_it() -> None:
    found = zones_of_place("US")
    assert {"America/New_York", "Pacific/Honolulu", "America/Anchorage"} <= set(found)


def test_every_zone_of_the_table_is_known_and_every_part_is_of_a_country() -> None:
    table = _table()
    zones = {
        zone
        for section in ("country", "part", "other_names")
        for listed in table[section].values()
        for zone in listed
    }
    assert zones <= available_timezones()
    assert {part.partition("-")[0] for part in table["part"]} <= set(table["country"])
    for begins in table["postcode"].values():
        for regions in begins.values():
            assert all(zones_of_place(region) for region in regions)


def test_the_parts_of_a_country_cover_no_clock_that_it_does_not_have() -> None:
    """The states of the United States keep eight clocks; so has the country in the table."""
    table = _table()
    of_states = {
        zone for part, zones in table["part"].items() if part.startswith("US-") for zone in zones
    }
    assert of_states == set(table["country"]["US"])
    assert len([part for part in table["part"] if part.startswith("US-")]) == 51  # with D.C.


@pytest.mark.parametrize(
    ("written", "read"),
    [("gb", "GB"), ("UK", "GB"), ("us_ca", "US-CA"), ("GB-ENG", "GB"), ("de", "DE")],
)
def test_a_region_is_read_as_people_write_it(written: str, read: str) -> None:
    assert region_named(written) == read


@pytest.mark.parametrize("written", ["QQ", "", "England", "US-ZZ"])
def test_an_unknown_region_is_refused(written: str) -> None:
    with pytest.raises(InputError, match=r"is not a (country|part of US)"):
        region_named(written)


def test_a_zone_is_found_by_its_name_and_a_misspelt_one_is_told() -> None:
    assert zone_named("america/new york") == "America/New_York"
    with pytest.raises(InputError) as refused:
        zone_named("Europe/Lodnon")
    assert refused.value.help == "did you mean `Europe/London`?"


@pytest.mark.parametrize(
    ("zone", "country"),
    [("America/Detroit", "US"), ("Europe/London", "GB"), ("Australia/Hobart", "AU"), ("UTC", "")],
)
def test_the_country_of_a_zone(zone: str, country: str) -> None:
    assert country_of_zone(zone) == country


@pytest.mark.parametrize(
    ("head", "country"),
    [
        ('holidays = "GB-ENG"', "GB"),
        ('time_zone = "America/Chicago"', "US"),
        ('time_zone = "UTC"', ""),
        ('time_zone = "Europe/Dublin"\nholidays = "GB-NIR"', "GB"),
    ],
)
def test_the_country_of_a_business_is_that_of_its_holidays_or_its_clock(
    head: str, country: str
) -> None:
    text = f"""
    language = 1
    [policy]
    id = "a"
    title = "A"
    version = "1"
    effective_from = 2026-01-01
    currency = "GBP"
    {head}
    """
    assert country_of_business(parse(text.encode(), "a.toml")) == country


def test_an_email_address_is_kept_with_its_host_in_small_letters() -> None:
    assert email_address(" Ana.Bramble@Example.COM ") == "Ana.Bramble@example.com"


@pytest.mark.parametrize(
    "text", ["", "ana", "ana@", "@example.com", "ana@local", "a b@c.de", "a@b@c.de"]
)
def test_what_is_no_email_address_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is not an e-mail address"):
        email_address(text)
