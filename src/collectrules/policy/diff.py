"""What is different between two versions of a policy: rule by rule, condition by condition, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from fractions import Fraction
from typing import Final

from collectrules.policy.change import Change, Kind
from collectrules.policy.diff_rules import moves, section_changes
from collectrules.policy.diff_words import arrow, shown
from collectrules.policy.model import InFlight, Ladder, Policy
from collectrules.policy.renaming import Renaming, renamed, renamings
from collectrules.policy.sentences import HEADINGS
from collectrules.policy.sentences_of_money import bucket_text, lost_text, terms_texts

__all__ = ["Change", "Kind", "changes", "decides_alike", "reading_changes"]

_Place = tuple[str, str, str]
_Found = Mapping[_Place, Change]

_HEAD: Final = {
    "id": ("id",),
    "title": ("title",),
    "reason": ("reason",),
    "currencies": ("currencies",),
    "time_zone": ("time_zone",),
    "holidays": ("holidays",),
    "review_by": ("review_by",),
    "collects_for": ("collects_for",),
    "packs": ("packs", "packs_not_reaching"),
    "in_flight": ("in_flight",),
    "ladder": ("ladder",),
    "order": ("order",),
}
"""The keys of the head, and the fields that hold them; not its version and its day, which always change."""
_WORDS: Final = frozenset({"title", "reason", "review_by"})
_LABELS: Final = {
    "currencies": "currencies",
    "review_by": "day of review",
    "time_zone": "time zone",
    "holidays": "public holidays",
    "collects_for": "collects for",
    "packs": "compliance packs",
    "in_flight": "accounts on a stage",
    "ladder": "who is late when first seen",
    "order": "order of the worklist",
}


def changes(before: Policy, after: Policy) -> tuple[Change, ...]:
    """Every difference but the version and its day, in the order of the file.

    First as the two read on their first day, for a currency that both serve; then what is otherwise on
    later days and for other currencies.
    """
    named = renamings(before, after)
    was = _called_as_after(before, named)
    currencies = [code for code in before.currencies if code in after.currencies]
    first = currencies[0] if currencies else ""
    whole = reading_changes(was.in_currency(first), after.in_currency(first), first)
    placed = {each.place: each for each in whole}
    listed = (*map(_of_renaming, named), *whole)
    order = {section: number for number, section in enumerate(("policy", "terms", *HEADINGS))}
    in_order = sorted(listed, key=lambda each: order.get(each.section, len(order)))
    return (*in_order, *_of_readings(was, after, currencies, placed))


def _called_as_after(before: Policy, named: tuple[Renaming, ...]) -> Policy:
    for each in named:
        before = renamed(before, each)
    return before


def _of_renaming(each: Renaming) -> Change:
    return Change(
        each.section,
        each.now,
        "renamed",
        each.was,
        each.now,
        "id",
        ("id",),
        each.was,
        sentence=f"{each.now}: renamed, it was {each.was}; it says the same",
    )


def reading_changes(before: Policy, after: Policy, currency: str = "") -> tuple[Change, ...]:
    """What is different between two policies as they read on one day in one currency, rules matched by id.

    Amounts are said as in `currency`, or those of each as in the first that it serves.
    """
    codes = (currency or before.currencies[0], currency or after.currencies[0])
    return (
        *_of_head(before, after),
        *_of_terms(before, after),
        *(
            change
            for section in HEADINGS
            for change in section_changes(
                section, before.section(section), after.section(section), codes
            )
        ),
        *_of_provision(before, after),
    )


def _of_head(before: Policy, after: Policy) -> Iterator[Change]:
    for key, held in _HEAD.items():
        was, now = getattr(before, key), getattr(after, key)
        if was == now:
            continue
        one, other = _head_text(was), _head_text(now)
        if key == "id":
            said = f"the policy is called {now}, it was {was}"
            yield Change("policy", key, "renamed", one, other, key, held, was, sentence=said)
        elif key in _WORDS:
            said = f"the policy's {_LABELS.get(key, key)} reads otherwise; it decides the same"
            yield Change("policy", key, "text only", one, other, key, held, sentence=said)
        else:
            said = f"{_LABELS[key]}: {one} -> {other}{_unlike(key, before, after)}"
            yield Change("policy", key, "changed", one, other, key, held, sentence=said)


def _unlike(key: str, before: Policy, after: Policy) -> str:
    """What has to be said of versions that have no currency in common."""
    if key != "currencies" or set(before.currencies) & set(after.currencies):
        return ""
    was, now = before.currencies[0], after.currencies[0]
    return f"; amounts are in {was} before and in {now} after, and nothing is converted"


def _head_text(value: object) -> str:
    """A value of the head in a few words."""
    match value:
        case InFlight(begin_anew=True):
            return "begin the ladder anew"
        case InFlight():
            moved = [f"those on {was} go on at {now}" for was, now in sorted(value.moves.items())]
            return ", ".join(moved) or "stay where they are"
        case Ladder("by-age", ceiling):
            return f"enters by age, up to {ceiling}" if ceiling else "enters by age"
        case Ladder():
            return "enters at the first stage"
        case _:
            return shown(value)


def _of_terms(before: Policy, after: Policy) -> Iterator[Change]:
    said = [dict(terms_texts(policy.terms)) for policy in (before, after)]
    for each in fields(before.terms):
        was, now = (getattr(policy.terms, each.name) for policy in (before, after))
        if was == now:
            continue
        key = "early_payment_discount" if each.name == "early_payment" else each.name
        one, other = (
            texts.get(key) or ("" if value in {None, ()} else shown(value))
            for texts, value in zip(said, (was, now), strict=True)
        )
        sentence = f"{key.replace('_', ' ')}: {arrow(one, other)}"
        yield Change(
            "terms", key, "changed", one, other, each.name, (each.name,), sentence=sentence
        )


def _of_provision(before: Policy, after: Policy) -> Iterator[Change]:
    """The buckets by the days they are of; where two would overlap, the first one counts."""
    was, now = ({bucket_text(each): each.percent for each in p.provision} for p in (before, after))
    moved = moves(list(was), list(now))
    for bucket in dict.fromkeys((*now, *was)):
        if was.get(bucket) != now.get(bucket):
            yield _of_bucket(bucket, was.get(bucket), now.get(bucket))
        elif bucket in moved:
            said = f"{_bucket_words(bucket)}: moved {moved[bucket]}"
            yield Change("provision", bucket, "moved", after=moved[bucket], sentence=said)


def _bucket_words(bucket: str) -> str:
    return "not due yet" if bucket == "current" else f"{bucket} days past due"


def _of_bucket(bucket: str, was: Fraction | None, now: Fraction | None) -> Change:
    one, other = ("" if share is None else lost_text(share) for share in (was, now))
    of = f"{_bucket_words(bucket)}: expected to be lost"
    if was is None:
        return Change("provision", bucket, "added", "", other, sentence=f"{of}, now {other}")
    if now is None:
        return Change("provision", bucket, "removed", one, sentence=f"{of}, no longer {one}")
    return Change(
        "provision", bucket, "changed", one, other, "percent", ("percent",),
        sentence=f"{of} {arrow(one, other)}",
    )  # fmt: skip


def _of_readings(
    before: Policy, after: Policy, currencies: list[str], placed: _Found
) -> Iterator[Change]:
    """What is different on later days and for other currencies, and not said yet."""
    said = {code: dict(placed) for code in currencies}
    for day in (None, *sorted({day for policy in (before, after) for day, _ in policy.later})):
        for number, code in enumerate(currencies):
            found, known = _found(before, after, day, code), said[code]
            for place in dict.fromkeys((*found, *known)):
                now, then = found.get(place), known.get(place)
                if now == then:
                    continue
                yield (now or _no_longer(known[place])).at(day, (code,) if number else ())
                for each in (code,) if number else currencies:
                    _say(said[each], place, now)


def _say(said: dict[_Place, Change], place: _Place, change: Change | None) -> None:
    if change is None:
        said.pop(place, None)
    else:
        said[place] = change


def _found(before: Policy, after: Policy, day: date | None, code: str) -> _Found:
    was, now = (
        (policy if day is None else policy.on(day)).in_currency(code) for policy in (before, after)
    )
    return {each.place: each for each in reading_changes(was, now, code)}


def _no_longer(change: Change) -> Change:
    """A difference that is none on a day, or for a currency."""
    said = f"{change.rule}: both read alike here, unlike elsewhere ({change.sentence})"
    return replace(change, before="", after="", sentence=said)


def decides_alike(before: Policy, after: Policy) -> bool:
    """Whether nothing but names of the policy and words is different."""
    return not any(each.decides for each in changes(before, replace(after, id=before.id)))
