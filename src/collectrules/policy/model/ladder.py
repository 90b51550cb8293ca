"""The ladder: its rungs, what each asks for, and where an old invoice joins."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from collectrules.policy.model.base import Approval, Channel, Rule

Enough = Literal["all", "one"]


@dataclass(frozen=True, slots=True)
class ContactAction:
    """Speak or write to the customer, in one way or in several."""

    channels: tuple[Channel, ...]
    template: str = ""
    """The id of the text of messages."""
    script: str = ""
    """The id of what to say on a call."""
    tone: str = ""
    enough: Enough = "all"
    """Whether it takes every channel to carry it out, or any one of them does."""

    def left(self, used: Collection[str]) -> tuple[Channel, ...]:
        """The channels that are still to be used, where some have been; none once it is carried out."""
        if self.enough == "one" and not set(self.channels).isdisjoint(used):
            return ()
        return tuple(channel for channel in self.channels if channel not in used)


@dataclass(frozen=True, slots=True)
class PlacementAction:
    """Hand the debt to an agency or lawyer who keeps a share of what is recovered."""

    place_with: str
    contingency_percent: Decimal


@dataclass(frozen=True, slots=True)
class TaskAction:
    """Do something that is neither: cut off a supply, put a claim on record."""

    task: str
    """What is done, as an id that reads as words: `disconnect-the-meter`."""

    @property
    def words(self) -> str:
        """What is done in words: `disconnect the meter`."""
        return self.task.replace("-", " ")


Action = ContactAction | PlacementAction | TaskAction


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(Rule):
    """One rung of the ladder: due when its conditions hold and its wait since the rung before is over."""

    action: Action
    wait_days: int = 0
    wait_working_days: int = 0
    """A wait that counts working days only, in the place of `wait_days`."""
    working_days_only: bool = False
    """Whether it falls due on working days only."""
    approval: Approval = "none"


@dataclass(frozen=True, slots=True)
class InFlight:
    """What becomes of invoices that are on the ladder when the version comes into force."""

    begin_anew: bool = False
    """Whether all of them begin the ladder anew."""
    moves: Mapping[str, str] = field(default_factory=dict)
    """Where those on a stage go on, by the stage they stand on; `none` is before the first."""

    def target(self, stage: str) -> str:
        """The stage on which an invoice that stands on `stage` goes on."""
        return "none" if self.begin_anew else self.moves.get(stage, stage)


@dataclass(frozen=True, slots=True)
class Ladder:
    """Where an invoice already late when first seen enters: at the first stage, or by age up to a ceiling."""

    enter: Literal["first", "by-age"] = "first"
    ceiling: str = ""
