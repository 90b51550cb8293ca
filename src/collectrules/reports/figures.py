"""What a figure is: a name, a value or why there is none, and how it was come by."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from collectrules.money import round_exact

Unit = Literal["days", "%"]


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure as it is defined."""

    key: str
    name: str
    unit: Unit
    formula: str
    about: str
    """What it is for, and what is peculiar about it here."""
    source: str
    """Where the formula is from."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one currency and period: its value, or why it cannot be computed."""

    definition: Definition
    value: Fraction | None
    """Exact; rounded only where it is printed."""
    working: str
    """The formula with the numbers put in."""
    why_not: str = ""

    @property
    def rounded(self) -> Decimal | None:
        """The value as it is printed."""
        return None if self.value is None else two_decimals(self.value)


def two_decimals(value: Fraction) -> Decimal:
    """An exact value to two decimals, half up: the one place where figures are rounded."""
    return Decimal(round_exact(value * 100)).scaleb(-2)
