from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given, settings

from collectrules.policy.diff import Change, changes, decides_alike, reading_changes
from collectrules.policy.load import parse
from collectrules.policy.model import CONDITIONAL, ContactNotice, Policy
from collectrules.policy.renaming import Renaming, renamed, renamings
from tests.engine.strategies import policies
from tests.policy.texts import READY, policy

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
            "10 days",
            "12 days",
            "days",
            ("days",),
            sentence="grace for key-account: 10 -> 12 days",
        ),
    )


def test_whose_debts_they_are_is_told() -> None:
    now = replace(WAS, collects_for="others")
    (change,) = changes(WAS, now)
    assert (change.section, change.rule, change.field) == ("policy", "collects_for", "collects_for")
    assert change.sentence == "collects for: self -> others"


def test_rules_come_go_and_move() -> None:
    first, second, *others = WAS.priority
    moved = replace(WAS, priority=(second, first, *others))
    (change,) = changes(WAS, moved)
    assert (change.rule, change.kind) == (second.id, "moved")
    assert change.sentence == f"{second.id}: moved up, above {first.id}"
    without = replace(WAS, priority=(second, *others))
    assert [(each.rule, each.kind) for each in changes(WAS, without)] == [(first.id, "removed")]
    assert [(each.rule, each.kind) for each in changes(without, WAS)] == [(first.id, "added")]


def test_words_alone_decide_nothing() -> None:
    now = edited(("Large customers pay in weekly or fortnightly runs", "They pay late"))
    (change,) = changes(WAS, now)
    assert (change.rule, change.field, change.kind) == (
        "grace-key-account",
        "reason",
        "text only",
    )
    assert (
        change.sentence == "grace for key-account: its reason reads otherwise; it decides the same"
    )
    assert decides_alike(WAS, now)
    assert not decides_alike(WAS, edited(("days   = 10", "days = 12")))


def test_values_that_change_on_a_day_are_said() -> None:
    now = edited(
        ("days   = 10", "days = [{ from = 2000-01-01, is = 10 }, { from = 2030-01-01, is = 11 }]")
    )
    (change,) = changes(WAS, now)
    assert (change.section, change.rule, change.field) == ("grace", "grace-key-account", "days")
    assert change.since == date(2030, 1, 1)
    assert change.heading == "From 2030-01-01 on"
    assert change.sentence == "grace for key-account: 10 -> 11 days"


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
    assert [(each.section, each.field, each.sentence) for each in changes(was, now)] == [
        ("policy", "holidays", "public holidays: GB-ENG -> GB-SCT"),
        (
            "contact_hours",
            "reason",
            "hours: its reason reads otherwise; it decides the same",
        ),
        ("contact_hours", "open", "hours: only from 08:00 -> 09:00"),
        (
            "contact_hours",
            "holidays",
            "hours: not on public holidays (GB-ENG) -> (GB-SCT)",
        ),
    ]
    words = with_hours("GB-ENG", HOURS + 'reason = "At breakfast."\n')
    (change,) = changes(was, words)
    assert (change.kind, change.field) == ("text only", "reason")
    assert (change.before, change.after) == ("Asleep.", "At breakfast.")


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
    assert change.field == "received_after_working_days"
    packed = 'packs = [{ id = "us-reg-f", voluntary = true }]'
    now = edited(('version        = "1"', f'version = "2"\n{packed}'))
    (added,) = (each for each in changes(WAS, now) if each.section == "dispute_period")
    assert (added.rule, added.kind) == ("us-reg-f:validation", "added")
    assert added.after == (
        "For consumers, until 30 days after the first letter is taken to be received, "
        "5 working days (US) after its day."
    )


def one(before: str, after: str) -> Change:
    """The only change between two policies of these rules."""
    (change,) = changes(policy(before), policy(after))
    return change


AGENCY = """
[[stage]]
id = "agency"
when.days_past_due = { at_least = 90 }
wait_days = 30
action = { place_with = "northgate", contingency_percent = 25 }
"""


@pytest.mark.parametrize(
    ("was", "now", "field", "sentence"),
    [
        ("at_least = 90", "at_least = 60", "when.days_past_due",
         "agency: at least 90 -> 60 days past due"),
        ("wait_days = 30", "when.overdue_total = { at_least = 50.00 }\nwait_days = 30",
         "when.overdue_total", "agency: only where at least 50.00 is overdue"),
        ("wait_days = 30", "wait_working_days = 30", "wait_days",
         "agency: 30 days or more after the step before"
         " -> 30 working days or more after the step before"),
        ("wait_days = 30", 'wait_days = 30\napproval = "owner"', "approval",
         "agency: now the owner must agree first"),
        ("contingency_percent = 25", "contingency_percent = 20", "action",
         "agency: hand over to northgate (25 -> 20 % of what they recover is theirs)"),
        ("wait_days = 30", "wait_days = 30\nany = [{ disputed = false }, { broken_promises = 1 }]",
         "any", "agency: only where either the invoice is not in dispute, "
         "or there is exactly 1 broken promise"),
    ],
)  # fmt: skip
def test_each_condition_and_each_value_is_one_change(
    was: str, now: str, field: str, sentence: str
) -> None:
    assert AGENCY.count(was) == 1
    change = one(AGENCY, AGENCY.replace(was, now))
    assert (change.section, change.rule, change.kind) == ("stage", "agency", "changed")
    assert (change.field, change.sentence) == (field, sentence)
    back = one(AGENCY.replace(was, now), AGENCY)
    assert (back.field, back.before, back.after) == (field, change.after, change.before)


