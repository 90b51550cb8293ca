"""How an invoice may come from one stage to the next, as questions: what `meaning.next_step` does, proved.

It is one that has gone up this ladder, or was moved to a stage of it by `in_flight`: those on a stage that
only an earlier version had are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from collectrules.policy.checks.context import Context
from collectrules.policy.model import Stage
from collectrules.policy.proof.formula import (
    Formula,
    Sum,
    all_of,
    at_least,
    at_most,
    exactly,
    negated,
    some_of,
)


class Position(NamedTuple):
    """How far up an invoice is: a stage by its number, carried out or else passed over on entering."""

    stage: int
    done: bool = True


START: Final = Position(-1)
"""Before the first stage."""

_LONG_BEFORE: Final = -36_500
"""Days past due before which no first day is looked for: what has none by then has none."""


@dataclass(slots=True)
class Ladder:
    """The ladder of a policy: which stages can be reached, and from where."""

    context: Context
    stages: tuple[Stage, ...] = field(init=False)
    moved_to: frozenset[str] = field(init=False)
    """The stages on which invoices go on that are on the ladder when the version comes into force."""
    _reached: list[bool] = field(default_factory=list, init=False)
    _earliest: list[int | None] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        """Take the stages from the policy."""
        self.stages = self.context.policy.stage
        self.moved_to = frozenset(self.context.policy.in_flight.moves.values())

    def holds(self, stage: int) -> Formula:
        """When a stage's conditions hold."""
        return self.context.theory.holds(self.stages[stage])

    def fails(self, stage: int) -> Formula:
        """When a stage's conditions do not hold."""
        return self.context.theory.fails(self.stages[stage])

    def at(self, position: Position) -> Formula:
        """When an invoice is as far up as a position, and no further."""
        word = self.context.theory.word
        ids = [stage.id for stage in self.stages]
        done = all_of(*self._done_by(position))
        if position == START:
            return all_of(word("stage", "none"), word("passed_over", "none"), done)
        here, below = ids[position.stage], ids[: position.stage]
        if position.done:
            return all_of(word("stage", here), word("passed_over", "none", *below, here), done)
        return all_of(word("stage", "none", *below), word("passed_over", here), done)

    def _done_by(self, position: Position) -> Iterator[Formula]:
        """What is known of `stages_done` at a position: it is done, and none above it is."""
        for number, stage in enumerate(self.stages):
            name = self.context.theory.done.get(stage.id)
            if name is None or self.moved_to:
                continue
            if number == position.stage and position.done:
                yield exactly(name, 1)
            elif number >= position.stage:
                yield exactly(name, 0)

    def next(self, position: Position, stage: int) -> Formula:
        """When a stage is the next one after a position, its wait aside."""
        plain = self.first_ahead(position, stage)
        if position != START or self.context.policy.ladder.enter == "first":
            return plain
        late = exactly("late_when_first_seen", 1)
        entered = plain
        if stage <= self.ceiling:
            further = range(stage + 1, self.ceiling + 1)
            entered = all_of(self.holds(stage), *map(self.fails, further))
        return some_of(all_of(negated(late), plain), all_of(late, entered))

    def first_ahead(self, position: Position, stage: int) -> Formula:
        """When a stage holds and none between a position and it."""
        between = range(position.stage + 1, stage)
        return all_of(self.holds(stage), *map(self.fails, between))

    @property
    def ceiling(self) -> int:
        """The furthest stage at which an invoice that was late when first seen may enter."""
        ceiling = self.context.policy.ladder.ceiling
        ids = self.context.policy.stage_ids
        return ids.index(ceiling) if ceiling else len(ids) - 1

    def positions(self, stage: int) -> Iterator[Position]:
        """Where an invoice may be before a stage, the nearest first; not where it can never be."""
        passed_over = self.context.policy.ladder.enter == "by-age"
        for number in range(stage - 1, -1, -1):
            if self.reached(number):
                yield Position(number)
            if passed_over and number < self.ceiling:
                yield Position(number, done=False)
        yield START

    def ways(self, stage: int) -> Iterator[Position]:
        """The positions from which a stage can be the next one, those left out that are proved not to."""
        shut = False
        for position in self.positions(stage):
            if shut and position != START:
                continue
            if not self.context.impossible(self.at(position), self.next(position, stage)):
                yield position
            elif position != START:
                # A stage that holds whenever this one does shuts it off from all positions below, too.
                shut = self.context.impossible(self.first_ahead(position, stage))

    def reached(self, stage: int) -> bool:
        """Whether an invoice can be taken or moved to a stage; no only where that is proved not."""
        return self.stages[stage].id in self.moved_to or self.taken(stage)

    def taken(self, stage: int) -> bool:
        """Whether a stage can be the next one of any invoice; no only where that is proved."""
        while len(self._reached) <= stage:
            self._reached.append(next(self.ways(len(self._reached)), None) is not None)
        return self._reached[stage]

    def least_wait(self, stage: int) -> int:
        """The fewest days that a stage waits for: working days may take more."""
        return max(self.stages[stage].wait_days, self.stages[stage].wait_working_days)

    def wait_is_over(self, stage: int) -> Formula:
        """That the wait for a stage since the one before was carried out is over."""
        since = at_least("days_since_stage", self.least_wait(stage))
        return some_of(self.context.theory.word("stage", "none"), since)

    def in_time(self, position: Position, stage: int) -> Formula:
        """That the wait for a stage is over, and the position was not come to sooner than it can be.

        The due date of the invoice stays as it is meanwhile.
        """
        if position == START or not position.done:
            return all_of()
        since = self.wait_is_over(stage)
        earliest = self.earliest(position.stage)
        if earliest is None:
            return since
        done_on = (("days_past_due", 1), ("days_since_stage", -1))
        return all_of(since, Sum(done_on, low=earliest))

    def earliest(self, stage: int) -> int | None:
        """The fewest days past due at which a stage can be carried out; None where there are no fewest."""
        while len(self._earliest) <= stage:
            self._earliest.append(self._first_day_of(len(self._earliest)))
        return self._earliest[stage]

    def _first_day_of(self, stage: int) -> int | None:
        if self.stages[stage].id in self.moved_to:
            return None
        days: list[int] = []
        for position in self.ways(stage):
            way = (
                self.at(position),
                self.next(position, stage),
                self.in_time(position, stage),
            )
            if self.context.impossible(*way):
                continue
            day = self._first_day(way)
            if day is None:
                return None
            days.append(day)
        return min(days, default=None)

    def _first_day(self, way: tuple[Formula, ...]) -> int | None:
        """The last day by which it is proved impossible, and one more; None where there is none."""

        def too_early(day: int) -> bool:
            return self.context.impossible(*way, at_most("days_past_due", day))

        found = self.context.example(*way, at_most("days_past_due", -_LONG_BEFORE))
        if found is None or not too_early(_LONG_BEFORE):
            return None
        low, high = _LONG_BEFORE, int(found["days_past_due"])
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if too_early(middle) else (low, middle)
        return high
