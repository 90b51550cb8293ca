"""One version of a policy: its head and its sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from collectrules.money import Rounding
from collectrules.policy.model.base import Rule, SectionKind
from collectrules.policy.model.charges import FeeLimit, LateFee
from collectrules.policy.model.contact import (
    ContactConsent,
    ContactHours,
    ContactQuota,
    ContactRule,
)
from collectrules.policy.model.interest import Interest, InterestLimit
from collectrules.policy.model.ladder import InFlight, Ladder, Stage
from collectrules.policy.model.letting_go import WriteOff
from collectrules.policy.model.offers import Offer
from collectrules.policy.model.packs import CollectsFor, DisputePeriod, PackUse
from collectrules.policy.model.prevention import Credit, Provision
from collectrules.policy.model.terms import Terms
from collectrules.policy.model.who import Grace, Hold, Priority, Segment

SECTIONS: Final[dict[str, SectionKind]] = {
    kind.name: kind
    for kind in (
        SectionKind("segment", "account", "first"),
        SectionKind("grace", "invoice", "first"),
        SectionKind("hold", "invoice", "all"),
        SectionKind("late_fee", "invoice", "all"),
        SectionKind("fee_limit", "invoice", "all"),
        SectionKind("interest", "invoice", "first"),
        SectionKind("interest_limit", "invoice", "all"),
        SectionKind("stage", "invoice", "one step a run"),
        SectionKind("offer", "account", "all"),
        SectionKind("credit", "account", "all"),
        SectionKind("write_off", "invoice", "first"),
        SectionKind("priority", "account", "all"),
    )
}
"""The sections the rules engine judges, in the order they depend on each other."""

GATED: Final[dict[str, SectionKind]] = {
    kind.name: kind
    for kind in (
        SectionKind("contact_limit", "account", "all"),
        SectionKind("contact_hours", "account", "all"),
        SectionKind("contact_consent", "account", "all"),
    )
}
"""The sections the gate judges, when a contact is to be logged; they may ask for the segment."""

CONDITIONAL: Final[dict[str, SectionKind]] = {**SECTIONS, **GATED}
"""Every section whose rules have conditions, in the order they depend on each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One version of a collection policy, checked and exact."""

    id: str
    title: str
    version: str
    effective_from: date
    currencies: tuple[str, ...]
    """Amounts are meant in each of these alike; all have the same number of decimals."""
    sha256: str
    """Of the bytes of the file, in hexadecimal."""
    time_zone: str = "UTC"
    holidays: str = ""
    """The place whose public holidays count, such as `GB-ENG`; empty where none do."""
    review_by: date | None = None
    reason: str = ""
    collects_for: CollectsFor = "self"
    packs: tuple[PackUse, ...] = ()
    """The compliance packs the policy is never looser than."""
    packs_not_reaching: tuple[str, ...] = ()
    """Those of them that are for others, so that their rules do not count."""
    in_flight: InFlight = field(default_factory=InFlight)
    terms: Terms = field(default_factory=Terms)
    ladder: Ladder = field(default_factory=Ladder)
    segment: tuple[Segment, ...] = ()
    grace: tuple[Grace, ...] = ()
    hold: tuple[Hold, ...] = ()
    late_fee: tuple[LateFee, ...] = ()
    stage: tuple[Stage, ...] = ()
    interest: tuple[Interest, ...] = ()
    fee_limit: tuple[FeeLimit, ...] = ()
    interest_limit: tuple[InterestLimit, ...] = ()
    offer: tuple[Offer, ...] = ()
    credit: tuple[Credit, ...] = ()
    provision: tuple[Provision, ...] = ()
    contact_limit: tuple[ContactQuota, ...] = ()
    contact_hours: tuple[ContactHours, ...] = ()
    contact_consent: tuple[ContactConsent, ...] = ()
    dispute_period: tuple[DisputePeriod, ...] = ()
    """How long they may dispute what is owed, by the policy itself and by the laws of its packs."""
    write_off: tuple[WriteOff, ...] = ()
    priority: tuple[Priority, ...] = ()
    order: tuple[str, ...] = ("score", "overdue_total", "oldest_days_past_due")
    later: tuple[tuple[date, Policy], ...] = ()
    """What the policy becomes on the days on which values in it change, in their order."""
    by_currency: tuple[tuple[str, Policy], ...] = ()
    """The policy for each currency, where values in it differ by currency; else empty."""

    def on(self, day: date) -> Policy:
        """The policy as it reads on a day; it knows the days after that, not those before."""
        begun = [n for n, (start, _) in enumerate(self.later) if start <= day]
        if not begun:
            return self
        return replace(self.later[begun[-1]][1], later=self.later[begun[-1] + 1 :])

    def in_currency(self, currency: str) -> Policy:
        """The policy as it reads for what is owed in a currency."""
        return dict(self.by_currency).get(currency, self)

    @property
    def groups(self) -> tuple[tuple[tuple[str, ...], Policy], ...]:
        """The currencies the policy serves, those together that it reads alike for."""
        alike = ((self.currencies, self),)
        return tuple(((code,), policy) for code, policy in self.by_currency) or alike

    @property
    def readings(self) -> tuple[Policy, ...]:
        """The policy as it reads in each currency, on its first day and on each on which a value changes."""
        dated = (self, *(then for _, then in self.later))
        return tuple(read for each in dated for _, read in each.groups)

    @property
    def contact_rules(self) -> tuple[ContactRule, ...]:
        """Every rule about contacts, section by section in the order of the file."""
        return (*self.contact_limit, *self.contact_hours, *self.contact_consent)

    def section(self, name: str) -> Sequence[Rule]:
        """The rules of a section, by its name in the file."""
        rules: Sequence[Rule] = getattr(self, name)
        return rules

    @property
    def rounding(self) -> Rounding:
        """How a charge is rounded to the currency's smallest unit."""
        return self.terms.rounding

    @property
    def stage_ids(self) -> tuple[str, ...]:
        """The ladder from its first rung to its last."""
        return tuple(stage.id for stage in self.stage)
