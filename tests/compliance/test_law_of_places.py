"""The law of states, cities and countries in dated cases, by the packs as they are shipped.

Each test names its row of the law and how sure it is: R1 was read in the primary text or a faithful copy, R2
in a secondary source, C is computed from those, M is unconfirmed. 1 September 2026 is a Tuesday.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from collectrules.compliance.whom import Whom
from tests.compliance.cases import CENTRAL, EASTERN, PACIFIC, Case, case

SYDNEY, TORONTO = "Australia/Sydney", "America/Toronto"


@pytest.fixture
def massachusetts() -> Iterator[Case]:
    with case("us-massachusetts", collects_for="self") as made:
        yield made


@pytest.fixture
def new_york_city() -> Iterator[Case]:
    with case("us-new-york-city", collects_for="self") as made:
        made.consent("email", "2026-08-01T12:00")
        made.consent("sms", "2026-08-01T12:00")
        yield made


@pytest.fixture
def washington() -> Iterator[Case]:
    with case("us-washington", PACIFIC) as made:
        yield made


@pytest.fixture
def ontario() -> Iterator[Case]:
    """The written notice went out on Monday 24 August 2026."""
    with case("ontario", TORONTO) as made:
        made.tried("2026-08-24T12:00", "ML")
        yield made


@pytest.fixture
def australia() -> Iterator[Case]:
    with case("australia", SYDNEY, collects_for="self") as made:
        yield made


def test_ma_1_two_in_seven_days_about_a_debt_to_their_mobile(massachusetts: Case) -> None:
    """940 CMR 7.04(1)(f), R1 in part: creditors too; the 1st and the 3rd make room on the 8th."""
    massachusetts.tried("2026-09-01T12:00", "NA", massachusetts.about(0))
    massachusetts.tried("2026-09-03T12:00", "NA", massachusetts.about(0))
    assert massachusetts.free("2026-09-04T12:00", whom=massachusetts.about(0)) == "2026-09-08 08:00"
    assert massachusetts.free("2026-09-08T12:00", whom=massachusetts.about(0)) == "yes"


def test_ma_1_about_each_debt(massachusetts: Case) -> None:
    """940 CMR 7.04(1)(f), R1 in part: per debt; what is about all of them counts against each."""
    massachusetts.daily(1, 2, whom=massachusetts.about(0))
    assert massachusetts.free("2026-09-03T12:00", whom=massachusetts.about(1)) == "yes"
    assert massachusetts.free("2026-09-03T12:00") == "2026-09-08 08:00"


def test_ma_1_texts_count_with_calls(massachusetts: Case) -> None:
    """940 CMR 7.04(1)(f), 209 CMR 18.16(1)(d) (MA-2), R1: telephone, text and recorded communications."""
    massachusetts.tried("2026-09-01T12:00", "SMS")
    massachusetts.tried("2026-09-02T12:00")
    for over in ("call", "sms"):
        assert massachusetts.free("2026-09-03T12:00", over) == "2026-09-08 08:00"
    assert massachusetts.free("2026-09-03T12:00", "email") == "yes"


def test_ma_1_two_in_thirty_days_at_work(massachusetts: Case) -> None:
    """940 CMR 7.04(1)(f), R1 in part. C: the thirty days from 1 September end with the 30th."""
    work = massachusetts.number(massachusetts.debtor, "work", EASTERN)
    at_work = Whom(massachusetts.debtor, work)
    massachusetts.daily(1, 2, whom=at_work)
    assert massachusetts.free("2026-09-30T12:00", whom=at_work) == "2026-10-01 08:00"
    assert massachusetts.free("2026-10-01T12:00", whom=at_work) == "yes"


def test_ma_1_what_was_at_work_is_not_at_home(massachusetts: Case) -> None:
    """940 CMR 7.04(1)(f), R1 in part: residence, mobile and personal numbers have a count of their own."""
    work = massachusetts.number(massachusetts.debtor, "work", EASTERN)
    massachusetts.daily(1, 2, whom=Whom(massachusetts.debtor, work))
    assert massachusetts.free("2026-09-03T12:00") == "yes"
    massachusetts.daily(3, 4)
    assert massachusetts.free("2026-09-05T12:00") == "2026-09-10 08:00"


@pytest.mark.parametrize(
    ("at", "wanted"),
    [("2026-09-08T07:59", "2026-09-08 08:00"), ("2026-09-08T21:00", "2026-09-09 08:00")],
)
def test_ma_3_waking_hours(massachusetts: Case, at: str, wanted: str) -> None:
    """940 CMR 7.04, 209 CMR 18.16(1)(a), R1: 8:00 to 21:00 where nothing else is known."""
    assert massachusetts.free(at) == wanted


def test_ma_3_where_they_are(massachusetts: Case) -> None:
    """209 CMR 18.16(1)(a), R1: at the consumer's location."""
    massachusetts.number(massachusetts.debtor, "home", CENTRAL, kind="address")
    assert massachusetts.free("2026-09-08T08:30") == "2026-09-08 09:00"


