"""Policies between two versions: the one with some of the changes to the other, all else as it was.

It is the model that is mixed, not the file: place by place, on every day and in every currency for which
either version reads otherwise. The rules stand in the order they take in the later version.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from collectrules.policy.model import (
    OF_THE_ACCOUNT,
    Condition,
    InFlight,
    Ladder,
    LateFee,
    Policy,
    Provision,
    Rule,
    of_a_pack,
)
from collectrules.policy.renaming import Renaming, renamed, renamings
from collectrules.policy.sentences_of_money import bucket_text
from collectrules.review.places import (
    GROUPS,
    HEAD,
    RULES,
    Place,
    as_written,
    fields_of,
    head_places,
    of_fact,
    order_places,
    rule_places,
    unmoved,
)

_PACKS: Final = ("packs", "collects_for")
_ONE_FEE: Final = ("charge", "repeat", "less")
"""Of a late fee, what may be wrong together: one that is charged again counts no days, takes nothing off."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is taken or left as one: most often a single place, on all days and in all currencies."""

    places: tuple[Place, ...]

    @property
    def id(self) -> str:
        """What it is known by among the parts of two versions."""
        return "/".join(self.places[0])


@dataclass(frozen=True)
class Mixing:
    """Two versions to be mixed, `before` with its rules already called as they are in `after`."""

    before: Policy
    after: Policy
    named: tuple[Renaming, ...]
    parts: tuple[Part, ...]

    def mixture(self, taken: Collection[Part]) -> Policy:
        """`before` with some of the parts as they are in `after`: with all of them it decides as that does,
        with none as it did itself."""
        places = frozenset(place for part in taken for place in part.places)
        mixed = _dated(self, places)
        for each in self.named:
            if _of_renaming(each) not in places:
                mixed = renamed(mixed, each.back)
        return replace(mixed, sha256=hashlib.sha256(_said(self, places)).hexdigest())

    def text(self, taken: Collection[Part]) -> bytes:
        """What the hash of such a mixture is of."""
        return _said(self, frozenset(place for part in taken for place in part.places))


def mixing(before: Policy, after: Policy) -> Mixing:
    """The parts in which two versions are different, in the order of the file; none of what decides nothing.

    There is none either where they have no currency in common: the amounts of one mean nothing in the other.
    """
    if not set(before.currencies) & set(after.currencies):
        return Mixing(before, after, (), ())
    named = renamings(before, after)
    called = before
    for each in named:
        called = renamed(called, each)
    found = dict.fromkeys(
        place
        for was, now in _both(called, after, _days(called, after), _codes(called, after))
        for place in _places(was, now)
    )
    if ("policy", "in_flight", "in_flight") in found and _in_flight(
        called, after, frozenset(map(_of_renaming, named)), named
    ) == after.in_flight:
        del found["policy", "in_flight", "in_flight"]
    return Mixing(called, after, named, tuple(_parts((*map(_of_renaming, named), *found))))


def _of_renaming(each: Renaming) -> Place:
    return each.section, each.now, "id"


def _said(mixing: Mixing, places: Collection[Place]) -> bytes:
    """What stands for the text of a mixture, which is in no file: which two were mixed, and how."""
    return repr((mixing.before.sha256, mixing.after.sha256, sorted(places))).encode()


def _days(before: Policy, after: Policy) -> tuple[date | None, ...]:
    return (None, *sorted({day for policy in (before, after) for day, _ in policy.later}))


def _codes(before: Policy, after: Policy) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*after.currencies, *before.currencies)))


def _both(
    before: Policy, after: Policy, days: Sequence[date | None], codes: Sequence[str]
) -> Iterator[tuple[Policy, Policy]]:
    """Both as they read on each of some days in each of some currencies."""
    for day in days:
        was, now = (each if day is None else each.on(day) for each in (before, after))
        yield from ((was.in_currency(code), now.in_currency(code)) for code in codes)


def _places(was: Policy, now: Policy) -> Iterator[Place]:
    """Where two readings are different."""
    yield from head_places(was, now)
    for section in RULES:
        before, after = ({rule.id: rule for rule in each.section(section)} for each in (was, now))
        yield from order_places(section, list(before), list(after))
        for id in (each for each in after if each in before):
            yield from rule_places(section, before[id], after[id])
    lost, expected = _buckets(was), _buckets(now)
    yield from order_places("provision", list(lost), list(expected))
    for bucket in (each for each in expected if each in lost):
        if lost[bucket] != expected[bucket]:
            yield "provision", bucket, "percent"


def _buckets(policy: Policy) -> dict[str, Provision]:
    return {bucket_text(each): each for each in policy.provision}


def _parts(places: Sequence[Place]) -> Iterator[Part]:
    """The places, those together that are nothing without each other."""
    joined: dict[tuple[str, ...], list[Place]] = {}
    packs = any(place[0] == "policy" and place[1] in _PACKS for place in places)
    repeated = {
        rule for section, rule, field in places if (section, field) == ("late_fee", "repeat")
    }
    for place in places:
        section, rule, field = place
        key: tuple[str, ...] = place
        if packs and (of_a_pack(rule) or (section == "policy" and rule in _PACKS)):
            key = ("packs",)
        elif section == "late_fee" and rule in repeated and field in _ONE_FEE:
            key = (section, rule)
        joined.setdefault(key, []).append(place)
    for together in joined.values():
        heads = [place for place in together if place[0] == "policy"]
        yield Part((*heads, *(place for place in together if place not in heads)))


def _dated(mixing: Mixing, places: frozenset[Place]) -> Policy:
    """The mixture with what it becomes on later days, days left out on which it stays as it was."""
    first, *days = _days(mixing.before, mixing.after)
    mixed = last = _by_currency(mixing, places, first)
    later = []
    for day in days:
        then = _by_currency(mixing, places, day)
        if then != last:
            later.append((day, then))
        last = then
    return replace(mixed, later=tuple((day, then) for day, then in later if day is not None))


