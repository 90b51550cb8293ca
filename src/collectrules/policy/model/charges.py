"""What lateness costs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from collectrules.policy.model.base import Rule


@dataclass(frozen=True, slots=True)
class Flat:
    """A fixed sum, in minor units."""

    amount: int


@dataclass(frozen=True, slots=True)
class Percent:
    """A percentage of a money fact of the invoice."""

    percent: Decimal
    of: str


@dataclass(frozen=True, slots=True)
class Bands:
    """A fixed sum by the size of a money fact: that of the first band whose `below` is above it."""

    bands: tuple[tuple[int | None, int], ...]
    """Pairs of (below, amount) in minor units; None is the open last band."""
    of: str


Charge = Flat | Percent | Bands


@dataclass(frozen=True, slots=True, kw_only=True)
class LateFee(Rule):
    """What lateness costs; charged once, or once for each month begun since it first applied."""

    charge: Charge
    repeat: Literal["never", "monthly"] = "never"
