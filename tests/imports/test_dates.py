"""Date order is decided per column from all its values, or refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectrules.errors import InputError
from collectrules.imports.dates import DATES, ORDERS, Order, is_no_date, read_date
from collectrules.imports.decide import Decided, decide


def decided(*texts: str, order: Order | None = None) -> Decided[date]:
    lines = {text: line for line, text in reversed(list(enumerate(texts, 2)))}
    return decide(DATES, "Due", dict(sorted(lines.items(), key=lambda pair: pair[1])), order)


def tried(lines: dict[str, int]) -> Decided[date] | InputError:
    try:
        return decide(DATES, "Due", lines, None)
    except InputError as error:
        return error


def refusal(*texts: str, order: Order | None = None) -> str:
    with pytest.raises(InputError) as caught:
        decided(*texts, order=order)
    return f"{caught.value.message}\n{caught.value.help}"


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("31/1/2013", "dmy", date(2013, 1, 31)),
        ("1/31/2013", "mdy", date(2013, 1, 31)),
        ("01.02.2013", "dmy", date(2013, 2, 1)),
        ("01-02-13", "dmy", date(2013, 2, 1)),
        ("13/02/01", "ymd", date(2013, 2, 1)),
        ("2013/2/1", "mdy", date(2013, 2, 1)),
        ("2013-02-01", "dmy", date(2013, 2, 1)),
        ("20130201", "mdy", date(2013, 2, 1)),
        ("2020-03-30 00:00:00.000000000", "mdy", date(2020, 3, 30)),
        ("2020-03-30T23:59:59Z", "mdy", date(2020, 3, 30)),
        ("2020-03-30T23:59:59+02:00", "mdy", date(2020, 3, 30)),
        ("3/30/2020 12:00 AM", "mdy", date(2020, 3, 30)),
        ("30 March 2020", "mdy", date(2020, 3, 30)),
        ("30-Mar-20", "mdy", date(2020, 3, 30)),
        ("30. Sept. 2020", "mdy", date(2020, 9, 30)),
        ("Mar 30, 2020", "dmy", date(2020, 3, 30)),
        ("March 3rd 2020", "dmy", date(2020, 3, 3)),
        ("2020-Mar-30", "dmy", date(2020, 3, 30)),
        ("9999-12-31", "dmy", date(9999, 12, 31)),
        ("1/1/68", "dmy", date(2068, 1, 1)),
        ("1/1/69", "dmy", date(1969, 1, 1)),
    ],
)
def test_a_date(text: str, order: Order, day: date) -> None:
    assert read_date(text, order) == day


@pytest.mark.parametrize(
    "text",
    [
        "31/2/2013",
        "0/1/2013",
        "1/2/2013/4",
        "1/2-2013",
        "1/2",
        "1/2/013",
        "01/02/0213",
        "41276",
        "Marble 3, 2020",
        "12:00",
        "n/a",
        "١/٢/٢٠١٣",
        "2013-02-01 25 h",
        "paid",
        "",
    ],
)
def test_no_date(text: str) -> None:
    assert all(read_date(text, order) is None for order in ORDERS)


@pytest.mark.parametrize("text", ["", "00.00.0000", "0000-00-00", "00/00/00", "-"])
def test_zeros_stand_for_no_date(text: str) -> None:
    assert is_no_date(text)


def test_one_value_decides_the_column() -> None:
    found = decided("1/2/2013", "3/4/2013", "12/30/2012")
    assert found.reading == "mdy"
    assert found.values["1/2/2013"] == date(2013, 1, 2)


def test_a_column_whose_values_all_read_both_ways_is_refused() -> None:
    assert refusal("5/5/2013", "1/2/2013") == (
        "the dates of column `Due` can all be read in more than one way: `1/2/2013` on line 3 is "
        "1 February 2013 or 2 January 2013\n"
        "say which with `--dates dmy|mdy|ymd`"
    )


def test_values_that_are_the_same_day_both_ways_need_no_decision() -> None:
    found = decided("5/5/2013", "1/1/2013")
    assert found.values["1/1/2013"] == date(2013, 1, 1)
    assert found.reading is None


def test_a_year_in_front_says_its_own_order_and_nothing_of_the_others() -> None:
    assert decided("2013-01-02").reading is None
    assert "1/2/2013" in refusal("2013-01-02", "1/2/2013")


def test_what_is_no_date_in_any_order_does_not_decide() -> None:
    found = decided("n/a", "12/30/2012", "99/99/9999")
    assert found.reading == "mdy"
    assert set(found.values) == {"12/30/2012"}


def test_a_column_in_two_orders_is_refused() -> None:
    assert refusal("12/30/2012", "1/2/2013", "31/12/2012", "1/31/2013") == (
        "the dates of column `Due` are written in more than one way: "
        "`12/30/2012` on line 2 is mdy, `31/12/2012` on line 4 is not\n"
        "say which is meant with `--dates dmy|mdy|ymd`: rows that do not fit are then rejected"
    )


def test_the_order_given_reads_a_column_that_shows_none() -> None:
    assert decided("1/2/2013", order="dmy").values["1/2/2013"] == date(2013, 2, 1)


def test_the_order_given_leaves_out_what_does_not_fit_it() -> None:
    assert set(decided("12/30/2012", "31/12/2012", order="mdy").values) == {"12/30/2012"}


def test_an_order_given_that_the_column_contradicts_is_refused() -> None:
    assert refusal("1/2/2013", "12/30/2012", order="dmy") == (
        "the dates of column `Due` are not dmy: `12/30/2012` on line 3\n"
        "all of them fit `--dates mdy`"
    )


def test_a_column_without_dates_is_refused() -> None:
    assert refusal("Electronic", "Paper").startswith(
        "column `Due` holds no dates: line 2 says `Electronic`\n"
    )


@given(
    days=st.lists(st.dates(date(1900, 1, 1), date(9999, 12, 31)), min_size=1, max_size=30),
    order=st.sampled_from(ORDERS),
    separator=st.sampled_from("/-. "),
    padded=st.booleans(),
    short=st.booleans(),
    time=st.sampled_from(["", " 00:00", "T10:11:12Z", " 1:05 PM"]),
    junk=st.lists(st.sampled_from(["n/a", "-", "soon", "99.99.9999"]), max_size=3),
)
def test_dates_printed_in_an_order_are_read_back_exactly_or_refused(
    *,
    days: list[date],
    order: Order,
    separator: str,
    padded: bool,
    short: bool,
    time: str,
    junk: list[str],
) -> None:
    if short:
        days = [day.replace(year=1969 + day.year % 100, day=min(day.day, 28)) for day in days]

    def printed(day: date) -> str:
        width = 2 if padded else 1
        year = f"{day.year % 100:02}" if short else f"{day.year:04}"
        parts = {"d": f"{day.day:0{width}}", "m": f"{day.month:0{width}}", "y": year}
        return separator.join(parts[letter] for letter in order) + time

    texts = {printed(day): day for day in days}
    lines = dict.fromkeys([*junk, *texts], 2)
    found = tried(lines)
    if isinstance(found, InputError):
        assert "--dates dmy|mdy|ymd" in found.help
        assert "`Due`" in found.message
    else:
        assert found.values == texts
    assert decide(DATES, "Due", lines, order).values == texts