def test_ma_4_a_request_by_word_of_mouth_not_to_be_called_at_work(massachusetts: Case) -> None:
    """209 CMR 18.16(1)(c), R1: it holds for ten days; 2 to 11 September after a request of the 1st."""
    work = massachusetts.number(massachusetts.debtor, "work", EASTERN)
    at_work = Whom(massachusetts.debtor, work)
    massachusetts.stop("workplace", "2026-09-01T12:00", until="2026-09-11", how="oral")
    assert massachusetts.free("2026-09-11T12:00", whom=at_work) == "2026-09-12 08:00"
    assert massachusetts.free("2026-09-12T12:00", whom=at_work) == "yes"
    assert massachusetts.free("2026-09-02T12:00") == "yes"


@pytest.mark.parametrize("over", ["call", "email", "sms", "letter"])
def test_nyc_1_three_in_any_seven_days_over_all_channels(new_york_city: Case, over: str) -> None:
    """6 RCNY 5-77 as in force from 2026-09-01, R2: contacts and attempts, of original creditors too."""
    new_york_city.tried("2026-09-01T12:00")
    new_york_city.tried("2026-09-02T12:00", "EM")
    new_york_city.tried("2026-09-05T12:00", "ML")
    assert new_york_city.free("2026-09-07T12:00", over) == "2026-09-08"
    assert new_york_city.free("2026-09-08T12:00", over) == "yes"


def test_nyc_1_by_account(new_york_city: Case) -> None:
    """6 RCNY 5-77, R2: per account now, whoever was reached about whatever debt of it."""
    other = Whom(new_york_city.other, new_york_city.others_mobile)
    for day, whom in ((1, new_york_city.about(0)), (2, other), (3, new_york_city.about(1))):
        new_york_city.tried(f"2026-09-0{day}T12:00", "NA", whom)
    assert new_york_city.free("2026-09-04T12:00", whom=new_york_city.about(2)) == "2026-09-08"


def test_nyc_2_e_mail_and_texts_need_consent(new_york_city: Case) -> None:
    """6 RCNY 5-77, R2: prior consent, which they may take back for the medium they name."""
    other = Whom(new_york_city.other)
    assert new_york_city.free("2026-09-04T12:00", "email", other) == "never"
    assert new_york_city.free("2026-09-04T12:00", "email") == "yes"
    new_york_city.consent("email", "2026-09-04T13:00", given=0)
    assert new_york_city.free("2026-09-04T14:00", "email") == "never"
    assert new_york_city.free("2026-09-04T14:00", "sms") == "yes"


def test_nyc_2_a_request_to_stop_is_about_its_medium(new_york_city: Case) -> None:
    """6 RCNY 5-77, R2: stop requests are medium-specific."""
    new_york_city.stop("opt-out", "2026-09-01T12:00", channel="call", how="oral")
    assert new_york_city.free("2026-09-02T12:00") == "never"
    assert new_york_city.free("2026-09-02T12:00", "letter") == "yes"


def test_nyc_3_what_is_not_confirmed_is_off(new_york_city: Case) -> None:
    """6 RCNY 5-77(b)(1)(iv), M: a limit after a live exchange; shipped switched off."""
    new_york_city.tried("2026-09-01T12:00", "RPC-REF")
    assert new_york_city.free("2026-09-02T12:00") == "yes"