def _by_currency(mixing: Mixing, places: frozenset[Place], day: date | None) -> Policy:
    """The mixture as it reads on a day, in each of its currencies."""
    taken = ("policy", "currencies", "currencies") in places
    codes = (mixing.after if taken else mixing.before).currencies
    read = [
        _reading(mixing, was, now, places)
        for was, now in _both(mixing.before, mixing.after, (day,), codes)
    ]
    if all(each == read[0] for each in read):
        return read[0]
    return replace(read[0], by_currency=tuple(zip(codes, read, strict=True)))


def _reading(mixing: Mixing, was: Policy, now: Policy, places: frozenset[Place]) -> Policy:
    terms = {field: getattr(now.terms, field) for section, _, field in places if section == "terms"}
    head = {
        field: getattr(now, field)
        for key, held in HEAD.items()
        if ("policy", key, key) in places
        for field in held
    }
    sections = {name: _section(name, was, now, places) for name in RULES}
    # What is set keeps the types that it has: each value is one of the two versions' own.
    mixed: Policy = replace(was, **head, **sections)  # type: ignore[arg-type]  # by the names of its fields
    return replace(
        mixed,
        terms=replace(was.terms, **terms),
        provision=_provision(was, now, places),
        in_flight=_in_flight(mixing.before, mixing.after, places, mixing.named),
        ladder=_ladder(mixed, was, now),
        later=(),
        by_currency=(),
    )


def _in_flight(
    before: Policy, after: Policy, places: Collection[Place], named: Sequence[Renaming]
) -> InFlight:
    """What becomes of invoices on a stage; a stage that is called otherwise takes its invoices along."""
    own = after if ("policy", "in_flight", "in_flight") in places else before
    moves = {
        each.was: each.now
        for each in named
        if _of_renaming(each) in places
        and each.section == "stage"
        and after.in_flight.moves.get(each.was) == each.now
    }
    return replace(own.in_flight, moves={**own.in_flight.moves, **moves})


def _ladder(mixed: Policy, was: Policy, now: Policy) -> Ladder:
    """Where old invoices enter: no further than a stage that the mixture has."""
    known = ("", *mixed.stage_ids)
    ceilings = (mixed.ladder.ceiling, now.ladder.ceiling, was.ladder.ceiling, "")
    return replace(mixed.ladder, ceiling=next(each for each in ceilings if each in known))


def _provision(was: Policy, now: Policy, places: frozenset[Place]) -> tuple[Provision, ...]:
    lost, expected = _buckets(was), _buckets(now)
    return tuple(
        expected[bucket]
        if bucket not in lost or ("provision", bucket, "percent") in places
        else lost[bucket]
        for bucket in _order("provision", list(lost), list(expected), places)
    )


def _section(section: str, was: Policy, now: Policy, places: frozenset[Place]) -> tuple[Rule, ...]:
    before, after = ({rule.id: rule for rule in each.section(section)} for each in (was, now))
    return tuple(
        after[id]
        if id not in before
        else before[id]
        if id not in after
        else _rule(section, before[id], after[id], places)
        for id in _order(section, list(before), list(after), places)
    )


def _order(
    section: str, was: Sequence[str], now: Sequence[str], places: frozenset[Place]
) -> Iterator[str]:
    """The ids of the rules of a mixture, where those that stand still in both orders hold the others apart.

    What is as in the later version comes before what is as in the earlier one: so a rule that takes the place
    of another takes it in a section of which the first decides.
    """
    still = unmoved(was, now)
    later = {id for id in now if (section, id, "moved" if id in was else "added") in places}
    # One that is gone from another day on, or in another currency, is in the later version all the same.
    gone = {id for id in was if id not in now and (section, id, "removed") in places}
    earlier = set(was) - later - gone
    gaps = [_gaps(ids, still, own - still) for ids, own in ((now, later), (was, earlier))]
    anchors = [id for id in was if id in still]
    for number in range(len(anchors) + 1):
        yield from (id for found in gaps for id in found[number])
        yield from anchors[number : number + 1]


def _gaps(ids: Sequence[str], still: Collection[str], wanted: Collection[str]) -> list[list[str]]:
    """Of some ids those that are wanted, by the gap between the ones that stand still."""
    gaps: list[list[str]] = [[]]
    for id in ids:
        if id in still:
            gaps.append([])
        elif id in wanted:
            gaps[-1].append(id)
    return gaps


def _rule(section: str, was: Rule, now: Rule, places: frozenset[Place]) -> Rule:
    if type(was) is not type(now):
        return now if (section, now.id, "changed") in places else was
    taken = {field for name, rule, field in places if (name, rule) == (section, now.id)}
    if not taken:
        return was
    held = {
        field: getattr(now, field)
        for name, together in fields_of(now)
        if name in taken
        for field in together
    }
    groups = {name: getattr(now, name) for name in GROUPS if name in taken}
    mixed: Rule = replace(as_written(was), **held, **groups)
    when = _when(as_written(was).when, as_written(now).when, taken)
    if isinstance(mixed, LateFee) and mixed.per == "account":
        when = (OF_THE_ACCOUNT, *when)
    return replace(mixed, when=when)


def _when(
    was: Sequence[Condition], now: Sequence[Condition], taken: Collection[str]
) -> tuple[Condition, ...]:
    facts = dict.fromkeys(each.fact for each in (*now, *was))
    return tuple(
        condition
        for fact in facts
        for condition in of_fact(now if f"when.{fact}" in taken else was, fact)
    )
