"""Where invoices stand on the ladder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from collectrules.ledger.events.event import Event


@dataclass(frozen=True, slots=True)
class StageStepped(Event):
    """A stage of an invoice fell due, was done, or was passed over on entering; once each."""

    table: ClassVar[str] = "stage_step"
    invoice_id: int
    stage: str
    step: Literal["due", "done", "passed"]
    policy: int


@dataclass(frozen=True, slots=True)
class StageMoved(Event):
    """An invoice on the ladder was moved, because the policy that came into force has other stages."""

    table: ClassVar[str] = "stage_move"
    invoice_id: int
    stage_from: str
    stage_to: str
    """A stage of the new policy, or `none` to begin the ladder anew."""
    policy: int