def test_wa_1_more_than_three_in_a_week_is_presumed_harassment(washington: Case) -> None:
    """RCW 19.16.250(13), R2: in any form; the fourth from the 1st on is free on the 8th."""
    washington.tried("2026-09-01T12:00")
    washington.tried("2026-09-02T12:00", "ML")
    washington.tried("2026-09-03T12:00", "EM")
    said = washington.ask("2026-09-04T12:00")
    assert (said.allowed, said.presumption) == (False, True)
    assert washington.free("2026-09-04T12:00") == "2026-09-08 07:30"


def test_wa_1_once_a_week_at_work(washington: Case) -> None:
    """RCW 19.16.250(13), R2."""
    work = washington.number(washington.debtor, "work", PACIFIC)
    at_work = Whom(washington.debtor, work)
    washington.tried("2026-09-01T12:00", "NA", at_work)
    assert washington.free("2026-09-07T12:00", whom=at_work) == "2026-09-08"
    assert washington.free("2026-09-07T12:00") == "yes"


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        ("2026-09-08T07:29", "2026-09-08 07:30"),
        ("2026-09-08T07:30", "yes"),
        ("2026-09-08T21:00", "2026-09-09 07:30"),
    ],
)
def test_wa_1_home_from_half_past_seven(washington: Case, at: str, wanted: str) -> None:
    """RCW 19.16.250(13), R2."""
    assert washington.free(at) == wanted


def test_wa_1_it_binds_licensed_agencies() -> None:
    """RCW 19.16.250(13), R2: not who collects what is owed to themselves."""
    with case("us-washington", PACIFIC, collects_for="self") as made:
        assert made.free("2026-09-08T22:00") == "yes"


@pytest.mark.parametrize(
    ("home", "at", "wanted"),
    [
        (EASTERN, "2026-09-08T07:59", "2026-09-08 08:00"),
        (EASTERN, "2026-09-08T20:59", "yes"),
        (EASTERN, "2026-09-08T21:00", "2026-09-09 08:00"),
        (CENTRAL, "2026-09-08T08:59", "2026-09-08 09:00"),  # Pensacola
        (CENTRAL, "2026-09-08T21:59", "yes"),
        (CENTRAL, "2026-09-08T22:00", "2026-09-09 09:00"),
    ],
)
def test_fl_1_none_at_night_where_the_debtor_is(home: str, at: str, wanted: str) -> None:
    """F.S. 559.72(17), R1/R2: 21:00 to 08:00 in the debtor's zone, which the area code is presumed to say."""
    with case("us-florida", EASTERN, collects_for="self", home=home) as made:
        assert made.free(at) == wanted
        assert made.free(at, "sms") == wanted


def test_fl_1_e_mail_is_exempt() -> None:
    """F.S. 559.72(17), SB 232, R1/R2: since 2025-05-16."""
    with case("us-florida", EASTERN, collects_for="self") as made:
        assert made.free("2026-09-08T23:00", "email") == "yes"


@pytest.mark.parametrize(
    ("at", "wanted"),
    [("2026-08-30T12:00", "2026-08-31 07:00"), ("2026-08-31T06:59", "2026-08-31 07:00")],
)
def test_ca_on_six_calendar_days_after_the_notice(ontario: Case, at: str, wanted: str) -> None:
    """ontario.ca, R1. C: the notice is of 24 August; 25 to 30 August are six days; free on the 31st."""
    assert ontario.free(at) == wanted
    assert ontario.free("2026-08-31T07:00") == "yes"


def test_ca_on_no_call_without_a_notice() -> None:
    """ontario.ca, R1: a written notice first."""
    with case("ontario", TORONTO) as made:
        assert made.free("2026-09-08T12:00") == "never"
        assert made.free("2026-09-08T12:00", "letter") == "yes"


def test_ca_on_three_contacts_in_seven_days(ontario: Case) -> None:
    """ontario.ca, R1: speaking, e-mail and voicemail; unanswered without a message is none, nor is mail."""
    ontario.tried("2026-09-08T12:00", "LV")
    ontario.tried("2026-09-09T12:00", "EM")
    ontario.tried("2026-09-10T12:00", "NA")
    ontario.tried("2026-09-10T13:00", "ML")
    assert ontario.free("2026-09-10T14:00") == "yes"
    ontario.tried("2026-09-10T14:00", "RPC-REF")
    assert ontario.free("2026-09-11T12:00") == "2026-09-15 07:00"


