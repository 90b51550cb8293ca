"""Random versions of a random policy: what an owner might make of it between one quarter and the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from collectrules.policy.facts import FACTS
from collectrules.policy.model import CONDITIONAL, Condition, InFlight, LateFee, Policy, Rule
from collectrules.review.places import as_written, fields_of
from tests.engine.strategies import policies

_HEAD = ("holidays", "terms", "ladder", "effective_from", "order")


@st.composite
def _rule(draw: st.DrawFn, one: Rule, other: Rule) -> Rule:
    """A rule that has each of its fields of one of two rules."""
    said = {
        field: getattr(other, field)
        for _, held in fields_of(one)
        if draw(st.integers(0, 3)) == 0
        for field in held
    }
    # A late fee that is charged again counts no days; what it is charged for is told with it.
    if {"charge", "repeat", "less", "per"} & set(said):
        said |= {
            field: getattr(other, field) for field in ("charge", "repeat", "less", "per", "when")
        }
    asked = {
        name: getattr(as_written(other), name)
        for name in ("when", "any", "unless")
        if name not in said and not hasattr(one, "per") and draw(st.booleans())
    }
    return replace(one, **said, **asked)


@st.composite
def _section(draw: st.DrawFn, one: tuple[Rule, ...], other: tuple[Rule, ...]) -> tuple[Rule, ...]:
    by_id = {rule.id: rule for rule in other}
    kept = [
        draw(_rule(rule, by_id[rule.id])) if rule.id in by_id else rule
        for rule in one
        if draw(st.integers(0, 5))
    ]
    more = [replace(rule, id=f"{rule.id}x") for rule in other if draw(st.integers(0, 4)) == 0]
    if draw(st.integers(0, 3)) == 0 and kept:
        at = draw(st.integers(0, len(kept) - 1))
        kept[at] = replace(kept[at], id=f"{kept[at].id}y")
    first, then = (more, kept) if draw(st.booleans()) else (kept, more)
    rules = list({rule.id: rule for rule in (*first, *then)}.values())
    return tuple(draw(st.permutations(rules)) if draw(st.booleans()) else rules)


@st.composite
def _version(draw: st.DrawFn, one: Policy, other: Policy) -> Policy:
    head = {name: getattr(other, name) for name in _HEAD if draw(st.integers(0, 3)) == 0}
    sections = {
        name: draw(_section(one.section(name), other.section(name)))
        for name in CONDITIONAL
        if draw(st.booleans())
    }
    provision = (other if draw(st.integers(0, 3)) == 0 else one).provision
    version = _sound(
        replace(one, provision=provision, by_currency=(), later=(), **head, **sections)
    )
    stages = version.stage_ids
    ceiling = version.ladder.ceiling
    return replace(
        version,
        version="next",
        ladder=replace(version.ladder, ceiling=ceiling if ceiling in stages else ""),
        in_flight=draw(
            st.sampled_from(
                [InFlight(), InFlight(), InFlight(begin_anew=True), InFlight(moves={"s0": "s1"})]
            )
        ),
    )


def _sound(policy: Policy) -> Policy:
    """The version naming only rules that it has, as one that was published does; others become one it has."""
    has = {section: [rule.id for rule in policy.section(section)] for section in CONDITIONAL}

    def known(condition: Condition) -> Condition:
        ids = has.get(FACTS[condition.fact].named_by or "")
        if ids is None:
            return condition
        ids = [*ids, "none"]

        def one(word: object) -> object:
            return word if word in ids else ids[0]

        if not isinstance(condition.value, tuple):
            return replace(condition, value=one(condition.value))
        return replace(condition, value=tuple(dict.fromkeys(map(one, condition.value))))

    def rule(each: Rule) -> Rule:
        groups = {
            name: tuple(tuple(map(known, group)) for group in getattr(each, name))
            for name in ("any", "unless")
        }
        if isinstance(each, LateFee):
            groups["less"] = tuple(id for id in each.less if id in has["late_fee"])
        return replace(each, when=tuple(map(known, each.when)), **groups)

    return replace(policy, **{name: tuple(map(rule, policy.section(name))) for name in CONDITIONAL})


@st.composite
def cousins(draw: st.DrawFn, *, dated: bool = True) -> tuple[Policy, Policy]:
    """A policy, and a version of it; with `dated` some that read otherwise from a day on, too."""
    before, other = draw(policies()), draw(policies())
    after = draw(_version(before, other))
    if draw(st.integers(0, 3)) == 0:
        then = draw(_version(after, other))
        kept = {"currencies": after.currencies, "effective_from": after.effective_from}
        kept |= {"in_flight": after.in_flight, "version": after.version}
        after = replace(after, by_currency=(("USD", after), ("CAD", replace(then, **kept))))
    if dated and draw(st.integers(0, 3)) == 0:
        then = draw(_version(after, other))
        kept = {"effective_from": after.effective_from, "in_flight": after.in_flight}
        after = replace(after, later=((date(2026, 8, 1), replace(then, **kept)),))
    return (after, before) if draw(st.integers(0, 4)) == 0 and not after.later else (before, after)
