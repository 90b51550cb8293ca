"""A mixture of two versions: with all changes it is the later one, with none the earlier."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.policy.load import parse
from collectrules.policy.model import CONDITIONAL, InFlight, Policy
from collectrules.review.mixtures import Part, mixing
from collectrules.review.places import fields_of, unmoved
from tests.policy.texts import READY
from tests.review.cousins import cousins

TEXT = READY.read_text()
DAYS = (date(2026, 7, 1), date(2026, 9, 1))


def edited(*swaps: tuple[str, str]) -> Policy:
    text = TEXT
    for old, new in swaps:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return parse(text.encode(), "policy.toml")


WAS = edited()


def decisive(policy: Policy, day: date, currency: str) -> dict[str, object]:
    """All of a policy that decides anything on a day in a currency."""
    read = policy.on(day).in_currency(currency)
    said: dict[str, object] = {
        name: tuple(
            (
                rule.id,
                type(rule),
                *(getattr(rule, field) for _, held in fields_of(rule) for field in held),
                frozenset(rule.when),
                frozenset(map(frozenset, rule.any)),
                frozenset(map(frozenset, rule.unless)),
            )
            for rule in read.section(name)
        )
        for name in (*CONDITIONAL, "dispute_period")
    }
    head = ("id", "currencies", "holidays", "time_zone", "packs", "collects_for")
    more = ("packs_not_reaching", "terms", "ladder", "order", "provision", "in_flight")
    return said | {name: getattr(read, name) for name in (*head, *more)}


def alike(one: Policy, other: Policy) -> bool:
    return one.currencies == other.currencies and all(
        decisive(one, day, code) == decisive(other, day, code)
        for day in DAYS
        for code in one.currencies
    )


@given(pair=cousins())
@settings(max_examples=20)
def test_with_all_changes_it_is_the_later_version_and_with_none_the_earlier(
    pair: tuple[Policy, Policy],
) -> None:
    before, after = pair
    mixed = mixing(before, after)
    assert alike(mixed.mixture(()), before)
    assert alike(mixed.mixture(mixed.parts), after)


@given(pair=cousins(), data=st.data())
@settings(max_examples=20)
def test_what_was_taken_is_no_difference_any_more(
    pair: tuple[Policy, Policy], data: st.DataObject
) -> None:
    before, after = pair
    mixed = mixing(before, after)
    taken = [part for part in mixed.parts if data.draw(st.booleans())]
    left = {part for part in mixed.parts if part not in taken}
    ids = {id for each in mixing(mixed.mixture(taken), after).parts for id in each.places}
    assert ids <= {place for part in left for place in part.places} | {
        ("stage", after.ladder.ceiling, "added"),
        ("policy", "ladder", "ladder"),
    } | {place for place in ids if place[2] == "moved"}


def test_a_version_and_itself_have_no_parts() -> None:
    assert mixing(WAS, WAS).parts == ()
    words = edited(("Large customers pay in weekly or fortnightly runs", "They pay late"))
    assert mixing(WAS, words).parts == ()


@given(pair=cousins())
@settings(max_examples=5)
def test_none_either_of_any_policy(pair: tuple[Policy, Policy]) -> None:
    assert all(mixing(each, replace(each)).parts == () for each in pair)


def one(before: Policy, after: Policy, *wanted: str) -> Policy:
    mixed = mixing(before, after)
    taken = [part for part in mixed.parts if part.id in wanted]
    assert len(taken) == len(wanted), [part.id for part in mixed.parts]
    return mixed.mixture(taken)


def test_one_change_alone_leaves_the_others_as_they_were() -> None:
    grace, days = ("days   = 10", "days = 12"), ("days   = 5", "days = 6")
    now = edited(grace, days)
    assert alike(one(WAS, now, "grace/grace-key-account/days"), edited(grace))
    assert alike(one(WAS, now, "grace/grace-standard/days"), edited(days))


def test_each_is_known_by_another_hash() -> None:
    mixed = mixing(WAS, edited(("days   = 10", "days = 12"), ("days   = 5", "days = 6")))
    hashes = {mixed.mixture(some).sha256 for some in ((), mixed.parts[:1], mixed.parts)}
    assert len(hashes) == 3
    assert not hashes & {mixed.before.sha256, mixed.after.sha256}


def test_a_rule_that_is_called_otherwise_is_one_change() -> None:
    old, new = WAS.stage_ids[1], "another-name"
    stage = tuple(replace(each, id=new) if each.id == old else each for each in WAS.stage)
    now = replace(WAS, stage=stage, in_flight=InFlight(moves={old: new}))
    mixed = mixing(WAS, now)
    assert mixed.parts[0].id == f"stage/{new}/id"
    assert mixed.mixture(mixed.parts[:1]).in_flight.moves == {old: new}
    assert ("policy", "in_flight", "in_flight") not in {
        p for part in mixed.parts for p in part.places
    }
    assert alike(mixed.mixture(()), WAS)


def test_the_day_of_a_version_is_no_change_of_it() -> None:
    now = edited(("effective_from = 2000-01-01", "effective_from = 2026-07-01"))
    assert now.effective_from != WAS.effective_from
    assert mixing(WAS, now).parts == ()


def test_a_rule_that_is_gone_later_is_there_until_then() -> None:
    """What is taken as gone from a day on is left where the later version still has it."""
    rule = WAS.priority[0]
    then = replace(WAS, priority=WAS.priority[1:])
    later = ((date(2026, 8, 1), then),)
    now = replace(WAS, priority=(*WAS.priority[1:], rule), later=later)
    mixed = mixing(WAS, now)
    gone = one(WAS, now, f"priority/{rule.id}/removed")
    assert rule in gone.on(DAYS[0]).priority
    assert rule not in gone.on(DAYS[1]).priority
    assert alike(mixed.mixture(mixed.parts), now)


def test_a_ceiling_that_is_no_stage_yet_is_none() -> None:
    more = replace(WAS.stage[-1], id="last-of-all")
    ladder = replace(WAS.ladder, enter="by-age", ceiling="last-of-all")
    now = replace(WAS, stage=(*WAS.stage, more), ladder=ladder)
    alone = one(WAS, now, "policy/ladder/ladder")
    assert alone.ladder.enter == "by-age"
    assert alone.ladder.ceiling == WAS.ladder.ceiling
    both = one(WAS, now, "policy/ladder/ladder", "stage/last-of-all/added")
    assert both.ladder.ceiling == "last-of-all"


def test_a_pack_comes_with_its_rules() -> None:
    packed = 'packs = [{ id = "us-reg-f", voluntary = true }]'
    now = edited(('version        = "1"', f'version = "2"\n{packed}'))
    (part,) = mixing(WAS, now).parts
    assert part.id == "policy/packs/packs"
    assert ("dispute_period", "us-reg-f:validation", "added") in part.places


def test_values_on_a_later_day_are_one_change_with_those_of_the_first() -> None:
    dated = "days = [{ from = 2000-01-01, is = 10 }, { from = 2026-08-01, is = 11 }]"
    now = edited(("days   = 10", dated))
    (part,) = mixing(WAS, now).parts
    assert part == Part((("grace", "grace-key-account", "days"),))
    assert alike(mixing(WAS, now).mixture([part]), now)


def test_versions_in_other_currencies_are_not_mixed() -> None:
    other = replace(WAS, currencies=("JPY",))
    assert "JPY" not in WAS.currencies
    assert mixing(WAS, other).parts == ()


@pytest.mark.parametrize(
    ("was", "now", "still"),
    [("abc", "abc", "abc"), ("abc", "cab", "ab"), ("abcd", "bcda", "bcd"), ("ab", "xy", "")],
)
def test_as_few_as_can_be_are_moved(was: str, now: str, still: str) -> None:
    assert unmoved(was, now) == set(still)