def test_ca_on_their_own_call_is_not_counted(ontario: Case) -> None:
    """ontario.ca, R1: what the debtor began is excluded."""
    for day in (8, 9, 10):
        ontario.tried(f"2026-09-{day:02}T12:00", "IN")
    assert ontario.free("2026-09-11T12:00") == "yes"


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        ("2026-09-12T06:59", "2026-09-12 07:00"),  # a Saturday
        ("2026-09-12T21:00", "2026-09-13 13:00"),
        ("2026-09-13T12:59", "2026-09-13 13:00"),
        ("2026-09-13T16:59", "yes"),
        ("2026-09-13T17:00", "2026-09-14 07:00"),
        ("2026-09-07T12:00", "2026-09-08 07:00"),  # Labour Day
        ("2026-10-12T12:00", "2026-10-13 07:00"),  # Thanksgiving
        ("2026-12-25T12:00", "2026-12-27 13:00"),  # the 26th is a holiday too, the 27th a Sunday
    ],
)
def test_ca_on_hours(ontario: Case, at: str, wanted: str) -> None:
    """ontario.ca, R1: Monday to Saturday 7 to 21, Sunday 13 to 17, no holidays."""
    assert ontario.free(at) == wanted


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        ("2026-09-12T19:59", "yes"),  # a Saturday
        ("2026-09-12T20:00", "2026-09-14 08:00"),
        ("2026-09-13T12:00", "2026-09-14 08:00"),
        ("2026-09-14T07:59", "2026-09-14 08:00"),
        ("2026-06-24T10:00", "2026-06-25 08:00"),  # the National Holiday
        ("2026-07-01T10:00", "2026-07-02 08:00"),  # Canada Day
    ],
)
def test_ca_qc_hours(at: str, wanted: str) -> None:
    """opc.gouv.qc.ca, R1: Monday to Saturday 8 to 20, no Sundays or holidays."""
    with case("quebec", TORONTO, collects_for="self") as made:
        assert made.free(at) == wanted


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        ("2026-09-11T07:29", "2026-09-11 07:30"),  # a Friday
        ("2026-09-11T07:30", "yes"),
        ("2026-09-12T08:59", "2026-09-12 09:00"),
        ("2026-09-13T20:59", "yes"),
        ("2026-09-13T21:00", "2026-09-14 07:30"),
        ("2026-01-26T12:00", "2026-01-27 07:30"),  # Australia Day, a Monday
        (
            "2026-04-03T12:00",
            "2026-04-04 09:00",
        ),  # Good Friday; the Saturday is a holiday of states
    ],
)
def test_au_1_hours_of_the_telephone(australia: Case, at: str, wanted: str) -> None:
    """ACCC/ASIC guideline, section 4, R1: weekdays 7:30 to 21, weekends 9 to 21, no national holidays."""
    assert australia.free(at) == wanted


def test_au_1_by_their_own_clock(australia: Case) -> None:
    """ACCC/ASIC guideline, section 4, R1: the debtor's local time; Perth is two hours behind Sydney."""
    perth = Whom(australia.other, australia.number(australia.other, "home", "Australia/Perth"))
    assert australia.free("2026-09-11T09:29", whom=perth) == "2026-09-11 09:30"
    assert australia.free("2026-09-11T09:30", whom=perth) == "yes"
    # From 4 October, when the clock goes forward in Sydney, it is three hours: 10:30, or a weekend's 12:00.
    assert australia.free("2026-10-04T11:59", whom=perth) == "2026-10-04 12:00"


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        ("2026-09-11T08:59", "2026-09-11 09:00"),
        ("2026-09-11T16:59", "yes"),
        ("2026-09-11T17:00", "2026-09-14 09:00"),
    ],
)
def test_au_1_at_work(australia: Case, at: str, wanted: str) -> None:
    """ACCC/ASIC guideline, section 4, R1: normal working hours, or 9 to 17 on weekdays."""
    work = australia.number(australia.debtor, "work", SYDNEY)
    assert australia.free(at, whom=Whom(australia.debtor, work)) == wanted


