"""The conditions on which interest runs: what a rule of a published version says, in one currency."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from collectrules.charges.rates import Tables, rate_tables
from collectrules.ledger.owed import ALL_KNOWN
from collectrules.ledger.published import policy_published_by
from collectrules.money import Rounding
from collectrules.policy.model import (
    Condition,
    ContractRate,
    DayCount,
    Hold,
    Interest,
    Policy,
    ReferenceRate,
)

AnyRate = ContractRate | ReferenceRate
_DISPUTED: Final = (Condition("disputed", "equals", True),)


@dataclass(frozen=True, slots=True)
class Conditions:
    """At what rate interest runs, counted how."""

    rule: str
    rate: AnyRate
    limits: tuple[AnyRate, ...]
    """The rate is never above any of these."""
    day_count: DayCount
    yearly: bool
    """Whether the interest of each year bears interest after it."""
    rounding: Rounding
    rests_in_dispute: bool
    """Whether no interest runs on the days of a dispute."""

    @property
    def steps(self) -> bool:
        """Whether the rate may change with the half-year."""
        return any(
            isinstance(rate, ReferenceRate) and rate.fixed == "never"
            for rate in (self.rate, *self.limits)
        )


def rests_in_dispute(hold: Hold) -> bool:
    """Whether a hold stops interest on the very days of a dispute, which the journal knows exactly."""
    plain = hold.when == _DISPUTED and not hold.any and not hold.unless
    return plain and "interest" in hold.stops


@dataclass(slots=True)
class Versions:
    """Published versions and the reference rates that they name, read once each."""

    connection: sqlite3.Connection
    told: Tables | None = None
    """Reference rates to go by; None are those that the ledger knows."""
    _policies: dict[int, Policy] = field(default_factory=dict)
    _found: dict[tuple[int, str, str, str], tuple[tuple[int, Conditions | None], ...]] = field(
        default_factory=dict
    )

    def know(self, seq: int, policy: Policy) -> None:
        """Take a policy for the version that an event published, whatever the ledger has of it."""
        self._policies[seq] = policy

    def tables(self, known: int = ALL_KNOWN) -> Tables:
        """The reference rates, as known up to an event."""
        return rate_tables(self.connection, known) if self.told is None else self.told

    def policy(self, seq: int) -> Policy:
        """The version that an event published, as it reads on its first day."""
        if seq not in self._policies:
            self._policies[seq] = policy_published_by(self.connection, seq)
        return self._policies[seq]

    def conditions(
        self, seq: int, rule: str, limits: str, currency: str
    ) -> tuple[tuple[int, Conditions | None], ...]:
        """What a rule of a version says and from which day on, as `date.toordinal` numbers days.

        The first is for all days before the second; None is no interest.
        """
        asked = seq, rule, limits, currency
        if asked not in self._found:
            policy = self.policy(seq)
            readings = ((date.min, policy), *policy.later)
            self._found[asked] = tuple(
                (day.toordinal(), conditions_of(read.in_currency(currency), rule, limits))
                for day, read in readings
            )
        return self._found[asked]


def conditions_of(policy: Policy, rule: str, limits: str) -> Conditions | None:
    """What a rule says under some limits, named by their ids; None where there is no such rule."""
    found = next((each for each in policy.interest if each.id == rule), None)
    if found is None:
        return None
    return _conditions(policy, found, set(limits.split()))


def _conditions(policy: Policy, rule: Interest, limits: set[str]) -> Conditions:
    return Conditions(
        rule.id,
        rule.rate,
        tuple(each.rate for each in policy.interest_limit if each.id in limits),
        rule.day_count,
        rule.compounding == "yearly",
        policy.rounding,
        any(map(rests_in_dispute, policy.hold)),
    )
