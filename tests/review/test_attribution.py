"""What each change does alone, held to runs of what the file would say with that change alone."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.policy.diff import changes
from collectrules.policy.model import Condition, Grace, InFlight, Policy, Priority
from collectrules.review.attribution import FIGURES, Attribution, attribute, effect_of
from collectrules.review.ground import Ground
from collectrules.review.impact import impact_of
from collectrules.review.mixtures import mixing
from collectrules.review.model import Impact, Moved, Version
from collectrules.review.standing import stand
from tests.engine.strategies import AS_OF, histories, policies
from tests.review.cousins import cousins
from tests.review.test_standing import History, ground_of, in_force, tried


def attributed(ground: Ground, before: Version, after: Version) -> tuple[Impact, Attribution]:
    impact = impact_of(ground, before, after)
    said = changes(before.policy, after.policy)
    return impact, attribute(ground, impact, said)


def slow_sum(moved: tuple[Moved, ...], currency: str, name: str) -> int:
    """A figure, account by account."""
    own = [each for each in moved if each.before.currency == currency]
    if name == "accounts":
        return len(own)
    if name == "owed":
        return sum(each.before.outstanding for each in own)
    attribute = {"approvals": "approval", "blocked": "blocked_by", "credit_holds": "credit_hold"}
    asked = attribute.get(name, {"held": "held_by"}.get(name, name))
    flags = {"listed", "approvals", "blocked", "credit_holds", "held"}

    def value(standing: object) -> int:
        found = getattr(standing, asked)
        return int(bool(found)) if name in flags else found

    return sum(value(each.after) - value(each.before) for each in own)


@given(history=histories(), pair=cousins())
@settings(max_examples=6)
def test_parts_and_interaction_add_up_to_the_whole(
    history: History, pair: tuple[Policy, Policy]
) -> None:
    ground = ground_of(history, pair[0])
    with ground.ledger:
        impact, found = attributed(ground, in_force(pair[0]), tried(pair[1]))
    for currency in ("USD", "CAD"):
        for name in FIGURES:
            parts = [slow_sum(each.moved, currency, name) for each in found.parts]
            left = getattr(found.interaction.of(currency), name)
            assert sum(parts) + left == slow_sum(impact.moved, currency, name), name
    if len([each for each in found.parts if each.tried]) == len(found.parts) == 1:
        assert found.interaction.nothing


@given(history=histories(), pair=cousins(), data=st.data())
@settings(max_examples=6)
def test_one_change_alone_is_the_whole_where_it_is_the_only_one(
    history: History, pair: tuple[Policy, Policy], data: st.DataObject
) -> None:
    before, after = pair[0], replace(pair[1], in_flight=InFlight())
    parts = mixing(replace(before, in_flight=InFlight()), after).parts
    if not parts:
        return
    part = data.draw(st.sampled_from(parts))
    only = mixing(replace(before, in_flight=InFlight()), after).mixture([part])
    ground = ground_of(history, before)
    with ground.ledger:
        impact, found = attributed(ground, in_force(before), tried(only))
    assert found.whole == effect_of(impact)
    assert sum(each.effect.nothing for each in found.parts) >= len(found.parts) - 1
    assert found.interaction.nothing
    assert found.together == ()


@given(history=histories(), policy=policies())
@settings(max_examples=6)
def test_the_same_published_again_changes_nothing(history: History, policy: Policy) -> None:
    ground = ground_of(history, policy)
    with ground.ledger:
        again = tried(replace(policy, in_flight=InFlight()))
        impact = Impact(stand(ground, in_force(policy), AS_OF), stand(ground, again, AS_OF))
    assert impact.moved == ()


@given(history=histories(), policy=policies())
@settings(max_examples=6)
def test_what_is_read_by_no_rule_does_nothing_without_the_other(
    history: History, policy: Policy
) -> None:
    """A new first segment alone, and a grace for that segment alone."""
    rich = replace(policy.segment[0], id="rich", when=(), any=(), unless=())
    days = Grace(id="g-rich", days=29, when=(Condition("segment", "equals", "rich"),))
    after = replace(
        policy, by_currency=(), segment=(rich, *policy.segment), grace=(days, *policy.grace)
    )
    before = replace(policy, by_currency=())
    ground = ground_of(history, before)
    with ground.ledger:
        _, found = attributed(ground, in_force(before), tried(after))
    grace = next(each for each in found.parts if each.part.id == "grace/g-rich/added")
    assert grace.tried
    assert grace.effect.nothing
    assert grace.moved == ()


@given(history=histories(), policy=policies())
@settings(max_examples=2)
def test_of_a_version_and_itself_there_is_nothing(history: History, policy: Policy) -> None:
    ground = ground_of(history, policy)
    with ground.ledger:
        _, found = attributed(ground, in_force(policy), in_force(policy))
    assert found.whole.nothing
    assert found.interaction.nothing
    assert found.parts == found.together == found.words == ()


@given(history=histories(), policy=policies())
@settings(max_examples=6)
def test_each_change_has_its_sentence(history: History, policy: Policy) -> None:
    after = replace(
        policy,
        title="Another",
        by_currency=(),
        priority=(*policy.priority, Priority(id="px", score=7)),
    )
    before = replace(policy, by_currency=())
    ground = ground_of(history, before)
    with ground.ledger:
        _, found = attributed(ground, in_force(before), tried(after))
    (part,) = found.parts
    assert [change.sentence for change in part.changes] == ["px, new: 7 points."]
    assert [change.rule for change in found.words] == ["title"]
