"""Who is who, when an invoice is late, what stops the machine, and whom first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from collectrules.policy.model.base import Rule, Stoppable


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment(Rule):
    """Who is who."""

    payment_days: int | None = None
    """Days from the invoice date to the due date; None for those of the terms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grace(Rule):
    """Days after the due date before an invoice counts as late."""

    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(Rule):
    """What stops while its conditions hold, and whether the days of it count."""

    stops: tuple[Stoppable, ...]
    clock: Literal["stopped", "running"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority(Rule):
    """Points that move an account up the worklist."""

    score: int
