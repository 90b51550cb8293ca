"""What can be expected of the books: late fees charged, and what the gate says of one more contact."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from collectrules.compliance.gate import Verdict
from collectrules.money import format_minor
from collectrules.policy.model import Channel
from collectrules.scenarios.meant import ANYBODY, Meant
from collectrules.scenarios.seen import Charge, Seen
from collectrules.scenarios.wanted import NOTHING, Wanted, listed, paired

NEVER: Final = "never"
"""How a scenario writes that no day is free."""


@dataclass(frozen=True, slots=True)
class WantedCharge:
    """A late fee that is expected; what is None may be anything."""

    rule: str
    amount: int | None
    on: date | None

    def fits(self, charge: Charge) -> bool:
        """Whether a charge is the one expected."""
        return (
            self.rule == charge.rule
            and self.amount in (None, charge.amount)
            and self.on in (None, charge.on)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargesWanted(Wanted):
    """All late fees, and no others; or all that was let go of them."""

    charges: tuple[WantedCharge, ...]
    waived: bool = False

    def _there(self, seen: Seen) -> tuple[Charge, ...]:
        return seen.waived if self.waived else seen.charges

    def asked(self, seen: Seen) -> str:
        """Each charge with what is said of it."""
        return _charges(self.charges, seen.currency)

    def got(self, seen: Seen) -> str:
        """Each charge with its amount and its day."""
        return _charges(self._there(seen), seen.currency)

    def agrees(self, seen: Seen) -> bool:
        """Whether each charge there is can be matched with one expected, and none is left over."""
        left = list(self._there(seen))
        exact_first = sorted(self.charges, key=lambda one: (one.on is None, one.amount is None))
        for one in exact_first:
            fitting = next((charge for charge in left if one.fits(charge)), None)
            if fitting is None:
                return False
            left.remove(fitting)
        return not left

    def trace(self, seen: Seen) -> str:
        """The fees that hold on the day, by which it was charged."""
        return listed(seen.decided("late_fee"))

    def concerned(self, seen: Seen) -> Collection[str]:
        """Every fee that is wanted or there."""
        return {each.rule for each in self.charges} | {each.rule for each in self._there(seen)}


@dataclass(frozen=True, slots=True, kw_only=True)
class GateWanted(Wanted):
    """What the gate says of one more contact, by channel."""

    channels: Mapping[Channel, str]
    whom: Meant = ANYBODY
    """Whom it is to reach."""

    def asked(self, seen: Seen) -> str:
        """Each channel with what is wanted of it."""
        return self._paired(self.channels)

    def got(self, seen: Seen) -> str:
        """The same as the gate says."""
        if seen.gate is None:
            return NOTHING
        local = seen.gate.asked.local
        said = {
            channel: self._said(channel, one, local) for channel, one in self.verdicts(seen).items()
        }
        return self._paired(said)

    def _paired(self, said: Mapping[Channel, str]) -> str:
        whom = f" {self.whom}" if self.whom != ANYBODY else ""
        return paired({f"{channel}{whom}": one for channel, one in said.items()})

    def verdicts(self, seen: Seen) -> dict[Channel, Verdict]:
        """What the gate says for each channel that is asked about."""
        return {
            channel: seen.gate.verdict(channel, self.whom) for channel in self.channels if seen.gate
        }

    def concerned(self, seen: Seen) -> Collection[str]:
        """The rules about these channels that are for some customers only."""
        return [
            rule.id
            for rule in seen.policy.contact_rules
            if rule.conditions and not self.channels.keys().isdisjoint(rule.channels)
        ]

    @abstractmethod
    def _said(self, channel: Channel, verdict: Verdict, local: datetime) -> str:
        """What a verdict says of a channel, asked for a moment by the local clock."""


class AllowedWanted(GateWanted):
    """Whether the customer may be contacted, by channel."""

    def _said(self, channel: Channel, verdict: Verdict, local: datetime) -> str:
        return "yes" if verdict.allowed else "no"


class BlockedByWanted(GateWanted):
    """Which limit or which hours forbid a contact, by channel."""

    def _said(self, channel: Channel, verdict: Verdict, local: datetime) -> str:
        return NOTHING if verdict.allowed else verdict.rule


class AllowedFromWanted(GateWanted):
    """From when the customer may be contacted, by channel: a day, or a minute where one is asked for."""

    def _said(self, channel: Channel, verdict: Verdict, local: datetime) -> str:
        day = verdict.allowed_from
        if day is None:
            return NEVER
        if ":" not in self.channels[channel]:
            return day.isoformat()
        first = local if verdict.allowed else datetime.combine(day, time.min)
        return minute_text(verdict.allowed_from_time or first)


def minute_text(moment: datetime) -> str:
    """A minute by the local clock: `2026-03-09 08:00`."""
    return f"{moment:%Y-%m-%d %H:%M}"


def _charges(charges: Collection[Charge | WantedCharge], currency: str) -> str:
    return ", ".join(_charge(each, currency) for each in charges) or NOTHING


def _charge(charge: Charge | WantedCharge, currency: str) -> str:
    said = [charge.rule]
    if charge.amount is not None:
        said.append(format_minor(charge.amount, currency))
    if charge.on is not None:
        said.append(f"on {charge.on}")
    return " ".join(said)
