"""Compliance packs: limits made of law, that a policy is never looser than."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from collectrules.policy.model.base import Channel, Rule
from collectrules.policy.model.contact import Recounted

Confidence = Literal["primary", "secondary", "computed", "unconfirmed"]
"""Whether a rule was read in the text of the law or a faithful copy of it, in somebody's account of it, was
computed from those, or is not confirmed."""
Grounds = Confidence | Literal["own"]
"""The same, or that it is no law's, but one's own."""
Party = Literal["any", "third", "regulated"]
CollectsFor = Literal["self", "others"]
Debtor = Literal["any", "business", "consumer"]


@dataclass(frozen=True, slots=True)
class PackUse:
    """A pack that a policy names."""

    id: str
    voluntary: bool = False
    """Whether it counts although the law behind it does not reach whoever collects for themselves."""
    on: tuple[str, ...] = ()
    """Rules of it that are shipped off and are switched on."""

    def __str__(self) -> str:
        """How it is told: `us-reg-f (voluntary, with wait-a-week)`."""
        said = ["voluntary"] * self.voluntary + [f"with {', '.join(self.on)}"] * bool(self.on)
        return f"{self.id} ({', '.join(said)})" if said else self.id


def of_a_pack(rule_id: str) -> bool:
    """Whether a rule of a policy is of a pack that it names: the pack's id stands before its own."""
    return ":" in rule_id


@dataclass(frozen=True, slots=True)
class PackRule:
    """A rule of a pack, in its section, with how sure it is that the law says so."""

    section: str
    rule: Rule
    confidence: Confidence
    off: bool


@dataclass(frozen=True, slots=True)
class PackResult:
    """What a result code counts as for the rules of a pack, where the law counts it otherwise."""

    change: Recounted
    cite: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputePeriod(Rule):
    """The days in which they may dispute what is owed, from our first letter on; it closes nothing.

    It has no conditions; its id begins with the pack's, such as `us-reg-f:validation`, where it is one's.
    """

    begun_by: tuple[Channel, ...]
    received_after_working_days: int
    """How many working days after its day the first letter is taken to be received; 0 is on its day."""
    days_after_receipt: int
    """How many days of the calendar it lasts after that day."""
    debtor: Debtor = "any"
    """Whose debts it is about."""
    holidays: str = ""
    """The place whose weekends and public holidays are no working days; empty is Saturday and Sunday."""
    confidence: Grounds = "own"


@dataclass(frozen=True, slots=True)
class Duty:
    """What the law asks that the program does not see to."""

    id: str
    text: str
    cite: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A pack, one version of it."""

    id: str
    title: str
    version: str
    as_of: date
    """The day on which the law was read."""
    place: str
    party: Party
    """Whom it binds: everybody, who collects what is owed to others, or firms of a regulated kind."""
    debtor: Debtor
    about: str
    currency: str
    """What its amounts are in; empty where it has none."""
    includes: tuple[str, ...]
    rules: tuple[PackRule, ...]
    results: tuple[PackResult, ...]
    periods: tuple[DisputePeriod, ...]
    duties: tuple[Duty, ...]
    sha256: str
    text: str

    def reaches(self, collects_for: CollectsFor, use: PackUse) -> bool:
        """Whether its rules count for a policy."""
        bound = self.party == "any" or (self.party == "third" and collects_for == "others")
        return bound or use.voluntary

    def counting(self, use: PackUse) -> tuple[PackRule, ...]:
        """Its rules, those left out that are off."""
        return tuple(each for each in self.rules if not each.off or each.rule.id in use.on)
