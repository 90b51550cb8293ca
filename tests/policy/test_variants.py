"""Values that change on a day or differ by currency: each day and currency has a plain policy of its own."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from collectrules.policy.model import Condition, Flat, Policy
from tests.policy.texts import codes, policy

NEXT_YEAR = """
[[grace]]
id = "all"
days = [{ from = 2026-01-01, is = 5 }, { from = 2027-07-01, is = 7 }]

[[late_fee]]
id = "fee"
when.balance = { at_least = [{ from = 2026-01-01, is = 50.00 }, { from = 2027-01-01, is = 60.00 }] }
charge = { amount = [{ from = 2026-01-01, is = 40.00 }, { from = 2027-01-01, is = 45.00 }] }
"""
TWO = '["GBP", "EUR"]'


def amount(read: Policy) -> int:
    charge = read.late_fee[0].charge
    assert isinstance(charge, Flat)
    return charge.amount


def threshold(read: Policy) -> Condition:
    return read.late_fee[0].when[0]


def test_a_change_of_next_january_can_be_written_today() -> None:
    read = policy(NEXT_YEAR)
    days = [
        date(2026, 1, 1),
        date(2026, 12, 31),
        date(2027, 1, 1),
        date(2027, 6, 30),
        date(2027, 7, 1),
    ]
    assert [amount(read.on(day)) for day in days] == [4000, 4000, 4500, 4500, 4500]
    assert [threshold(read.on(day)).value for day in days] == [5000, 5000, 6000, 6000, 6000]
    assert [read.on(day).grace[0].days for day in days] == [5, 5, 5, 5, 7]


@given(first=st.integers(0, 900), then=st.integers(0, 400))
def test_a_day_is_reached_from_any_day_before_it(first: int, then: int) -> None:
    read, start = policy(NEXT_YEAR), date(2026, 1, 1)
    later = start + timedelta(days=first + then)
    assert read.on(start + timedelta(days=first)).on(later) == read.on(later)


def test_a_policy_whose_values_stand_still_is_the_same_on_every_day() -> None:
    read = policy("")
    assert read.on(date(2099, 1, 1)) is read
    assert read.groups == ((("GBP",), read),)


def test_each_currency_has_its_own_amounts() -> None:
    read = policy(
        """
        [[late_fee]]
        id = "fee"
        when.balance = { at_least = { GBP = 50.00, EUR = 60.00 } }
        charge = { amount = { GBP = 40.00, EUR = 45.00 } }
        """,
        currency=TWO,
    )
    assert [(codes, amount(one)) for codes, one in read.groups] == [
        (("GBP",), 4000),
        (("EUR",), 4500),
    ]
    assert threshold(read.in_currency("EUR")) == Condition("balance", "at_least", 6000)


def test_an_amount_may_differ_by_day_within_a_currency_and_by_currency_within_a_day() -> None:
    by_day = policy(
        '[[late_fee]]\nid = "fee"\ncharge = { amount = { GBP = [{ from = 2026-01-01, is = 1.00 },'
        " { from = 2027-01-01, is = 2.00 }], EUR = 3.00 } }",
        currency=TWO,
    )
    by_currency = policy(
        '[[late_fee]]\nid = "fee"\ncharge = { amount = [{ from = 2026-01-01, is = { GBP = 1.00,'
        " EUR = 3.00 } }, { from = 2027-01-01, is = { GBP = 2.00, EUR = 3.00 } }] }",
        currency=TWO,
    )
    for read in (by_day, by_currency):
        found = [
            amount(read.on(day).in_currency(code))
            for day in (date(2026, 6, 1), date(2027, 6, 1))
            for code in ("GBP", "EUR")
        ]
        assert found == [100, 300, 200, 300]


def test_what_a_rule_is_known_by_never_changes() -> None:
    found = codes(
        policy_text := (
            'language = 1\n[policy]\nid = "p"\ntitle = "P"\nversion = "1"\ncurrency = "GBP"\n'
            "effective_from = 2026-01-01\n"
            '[[segment]]\nid = [{ from = 2026-01-01, is = "a" }]\n'
        )
    )
    assert found == ["wrong-type"], policy_text
