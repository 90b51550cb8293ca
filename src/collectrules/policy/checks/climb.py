"""Ways up the ladder that fill a contact limit: which stage on which day, of what invoice."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from collectrules.policy.checks.allowance import Allowance
from collectrules.policy.checks.ladder import Ladder, Position
from collectrules.policy.model import ContactAction
from collectrules.policy.proof.formula import Formula, Sum, none_of
from collectrules.policy.proof.time import Later, alone

_MOST_CHAINS: Final = 200
"""How many ways up the ladder are looked into for one limit."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Stages carried out one after the other, by their positions, and what must be so for that."""

    stages: tuple[int, ...]
    asked: tuple[Formula, ...] = ()
    """Said of the facts of day 0, on which the first of them is carried out."""
    wished: tuple[Formula, ...] = ()
    """That nobody waits for longer than is asked."""
    counted: int = 1
    """How many of them the limit counts."""
    least_days: int = 0
    """From the first to the last of them, by the waits alone."""


def days_to(number: int) -> str:
    """The name of the number of days from the first stage of a chain to a later one; none for the first."""
    return f"days to the stage {number} further" if number else ""


def count_of(ladder: Ladder, limit: Allowance, stage: int) -> int:
    """How many contacts of a stage that is carried out a limit counts for certain."""
    action = ladder.stages[stage].action
    if not isinstance(action, ContactAction):
        return 0
    counted = sum(channel in limit.rule.channels for channel in action.channels)
    return counted if action.enough == "all" else int(counted == len(action.channels))


@dataclass(slots=True)
class Climb:
    """The search for a way up the ladder that has more contacts than one limit allows."""

    ladder: Ladder
    limit: Allowance
    _left: int = _MOST_CHAINS

    def found(self) -> Chain | None:
        """Such a way; None where none is known."""
        for stage in range(len(self.ladder.stages)):
            first = Chain((stage,), counted=count_of(self.ladder, self.limit, stage))
            if first.counted and self._may_fill(first):
                for position in self.ladder.ways(stage):
                    chain = self._longer(self._begun(position, stage))
                    if chain is not None:
                        return chain
        return None

    def _begun(self, position: Position, stage: int) -> Chain:
        """The chain of one stage, carried out after a position."""
        ladder = self.ladder
        asked = (
            alone(ladder.context.theory),
            ladder.at(position),
            ladder.next(position, stage),
            ladder.wait_is_over(stage),
            self._not_held(),
            ladder.context.theory.holds(self.limit.rule),
        )
        return Chain((stage,), asked, counted=count_of(ladder, self.limit, stage))

    def _longer(self, chain: Chain) -> Chain | None:
        """The chain, or one that goes on from it, that fills the limit."""
        if self._left == 0:
            self.ladder.context.undecided += 1
            return None
        self._left -= 1
        if self.ladder.context.example(*chain.asked) is None:
            return None
        if chain.counted > self.limit.at_most:
            return chain
        for stage in range(chain.stages[-1] + 1, len(self.ladder.stages)):
            longer = self._then(chain, stage)
            found = self._longer(longer) if self._may_fill(longer) else None
            if found is not None:
                return found
        return None

    def _may_fill(self, chain: Chain) -> bool:
        """Whether the waits alone leave room for enough further contacts; else there is nothing to ask."""
        left = self.limit.within_days - 1 - chain.least_days
        further = range(chain.stages[-1] + 1, len(self.ladder.stages))
        counts = {stage: count_of(self.ladder, self.limit, stage) for stage in further}
        waits = sorted(self._wait(stage) for stage, count in counts.items() if count)
        stages = sum(total <= left for total in accumulate(waits))
        room = sum(sorted(counts.values(), reverse=True)[:stages])
        return left >= 0 and chain.counted + room > self.limit.at_most

    def _wait(self, stage: int) -> int:
        """The fewest days from another stage to this one: one step a day."""
        return max(1, self.ladder.least_wait(stage))

    def _then(self, chain: Chain, stage: int) -> Chain:
        """The chain with one more stage, the next that holds after its last."""
        last, wait = chain.stages[-1], self._wait(stage)
        since, days = days_to(len(chain.stages) - 1), days_to(len(chain.stages))
        then = Later(days, self.ladder.stages[last].id, since, self._done(chain))
        waited = ((days, 1), (since, -1)) if since else ((days, 1),)
        asked = (
            Sum(waited, low=wait),
            Sum(((days, 1),), 0, self.limit.within_days - 1),
            then.holds(self.ladder.first_ahead(Position(last), stage)),
            then.holds(self._not_held()),
            then.holds(self.ladder.context.theory.holds(self.limit.rule)),
            *then.as_decided(self.ladder.context.theory),
        )
        return Chain(
            (*chain.stages, stage),
            (*chain.asked, *asked),
            (*chain.wished, Sum(waited, wait, wait)),
            chain.counted + count_of(self.ladder, self.limit, stage),
            chain.least_days + wait,
        )

    def _done(self, chain: Chain) -> frozenset[str]:
        names = self.ladder.context.theory.done
        ids = (self.ladder.stages[stage].id for stage in chain.stages)
        return frozenset(names[id] for id in ids if id in names)

    def _not_held(self) -> Formula:
        """That no hold stops the ladder."""
        theory = self.ladder.context.theory
        return none_of(theory.holds(h) for h in theory.policy.hold if "stage" in h.stops)
