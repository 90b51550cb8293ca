"""What becomes of the accounts on a stage when a version comes into force: kept, moved or begun anew."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from collectrules.policy.model import InFlight, Policy
from collectrules.review.attribution import Effect, effect_of
from collectrules.review.ground import Ground, Progress
from collectrules.review.model import Impact, Side, Version
from collectrules.review.standing import stand

Way = Literal["keep", "move", "restart"]
WAYS: Final[tuple[Way, ...]] = ("keep", "move", "restart")


@dataclass(frozen=True, slots=True)
class Taken:
    """What one of the ways does."""

    way: Way
    in_flight: InFlight
    """As the version would have it in its head."""
    side: Side
    effect: Effect
    """Against the version before."""
    steps: Mapping[tuple[str, str], int]
    """How many accounts are on a stage before the change and have this to be done after it; by both."""

    @property
    def moved(self) -> int:
        """Open invoices that are put on another stage, or before the first."""
        return self.side.moved


@dataclass(frozen=True, slots=True)
class InFlightChoice:
    """The ways side by side."""

    on_a_stage: Mapping[str, int]
    """Accounts by the furthest stage that was carried out, before the change."""
    written: Way
    """What the version says now."""
    ways: tuple[Taken, ...]
    """`move` is left out where there is nothing to move: the version says no moves and has every stage."""


def in_flight_of(
    ground: Ground, before: Side, version: Version, progress: Progress | None = None
) -> InFlightChoice:
    """A version run in each of the ways, as newly published for the day of the ground.

    `move` takes the moves that the version names; where it names none, those on a stage that it no longer has
    go on at the stage that stands in the same place of its ladder. Raises as `stand` does.
    """
    on = {each.key: each.stage for each in before if each.stage != "none"}
    taken = []
    for way, in_flight in _ways(before.version.policy, version.policy):
        if progress is not None:
            progress(f"accounts on a stage: {way}")
        side = stand(ground, _with(version, in_flight), before.as_of)
        steps = Counter(
            (stage, side.standings[key].listed)
            for key, stage in on.items()
            if key in side.standings
        )
        taken.append(Taken(way, in_flight, side, effect_of(Impact(before, side)), dict(steps)))
    return InFlightChoice(
        dict(Counter(on.values())), _way_of(version.policy.in_flight), tuple(taken)
    )


def _way_of(in_flight: InFlight) -> Way:
    if in_flight.begin_anew:
        return "restart"
    return "move" if in_flight.moves else "keep"


def _ways(before: Policy, after: Policy) -> Iterator[tuple[Way, InFlight]]:
    yield "keep", InFlight()
    moves = after.in_flight.moves or _in_the_same_place(before, after)
    if moves:
        yield "move", InFlight(moves=moves)
    yield "restart", InFlight(begin_anew=True)


def _in_the_same_place(before: Policy, after: Policy) -> Mapping[str, str]:
    """Of each stage that is gone, the one in its place: the first new one after the last that stayed."""
    ids = after.stage_ids
    moves: dict[str, str] = {}
    stayed = -1
    for stage in before.stage_ids:
        if stage in ids:
            stayed = ids.index(stage)
            continue
        below = ids[stayed] if stayed >= 0 else "none"
        new = [each for each in ids[stayed + 1 :] if each not in before.stage_ids]
        moves[stage] = new[0] if new else below
    return moves


def _with(version: Version, in_flight: InFlight) -> Version:
    """The version with another word on what is in flight: no file has it, so it has a text of its own."""
    said = f"{version.policy.sha256} {in_flight!r}".encode()
    sha256 = hashlib.sha256(said).hexdigest()
    policy = replace(
        version.policy,
        in_flight=in_flight,
        sha256=sha256,
        later=tuple((d, replace(p, in_flight=in_flight)) for d, p in version.policy.later),
    )
    return Version(version.name, policy, said)
