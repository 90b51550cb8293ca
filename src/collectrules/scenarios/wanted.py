"""What a scenario can expect: each kind says what it wants, what it got, and of which rules that depends.

Wanted and got are compared, shown and printed as text, as an owner writes them in the file.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from collectrules.policy.facts import FACTS
from collectrules.policy.meaning import Facts, condition_holds
from collectrules.policy.model import Condition, Scalar
from collectrules.policy.positions import KeyPath
from collectrules.policy.words import bare_text, bound_text, joined
from collectrules.scenarios.seen import Seen

NOTHING: Final = "none"
"""How a scenario writes that no rule decides."""
SETTLED: Final = "nothing is left to pay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted(ABC):
    """One thing that is expected; `key` is its name in the file."""

    key: str
    path: KeyPath
    sections: tuple[str, ...] = ()
    """The sections whose rules decide it."""

    @abstractmethod
    def asked(self, seen: Seen) -> str:
        """What is wanted."""

    @abstractmethod
    def got(self, seen: Seen) -> str:
        """What there is."""

    def agrees(self, seen: Seen) -> bool:
        """Whether what there is, is what is wanted."""
        return self.got(seen) == self.asked(seen)

    def trace(self, seen: Seen) -> str:
        """What would be another text if a rule it depends on had decided otherwise."""
        return self.got(seen)

    def concerned(self, seen: Seen) -> Collection[str]:
        """The ids of the rules that explain why it is not as wanted."""
        return [id for section in self.sections for id in seen.decided(section)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesWanted(Wanted):
    """Which rules of a section decide."""

    ids: tuple[str, ...]

    def asked(self, seen: Seen) -> str:
        """The ids, or `none`."""
        return listed(self.ids)

    def got(self, seen: Seen) -> str:
        """The ids of the rules that decide, or `none`."""
        return listed(seen.decided(self.key))

    def concerned(self, seen: Seen) -> Collection[str]:
        """Those that are wanted or there, but not both."""
        return set(self.ids) ^ set(seen.decided(self.key))


@dataclass(frozen=True, slots=True, kw_only=True)
class FactWanted(Wanted):
    """A fact, or what it is held against."""

    conditions: tuple[Condition, ...]

    def asked(self, seen: Seen) -> str:
        """The value, or the comparisons."""
        said = (asked_text(condition, seen.currency) for condition in self.conditions)
        return ", ".join(text.removeprefix("exactly ") for text in said)

    def got(self, seen: Seen) -> str:
        """The value."""
        facts = _facts(seen)
        if self.key not in facts:
            return SETTLED
        return _written(self.key, facts[self.key], seen.currency)

    def agrees(self, seen: Seen) -> bool:
        """Whether every comparison holds."""
        facts = _facts(seen)
        return self.key in facts and all(condition_holds(each, facts) for each in self.conditions)


def asked_text(condition: Condition, currency: str) -> str:
    """What a fact is held against: `at least 10`, `broken`, `true`."""
    if isinstance(condition.value, bool):
        return str(condition.value == (condition.comparison == "equals")).lower()
    return bound_text(condition, currency)


def value_text(fact: str, seen: Seen) -> str:
    """The value of a fact, as an owner writes it; nothing where nothing is left to pay."""
    if seen.judgement is None:
        return ""
    return _written(fact, seen.judgement.facts[fact], seen.currency)


def _facts(seen: Seen) -> Facts:
    """What is known of an invoice; of one that is paid, that nothing is left to pay."""
    return seen.judgement.facts if seen.judgement else {"balance": 0}


def _written(fact: str, value: Scalar, currency: str) -> str:
    """A value as an owner writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return bare_text(FACTS[fact], value, currency)


def listed(ids: Collection[str]) -> str:
    """Ids as a scenario shows them, `none` where there is none."""
    return ", ".join(ids) or NOTHING


def paired(said: Mapping[str, str]) -> str:
    """Names with their values as a scenario shows them, `none` where there is none."""
    return joined([f"{key} {value}" for key, value in said.items()], "and") or NOTHING
