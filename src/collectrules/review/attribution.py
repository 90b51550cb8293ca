"""What each change between two versions does alone, the others left as they were, and what only all do.

The parts and the interaction add up to the whole, for every figure: the interaction is what is left of the
whole when each part alone is taken off. Amounts are minor units and are never added across currencies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Final

from collectrules.policy.diff import Change
from collectrules.policy.model import Channel, InFlight, Policy
from collectrules.review.ground import Ground, Progress
from collectrules.review.impact import CHANNELS, Total, loads, totals
from collectrules.review.mixtures import Mixing, Part, mixing
from collectrules.review.model import Impact, Key, Moved, Side, Version
from collectrules.review.standing import stand
from collectrules.review.unswept import unswept

_NOT_STOOD_ON: Final = frozenset({"offer", "dispute_period"})
"""Sections of which nothing is in a `Standing`: what may be offered, and how long one may dispute."""
_IN_FLIGHT: Final = ("policy", "in_flight", "in_flight")


@dataclass(frozen=True, slots=True)
class Figures:
    """By how much more or less, in one currency, after a change than before it."""

    accounts: int = 0
    """Accounts that are treated differently."""
    owed: int = 0
    """What these owe before."""
    fees: int = 0
    interest: int = 0
    provision: int = 0
    written_off: int = 0
    to_collect: int = 0
    listed: int = 0
    """Accounts on the worklist."""
    approvals: int = 0
    blocked: int = 0
    credit_holds: int = 0
    held: int = 0

    def plus(self, other: Figures, sign: int = 1) -> Figures:
        """Both together; with the sign -1, this less the other."""
        return Figures(*(getattr(self, name) + sign * getattr(other, name) for name in FIGURES))


FIGURES: Final = tuple(each.name for each in fields(Figures))
_OF_TOTALS: Final = tuple(name for name in FIGURES if name not in {"accounts", "owed"})


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does to the whole ledger."""

    figures: Mapping[str, Figures] = field(default_factory=dict)
    """By currency; one in which nothing is different is left out."""
    contacts: Mapping[Channel, int] = field(default_factory=dict)
    """How many more the gate allows of those that the list asks for, by channel; 0 is left out."""

    def plus(self, other: Effect, sign: int = 1) -> Effect:
        """Both together; with the sign -1, this less the other."""
        codes = sorted({*self.figures, *other.figures})
        sums = {code: self.of(code).plus(other.of(code), sign) for code in codes}
        ways = {
            way: self.contacts.get(way, 0) + sign * other.contacts.get(way, 0) for way in CHANNELS
        }
        return Effect(
            {code: each for code, each in sums.items() if each != Figures()},
            {way: number for way, number in ways.items() if number},
        )

    def of(self, currency: str) -> Figures:
        """In a currency."""
        return self.figures.get(currency, Figures())

    @property
    def nothing(self) -> bool:
        """Whether no figure is different."""
        return not self.figures and not self.contacts


@dataclass(frozen=True, slots=True)
class Alone:
    """One part, and what it does where all else stays as it was."""

    part: Part
    changes: tuple[Change, ...]
    """The changes of the diff that it is."""
    effect: Effect
    moved: tuple[Moved, ...]
    lost: Mapping[str, int] = field(default_factory=dict)
    """Open invoices on stages that it alone takes away, counted: they begin the ladder anew."""
    version: Version | None = None
    """The version before with this part alone, as it was run; None where it was not, since nothing that is
    looked at can be different by it."""

    @property
    def tried(self) -> bool:
        """Whether it was run."""
        return self.version is not None


@dataclass(frozen=True, slots=True)
class Attribution:
    """The whole, its parts, and what is left of it."""

    whole: Effect
    parts: tuple[Alone, ...]
    interaction: Effect
    together: tuple[Moved, ...]
    """Accounts that move in the whole, and by no part alone."""
    undone: frozenset[Key]
    """Accounts that move by a part alone, and not in the whole."""
    words: tuple[Change, ...] = ()
    """Changes of the diff that decide nothing."""
    whole_only: tuple[Change, ...] = ()
    """Changes that decide and cannot be tried alone: those of versions that have no currency in common."""


