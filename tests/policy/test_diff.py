from __future__ import annotations

from dataclasses import fields, replace

import pytest

from collectrules.policy.diff import Change, changes, decides_alike
from collectrules.policy.load import parse
from collectrules.policy.model import ContactNotice, Policy
from tests.policy.texts import READY

TEXT = READY.read_text()


def edited(*swaps: tuple[str, str]) -> Policy:
    text = TEXT
    for old, new in swaps:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return parse(text.encode(), "policy.toml")


WAS = edited()


def test_a_version_differs_from_itself_in_nothing() -> None:
    assert changes(WAS, WAS) == ()
    later = edited(('version        = "1"', 'version = "2"'), ("= 2000-01-01", "= 2026-01-01"))
    assert changes(WAS, later) == ()


def test_a_number_that_changed_is_said_before_and_after() -> None:
    now = edited(("days   = 10", "days = 12"))
    assert changes(WAS, now) == (
        Change(
            "grace",
            "grace-key-account",
            "changed",
            "10 days of grace when the segment is key-account.",
            "12 days of grace when the segment is key-account.",
        ),
    )


def test_whose_debts_they_are_is_told() -> None:
    now = replace(WAS, collects_for="others")
    assert changes(WAS, now) == (Change("policy", "collects_for", "changed", "self", "others"),)


def test_rules_come_go_and_move() -> None:
    first, second, *others = WAS.priority
    moved = replace(WAS, priority=(second, first, *others))
    assert [(each.rule, each.kind) for each in changes(WAS, moved)] == [(second.id, "moved")]
    without = replace(WAS, priority=(second, *others))
    assert [(each.rule, each.kind) for each in changes(WAS, without)] == [(first.id, "removed")]
    assert [(each.rule, each.kind) for each in changes(without, WAS)] == [(first.id, "added")]


def test_words_alone_decide_nothing() -> None:
    now = edited(("Large customers pay in weekly or fortnightly runs", "They pay late"))
    (change,) = changes(WAS, now)
    assert (change.rule, change.kind) == ("grace-key-account.reason", "text only")
    assert decides_alike(WAS, now)
    assert not decides_alike(WAS, edited(("days   = 10", "days = 12")))


def test_values_that_change_on_a_day_are_said() -> None:
    now = edited(
        ("days   = 10", "days = [{ from = 2000-01-01, is = 10 }, { from = 2030-01-01, is = 11 }]")
    )
    assert changes(WAS, now) == (
        Change(
            "From 2030-01-01 on",
            "grace-key-account",
            "added",
            "",
            "11 days of grace when the segment is key-account.",
        ),
    )


@pytest.mark.parametrize(
    "section",
    ["segment", "grace", "hold", "late_fee", "stage", "contact_limit", "write_off", "priority"],
)
def test_no_value_of_a_rule_changes_unsaid(section: str) -> None:
    rule, *others = WAS.section(section)
    tried = 0
    for each in fields(rule):
        other = _other(getattr(rule, each.name))
        if other is not None:
            altered = replace(WAS, **{section: (replace(rule, **{each.name: other}), *others)})
            assert changes(WAS, altered), each.name
            tried += 1
    assert tried >= 3


ANOTHER = {
    "never": "monthly",
    "invoice": "account",
    "attempts": "contacts",
    "none": "owner",
    "hard": "soft",
    "stopped": "running",
    "running": "stopped",
}


def _other(value: object) -> object:
    """Another value of the same kind; None where the value is no plain one."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return ANOTHER.get(value, value + "x")
        case _:
            return None


HOURS = """
[[contact_hours]]
id = "hours"
channels = ["call"]
from = 08:00:00
on_holidays = false
"""


def test_hours_and_holidays_are_told_too() -> None:
    was = with_hours("GB-ENG", HOURS + 'reason = "Asleep."\n')
    now = with_hours("GB-SCT", HOURS.replace("08", "09"))
    assert [(each.section, each.rule, each.kind) for each in changes(was, now)] == [
        ("policy", "holidays", "changed"),
        ("contact_hours", "hours", "changed"),
    ]
    words = with_hours("GB-ENG", HOURS + 'reason = "At breakfast."\n')
    assert changes(was, words) == (
        Change("contact_hours", "hours.reason", "text only", "Asleep.", "At breakfast."),
    )


def with_hours(place: str, rules: str) -> Policy:
    head = TEXT.replace('version        = "1"', f'version = "1"\nholidays = "{place}"', 1)
    return parse((head + rules).encode(), "policy.toml")


def test_what_a_first_letter_is_waited_for_is_told_and_how_long_they_may_dispute() -> None:
    rule = ContactNotice(id="notice", channels=("call",), begun_by=("letter",), pause_days=7)
    was, later = replace(WAS, contact_limit=(rule,)), replace(rule, received_after_working_days=5)
    (change,) = changes(was, replace(WAS, contact_limit=(later,)))
    assert (change.section, change.rule, change.kind) == ("contact_limit", "notice", "changed")
    assert "5 working days after its day" in change.after
    assert "working days" not in change.before
    packed = 'packs = [{ id = "us-reg-f", voluntary = true }]'
    now = edited(('version        = "1"', f'version = "2"\n{packed}'))
    assert Change(
        "dispute_period",
        "us-reg-f:validation",
        "added",
        after="For consumers, until 30 days after the first letter is taken to be received, "
        "5 working days (US) after its day.",
    ) in changes(WAS, now)
