"""What every rule has: an id, its own words, and the conditions under which it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from collectrules.policy.facts import Subject

LANGUAGE: Final = 1
"""The version of the policy language that is read and written here."""

Comparison = Literal["equals", "not", "at_least", "at_most", "above", "below", "one_of"]
Scalar = int | bool | str
Channel = Literal["call", "email", "sms", "letter"]
Approval = Literal["none", "owner"]
Stoppable = Literal["stage", "late_fee", "interest", "write_off"]
STOPPABLE: Final[tuple[Stoppable, ...]] = get_args(Stoppable)
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


@dataclass(frozen=True, slots=True)
class SectionKind:
    """A section's name in the file, what its rules judge, and how many of them decide."""

    name: str
    subject: Subject
    hits: HitPolicy