def test_au_2_three_a_week_of_contacts_made(australia: Case) -> None:
    """ACCC/ASIC guideline, sections 3, 5 and 7, R1: voicemail and SMS are contacts, an attempt is none."""
    australia.tried("2026-09-07T12:00", "LV")
    australia.tried("2026-09-08T12:00", "SMS")
    australia.tried("2026-09-09T11:00", "NA")
    assert australia.free("2026-09-09T12:00") == "yes"
    australia.tried("2026-09-09T12:00", "RPC-REF")
    assert australia.free("2026-09-10T12:00") == "2026-09-14 07:30"


def test_au_2_ten_a_month(australia: Case) -> None:
    """ACCC/ASIC guideline, section 7, R1, a month as any 31 days. C: the 31 days from 1 September end with
    1 October; by then three of a week are past."""
    for day in (1, 2, 3, 8, 9, 10, 15, 16, 17, 22):
        australia.tried(f"2026-09-{day:02}T12:00", "LV")
    assert australia.free("2026-09-23T12:00") == "2026-10-02 07:30"


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        ("2026-09-08T07:59", "2026-09-08 08:00"),
        ("2026-09-08T18:59", "yes"),
        ("2026-09-08T19:00", "2026-09-09 08:00"),
    ],
)
def test_in_1_not_before_eight_nor_after_seven(at: str, wanted: str) -> None:
    """Reserve Bank of India, circular of 2022-08-12, R2: lenders it regulates, others of their own will."""
    with case('{ id = "india", voluntary = true }', "Asia/Kolkata") as made:
        assert made.free(at) == wanted


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        ("2026-09-12T19:59", "yes"),  # a Saturday
        ("2026-09-12T20:00", "2026-09-14 08:00"),
        ("2026-09-13T12:00", "2026-09-14 08:00"),
        ("2026-08-17T10:00", "2026-08-18 08:00"),  # Independence Day
    ],
)
def test_id_4_hours(at: str, wanted: str) -> None:
    """POJK 22/2023, article 62(2)(g), R2: Monday to Saturday 8 to 20, not on national holidays."""
    with case('{ id = "indonesia", voluntary = true }', "Asia/Jakarta") as made:
        assert made.free(at) == wanted


def test_id_4_by_their_own_clock() -> None:
    """POJK 22/2023, article 62(2)(g), R2: local time; Jayapura is two hours ahead of Jakarta."""
    named = '{ id = "indonesia", voluntary = true }'
    with case(named, "Asia/Jakarta", home="Asia/Jayapura") as made:
        assert made.free("2026-09-08T18:00") == "2026-09-09 06:00"
        assert made.free("2026-09-08T17:59") == "yes"


@pytest.mark.parametrize("pack", ["india", "indonesia"])
def test_id_4_and_in_1_trade_creditors_are_not_bound(pack: str) -> None:
    """ID-4 R2, IN-1 R2: financial firms and regulated lenders only."""
    with case(pack, "Asia/Kolkata") as made:
        assert made.free("2026-09-13T23:00") == "yes"


@pytest.mark.parametrize("over", ["call", "email", "sms", "letter"])
def test_uk_11_the_law_names_no_number_and_no_hours(over: str) -> None:
    """Administration of Justice Act 1970, s.40, R2: harassment, without a number; UK-13 likewise."""
    with case("uk-contact", "Europe/London", collects_for="self") as made:
        made.daily(1, 8)
        assert made.free("2026-09-08T23:00", over) == "yes"


def test_rf_33_the_stricter_of_two_packs_counts() -> None:
    """CFPB FAQ and 1006.104, R2: greater protection of a state stands: Massachusetts' two, not seven."""
    with case("us-reg-f") as federal, case('us-reg-f", "us-massachusetts') as both:
        for made in (federal, both):
            made.daily(1, 2)
        assert federal.free("2026-09-03T12:00") == "yes"
        assert both.free("2026-09-03T12:00") == "2026-09-08 08:00"