def test_what_is_no_longer_asked_is_told() -> None:
    change = one(AGENCY.replace("wait", "when.disputed = false\nwait"), AGENCY)
    assert change.sentence == "agency: no longer only where the invoice is not in dispute"


def test_conditions_in_another_order_decide_the_same() -> None:
    asked = "when.days_past_due = { at_least = 90 }", "when.disputed = false"
    first = AGENCY.replace(asked[0], "\n".join(asked))
    change = one(first, AGENCY.replace(asked[0], "\n".join(reversed(asked))))
    assert change.kind == "text only"
    assert not change.decides


SEGMENTS = """
[[segment]]
id = "big"
when.paid_last_12_months = { at_least = 100.00 }

[[segment]]
id = "rest"

[[grace]]
id = "patience"
when.segment = "big"
days = 5

[[grace]]
id = "none"
days = 0
"""


def test_a_rule_with_another_id_is_renamed_and_so_is_every_mention_of_it() -> None:
    change = one(SEGMENTS, SEGMENTS.replace('"big"', '"large"'))
    assert (change.section, change.rule, change.formerly) == ("segment", "large", "big")
    assert (change.kind, change.sentence) == (
        "renamed",
        "large: renamed, it was big; it says the same",
    )


def test_what_is_renamed_and_asks_something_else_went_and_came() -> None:
    other = SEGMENTS.replace('"big"', '"large"').replace("100.00", "200.00")
    kinds = {(each.rule, each.kind) for each in changes(policy(SEGMENTS), policy(other))}
    assert {("big", "removed"), ("large", "added"), ("patience", "changed")} == kinds


def test_as_few_rules_as_can_be_are_said_to_have_moved() -> None:
    first, *others = WAS.stage
    assert len(others) > 1
    (change,) = changes(WAS, replace(WAS, stage=(*others, first)))
    assert change.sentence == f"{first.id}: moved down, below {others[-1].id}"


def test_a_difference_that_ends_on_a_day_is_said_to_end() -> None:
    now = edited(
        ("days   = 10", "days = [{ from = 2000-01-01, is = 12 }, { from = 2030-01-01, is = 10 }]")
    )
    first, then = changes(WAS, now)
    assert (first.sentence, first.since) == ("grace for key-account: 10 -> 12 days", None)
    assert then.since == date(2030, 1, 1)
    assert then.sentence.startswith("grace-key-account: both read alike here")


def test_another_value_for_one_currency_is_said_of_it_alone() -> None:
    rules = AGENCY.replace("wait", "when.overdue_total = { at_least = 50.00 }\nwait")
    was = policy(rules, currency='["GBP", "EUR"]')
    now = policy(rules.replace("50.00", "{ GBP = 50.00, EUR = 60.00 }"), currency='["GBP", "EUR"]')
    (change,) = changes(was, now)
    assert change.currencies == ("EUR",)
    assert change.heading == "For what is owed in EUR"
    assert change.sentence == "agency: at least 50.00 -> 60.00 is overdue"


@given(policies(), policies())
@settings(max_examples=25, deadline=None)
def test_every_rule_that_differs_is_named_and_no_other(before: Policy, after: Policy) -> None:
    assert changes(before, before) == ()
    found = reading_changes(before, after)
    for section in CONDITIONAL:
        was, now = ({rule.id: rule for rule in p.section(section)} for p in (before, after))
        told = [each for each in found if each.section == section]
        differing = {id for id in {*was, *now} if was.get(id) != now.get(id)}
        assert {each.rule for each in told if each.kind != "moved"} == differing
        kept = [[id for id in rules if id in was and id in now] for rules in (was, now)]
        assert any(each.kind == "moved" for each in told) == (kept[0] != kept[1])


@given(policies(), policies())
@settings(max_examples=25, deadline=None)
def test_each_change_has_an_id_of_its_own_and_a_sentence(before: Policy, after: Policy) -> None:
    found = changes(before, after)
    assert len({each.id for each in found}) == len(found)
    assert all(each.sentence for each in found)
    alike = all(
        before.in_currency(code).section(name) == after.in_currency(code).section(name)
        for code in before.currencies
        for name in CONDITIONAL
    )
    assert alike or found


@given(policies(), policies())
@settings(max_examples=25, deadline=None)
def test_the_last_change_that_reaches_a_place_is_what_is_different_there(
    before: Policy, after: Policy
) -> None:
    day = date(2026, 1, 1)
    found = [each for each in changes(before, after) if each.kind != "renamed"]
    named = _called_as_after(before, renamings(before, after))
    for code in before.currencies:
        said = {each.place: each for each in found if each.reaches(day, code)}
        there = reading_changes(named.in_currency(code), after.in_currency(code), code)
        told = {place: each.at(None, ()) for place, each in said.items()}
        assert {each.place: each for each in there}.items() <= told.items()
        gone = told.keys() - {each.place for each in there}
        assert all("both read alike here" in told[place].sentence for place in gone)


def _called_as_after(before: Policy, named: tuple[Renaming, ...]) -> Policy:
    for each in named:
        before = renamed(before, each)
    return before


@given(policies())
@settings(max_examples=20, deadline=None)
def test_a_renaming_can_be_taken_back(policy: Policy) -> None:
    for section in CONDITIONAL:
        for rule in policy.section(section):
            renaming = Renaming(section, rule.id, "another-id")
            other = renamed(policy, renaming)
            assert renamed(other, renaming.back) == policy
            assert "another-id" in {each.id for each in other.section(section)}
