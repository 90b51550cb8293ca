"""Amounts as accounting systems write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectrules.errors import InputError
from collectrules.imports.amounts import (
    AMOUNTS,
    DECIMAL_SIGNS,
    Amount,
    DecimalSign,
    read_amount,
)
from collectrules.imports.decide import Decided, decide


def decided(*texts: str, sign: DecimalSign | None = None) -> Decided[Amount]:
    return decide(AMOUNTS, "Total", {text: line for line, text in enumerate(texts, 2)}, sign)


def tried(lines: dict[str, int]) -> Decided[Amount] | InputError:
    try:
        return decide(AMOUNTS, "Total", lines, None)
    except InputError as error:
        return error


def refusal(*texts: str, sign: DecimalSign | None = None) -> str:
    with pytest.raises(InputError) as caught:
        decided(*texts, sign=sign)
    return f"{caught.value.message}\n{caught.value.help}"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.5", "1234.5"),
        ("1,234.50", "1234.50"),
        ("1,234,567.89", "1234567.89"),
        ("12,34,567.89", "1234567.89"),
        ("1,234", "1234"),
        ("  99.00  ", "99"),
        (".50", "0.5"),
        ("12.", "12"),
        ("0", "0"),
        ("-", "0"),
        ("$1,234.50", "1234.50"),
        ("$ 1,234.50", "1234.50"),
        ("US$1,234.50", "1234.50"),
        ("Rs. 500", "500"),
        ("(1,234.50)", "-1234.50"),
        ("($1,234.50)", "-1234.50"),
        ("$(1,234.50)", "-1234.50"),
        ("12.00-", "-12"),
        ("-12.00", "-12"),
        ("- 12.00", "-12"),
        ("−12.00", "-12"),
        ("$-12.00", "-12"),
        ("-$12.00", "-12"),
        ("+12.00", "12"),
        ("CR 500.00", "-500"),
        ("500.00 CR", "-500"),
        ("500.00cr", "-500"),
        ("500.00 DR", "500"),
        ("1 234.50", "1234.50"),
        ("1\u202f234.50", "1234.50"),
        ("1'234.50", "1234.50"),
        ("1’234’567.50", "1234567.50"),
        ("(0.00)", "0"),
    ],
)
def test_an_amount_with_a_point(text: str, value: str) -> None:
    assert read_amount(text, "point") == Amount(Decimal(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234,5", "1234.5"),
        ("1.234,50", "1234.50"),
        ("1.234.567", "1234567"),
        ("1.234", "1234"),
        ("1,234", "1.234"),
        ("0,123", "0.123"),
        ("1 234,50", "1234.50"),
        ("12,00-", "-12"),
        ("(1.234,50)", "-1234.50"),
    ],
)
def test_an_amount_with_a_comma(text: str, value: str) -> None:
    assert read_amount(text, "comma") == Amount(Decimal(value))


@pytest.mark.parametrize(
    ("text", "currency"),
    [("€12", "EUR"), ("12 €", "EUR"), ("£12", "GBP"), ("USD 12", "USD"), ("12 chf", "CHF")],
)
def test_an_amount_that_names_its_currency(text: str, currency: str) -> None:
    assert read_amount(text, "point") == Amount(Decimal(12), currency)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "n/a",
        "12 days",
        "1.2.3",
        "1,23,4",
        "12 34",
        "-(5)",
        "CR -5",
        "(5",
        "5)",
        "1e5",
        "ABC 5",
        "EUR USD 5",
        "0,123.00",
        "٥",
        "1,234.50,00",
        "12\x0034",
        "INV-17",
    ],
)
def test_no_amount(text: str) -> None:
    assert read_amount(text, "point") is None


def test_one_value_decides_the_column() -> None:
    assert decided("1,234", "7.5").reading == "point"
    assert decided("1,234", "7,5").values["1,234"] == Amount(Decimal("1.234"))
    assert decided("1.234", "1.234.567").reading == "comma"
    assert decided("1,234", "12 345.60").reading == "point"


def test_whole_amounts_without_a_sign_need_no_decision() -> None:
    assert decided("1", "20", "300").reading is None


def test_a_column_of_thousands_that_may_be_decimals_is_refused() -> None:
    assert refusal("100", "1,234") == (
        "the amounts of column `Total` can all be read in more than one way: `1,234` on line 3 is "
        "1234 or 1.234\n"
        "say which with `--decimal point|comma`"
    )


def test_a_column_written_both_ways_is_refused() -> None:
    assert refusal("1,234.50", "7,5").startswith(
        "the amounts of column `Total` are written in more than one way: "
        "`1,234.50` on line 2 is point, `7,5` on line 3 is not\n"
    )


def test_the_sign_given_reads_a_column_that_shows_none() -> None:
    assert decided("1,234", sign="comma").values["1,234"] == Amount(Decimal("1.234"))


def test_a_sign_given_that_the_column_contradicts_is_refused() -> None:
    assert refusal("1,234.50", sign="comma") == (
        "the amounts of column `Total` are not comma: `1,234.50` on line 2\n"
        "all of them fit `--decimal point`"
    )


@given(
    cents=st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=20),
    sign=st.sampled_from(DECIMAL_SIGNS),
    places=st.sampled_from([0, 2, 3]),
    grouping=st.sampled_from(["", "sign", " ", "'"]),
    style=st.sampled_from(["-{}", "{}-", "({})", "CR {}", "$-{}"]),
)
def test_amounts_printed_in_a_way_are_read_back_exactly_or_refused(
    cents: list[int], sign: DecimalSign, places: int, grouping: str, style: str
) -> None:
    def printed(minor: int) -> str:
        text = f"{Decimal(abs(minor)).scaleb(-places):,f}"
        group = {"sign": "." if sign == "comma" else ","}.get(grouping, grouping)
        point = "," if sign == "comma" else "."
        text = text.replace(",", "\0").replace(".", point).replace("\0", group)
        return style.format(text) if minor < 0 else text

    texts = {printed(minor): Amount(Decimal(minor).scaleb(-places)) for minor in cents}
    lines = dict.fromkeys(texts, 2)
    found = tried(lines)
    if isinstance(found, InputError):
        assert "--decimal point|comma" in found.help
        assert "`Total`" in found.message
    else:
        assert found.values == texts
    assert decide(AMOUNTS, "Total", lines, sign).values == texts
