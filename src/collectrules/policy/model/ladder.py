"""The ladder: its rungs, what each asks for, and where an old invoice joins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from collectrules.policy.model.base import Approval, Channel, Rule


@dataclass(frozen=True, slots=True)
class ContactAction:
    """Speak or write to the customer."""

    channel: Channel
    template: str = ""
    """The id of the text: a message's `template` in the file, a call's `script`."""
    tone: str = ""


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
