"""Contact rules of the law, written in the language and held against dated cases.

Each names its source and how sure it is: R1 is read in the primary text or a faithful copy, R2 in a
secondary source. None of it is legal advice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from collectrules.compliance.gate import Verdict, may
from collectrules.policy.load import parse
from collectrules.policy.model import Channel
from tests.compliance.contacts import Tried, books

HEAD = """
language = 1
[policy]
id = "law"
title = "Law"
version = "1"
effective_from = 2026-01-01
currency = "USD"
"""


def verdict(
    rules: str,
    at: str,
    *,
    zone: str = "America/New_York",
    holidays: str = "",
    past: Sequence[Tried] = (),
    channel: Channel = "call",
) -> Verdict:
    """What the gate says of a contact at a local time, after contacts in September 2026."""
    head = f'{HEAD}time_zone = "{zone}"\n' + (f'holidays = "{holidays}"\n' if holidays else "")
    moment = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(zone))
    policy = parse(f"{head}{rules}".encode(), "law.toml")
    return may(books(past, zone), policy, 1, channel, moment)


def free_from(*given: str, **more: object) -> str:
    """The local day from which the gate lets through, with the time where the hour counts."""
    said = verdict(*given, **more)
    time = said.allowed_from_time
    return f"{time:%Y-%m-%d %H:%M}" if time else str(said.allowed_from)


REG_F = """
[[contact_limit]]
id = "seven-in-seven"
channels = ["call"]
at_most = 7
within_days = 7
cite = "12 CFR 1006.14(b)(2)(i)(A)"

