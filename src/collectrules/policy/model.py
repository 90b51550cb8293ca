"""A policy as the program holds it: frozen, exact, free of anything about files or ledgers.

Sections are tuples of rules in the order of the file. How many rules of a section decide is the
section's hit policy: `SECTIONS` says it for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from collectrules.money import Rounding
from collectrules.policy.facts import Subject

LANGUAGE: Final = 1
"""The version of the policy language that is read and written here."""

Comparison = Literal["equals", "not", "at_least", "at_most", "above", "below", "one_of"]
Scalar = int | bool | str
Channel = Literal["call", "email", "sms", "letter"]
Approval = Literal["none", "owner"]
Stoppable = Literal["stage", "late_fee", "write_off"]
Level = Literal["hard", "soft", "advisory"]
Counted = Literal["attempts", "contacts", "conversations"]
HitPolicy = Literal["first", "all", "one step a run"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of one fact. Money is in minor units; `one_of` has a tuple of values."""

    fact: str
    comparison: Comparison
    value: Scalar | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What every rule has: it holds when all of `when` do, one group of `any` where it is given, and no
    group of `unless`; a group holds when all its conditions do."""

    id: str
    when: tuple[Condition, ...] = ()
    any: tuple[tuple[Condition, ...], ...] = ()
    unless: tuple[tuple[Condition, ...], ...] = ()
    cite: str = ""
    reason: str = ""
    say: str = ""

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition of the rule: those of `when`, of `any`, of `unless`."""
        groups = self.any + self.unless
        return self.when + tuple(condition for group in groups for condition in group)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment(Rule):
    """Who is who."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grace(Rule):
    """Days after the due date before an invoice counts as late."""

    days: int


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(Rule):
    """What stops while its conditions hold, and whether the days of it count."""

    stops: tuple[Stoppable, ...]
    clock: Literal["stopped", "running"]


@dataclass(frozen=True, slots=True)
class ContactAction:
    """Speak or write to the customer."""

    channel: Channel
    template: str = ""
    """The id of the text: a message's `template` in the file, a call's `script`."""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class PlacementAction:
    """Hand the debt to an agency or lawyer who keeps a share of what is recovered."""

    place_with: str
    contingency_percent: Decimal


Action = ContactAction | PlacementAction


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(Rule):
    """One rung of the ladder: due when its conditions hold and its wait since the rung before is over."""

    action: Action
    wait_days: int = 0
    approval: Approval = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLimit(Rule):
    """At most `at_most` counted contacts on `channels` in any `within_days` consecutive days."""

    channels: tuple[Channel, ...]
    at_most: int
    within_days: int
    counts: Counted = "attempts"
    per: Literal["account"] = "account"
    level: Level = "hard"


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOff(Rule):
    """When to let go."""

    approval: Approval


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority(Rule):
    """Points that move an account up the worklist."""

    score: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """Where an invoice already late when first seen enters: at the first stage, or by age up to a ceiling."""

    enter: Literal["first", "by-age"] = "first"
    ceiling: str = ""


@dataclass(frozen=True, slots=True)
class SectionKind:
    """A section's name in the file, what its rules judge, and how many of them decide."""

    name: str
    subject: Subject
    hits: HitPolicy


SECTIONS: Final[dict[str, SectionKind]] = {
    kind.name: kind
    for kind in (
        SectionKind("segment", "account", "first"),
        SectionKind("grace", "invoice", "first"),
        SectionKind("hold", "invoice", "all"),
        SectionKind("late_fee", "invoice", "all"),
        SectionKind("stage", "invoice", "one step a run"),
        SectionKind("write_off", "invoice", "first"),
        SectionKind("priority", "account", "all"),
    )
}
"""The sections the rules engine judges, in the order they depend on each other."""


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
    review_by: date | None = None
    reason: str = ""
    rounding: Rounding = "half-up"
    ladder: Ladder = Ladder()
    segment: tuple[Segment, ...] = ()
    grace: tuple[Grace, ...] = ()
    hold: tuple[Hold, ...] = ()
    late_fee: tuple[LateFee, ...] = ()
    stage: tuple[Stage, ...] = ()
    contact_limit: tuple[ContactLimit, ...] = ()
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

    def section(self, name: str) -> Sequence[Rule]:
        """The rules of a section the engine judges, by its name in the file."""
        rules: Sequence[Rule] = getattr(self, name)
        return rules

    @property
    def stage_ids(self) -> tuple[str, ...]:
        """The ladder from its first rung to its last."""
        return tuple(stage.id for stage in self.stage)
