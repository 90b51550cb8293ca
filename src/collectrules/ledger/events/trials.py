"""A share of the accounts is put under another policy, to see which does better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from collectrules.ledger.events.event import Event


@dataclass(frozen=True, slots=True)
class TrialStarted(Event):
    """From this day a share of the accounts, of later ones too, is under a policy beside the main one."""

    table: ClassVar[str] = "trial"
    name: str
    policy_id: str
    share: int
    """How many of ten thousand."""
    reason: str


@dataclass(frozen=True, slots=True)
class TrialEnded(Event):
    """A trial is over; its day is the first on which it counts no more."""

    table: ClassVar[str] = "trial_end"
    trial_id: int
    reason: str
