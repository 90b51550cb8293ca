"""Interest worked out: figures with their source and working, to the minor unit.

"law" is the collection of statutes and published figures the packs cite, "lessons" the figures other systems'
users reported; each case says its working: balance x rate x days / days of the year.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from collectrules.charges.interest import Clock
from collectrules.charges.rates import RateUnknown, shipped_rates
from collectrules.policy.model import Reference, ReferenceRate
from tests.charges.debts import (
    EU,
    FRENCH,
    GERMAN_BUSINESS,
    GERMAN_CONSUMER,
    UK,
    Owed,
    above,
    day,
    monthly,
    yearly,
)

FIGURES = {
    "law: UK, 2,400.00 x 11.75 % x 38/365 = 29.3589": (
        Owed(240_000, "2026-08-31", UK, "2026-10-08"),
        2_936,
    ),
    "law: UK, the rate of 30 June 2025 stays: 12,000.00 x 12.25 % x 402/365 = 1,619.0137": (
        Owed(1_200_000, "2025-09-01", UK, "2026-10-08"),
        161_901,
    ),
    "law: Germany, consumer, first half of 2023: 10,000.00 x 6.62 % x 181/365 = 328.2795": (
        Owed(1_000_000, "2022-12-31", GERMAN_CONSUMER, "2023-06-30"),
        32_828,
    ),
    "law: Germany, business, first half of 2023: 10,000.00 x 10.62 % x 181/365 = 526.6356": (
        Owed(1_000_000, "2022-12-31", GERMAN_BUSINESS, "2023-06-30"),
        52_664,
    ),
    "law: a negative base is added as it is, 9 - 0.88 = 8.12 %: 10,000.00 x 8.12 % x 184/365 = 409.3370": (
        Owed(1_000_000, "2016-06-30", GERMAN_BUSINESS, "2016-12-31"),
        40_934,
    ),
    "law: France, 6,000.00 x 12.40 % x 60/365 = 122.3014": (
        Owed(600_000, "2026-07-01", FRENCH, "2026-08-30"),
        12_230,
    ),
    "law: 1.5 % a month of 2,000.00 is 30.00 a month": (
        Owed(200_000, "2026-01-15", monthly("1.5"), "2026-02-15", count="30/360"),
        3_000,
    ),
    "law: 1.5 % a month is 18 % a year: 2,000.00 x 18 % x 45/365 = 44.3836": (
        Owed(200_000, "2026-01-01", monthly("1.5"), "2026-02-15"),
        4_438,
    ),
    "lessons: 100.00 x 10 % x 15/365 = 0.4110": (
        Owed(10_000, "2026-01-01", yearly("10"), "2026-01-16"),
        41,
    ),
    "lessons: 5,000.00 x 12 % x 90/365 = 147.9452": (
        Owed(500_000, "2026-01-01", yearly("12"), "2026-04-01"),
        14_795,
    ),
    "lessons: 10,000.00 x 6 % x 210/360 = 350.00": (
        Owed(1_000_000, "2026-01-15", yearly("6"), "2026-08-15", count="30/360"),
        35_000,
    ),
    "the same from a month's last day, which is its 30th": (
        Owed(1_000_000, "2026-01-31", yearly("6"), "2026-08-30", count="30/360"),
        35_000,
    ),
    # The half-year's ends, UK: what starts by 30 June has the rate of 31 December (SI 2002/1675, art. 4).
    "starts on 30 June 2025: 4.75 + 8; 2,400.00 x 12.75 % x 31/365 = 25.9890": (
        Owed(240_000, "2025-06-29", UK, "2025-07-30"),
        2_599,
    ),
    "starts on 1 July 2025: 4.25 + 8; 2,400.00 x 12.25 % x 31/365 = 24.9699": (
        Owed(240_000, "2025-06-30", UK, "2025-07-31"),
        2_497,
    ),
    "starts on 31 December 2025: 4.25 + 8; 2,400.00 x 12.25 % x 31/365 = 24.9699": (
        Owed(240_000, "2025-12-30", UK, "2026-01-30"),
        2_497,
    ),
    "starts on 1 January 2026: 3.75 + 8; 2,400.00 x 11.75 % x 31/365 = 23.9507": (
        Owed(240_000, "2025-12-31", UK, "2026-01-31"),
        2_395,
    ),
    # The rate steps on the day, Germany: 31 December 2023 at 3.12 + 9, 1 January 2024 at 3.62 + 9 (BGB 247).
    "31 December at 12.12 %, 1 and 2 January at 12.62 %: 10,000.00 x (12.12 + 2 x 12.62) % / 365 = 10.2356": (
        Owed(1_000_000, "2023-12-30", GERMAN_BUSINESS, "2024-01-02"),
        1_024,
    ),
    "6,000.00 paid on 31 December: that day on all, 3.3205; two days on 4,000.00, 2.7660": (
        Owed(
            1_000_000,
            "2023-12-30",
            GERMAN_BUSINESS,
            "2024-01-02",
            moves=[("2023-12-31", -600_000)],
        ),
        609,
    ),
    "6,000.00 paid on 1 January, the day of the step: 3.3205 + 3.4575 + 1.3830 = 8.1611": (
        Owed(
            1_000_000,
            "2023-12-30",
            GERMAN_BUSINESS,
            "2024-01-02",
            moves=[("2024-01-01", -600_000)],
        ),
        816,
    ),
    # Paid on time, and just not.
    "paid on the due day: no day": (
        Owed(500_000, "2026-03-31", UK, "2026-12-31", moves=[("2026-03-31", -500_000)]),
        0,
    ),
    "paid the day after: 36,500.00 x 10 % / 365 = 10.00": (
        Owed(
            3_650_000,
            "2026-03-31",
            yearly("10"),
            "2026-12-31",
            moves=[("2026-04-01", -3_650_000)],
        ),
        1_000,
    ),
    "looked at on the due day: no day": (Owed(500_000, "2026-03-31", UK, "2026-03-31"), 0),
    "paid before it was due, in part: only the rest bears interest, 18,250.00 x 10 % x 10/365 = 50.00": (
        Owed(
            3_650_000,
            "2026-03-31",
            yearly("10"),
            "2026-04-10",
            moves=[("2026-03-20", -1_825_000)],
        ),
        5_000,
    ),
    # Leap years.
    "29 February is a day like any: 36,500.00 x 10 % x 2/365 = 20.00": (
        Owed(3_650_000, "2024-02-28", yearly("10"), "2024-03-01"),
        2_000,
    ),
    "a leap year by actual/365: 10,000.00 x 8 % x 366/365 = 802.1918": (
        Owed(1_000_000, "2023-12-31", yearly("8"), "2024-12-31"),
        80_219,
    ),
    "a leap year by actual/360: 10,000.00 x 8 % x 366/360 = 813.3333": (
        Owed(1_000_000, "2023-12-31", yearly("8"), "2024-12-31", count="actual/360"),
        81_333,
    ),
    "a leap year by actual/actual: 10,000.00 x 8 % x 366/366 = 800.00": (
        Owed(1_000_000, "2023-12-31", yearly("8"), "2024-12-31", count="actual/actual"),
        80_000,
    ),
    "a leap year by 30/360: 800.00": (
        Owed(1_000_000, "2023-12-31", yearly("8"), "2024-12-31", count="30/360"),
        80_000,
    ),
    "actual/actual over the end of 2023: 10,000.00 x 8 % x (1/365 + 1/366) = 4.3776": (
        Owed(1_000_000, "2023-12-30", yearly("8"), "2024-01-01", count="actual/actual"),
        438,
    ),
    # Month ends by 30/360 (30E/360): 36,000.00 at 10 % is 10.00 a day.
    "30 March to the 31st: no day": (
        Owed(3_600_000, "2026-03-30", yearly("10"), "2026-03-31", count="30/360"),
        0,
    ),
    "31 January to 28 February: 28 days": (
        Owed(3_600_000, "2026-01-31", yearly("10"), "2026-02-28", count="30/360"),
        28_000,
    ),
    "28 February to 1 March: three days": (
        Owed(3_600_000, "2026-02-28", yearly("10"), "2026-03-01", count="30/360"),
        3_000,
    ),
    "29 February to 1 March: two days": (
        Owed(3_600_000, "2024-02-29", yearly("10"), "2024-03-01", count="30/360"),
        2_000,
    ),
    "a payment on the 31st changes nothing on the way: 15 days on 36,000.00, 15 on 18,000.00": (
        Owed(
            3_600_000,
            "2026-01-15",
            yearly("10"),
            "2026-02-15",
            count="30/360",
            moves=[("2026-01-31", -1_800_000)],
        ),
        22_500,
    ),
    # The balance as it fell.
    "10 days on 10,000.00 and 21 on 6,000.00 at 10 %: 27.3973 + 34.5205 = 61.9178": (
        Owed(
            1_000_000,
            "2026-03-01",
            yearly("10"),
            "2026-04-01",
            moves=[("2026-03-11", -400_000)],
        ),
        6_192,
    ),
    "a credit note counts as a payment does": (
        Owed(
            1_000_000,
            "2026-03-01",
            yearly("10"),
            "2026-04-01",
            moves=[("2026-03-11", -300_000), ("2026-03-11", -100_000)],
        ),
        6_192,
    ),
    "overpaid, it bears nothing the other way: 10 days on 36,500.00 at 10 % = 100.00": (
        Owed(
            3_650_000,
            "2026-03-01",
            yearly("10"),
            "2026-12-31",
            moves=[("2026-03-11", -5_000_000)],
        ),
        10_000,
    ),
    "paid, and owed again after a mistake was put right: 10 days and 20 days, 100.00 + 200.00": (
        Owed(
            3_650_000,
            "2026-03-01",
            yearly("10"),
            "2026-05-20",
            moves=[("2026-03-11", -3_650_000), ("2026-04-30", 3_650_000)],
        ),
        30_000,
    ),
    # Disputes: 36,500.00 at 10 % is 10.00 a day. The day a dispute begins rests, the day it ends runs.
    "30 days, of which the 10th to the 19th in dispute: 20 days": (
        Owed(
            3_650_000,
            "2026-03-31",
            yearly("10"),
            "2026-04-30",
            pauses=[("2026-04-10", "2026-04-20")],
        ),
        20_000,
    ),
    "in dispute from before it was due until the 11th: the 11th to the 30th, 20 days": (
        Owed(
            3_650_000,
            "2026-03-31",
            yearly("10"),
            "2026-04-30",
            pauses=[("2026-03-15", "2026-04-11")],
        ),
        20_000,
    ),
    "two disputes that overlap count a day once: the 5th to the 24th rest, 10 days": (
        Owed(
            3_650_000,
            "2026-03-31",
            yearly("10"),
            "2026-04-30",
            pauses=[("2026-04-05", "2026-04-20"), ("2026-04-10", "2026-04-25")],
        ),
        10_000,
    ),
    "a dispute does not move the day of the rate: due 29 June 2025, in dispute to 10 July, 12.75 %:"
    " 2,400.00 x 12.75 % x 21/365 = 17.6055": (
        Owed(240_000, "2025-06-29", UK, "2025-07-30", pauses=[("2025-06-30", "2025-07-10")]),
        1_761,
    ),
    # Limits of the rate.
    "15 % agreed, 10.40 % allowed: 10,000.00 x 10.40 % x 31/365 = 88.3288": (
        Owed(1_000_000, "2026-07-01", yearly("15"), "2026-08-01", limits=(EU,)),
        8_833,
    ),
    "10.20 % agreed; the limit is 10.15 % in June, 10.40 % in July: 10,000.00 x (10.15 + 10.20) % / 365": (
        Owed(1_000_000, "2026-06-29", yearly("10.20"), "2026-07-01", limits=(EU,)),
        558,
    ),
    "the least of several limits: 5 %: 36,500.00 x 5 % x 2/365 = 10.00": (
        Owed(3_650_000, "2026-07-01", yearly("15"), "2026-07-03", limits=(EU, yearly("5"))),
        1_000,
    ),
    "a rate below nothing is nothing: 0.50 - 0.88": (
        Owed(1_000_000, "2016-06-30", above("basiszinssatz", "0.5"), "2016-12-31"),
        0,
    ),
    # Interest on interest (BW 6:119(2)): the interest of each year is added after it.
    "1,000.00 at 6 % for two years: 60.00 + 63.60": (
        Owed(100_000, "2024-12-31", yearly("6"), "2026-12-31", compound=True),
        12_360,
    ),
    "the same without: 120.00": (
        Owed(100_000, "2024-12-31", yearly("6"), "2026-12-31"),
        12_000,
    ),
    "the first year's interest paid at its end bears none: 60.00 + 60.00": (
        Owed(
            100_000,
            "2024-12-31",
            yearly("6"),
            "2026-12-31",
            compound=True,
            interest_paid=[("2025-12-31", 6_000)],
        ),
        12_000,
    ),
    "half of it paid: 60.00 + 1,030.00 x 6 % = 121.80": (
        Owed(
            100_000,
            "2024-12-31",
            yearly("6"),
            "2026-12-31",
            compound=True,
            interest_paid=[("2025-12-31", 3_000)],
        ),
        12_180,
    ),
    "the day after a year: 60.00 + 1,060.00 x 6 % / 365 = 60.1742": (
        Owed(100_000, "2024-12-31", yearly("6"), "2026-01-01", compound=True),
        6_017,
    ),
    "a year from a leap day is over on 28 February: 366 days simple, one on 1,060.1644":
    # 1,000.00 x 6 % x 366/365 = 60.1644; 1,060.1644 x 6 % / 365 = 0.1743
    (
        Owed(100_000, "2024-02-28", yearly("6"), "2025-03-01", compound=True),
        6_034,
    ),
    # Rounding, once, of exactly half a cent: 18.25 x 10 % / 365 = 0.005.
    "half-up": (Owed(1_825, "2026-01-01", yearly("10"), "2026-01-02"), 1),
    "half-even": (
        Owed(1_825, "2026-01-01", yearly("10"), "2026-01-02", rounding="half-even"),
        0,
    ),
    "half-even, of three halves": (
        Owed(5_475, "2026-01-01", yearly("10"), "2026-01-02", rounding="half-even"),
        2,
    ),
    "up": (Owed(1, "2026-01-01", yearly("10"), "2026-01-02", rounding="up"), 1),
    "down": (Owed(3_649, "2026-01-01", yearly("10"), "2026-01-02", rounding="down"), 0),
    "a year of 0.4 of a cent a day is 1.46, not nothing and not 3.65: 14.60 x 10 %": (
        Owed(1_460, "2024-12-31", yearly("10"), "2025-12-31"),
        146,
    ),
    # As large as a ledger takes.
    "10^15 at 12.25 % for a day: 335,616,438,356.16": (
        Owed(10**15, "2025-09-01", UK, "2025-09-02"),
        335_616_438_356,
    ),
}


@pytest.mark.parametrize(("owed", "interest"), FIGURES.values(), ids=FIGURES.keys())
def test_figures(owed: Owed, interest: int) -> None:
    assert owed.interest == interest


BANK_RATE = """
2007-12-31 5.50 M; 2008-06-30 5.00 M; 2008-12-31 2.00 M; 2009-06-30 0.50 M; 2009-12-31 0.50 M;
2010-06-30 0.50 M; 2010-12-31 0.50; 2011-06-30 0.50; 2011-12-31 0.50; 2012-06-30 0.50;
2012-12-31 0.50; 2013-06-30 0.50; 2013-12-31 0.50; 2014-06-30 0.50; 2014-12-31 0.50;
2015-06-30 0.50; 2015-12-31 0.50; 2016-06-30 0.50; 2016-12-31 0.25; 2017-06-30 0.25;
2017-12-31 0.50; 2018-06-30 0.50; 2018-12-31 0.75; 2019-06-30 0.75; 2019-12-31 0.75;
2020-06-30 0.10; 2020-12-31 0.10; 2021-06-30 0.10; 2021-12-31 0.25; 2022-06-30 1.25;
2022-12-31 3.50; 2023-06-30 5.00; 2023-12-31 5.25; 2024-06-30 5.25; 2024-12-31 4.75;
2025-06-30 4.25; 2025-12-31 3.75; 2026-06-30 3.75
"""
"""law, section 3: Bank Rate by reference date; those marked M were not confirmed."""
ECB = """
2013-03-16 0.75; 2013-07-01 0.50; 2014-01-01 0.25; 2014-07-01 0.15; 2015-01-01 0.05;
2015-07-01 0.05; 2016-01-01 0.05; 2016-07-01 0.00; 2017-01-01 0.00; 2017-07-01 0.00;
2018-01-01 0.00; 2018-07-01 0.00; 2019-01-01 0.00; 2019-07-01 0.00; 2020-01-01 0.00;
2020-07-01 0.00; 2021-01-01 0.00; 2021-07-01 0.00; 2022-01-01 0.00; 2022-07-01 0.00;
2023-01-01 2.50; 2023-07-01 4.00; 2024-01-01 4.50; 2024-07-01 4.25; 2025-01-01 3.15 M;
2025-07-01 2.15; 2026-01-01 2.15; 2026-07-01 2.40
"""
"""law, section 4: the main refinancing rate."""
BASISZINSSATZ = """
2002-01-01 2.57; 2002-07-01 2.47; 2003-01-01 1.97; 2003-07-01 1.22; 2004-01-01 1.14;
2004-07-01 1.13; 2005-01-01 1.21; 2005-07-01 1.17; 2006-01-01 1.37; 2006-07-01 1.95;
2007-01-01 2.70; 2007-07-01 3.19; 2008-01-01 3.32; 2008-07-01 3.19; 2009-01-01 1.62;
2009-07-01 0.12; 2011-07-01 0.37; 2012-01-01 0.12; 2013-01-01 -0.13; 2013-07-01 -0.38;
2014-01-01 -0.63; 2014-07-01 -0.73; 2015-01-01 -0.83; 2016-07-01 -0.88; 2023-01-01 1.62;
2023-07-01 3.12; 2024-01-01 3.62; 2024-07-01 3.37; 2025-01-01 2.27; 2025-07-01 1.27;
2026-01-01 1.27; 2026-07-01 1.52
"""
"""law, section 4: the half-years in which it changed, and those of 2025 and 2026."""


@pytest.mark.parametrize(
    ("reference", "published"),
    [("bank-of-england", BANK_RATE), ("ecb", ECB), ("basiszinssatz", BASISZINSSATZ)],
)
def test_every_rate_of_the_law_is_in_its_table(reference: Reference, published: str) -> None:
    table = {rate.from_on: rate for rate in shipped_rates()[reference].rates}
    rows = [row.split() for row in published.replace("\n", " ").split(";")]
    for dated, percent, *unconfirmed in rows:
        rate = table[date.fromisoformat(dated)]
        assert (rate.percent, rate.unconfirmed) == (Decimal(percent), bool(unconfirmed)), dated


def test_a_half_year_in_which_the_basiszinssatz_did_not_change_has_the_one_before() -> None:
    """law, section 4, names the changes alone: 0.12 from July 2009, -0.88 until the end of 2022."""
    table = shipped_rates()["basiszinssatz"]
    assert {table.at(date(2010, m, 1)).percent for m in range(1, 13)} == {Decimal("0.12")}
    assert {table.at(date(y, 12, 31)).percent for y in range(2016, 2023)} == {Decimal("-0.88")}
    assert len(table.rates) == 50
    assert len(shipped_rates()["ecb"].rates) == 28
    assert len(shipped_rates()["bank-of-england"].rates) == 38


@pytest.mark.parametrize(
    ("rate", "on", "percent"),
    [
        (EU, "2013-03-16", "8.75"),  # law: ECB MRO / +8
        (EU, "2019-05-05", "8"),
        (EU, "2023-01-01", "10.5"),
        (EU, "2023-07-01", "12"),
        (EU, "2024-01-01", "12.5"),  # law: NL trade 12.5 in the first half of 2024
        (EU, "2024-07-01", "12.25"),  # and 12.25 in the second
        (EU, "2025-01-01", "11.15"),
        (EU, "2025-07-01", "10.15"),
        (EU, "2026-06-30", "10.15"),
        (EU, "2026-07-01", "10.4"),
        (FRENCH, "2024-12-31", "14.25"),  # law: France, second half of 2024
        (FRENCH, "2026-01-01", "12.15"),  # and 2026
        (FRENCH, "2026-07-01", "12.4"),
        (GERMAN_CONSUMER, "2026-07-01", "6.52"),  # law: 6.52 / 10.52 %
        (GERMAN_BUSINESS, "2026-07-01", "10.52"),
        (GERMAN_BUSINESS, "2016-07-01", "8.12"),  # law: 2016-07 B2B = 8.12 %
    ],
)
def test_rates_with_their_margin(rate: ReferenceRate, on: str, percent: str) -> None:
    owed = Owed(100, "2013-03-15", rate, on)
    (last,) = owed.segments[-1:]
    assert last.rate.percent == Decimal(percent)


@pytest.mark.parametrize(
    ("owed", "dated"),
    [
        (Owed(100, "2026-12-31", UK, "2027-01-01"), "2026-12-31"),
        (Owed(100, "2026-12-31", EU, "2027-01-01"), "2027-01-01"),
        (Owed(100, "2026-06-30", GERMAN_BUSINESS, "2027-01-01"), "2027-01-01"),
        (Owed(100, "2007-12-30", UK, "2008-06-30"), "2007-06-30"),
        (Owed(100, "2013-03-14", EU, "2013-03-15"), "2013-01-01"),
    ],
)
def test_a_hole_is_named_and_never_guessed(owed: Owed, dated: str) -> None:
    with pytest.raises(RateUnknown, match=dated) as hole:
        owed.segments  # noqa: B018 - to be read is what has to fail
    assert f"--from {dated}" in hole.value.help


@pytest.mark.parametrize(
    "owed",
    [
        Owed(100, "2026-12-30", UK, "2030-01-01"),  # starts on the last day that has a rate
        Owed(100, "2026-06-30", EU, "2026-12-31"),
        Owed(100, "2026-06-30", EU, "2027-06-30", moves=[("2026-12-31", -100)]),  # paid by then
        Owed(100, "2013-03-15", EU, "2013-03-31"),
    ],
)
def test_where_no_rate_is_needed_a_hole_does_no_harm(owed: Owed) -> None:
    assert owed.segments


def test_segments_say_how_it_came_about() -> None:
    owed = Owed(
        1_000_000,
        "2023-12-30",
        GERMAN_BUSINESS,
        "2024-01-10",
        moves=[("2024-01-02", -600_000)],
        pauses=[("2024-01-05", "2024-01-08")],
    )
    said = [
        (
            str(each.from_on),
            str(each.through),
            each.days,
            each.balance,
            str(each.rate.percent * 100),
            each.paused,
        )
        for each in owed.segments
    ]
    assert said == [
        ("2023-12-31", "2023-12-31", 1, 1_000_000, "1212", ""),
        ("2024-01-01", "2024-01-02", 2, 1_000_000, "1262", ""),
        ("2024-01-03", "2024-01-04", 2, 400_000, "1262", ""),
        ("2024-01-05", "2024-01-07", 3, 400_000, "0", "dispute"),
        ("2024-01-08", "2024-01-10", 3, 400_000, "1262", ""),
    ]


def test_the_interest_of_a_day_is_a_365th_or_a_360th() -> None:
    clock = Clock(shipped_rates())
    by_365 = Owed(3_650_000, "2026-01-01", yearly("10"), "2026-01-30")
    by_360 = Owed(3_600_000, "2026-01-01", yearly("10"), "2026-01-30", count="30/360")
    assert clock.daily(by_365.debt, day("2026-01-31")) == 1_000
    assert (
        clock.daily(by_360.debt, day("2026-01-31")) == 1_000
    )  # a day like any, though it is a 31st
    assert clock.daily(by_365.debt, day("2026-01-01")) == 0  # the due day
