"""Interest on what is late."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from collectrules.policy.model.base import Rule

Reference = Literal["bank-of-england", "ecb", "basiszinssatz"]
DayCount = Literal["actual/365", "actual/360", "actual/actual", "30/360"]


@dataclass(frozen=True, slots=True)
class ContractRate:
    """A rate that was agreed, in per cent."""

    percent: Decimal
    per: Literal["year", "month"] = "year"


@dataclass(frozen=True, slots=True)
class ReferenceRate:
    """A published reference rate and so many percentage points on top of it."""

    reference: Reference
    margin: Decimal
    fixed: Literal["when-interest-starts", "never"]
    """Whether the rate of the first day stays for the life of the debt, or follows the reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest(Rule):
    """Interest on what is left to pay, from the first day the conditions hold."""

    rate: ContractRate | ReferenceRate
    day_count: DayCount = "actual/365"
    compounding: Literal["never", "yearly"] = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestLimit(Rule):
    """A rate that interest is never above; each limit that holds counts."""

    rate: ContractRate | ReferenceRate
