"""What a policy says from one day to the next change of a value, in one currency, and how that is told."""

from __future__ import annotations

from datetime import date

import pytest

from collectrules.errors import Diagnostic
from collectrules.policy.checks import Known, check_policy
from collectrules.policy.checks.readings import reading_text, readings
from collectrules.policy.load import policy_in
from collectrules.policy.source import read_document
from tests.policy.texts import HEAD, policy

DAY = date(2026, 6, 1)
TWO = HEAD.replace('"GBP"', '["GBP", "EUR"]')
DATED = (
    "[{ from = 2026-01-01, is = 5 }, { from = 2027-01-01, is = 7 }, { from = 2028-01-01, is = 9 }]"
)
GRACE = '[[grace]]\nid = "g"\ndays = {}\n'


def checked(text: str, known: Known | None = None) -> tuple[Diagnostic, ...]:
    source = read_document(text.encode(), "policy.toml")
    return check_policy(policy_in(source), known or Known(day=DAY)).diagnostics(source)


def test_a_policy_in_which_nothing_changes_has_one_reading() -> None:
    (only,) = readings(policy(GRACE.format(5)))
    assert (only.first, only.last, only.currency) == (date(2026, 1, 1), None, None)


def test_a_reading_for_each_day_of_change_and_each_currency() -> None:
    text = TWO + GRACE.format(DATED) + '[[credit]]\nid = "c"\ndecision = "limit"\n'
    text += "amount = { GBP = 10.00, EUR = 20.00 }\n"
    read = readings(policy_in(read_document(text.encode(), "p.toml")))
    assert [
        (str(each.first), str(each.last), each.policy.currencies, each.policy.grace[0].days)
        for each in read
    ] == [
        ("2026-01-01", "2026-12-31", ("GBP",), 5),
        ("2026-01-01", "2026-12-31", ("EUR",), 5),
        ("2027-01-01", "2027-12-31", ("GBP",), 7),
        ("2027-01-01", "2027-12-31", ("EUR",), 7),
        ("2028-01-01", "None", ("GBP",), 9),
        ("2028-01-01", "None", ("EUR",), 9),
    ]
    assert [each.policy.credit[0].amount for each in read] == [1000, 2000] * 3


def which(*chosen: int) -> str:
    """How some of the six readings of the policy above are told."""
    text = TWO + GRACE.format(DATED) + '[[credit]]\nid = "c"\ndecision = "limit"\n'
    text += "amount = { GBP = 10.00, EUR = 20.00 }\n"
    every = readings(policy_in(read_document(text.encode(), "p.toml")))
    return reading_text([every[number] for number in chosen], every)


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ((0, 1, 2, 3, 4, 5), ""),
        ((0, 1), "until 2026-12-31"),
        ((2, 3, 4, 5), "from 2027-01-01"),
        ((2, 3), "from 2027-01-01 until 2027-12-31"),
        ((1, 3, 5), "in EUR"),
        ((5,), "in EUR from 2028-01-01"),
        ((0, 1, 4, 5), "until 2026-12-31 and from 2028-01-01"),
        ((0, 3), "in GBP until 2026-12-31 and in EUR from 2027-01-01 until 2027-12-31"),
    ],
)
def test_which_readings_a_finding_is_about(chosen: tuple[int, ...], told: str) -> None:
    assert which(*chosen) == told


BOUNDS = """
[[write_off]]
id = "small"
when.balance = {{ above = {}, at_most = 5.00 }}
approval = "none"
"""


def test_what_is_so_in_every_reading_is_told_once() -> None:
    (found,) = checked(TWO + BOUNDS.format("{ GBP = 50.00, EUR = 60.00 }"))
    assert found.message == "`small` can never hold"


def test_what_is_so_in_one_currency_is_told_of_it_and_stands_where_it_is_written() -> None:
    (found,) = checked(TWO + BOUNDS.format("{ GBP = 1.00, EUR = 60.00 }"))
    assert found.message == "in EUR: `small` can never hold"
    (found,) = checked(
        HEAD + GRACE.format(DATED) + BOUNDS.format("[{ from = 2026-01-01, is = 60.00 }]")
    )
    assert found.message == "`small` can never hold"
    assert found.place.line == 15


def test_a_rule_for_another_currency_is_no_rule_that_never_holds_or_decides() -> None:
    text = """
    [[write_off]]
    id = "abroad"
    when.currency = "EUR"
    when.balance = { at_most = { GBP = 5.00, EUR = 6.00 } }
    approval = "none"

    [[write_off]]
    id = "at-home"
    when.balance = { at_most = { GBP = 5.00, EUR = 6.00 } }
    approval = "none"
    """
    assert checked(TWO + text) == ()


def test_what_changed_is_said_of_the_days_from_which_it_did() -> None:
    before = policy_in(read_document((HEAD + GRACE.format(DATED)).encode(), "before.toml"))
    now = HEAD + GRACE.format(DATED.replace("is = 7", "is = 8"))
    (found,) = checked(now, Known(day=DAY, before=before))
    assert found.message == (
        "from 2027-01-01 until 2027-12-31: `g` changed since version 2026.1: `days` was 7 and is 8"
    )


def test_a_change_that_was_to_come_and_is_gone_is_found() -> None:
    before = policy_in(read_document((HEAD + GRACE.format(DATED)).encode(), "before.toml"))
    found = checked(HEAD + GRACE.format(5), Known(day=DAY, before=before))
    assert [each.message for each in found] == [
        "from 2027-01-01 until 2027-12-31: `g` changed since version 2026.1: `days` was 7 and is 5",
        "from 2028-01-01: `g` changed since version 2026.1: `days` was 9 and is 5",
    ]
