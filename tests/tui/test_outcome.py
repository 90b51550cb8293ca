from __future__ import annotations

from datetime import date

import pytest

from collectrules.errors import InputError
from collectrules.tui.outcome import read_amount, read_day


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1250", 125000),
        ("1,250.00", 125000),
        (" 12.5 ", 1250),
        ("12.50 GBP", 1250),
        ("1,234,567.8", 123456780),
    ],
)
def test_amounts_are_read_as_the_screens_show_them(text: str, minor: int) -> None:
    assert read_amount(text, "GBP") == minor


@pytest.mark.parametrize(
    "text", ["", "12,50", "1.250,00", "1,25.00", "1.2,345", ",250", "all of it", "nan", "1e3x"]
)
def test_an_amount_that_could_mean_two_things_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        read_amount(text, "GBP")


def test_days() -> None:
    today = date(2026, 6, 30)
    assert read_day(" 2026-07-10 ", today) == date(2026, 7, 10)
    assert read_day("+7", today) == date(2026, 7, 7)
    for text in ("7", "+", "+x", "+99999999", "10.7.2026", "-1"):
        with pytest.raises(InputError):
            read_day(text, today)
