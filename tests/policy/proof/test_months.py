"""Whole months beside days, held against the calendar, and findings that rest on them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from collectrules.clock import add_months, whole_months
from collectrules.policy.checks import Known, check_policy
from collectrules.policy.load import policy_in
from collectrules.policy.proof.months import due_date, fewest_days, most_days, nearest_months
from collectrules.policy.source import read_document
from tests.policy.texts import HEAD


@pytest.mark.parametrize(
    ("months", "fewest", "most"),
    [(0, 0, 30), (1, 28, 61), (2, 59, 91), (12, 365, 396)],
)
def test_the_days_that_months_take(months: int, fewest: int, most: int) -> None:
    """February alone has 28 days, January and February 59; December and January 62, July to September 92."""
    assert (fewest_days(months), most_days(months)) == (fewest, most)


def test_what_is_nearest_is_what_the_calendar_has() -> None:
    dates = [date(2023, 3, 1) + timedelta(days=n) for n in range(1461)]
    for days in range(-2, 130):
        there_are = {whole_months(due, due + timedelta(days=days)) for due in dates}
        assert {nearest_months(months, days) for months in range(8)} == there_are


def test_a_due_date_for_every_pair_there_is() -> None:
    for days in range(-2, 130):
        for months in {nearest_months(wanted, days) for wanted in range(8)}:
            due = due_date(months, days)
            assert whole_months(due, due + timedelta(days=days)) == months


def test_months_are_counted_from_the_due_date_and_not_from_a_clipped_day() -> None:
    assert whole_months(date(2026, 1, 31), date(2026, 3, 30)) == 1
    assert add_months(date(2026, 1, 31), 2) == date(2026, 3, 31)


def found(conditions: str) -> list[str]:
    fee = f'[[late_fee]]\nid = "f"\n{conditions}\ncharge = {{ amount = 5.00 }}\n'
    text = f"{HEAD}\n{fee}"
    source = read_document(text.encode(), "policy.toml")
    doubts = check_policy(policy_in(source), Known(day=date(2026, 6, 1))).diagnostics(source)
    return [each.code for each in doubts if each.code != "no-scenario"]


@pytest.mark.parametrize(
    ("days", "codes"),
    [
        ("{ at_most = 27 }", ["never-holds"]),  # no month is shorter than 28 days
        ("{ at_most = 28 }", []),  # of February there is one that is past
        ("{ at_least = 62 }", []),
    ],
)
def test_a_rule_that_asks_for_months_and_days_that_never_go_together(
    days: str, codes: list[str]
) -> None:
    asked = f"when.whole_months_past_due = {{ at_least = 1 }}\nwhen.days_past_due = {days}"
    assert found(asked) == codes


@pytest.mark.parametrize(("days", "codes"), [(61, []), (62, ["never-holds"])])
def test_nor_fewer_months_than_the_days_make(days: int, codes: list[str]) -> None:
    """61 days are one whole month from 30 December or 1 July to the last day; 62 are two from any day."""
    asked = f"when.whole_months_past_due = 1\nwhen.days_past_due = {{ at_least = {days} }}"
    assert found(asked) == codes


@pytest.mark.parametrize(("day", "codes"), [(30, []), (31, ["never-holds"])])
def test_a_day_that_a_month_does_not_have(day: int, codes: list[str]) -> None:
    assert found(f'when.month = ["apr", "jun"]\nwhen.day_of_month = {day}') == codes
