"""Instalments to the cent and to the day: worked by hand, and what always holds."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectrules.charges.instalments import due_days, instalments, moved, parts, rest_days
from collectrules.policy.model import Every


def day(text: str) -> date:
    return date.fromisoformat(text)


def days(text: str) -> list[date]:
    return [day(each) for each in text.split()]


@pytest.mark.parametrize(
    ("total", "count", "wanted"),
    [
        # law.md section 8: 1,000.00 in three, the remainder on the last
        (100_000, 3, (33_333, 33_333, 33_334)),
        # 100.00 / 6 = 16.666..: five of 16.66 are 83.30, 16.70 are left
        (10_000, 6, (1_666, 1_666, 1_666, 1_666, 1_666, 1_670)),
        # what can be parted evenly has no remainder
        (9_000, 3, (3_000, 3_000, 3_000)),
        # 0.05 in four: 1 + 1 + 1 + 2
        (5, 4, (1, 1, 1, 2)),
        # as many parts as there are minor units
        (3, 3, (1, 1, 1)),
        (7, 1, (7,)),
        # 1,000 JPY, which has no decimals, in seven of 142: 994, 6 more on the last
        (1_000, 7, (142, 142, 142, 142, 142, 142, 148)),
        # the largest amount a ledger takes
        (10**15, 3, (333_333_333_333_333, 333_333_333_333_333, 333_333_333_333_334)),
    ],
)
def test_a_sum_is_parted_with_the_remainder_on_the_last(
    total: int, count: int, wanted: tuple[int, ...]
) -> None:
    assert parts(total, count) == wanted


@pytest.mark.parametrize(
    ("first", "every", "wanted"),
    [
        # law.md section 8: never counted from the day that was clipped
        ("2026-01-31", "month", "2026-01-31 2026-02-28 2026-03-31"),
        # a leap year has the 29th
        ("2028-01-31", "month", "2028-01-31 2028-02-29 2028-03-31 2028-04-30 2028-05-31"),
        ("2026-01-30", "month", "2026-01-30 2026-02-28 2026-03-30"),
        ("2028-02-29", "month", "2028-02-29 2028-03-29 2028-04-29"),
        # over the end of a year
        ("2026-10-31", "month", "2026-10-31 2026-11-30 2026-12-31 2027-01-31 2027-02-28"),
        ("2026-12-29", "week", "2026-12-29 2027-01-05 2027-01-12"),
        # a leap day lies between: 14 days from 20 February 2028 are 5 March
        ("2028-02-20", "fortnight", "2028-02-20 2028-03-05 2028-03-19"),
    ],
)
def test_instalments_are_due_a_week_a_fortnight_or_a_month_apart(
    first: str, every: Every, wanted: str
) -> None:
    expected = days(wanted)
    assert list(due_days(day(first), every, len(expected))) == expected


@pytest.mark.parametrize(
    ("place", "due", "wanted"),
    [
        # Friday 25 December 2026, then Boxing Day, a Sunday, and its bank holiday on Monday
        ("GB-ENG", "2026-12-25", "2026-12-29"),
        # Good Friday 2026-04-03 to Easter Monday 2026-04-06 in England
        ("GB-ENG", "2026-04-03", "2026-04-07"),
        # in Scotland Easter Monday is no holiday
        ("GB-SCT", "2026-04-03", "2026-04-06"),
        # a Saturday
        ("GB-ENG", "2026-02-28", "2026-03-02"),
        # a working day stays
        ("GB-ENG", "2026-02-27", "2026-02-27"),
        # 1 May is a Friday in 2026, and a holiday in Germany
        ("DE", "2026-05-01", "2026-05-04"),
        # without a place only weekends are free
        ("", "2026-12-25", "2026-12-25"),
        ("", "2026-12-26", "2026-12-28"),
    ],
)
def test_what_would_be_due_on_a_free_day_is_due_on_the_next_working_day(
    place: str, due: str, wanted: str
) -> None:
    assert moved(day(due), rest_days(place)) == day(wanted)


def test_days_after_a_moved_one_are_counted_from_the_first_as_it_was_given() -> None:
    """Saturday 31 January 2026 to Monday 2 February, Saturday 28 February to Monday 2 March; 31 March."""
    found = instalments(90_000, 3, "month", day("2026-01-31"), rest_days("GB-ENG"))
    assert [each.due_on for each in found] == days("2026-02-02 2026-03-02 2026-03-31")
    assert [(each.number, each.amount) for each in found] == [(1, 30_000), (2, 30_000), (3, 30_000)]


def test_a_sum_smaller_than_the_count_cannot_be_parted() -> None:
    with pytest.raises(ValueError, match="2 cannot be parted in 3"):
        instalments(2, 3, "month", day("2026-01-31"))


TOTALS = st.integers(1, 10**15)
COUNTS = st.integers(1, 120)
EVERY = st.sampled_from(["week", "fortnight", "month"])
FIRST = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@given(total=TOTALS, count=COUNTS)
def test_instalments_add_up_and_are_equal_but_for_less_than_a_unit_each(
    total: int, count: int
) -> None:
    found = parts(total, count)
    assert sum(found) == total
    assert len(found) == count
    assert set(found[:-1]) <= {found[0]}
    assert 0 <= found[-1] - found[0] < count or count == 1


@given(first=FIRST, every=EVERY, count=COUNTS)
def test_days_are_in_order_and_months_keep_their_day(first: date, every: Every, count: int) -> None:
    found = list(due_days(first, every, count))
    assert found[0] == first
    assert all(one < other for one, other in pairwise(found))
    if every == "month":
        last_days = [(each + timedelta(days=1)).day == 1 for each in found]
        assert all(
            each.day == first.day or (clipped and each.day < first.day)
            for each, clipped in zip(found, last_days, strict=True)
        )


@given(first=st.dates(date(2020, 1, 1), date(2035, 12, 31)), every=EVERY, count=st.integers(1, 12))
def test_moved_days_are_working_days_in_order_and_never_earlier(
    first: date, every: Every, count: int
) -> None:
    free = rest_days("GB-ENG")
    found = [each.due_on for each in instalments(10_000, count, every, first, free)]
    assert not any(free(each) for each in found)
    assert all(one < other for one, other in pairwise(found))
    plain = due_days(first, every, count)
    for each, as_given in zip(found, plain, strict=True):
        assert as_given <= each
        between = (as_given + timedelta(days=n) for n in range((each - as_given).days))
        assert all(free(passed) for passed in between)
