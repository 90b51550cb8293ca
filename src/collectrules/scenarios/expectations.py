"""Reading `expect`: the sections by name, the facts by name, and what else a scenario can look at.

A section that the policy language gains needs nothing here: its name is a key, its rules' ids the values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final, get_args

from collectrules.compliance.clocks import QUIET_TIME
from collectrules.compliance.stop_kinds import kinds_of_stop
from collectrules.policy.conditions import ConditionReader, Vocabulary
from collectrules.policy.facts import FACTS, closest
from collectrules.policy.meaning import DEFAULT_SEGMENT
from collectrules.policy.model import (
    CONDITIONAL,
    GATED,
    SECTIONS,
    Approval,
    Channel,
    Policy,
    Stoppable,
)
from collectrules.policy.positions import KeyPath
from collectrules.policy.shape.base import shortened
from collectrules.scenarios.gate import CHANNELS
from collectrules.scenarios.known_persons import MEANT
from collectrules.scenarios.leaves import Leaves
from collectrules.scenarios.wanted import NOTHING, FactWanted, RulesWanted, Wanted
from collectrules.scenarios.wanted_books import (
    NEVER,
    AllowedFromWanted,
    AllowedWanted,
    BlockedByWanted,
    ChargesWanted,
    WantedCharge,
    minute_text,
)
from collectrules.scenarios.wanted_ladder import (
    ActionWanted,
    ApprovalWanted,
    NumberWanted,
    StageWanted,
    StoppedWanted,
)

_WISHES: Final = (QUIET_TIME, *(f"stop:{kind}" for kind in kinds_of_stop()))
"""What else can forbid a contact: what a customer said, whatever the policy says."""
_IN_TIMELINES: Final = ("allowed", "blocked_by", "allowed_from", "carried_out", "waived")
_ACTION: Final = (
    "channel", "channels", "enough", "template", "script", "tone", "place_with", "task",
)  # fmt: skip


class ExpectationReader:
    """Reads what the scenarios of a policy expect, amounts in the currency of one of them."""

    def __init__(self, policy: Policy, currency: str, leaves: Leaves) -> None:
        self._policy = policy
        self._currency = currency
        self._leaves = leaves
        self.facts = ConditionReader(SECTIONS["stage"], vocabulary(policy, currency), leaves.report)
        self._special: dict[str, Callable[[str, object, KeyPath], Wanted | None]] = {
            "charges": self._charges,
            "waived": self._charges,
            "action": self._action,
            "approval": self._approval,
            "next_stage": self._stage,
            "wait_days": self._number,
            "carried_out": self._stage,
            "stopped": self._stopped,
            "score": self._number,
            "allowed": self._allowed,
            "blocked_by": self._blocked_by,
            "allowed_from": self._allowed_from,
        }

    @property
    def keys(self) -> tuple[str, ...]:
        """Everything that can be expected: sections, then what follows from them, then facts."""
        return tuple(dict.fromkeys((*CONDITIONAL, *self._special, *FACTS)))

    def table(
        self, table: Mapping[str, object], path: KeyPath, *, in_timeline: bool
    ) -> tuple[Wanted, ...]:
        """What a table expects, those things left out that have a fault."""
        read = []
        for key, value in table.items():
            if in_timeline and key in ("of", *MEANT):
                continue
            if key in _IN_TIMELINES and not in_timeline:
                self._only_in_timeline(key, (*path, key))
                continue
            if key in self.keys:
                read.append(self._one(key, value, (*path, key)))
        return tuple(each for each in read if each is not None)

    def _one(self, key: str, value: object, path: KeyPath) -> Wanted | None:
        if key in CONDITIONAL:
            return self._rules(key, value, path)
        if key in self._special:
            return self._special[key](key, value, path)
        conditions = self.facts.table({key: value}, path[:-1])
        return FactWanted(key=key, path=path, conditions=conditions) if conditions else None

    def _only_in_timeline(self, key: str, path: KeyPath) -> None:
        self._leaves.report.add(
            "timeline-only",
            f"`{key}` depends on what was done before, which a scenario of facts does not say",
            path,
            help="expect `stage`, or write the scenario as a timeline",
            part="key",
        )

    def _rules(self, section: str, value: object, path: KeyPath) -> Wanted | None:
        known = self._ids(section)
        several = CONDITIONAL[section].hits == "all"
        if isinstance(value, list) and len(value) > 1 and not several:
            self._leaves.report.add(
                "wrong-type",
                f"`{section}` must be one id, but is a list: one rule of `[[{section}]]` decides",
                path,
                help=f'write {section} = "...", or "{NOTHING}"',
            )
            return None
        ids = [] if value == NOTHING else list(self._leaves.each(value, path))
        read = [self.rule(section, each, where) for each, where in ids]
        if any(id is None for id in read):
            return None
        in_order = tuple(id for id in known if id in read)
        return RulesWanted(key=section, path=path, sections=(section,), ids=in_order)

    def _ids(self, section: str) -> tuple[str, ...]:
        ids = tuple(rule.id for rule in self._policy.section(section))
        return ids or ((DEFAULT_SEGMENT,) if section == "segment" else ())

    def rule(self, section: str, value: object, path: KeyPath) -> str | None:
        """The id of a rule of a section."""
        known = self._ids(section)
        if not isinstance(value, str):
            self._leaves.wrong(value, path, "the id of a rule", "write it in quotes")
            return None
        if value in known:
            return value
        near = closest(value, list(known))
        others = f"`[[{section}]]` has {', '.join(known)}" if known else "the policy has none"
        self._leaves.report.add(
            "unknown-rule",
            f"no rule of `[[{section}]]` is called `{shortened(value)}`",
            path,
            help=f"did you mean `{near}`?" if near else others,
        )
        return None

    def _stage(self, key: str, value: object, path: KeyPath) -> Wanted | None:
        stage = value if value == NOTHING else self.rule("stage", value, path)
        if not isinstance(stage, str):
            return None
        sections = ("stage",) if key == "next_stage" else ()
        return StageWanted(key=key, path=path, sections=sections, stage=stage)

    def _number(self, key: str, value: object, path: KeyPath) -> Wanted | None:
        number = self._leaves.whole(value, path)
        if number is None:
            return None
        section = "priority" if key == "score" else "stage"
        return NumberWanted(key=key, path=path, sections=(section,), number=number)

    def _stopped(self, key: str, value: object, path: KeyPath) -> Wanted | None:
        words: Sequence[str] = get_args(Stoppable)
        each = [] if value == NOTHING else self._leaves.each(value, path)
        what = [self._leaves.word(one, where, words) for one, where in each]
        read = tuple(one for one in what if one is not None)
        return StoppedWanted(key=key, path=path, sections=("hold",), what=read)

    def _approval(self, key: str, value: object, path: KeyPath) -> Wanted | None:
        who = self._leaves.word(value, path, get_args(Approval))
        if who is None:
            return None
        return ApprovalWanted(key=key, path=path, sections=("stage",), who=who)

    def _action(self, key: str, value: object, path: KeyPath) -> Wanted | None:
        table = {} if value == NOTHING else self._leaves.table(value, path, _ACTION)
        if table is None:
            return None
        asks = {}
        for name, each in table.items():
            if name not in _ACTION:
                continue
            if name == "channels" and isinstance(each, list):
                lines = [self._leaves.line(one, (*path, name, n)) for n, one in enumerate(each)]
                text: str | None = ", ".join(filter(None, lines))
            else:
                text = self._leaves.line(each, (*path, name))
            if text:
                asks[name] = text
        return ActionWanted(key=key, path=path, sections=("stage",), asks=asks)

    def _charges(self, key: str, value: object, path: KeyPath) -> Wanted | None:
        if value == NOTHING:
            value = []
        if not isinstance(value, list):
            help = 'write [{ rule = "late-fee", amount = 15.00 }], or [] for none'
            self._leaves.wrong(value, path, "a list of charges", help)
            return None
        read = [self._charge(each, (*path, number)) for number, each in enumerate(value)]
        charges = tuple(each for each in read if each is not None)
        waived = key == "waived"
        return ChargesWanted(
            key=key, path=path, sections=("late_fee",), charges=charges, waived=waived
        )

    def _charge(self, value: object, path: KeyPath) -> WantedCharge | None:
        table = self._leaves.table(value, path, ("rule", "amount", "on"), needed=("rule",))
        if table is None or "rule" not in table:
            return None
        rule = self.rule("late_fee", table["rule"], (*path, "rule"))
        amount, on = table.get("amount"), table.get("on")
        if amount is not None:
            amount = self._leaves.amount(amount, (*path, "amount"), self._currency)
        day = None if on is None else self._leaves.day(on, (*path, "on"))
        return None if rule is None else WantedCharge(rule, amount, day)

    def _allowed(self, key: str, value: object, path: KeyPath) -> Wanted | None:
        said = self._by_channel(value, path, self._yes_or_no)
        return AllowedWanted(key=key, path=path, sections=tuple(GATED), channels=said)

    def _blocked_by(self, key: str, value: object, path: KeyPath) -> Wanted | None:
        said = self._by_channel(value, path, self._limit)
        return BlockedByWanted(key=key, path=path, sections=tuple(GATED), channels=said)

    def _allowed_from(self, key: str, value: object, path: KeyPath) -> Wanted | None:
        said = self._by_channel(value, path, self._from)
        return AllowedFromWanted(key=key, path=path, sections=tuple(GATED), channels=said)

    def _by_channel(
        self, value: object, path: KeyPath, read: Callable[[object, KeyPath], str | None]
    ) -> dict[Channel, str]:
        """What a table says of each channel that it names, those left out that have a fault."""
        table = self._leaves.table(value, path, CHANNELS) or {}
        said = {
            channel: read(table[channel], (*path, channel))
            for channel in CHANNELS
            if channel in table
        }
        return {channel: one for channel, one in said.items() if one is not None}

    def _yes_or_no(self, value: object, path: KeyPath) -> str | None:
        may = self._leaves.flag(value, path)
        return None if may is None else ("yes" if may else "no")

    def _from(self, value: object, path: KeyPath) -> str | None:
        """A day, a minute of one by the local clock, or `never`."""
        if value == NEVER:
            return NEVER
        if isinstance(value, str):
            help = f'write a day without quotes, such as 2026-03-09, or "{NEVER}"'
            self._leaves.wrong(value, path, "a day", help)
            return None
        day = self._leaves.day_or_moment(value, path)
        if isinstance(day, datetime):
            return minute_text(day)
        return None if day is None else day.isoformat()

    def _limit(self, value: object, path: KeyPath) -> str | None:
        """The id of a limit on contacts or of hours, of a stop, or `none`."""
        if value == NOTHING:
            return NOTHING
        known = [id for section in GATED for id in self._ids(section)]
        if not isinstance(value, str):
            self._leaves.wrong(value, path, "the id of a rule", "write it in quotes")
            return None
        if value in known or value in _WISHES:
            return value
        near = closest(value, [*known, *_WISHES])
        others = f"the policy has {', '.join(known)}" if known else "the policy has none"
        self._leaves.report.add(
            "unknown-rule",
            f"no limit on contacts and no hours are called `{shortened(value)}`",
            path,
            help=f"did you mean `{near}`?" if near else others,
        )
        return None


def vocabulary(policy: Policy, currency: str) -> Vocabulary:
    """The words that facts may have under a policy, and the currency of amounts."""
    return Vocabulary(
        currencies=(currency,),
        amounts_in=currency,
        segments=tuple(rule.id for rule in policy.segment) or (DEFAULT_SEGMENT,),
        stages=policy.stage_ids,
    )