def attribute(
    ground: Ground,
    impact: Impact,
    changes: Sequence[Change] = (),
    progress: Progress | None = None,
    found: Callable[[Alone], None] | None = None,
) -> Attribution:
    """What each of the changes does alone: one run of the copy for each that can do anything.

    `impact` is that of the two versions as of the day of the ground; `found` is told each part as soon as it
    is known. Raises as `stand` does.
    """
    mixed = mixing(*(_as_tried(ground, side.version) for side in (impact.before, impact.after)))
    parts = []
    with unswept():
        for number, part in enumerate(mixed.parts, 1):
            if progress is not None:
                progress(f"change {number} of {len(mixed.parts)}: {part.id}")
            parts.append(_alone(ground, impact.before, mixed, part, changes))
            if found is not None:
                found(parts[-1])
    whole = effect_of(impact)
    left = whole
    for each in parts:
        left = left.plus(each.effect, -1)
    by_parts = {one.before.key for each in parts for one in each.moved}
    said = {change for each in parts for change in each.changes}
    alike = bool(set(mixed.before.currencies) & set(mixed.after.currencies))
    return Attribution(
        whole,
        tuple(parts),
        left,
        tuple(each for each in impact.moved if each.before.key not in by_parts),
        frozenset(by_parts - {each.before.key for each in impact.moved}),
        tuple(each for each in changes if each not in said and (alike or not each.decides)),
        tuple(each for each in changes if each not in said and each.decides and not alike),
    )


def _as_tried(ground: Ground, version: Version) -> Policy:
    """A version, with nothing left to be done of accounts in flight where it came into force before."""
    current = ground.in_force
    in_force = current is not None and (
        version.published == current.seq
        or (version.published is None and version.policy.sha256 == current.sha256)
    )
    return replace(version.policy, in_flight=InFlight()) if in_force else version.policy


def _alone(
    ground: Ground, before: Side, mixed: Mixing, part: Part, changes: Sequence[Change]
) -> Alone:
    own = tuple(_changes_of(part, mixed.parts, changes))
    policy = mixed.mixture([part])
    if not _can_do_anything(ground, before.version, mixed, part, policy):
        return Alone(part, own, Effect(), ())
    version = Version(part.id, policy, mixed.text([part]))
    after = stand(ground, version, before.as_of)
    alone = Impact(before, after)
    return Alone(part, own, effect_of(alone), alone.moved, after.lost, version)


def _can_do_anything(
    ground: Ground, before: Version, mixed: Mixing, part: Part, policy: Policy
) -> bool:
    """Whether a part is about anything that is looked at, and so on the day already."""
    if all(section in _NOT_STOOD_ON for section, _, _ in part.places):
        return False
    base, day = mixed.mixture(()), ground.as_of
    was, now = (replace(each.on(day), later=(), sha256="") for each in (base, policy))
    return was != now


def _changes_of(part: Part, parts: Sequence[Part], changes: Sequence[Change]) -> Iterator[Change]:
    """The changes of the diff that are about a part: about its very field, else about its rule as a whole."""
    fields_said = {place for each in parts for place in each.places}
    for change in changes:
        field_of = str(getattr(change, "field", "")) or change.kind
        place = (change.section, change.rule, field_of)
        rule = place[:2]
        whole = place not in fields_said and change.kind != "text only"
        if (
            place in part.places
            or (whole and rule in {each[:2] for each in part.places})
            or (whole and place == _IN_FLIGHT and _renames_a_stage(part))
        ):
            yield change


def _renames_a_stage(part: Part) -> bool:
    """Whether it is a stage's other name, which takes along what is said of the invoices on it."""
    return any(section == "stage" and field == "id" for section, _, field in part.places)


def effect_of(impact: Impact) -> Effect:
    """What is different between two sides, added up."""
    sides = _where_they_differ(impact)
    before, after = map(totals, sides)
    moved: dict[str, list[int]] = {}
    for each in impact.moved:
        counted = moved.setdefault(each.before.currency, [0, 0])
        counted[0] += 1
        counted[1] += each.before.outstanding
    figures = {
        code: Figures(
            *moved.get(code, (0, 0)),
            **{
                name: getattr(after.get(code, Total()), name)
                - getattr(before.get(code, Total()), name)
                for name in _OF_TOTALS
            },
        )
        for code in sorted({*before, *after})
    }
    ways = [{each.channel: each.allowed for each in loads(side)} for side in sides]
    return Effect().plus(
        Effect(figures, {way: ways[1].get(way, 0) - ways[0].get(way, 0) for way in CHANNELS})
    )


def _where_they_differ(impact: Impact) -> tuple[Side, Side]:
    """Both sides with those accounts alone, in all currencies, that are not the same on both: the others
    add up to the same."""
    before, after = impact.before.standings, impact.after.standings
    accounts = {key[0] for key in {**before, **after} if before.get(key) is not after.get(key)}
    both = (
        replace(side, standings={k: s for k, s in side.standings.items() if k[0] in accounts})
        for side in (impact.before, impact.after)
    )
    return next(both), next(both)