[[contact_limit]]
id = "after-a-conversation"
channels = ["call"]
after = "conversation"
pause_days = 7
cite = "12 CFR 1006.14(b)(2)(i)(B)"
"""


@pytest.mark.parametrize(("on", "allowed"), [("07", False), ("08", True)])
def test_rf_1_an_eighth_call_within_seven_consecutive_days(on: str, allowed: bool) -> None:
    """12 CFR 1006.14(b)(2)(i)(A), R1: more than 7 calls within 7 consecutive days."""
    past = [Tried(day) for day in range(1, 8)]  # 1 to 7 September
    assert verdict(REG_F, f"2026-09-{on}T17:00", past=past).allowed == allowed


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        ("2026-09-08T12:01", False),
        ("2026-09-09T00:00", False),
        ("2026-09-14T23:59", False),
        ("2026-09-15T00:00", True),
    ],
)
def test_rf_2_the_date_of_the_conversation_is_the_first_day(at: str, allowed: bool) -> None:
    """12 CFR 1006.14(b)(2)(i)(B), R1: a conversation on Tuesday the 8th, free on Tuesday the 15th."""
    said = verdict(REG_F, at, past=[Tried(8, "PTP")])
    assert said.allowed == allowed
    assert str(said.allowed_from) == ("2026-09-15")


def test_rf_3_the_consumers_own_call_begins_the_seven_days() -> None:
    """Comment 14(b)(2)(i)-1.ii and CFPB FAQ, R1/R2; and it counts to no limit."""
    past = [Tried(day) for day in range(2, 8)] + [Tried(8, "IN")]
    assert free_from(REG_F, "2026-09-09T12:00", past=past) == "2026-09-15"
    assert verdict(REG_F, "2026-09-09T12:00", past=past).blocking == ("after-a-conversation",)


def test_rf_8_a_voicemail_counts_as_a_call_and_begins_no_rest() -> None:
    """12 CFR 1006.14(b)(3)(ii) and its comment 1, R1: ringing unanswered and voicemail count."""
    past = [Tried(8, result) for result in ("LV", "NA", "LV", "NA", "LV", "NA")]
    assert verdict(REG_F, "2026-09-09T12:00", past=past).allowed
    assert not verdict(REG_F, "2026-09-09T12:00", past=[*past, Tried(8, "LV")]).allowed


EIGHT_TO_NINE = """
[[contact_hours]]
id = "convenient"
channels = ["call", "sms", "email"]
from = 08:00:00
until = 21:00:00
"""


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        ("2026-09-08T07:59", "2026-09-08 08:00"),
        ("2026-09-08T08:00", "2026-09-08"),
        ("2026-09-08T20:59", "2026-09-08"),
        ("2026-09-08T21:00", "2026-09-09 08:00"),
        ("2026-11-01T01:30", "2026-11-01 08:00"),  # the hour that comes twice
    ],
)
def test_rf_12_before_eight_and_after_nine_is_inconvenient(at: str, wanted: str) -> None:
    """12 CFR 1006.6(b)(1)(i), R2: for calls, texts and e-mail alike."""
    for channel in ("call", "sms", "email"):
        assert free_from(EIGHT_TO_NINE, at, channel=channel) == wanted
    assert "the customer's is not known" in verdict(EIGHT_TO_NINE, at).sentence


TWO_IN_SEVEN = """
[[contact_limit]]
id = "two-in-seven"
channels = ["call", "sms"]
at_most = 2
within_days = 7
when.debtor_kind = "consumer"
cite = "940 CMR 7.04(1)(f)"
"""


def test_ma_1_two_in_seven_days_with_texts() -> None:
    """940 CMR 7.04(1)(f), R1 in part: calls and texts to home, mobile or personal numbers."""
    past = [Tried(1), Tried(3, "SMS", "sms")]
    assert free_from(TWO_IN_SEVEN, "2026-09-04T12:00", past=past) == "2026-09-08"
    assert free_from(TWO_IN_SEVEN, "2026-09-08T12:00", past=past) == "2026-09-08"
    assert verdict(TWO_IN_SEVEN, "2026-09-04T12:00", past=past, channel="email").allowed


def test_nyc_1_three_in_seven_days_over_all_channels() -> None:
    """6 RCNY 5-77 as in force from 2026-09-01, R2: contacts and attempts, per account."""
    rules = """
        [[contact_limit]]
        id = "three-in-seven"
        channels = ["call", "email", "sms", "letter"]
        at_most = 3
        within_days = 7
        """
    past = [Tried(1), Tried(2, "EM", "email"), Tried(5, "ML", "letter")]
    assert free_from(rules, "2026-09-07T12:00", past=past, channel="sms") == "2026-09-08"


FLORIDA = """
[[contact_hours]]
id = "not-at-night"
channels = ["call", "sms"]
from = 08:00:00
until = 21:00:00
when.debtor_kind = "consumer"
cite = "F.S. 559.72(17)"
"""


def test_fl_1_none_between_nine_in_the_evening_and_eight_and_e_mail_exempt() -> None:
    """F.S. 559.72(17), R1/R2; e-mail is exempt since 2025-05-16 (SB 232)."""
    for at in ("2026-09-08T21:00", "2026-09-09T07:59"):
        assert free_from(FLORIDA, at) == "2026-09-09 08:00"
        assert verdict(FLORIDA, at, channel="email").allowed


def test_wa_1_three_a_week_and_home_from_half_past_seven() -> None:
    """RCW 19.16.250, R2, read as weeks of the calendar; any seven days in a row would be stricter."""
    rules = """
        [[contact_limit]]
        id = "three-a-week"
        channels = ["call", "email", "sms", "letter"]
        at_most = 3
        within = "calendar-week"

        [[contact_hours]]
        id = "at-home"
        channels = ["call"]
        from = 07:30:00
        until = 21:00:00
        """
    past = [Tried(10), Tried(11), Tried(12)]  # Thursday to Saturday
    assert free_from(rules, "2026-09-13T12:00", past=past) == "2026-09-14 07:30"
    assert free_from(rules, "2026-09-14T07:29", past=past) == "2026-09-14 07:30"
    assert free_from(rules, "2026-09-13T12:00", past=past, channel="email") == "2026-09-14"


AUSTRALIA = """
[[contact_hours]]
id = "telephone"
channels = ["call"]
open = [
    { days = ["mon", "tue", "wed", "thu", "fri"], from = 07:30:00, until = 21:00:00 },
    { days = ["sat", "sun"], from = 09:00:00, until = 21:00:00 },
]
on_holidays = false

[[contact_limit]]
id = "three-a-week"
channels = ["call", "sms"]
at_most = 3
within = "calendar-week"
counts = "contacts"

