"""What a scenario can expect: each kind says what it wants, what it got, and of which rules that depends.

Wanted and got are compared, shown and printed as text, as an owner writes them in the file.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from collectrules.money import format_minor
from collectrules.policy.facts import FACTS
from collectrules.policy.meaning import condition_holds
from collectrules.policy.model import Channel, Condition, ContactAction, Stage
from collectrules.policy.positions import KeyPath
from collectrules.policy.words import bare_text, bound_text, joined
from collectrules.scenarios.seen import Charge, Seen

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
        if seen.judgement is None:
            return SETTLED
        return value_text(self.key, seen)

    def agrees(self, seen: Seen) -> bool:
        """Whether every comparison holds."""
        facts = seen.judgement.facts if seen.judgement else None
        return facts is not None and all(condition_holds(each, facts) for each in self.conditions)


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
    """All late fees, and no others."""

    charges: tuple[WantedCharge, ...]

    def asked(self, seen: Seen) -> str:
        """Each charge with what is said of it."""
        return _charges(self.charges, seen.currency)

    def got(self, seen: Seen) -> str:
        """Each charge with its amount and its day."""
        return _charges(seen.charges, seen.currency)

    def agrees(self, seen: Seen) -> bool:
        """Whether each charge there is can be matched with one expected, and none is left over."""
        left = list(seen.charges)
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
        return {each.rule for each in self.charges} | {each.rule for each in seen.charges}


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberWanted(Wanted):
    """The score of the account, or the days until its next stage may be taken."""

    number: int

    def asked(self, seen: Seen) -> str:
        """The number."""
        return str(self.number)

    def got(self, seen: Seen) -> str:
        """The number."""
        judgement = seen.judgement
        if judgement is None:
            return "0"
        return str(judgement.score if self.key == "score" else judgement.stage_wait)

    def concerned(self, seen: Seen) -> Collection[str]:
        """The rules that count, or the stage that waits."""
        return _next(seen) if self.key == "wait_days" else Wanted.concerned(self, seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageWanted(Wanted):
    """A stage that is not the one due: the next one, held or waiting, or the last one carried out."""

    stage: str

    def asked(self, seen: Seen) -> str:
        """Its id, or `none`."""
        return self.stage

    def got(self, seen: Seen) -> str:
        """Its id, or `none`."""
        if self.key == "next_stage":
            return listed(_next(seen))
        return NOTHING if seen.known is None else str(seen.known["stage"])

    def concerned(self, seen: Seen) -> Collection[str]:
        """The stage wanted and the one there is."""
        return {self.stage, self.got(seen)}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedWanted(Wanted):
    """What holds stop."""

    what: tuple[str, ...]

    def asked(self, seen: Seen) -> str:
        """The names of what stops, or `none`."""
        return listed(sorted(self.what))

    def got(self, seen: Seen) -> str:
        """The names of what stops, or `none`."""
        holds = seen.judgement.holds if seen.judgement else ()
        return listed(sorted({what for hold in holds for what in hold.stops}))

    def concerned(self, seen: Seen) -> Collection[str]:
        """Every hold."""
        return [hold.id for hold in seen.policy.hold]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionWanted(Wanted):
    """What the stage that is due asks for: as much of it as is said."""

    asks: Mapping[str, str]

    def asked(self, seen: Seen) -> str:
        """What is said of it, or `none`."""
        return _pairs(self.asks)

    def got(self, seen: Seen) -> str:
        """The same of the stage that is due, or `none`."""
        due = action_of(_due(seen))
        return _pairs({key: due[key] for key in self.asks or due if key in due})

    def trace(self, seen: Seen) -> str:
        """The stage that asks for it."""
        return listed(seen.decided("stage"))

    def concerned(self, seen: Seen) -> Collection[str]:
        """The stage that is due, else every one."""
        return seen.decided("stage") or seen.policy.stage_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalWanted(Wanted):
    """Who has to approve the stage that is due."""

    who: str

    def asked(self, seen: Seen) -> str:
        """`owner` or `none`."""
        return self.who

    def got(self, seen: Seen) -> str:
        """`owner` or `none`."""
        due = _due(seen)
        return due.approval if due else NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedWanted(Wanted):
    """Whether the customer may be contacted, by channel."""

    channels: Mapping[Channel, bool]

    def asked(self, seen: Seen) -> str:
        """Each channel with yes or no."""
        return _pairs({channel: _yes(may) for channel, may in self.channels.items()})

    def got(self, seen: Seen) -> str:
        """The same as the gate says."""
        said = {channel: seen.verdicts[channel].allowed for channel in self.channels}
        return _pairs({channel: _yes(may) for channel, may in said.items()})

    def concerned(self, seen: Seen) -> Collection[str]:
        """None that judges facts: the gate says why."""
        return ()


def asked_text(condition: Condition, currency: str) -> str:
    """What a fact is held against: `at least 10`, `broken`, `true`."""
    if isinstance(condition.value, bool):
        return str(condition.value == (condition.comparison == "equals")).lower()
    return bound_text(condition, currency)


def value_text(fact: str, seen: Seen) -> str:
    """The value of a fact, as an owner writes it; nothing where nothing is left to pay."""
    if seen.judgement is None:
        return ""
    value = seen.judgement.facts[fact]
    if isinstance(value, bool):
        return str(value).lower()
    return bare_text(FACTS[fact], value, seen.currency)


def listed(ids: Collection[str]) -> str:
    """Ids as a scenario shows them, `none` where there is none."""
    return ", ".join(ids) or NOTHING


def action_of(stage: Stage | None) -> dict[str, str]:
    """What a stage asks for, under the keys of its `action` in a policy."""
    if stage is None:
        return {}
    action = stage.action
    if isinstance(action, ContactAction):
        text = "script" if action.channel == "call" else "template"
        said = {"channel": action.channel, text: action.template, "tone": action.tone}
        return {key: value for key, value in said.items() if value}
    return {"place_with": action.place_with}


def _due(seen: Seen) -> Stage | None:
    due = seen.judgement.stage_due if seen.judgement else None
    return None if due is None else seen.policy.stage[due]


def _next(seen: Seen) -> tuple[str, ...]:
    step = seen.judgement.step if seen.judgement else None
    return (seen.policy.stage[step.stage].id,) if step else ()


def _charges(charges: Collection[Charge | WantedCharge], currency: str) -> str:
    return ", ".join(_charge(each, currency) for each in charges) or NOTHING


def _charge(charge: Charge | WantedCharge, currency: str) -> str:
    said = [charge.rule]
    if charge.amount is not None:
        said.append(format_minor(charge.amount, currency))
    if charge.on is not None:
        said.append(f"on {charge.on}")
    return " ".join(said)


def _pairs(said: Mapping[str, str] | Mapping[Channel, str]) -> str:
    return joined([f"{key} {value}" for key, value in said.items()], "and") or NOTHING


def _yes(may: bool) -> str:
    return "yes" if may else "no"
