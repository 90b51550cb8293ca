"""What lateness costs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from collectrules.policy.model.base import Condition, Rule

OF_THE_ACCOUNT: Final = Condition("oldest_overdue", "equals", True)
"""What a fee of the account asks for, without being told to: so it is charged on one invoice alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What is done to a sum once it is reckoned, in minor units; `round_to` 0 is not rounded."""

    at_least: int = 0
    at_most: int | None = None
    round_to: int = 0
    """The step that a sum above `round_above`, and above `at_least`, is rounded to."""
    round_above: int = 0


@dataclass(frozen=True, slots=True)
class Flat:
    """A fixed sum, in minor units."""

    amount: int


@dataclass(frozen=True, slots=True)
class Percent(Bounds):
    """A percentage of a money fact."""

    percent: Decimal
    of: str


@dataclass(frozen=True, slots=True)
class PerSum(Bounds):
    """A fixed sum for each full `step` of a money fact, or where `begun` for each part of one as well."""

    amount: int
    step: int
    of: str
    begun: bool = False


@dataclass(frozen=True, slots=True)
class ForEach(Bounds):
    """A fixed sum for each of what a fact counts, or for each month begun of the days of one."""

    amount: int
    count: str
    """A fact, or `months_past_due` or `months_past_grace`, which are no facts."""


@dataclass(frozen=True, slots=True)
class Bands:
    """A fixed sum by the size of a money fact: that of the first band whose `below` is above it."""

    bands: tuple[tuple[int | None, int], ...]
    """Pairs of (below, amount) in minor units; None is the open last band."""
    of: str


@dataclass(frozen=True, slots=True)
class Tiers(Bounds):
    """Percentages of a money fact, each of the part of it that lies in its tier."""

    tiers: tuple[tuple[int | None, Decimal], ...]
    """Pairs of (up_to, percent), rising, in minor units; None is the open last tier."""
    of: str


@dataclass(frozen=True, slots=True)
class Combined(Bounds):
    """Of several charges the greatest, the least, or all of them together."""

    how: Literal["greater_of", "lesser_of", "sum_of"]
    parts: tuple[Charge, ...]


Charge = Flat | Percent | PerSum | ForEach | Bands | Tiers | Combined


@dataclass(frozen=True, slots=True)
class EveryDays:
    """Again so many days after the day before; two or more."""

    days: int


Repeat = Literal["never", "monthly", "daily"] | EveryDays


@dataclass(frozen=True, slots=True)
class Forgive:
    """The first fee by a rule in so many months is let go as soon as it is charged."""

    first_within_months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LateFee(Rule):
    """What lateness costs; charged once, or again as `repeat` says, from the day it first applied."""

    charge: Charge
    repeat: Repeat = "never"
    limit: Flat | Percent | None = None
    """What the rule may charge on one invoice in all."""
    less: tuple[str, ...] = ()
    """Rules above it; what they charged on the invoice is taken off."""
    per: Literal["invoice", "account"] = "invoice"
    """With "account" only the account's oldest overdue invoice is charged: `when` asks for it."""
    forgive: Forgive | None = None

    @property
    def as_written(self) -> LateFee:
        """The rule without what `per` asks for, which its file does not say among the conditions."""
        if OF_THE_ACCOUNT not in self.when or self.per != "account":
            return self
        at = self.when.index(OF_THE_ACCOUNT)
        return replace(self, when=(*self.when[:at], *self.when[at + 1 :]))


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeLimit(Rule):
    """What all late fees together may come to on an invoice; each limit that holds counts."""

    most: Charge