[[contact_limit]]
id = "ten-a-month"
channels = ["call", "sms"]
at_most = 10
within = "calendar-month"
counts = "contacts"
"""
SYDNEY = {"zone": "Australia/Sydney", "holidays": "AU-NSW"}


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        ("2026-09-11T07:30", "2026-09-11"),  # a Friday
        ("2026-09-12T07:30", "2026-09-12 09:00"),
        ("2026-09-13T21:00", "2026-09-14 07:30"),
        ("2026-10-04T02:00", "2026-10-04 09:00"),  # the clock goes forward; Monday is Labour Day
        ("2026-10-04T21:00", "2026-10-06 07:30"),
    ],
)
def test_au_1_weekdays_weekends_and_no_holidays(at: str, wanted: str) -> None:
    """ACCC/ASIC debt collection guideline, section 4, R1."""
    assert free_from(AUSTRALIA, at, **SYDNEY) == wanted


def test_au_2_three_a_week_and_ten_a_month_of_contacts_made() -> None:
    """ACCC/ASIC debt collection guideline, sections 3, 5 and 7, R1: voicemail and SMS are contacts."""
    past = [Tried(7, "LV"), Tried(8, "SMS", "sms"), Tried(9, "NA"), Tried(9, "LV")]
    assert free_from(AUSTRALIA, "2026-09-10T12:00", past=past, **SYDNEY) == "2026-09-14 07:30"
    ten = [Tried(day, "LV") for day in (1, 2, 3, 7, 8, 9, 14, 15, 16, 21)]
    assert free_from(AUSTRALIA, "2026-09-22T12:00", past=ten, **SYDNEY) == "2026-10-01 07:30"


def test_ca_on_weekdays_and_saturdays_from_seven_and_sundays_after_one() -> None:
    """Ontario, Collection and Debt Settlement Services Act, as told on ontario.ca, R1."""
    rules = """
        [[contact_hours]]
        id = "ontario"
        channels = ["call"]
        open = [
            { days = ["mon", "tue", "wed", "thu", "fri", "sat"], from = 07:00:00, until = 21:00:00 },
            { days = ["sun"], from = 13:00:00, until = 17:00:00 },
        ]
        on_holidays = false

        [[contact_limit]]
        id = "three-in-seven"
        channels = ["call", "email", "sms"]
        at_most = 3
        within_days = 7
        counts = "contacts"
        """
    toronto = {"zone": "America/Toronto", "holidays": "CA-ON"}
    assert free_from(rules, "2026-09-13T12:59", **toronto) == "2026-09-13 13:00"
    assert free_from(rules, "2026-09-13T17:00", **toronto) == "2026-09-14 07:00"
    assert free_from(rules, "2026-09-07T12:00", **toronto) == "2026-09-08 07:00"  # Labour Day
    past = [Tried(8, "LV"), Tried(9, "EM", "email"), Tried(10, "NA"), Tried(10, "PTP")]
    assert free_from(rules, "2026-09-11T12:00", past=past, **toronto) == "2026-09-15 07:00"
    assert verdict(rules, "2026-09-11T12:00", past=past[:3], **toronto).allowed


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        ("2026-09-12T20:00", "2026-09-14 08:00"),  # a Saturday
        ("2026-09-14T08:00", "2026-09-14"),
        ("2026-06-24T10:00", "2026-06-25 08:00"),  # the National Holiday
    ],
)
def test_ca_qc_not_on_sundays_and_holidays(at: str, wanted: str) -> None:
    """Quebec, as told by opc.gouv.qc.ca, R1: Monday to Saturday from 8 to 20."""
    rules = """
        [[contact_hours]]
        id = "quebec"
        channels = ["call"]
        days = ["mon", "tue", "wed", "thu", "fri", "sat"]
        from = 08:00:00
        until = 20:00:00
        on_holidays = false
        """
    assert free_from(rules, at, zone="America/Toronto", holidays="CA-QC") == wanted


def test_in_1_not_before_eight_nor_after_seven_in_the_evening() -> None:
    """Reserve Bank of India, circular of 2022-08-12, R2: lenders it regulates."""
    rules = """
        [[contact_hours]]
        id = "rbi"
        channels = ["call"]
        from = 08:00:00
        until = 19:00:00
        """
    assert free_from(rules, "2026-09-08T19:00", zone="Asia/Kolkata") == "2026-09-09 08:00"
    assert verdict(rules, "2026-09-08T18:59", zone="Asia/Kolkata").allowed


def test_id_4_monday_to_saturday_not_on_national_holidays() -> None:
    """POJK 22/2023, article 62(2)(g), R2: financial firms, 08:00 to 20:00 local time."""
    rules = """
        [[contact_hours]]
        id = "pojk"
        channels = ["call", "sms"]
        days = ["mon", "tue", "wed", "thu", "fri", "sat"]
        from = 08:00:00
        until = 20:00:00
        on_holidays = false
        """
    jakarta = {"zone": "Asia/Jakarta", "holidays": "ID"}
    assert free_from(rules, "2026-08-17T10:00", **jakarta) == "2026-08-18 08:00"  # Independence Day
    assert free_from(rules, "2026-09-12T20:00", **jakarta) == "2026-09-14 08:00"
