"""UK VAT bad debt relief (law.md TX-C; HMRC VBDR1500, R2): days worked by hand, and amounts to the penny."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from collectrules.reports.vat_relief import claim_days, vat_in


@pytest.mark.parametrize(
    ("due", "supplied", "written_off", "first", "last"),
    [
        # six months from 31 August are over with 28 February; 4 years 6 months with 28 February 2031
        ("2026-08-31", "2026-08-01", "2026-09-30", "2027-03-01", "2031-02-28"),
        # in a leap year with 29 February
        ("2027-08-31", "2027-08-01", "2027-09-30", "2028-03-01", "2032-02-29"),
        # the later of the two: supplied on 20 January and due on 19 February
        ("2026-02-19", "2026-01-20", "2026-03-31", "2026-08-20", "2030-08-19"),
        # due before it was supplied: the supply counts
        ("2026-01-20", "2026-02-19", "2026-03-31", "2026-08-20", "2030-08-19"),
        # written off later than six months after: not before
        ("2026-02-19", "2026-01-20", "2027-05-04", "2027-05-04", "2030-08-19"),
        # written off on the last day of the six months, and the day after them
        ("2026-02-19", "2026-01-20", "2026-08-19", "2026-08-20", "2030-08-19"),
        ("2026-02-19", "2026-01-20", "2026-08-20", "2026-08-20", "2030-08-19"),
        # from a leap day: 29 August; 54 months later is August 2032
        ("2028-02-29", "2028-01-30", "2028-03-31", "2028-08-30", "2032-08-29"),
        # 30 November and six months: 30 May
        ("2026-11-30", "2026-10-31", "2026-12-31", "2027-05-31", "2031-05-30"),
    ],
)
def test_when_the_relief_can_be_claimed(
    due: str, supplied: str, written_off: str, first: str, last: str
) -> None:
    found = claim_days(*(date.fromisoformat(each) for each in (due, supplied, written_off)))
    assert [each.isoformat() for each in found] == [first, last]


@pytest.mark.parametrize(
    ("gross", "rate", "wanted"),
    [
        # a sixth of 120.00 at 20 per cent
        (12_000, "20", 2_000),
        # 1,000.00 x 20 / 120 = 166.666..
        (100_000, "20", 16_667),
        # at 5 per cent a twenty-first: 105.00 x 5 / 105
        (10_500, "5", 500),
        # 99.99 x 17.5 / 117.5 = 14.8921..
        (9_999, "17.5", 1_489),
        (10_000, "0", 0),
        # 0.03 x 20 / 120 is half a penny
        (3, "20", 1),
    ],
)
def test_the_vat_in_what_was_written_off(gross: int, rate: str, wanted: int) -> None:
    assert vat_in(gross, Decimal(rate)) == wanted
