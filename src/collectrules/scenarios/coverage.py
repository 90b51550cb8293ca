"""What of a policy its scenarios try: each rule, and each threshold from both sides.

A threshold is tried from a side when some scenario would have seen something else, had that one condition
come out the other way and everything else been as it was. So a condition is not tried by a case in which
another one fails as well, nor by one whose outcome nobody expects anything of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from collectrules.policy.contact_words import consent_text, hours_text, notice_text, rest_text
from collectrules.policy.facts import FACTS
from collectrules.policy.flips import Flip, flips, without
from collectrules.policy.meaning import condition_holds, rule_holds
from collectrules.policy.model import (
    CONDITIONAL,
    GATED,
    OF_THE_ACCOUNT,
    SECTIONS,
    Condition,
    ContactConsent,
    ContactHours,
    ContactLimit,
    ContactNotice,
    ContactPause,
    ContactRule,
    LateFee,
    Policy,
    Scalar,
    of_a_pack,
)
from collectrules.policy.shape.conditions import ORDERED
from collectrules.policy.words import bare_text
from collectrules.scenarios.gate import Gate
from collectrules.scenarios.play import Moment
from collectrules.scenarios.wanted import asked_text
from collectrules.scenarios.wanted_books import GateWanted

Status = Literal["decided", "outranked", "never"]
_MORE: Final[tuple[Status, ...]] = ("never", "outranked", "decided")


@dataclass(slots=True)
class RuleTried:
    """A rule, and the most that came of it in a scenario that looked at it."""

    section: str
    rule: str
    status: Status = "never"
    """decided; outranked: it held, and another rule or a hold kept it from deciding; never."""

    def found(self, status: Status) -> None:
        """Keep a status where it is more than was known."""
        self.status = max(self.status, status, key=_MORE.index)


@dataclass(slots=True)
class ThresholdTried:
    """A condition of a rule, and the values at which it alone made a difference that was seen."""

    section: str
    rule: str
    name: str
    """The fact, the key of a stage's wait, `per` of a late fee, or the key that `_allows` names."""
    asks: str
    condition: Condition | None = None
    met: set[Scalar] = field(default_factory=set)
    """Those that satisfy it."""
    unmet: set[Scalar] = field(default_factory=set)
    """Those that do not."""

    @property
    def both(self) -> bool:
        """Whether it was tried from both sides."""
        return bool(self.met) and bool(self.unmet)

    @property
    def sides(self) -> str:
        """From which sides it was tried: `both`, `met`, `not met` or `none`."""
        if self.both:
            return "both"
        return "met" if self.met else "not met" if self.unmet else "none"

    def loose(self, currency: str) -> str:
        """The bounds that would have passed as well, such as `6 to 12`; empty where there is no other."""
        if not self.both or self.condition is None or self.condition.comparison not in ORDERED:
            return ""
        met, unmet = [int(value) for value in self.met], [int(value) for value in self.unmet]
        match self.condition.comparison:
            case "at_least":
                first, last = max(unmet) + 1, min(met)
            case "above":
                first, last = max(unmet), min(met) - 1
            case "at_most":
                first, last = max(met), min(unmet) - 1
            case _:
                first, last = max(met) + 1, min(unmet)
        fact = FACTS[self.condition.fact]
        ends = [bare_text(fact, end, currency) for end in (first, last)]
        return " to ".join(ends) if first < last else ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everything of a policy that can be tried, in its order."""

    policy: Policy
    rules: tuple[RuleTried, ...]
    thresholds: tuple[ThresholdTried, ...]

    @property
    def decided(self) -> frozenset[tuple[str, str]]:
        """The rules that some scenario decides, as (section, id)."""
        return frozenset((one.section, one.rule) for one in self.rules if one.status == "decided")

    @property
    def tried(self) -> int:
        """How many thresholds were tried from both sides."""
        return sum(one.both for one in self.thresholds)

    @property
    def complete(self) -> bool:
        """Whether every rule decided and every threshold was tried from both sides."""
        return (len(self.decided), self.tried) == (len(self.rules), len(self.thresholds))


def coverage(policy: Policy, moments: Iterable[Moment]) -> Coverage:
    """What the moments of a policy's scenarios try of it; the rules of its packs are tried elsewhere."""
    looked = [moment for moment in moments if moment.look.wanted]
    thresholds = {
        _key(flip): _untried(flip, policy)
        for section in CONDITIONAL
        for read in policy.readings
        for flip in flips(read, section)
    }
    policies = {id(moment.seen.policy): moment.seen.policy for moment in looked}
    flipped = {
        each: [flip for section in CONDITIONAL for flip in flips(read, section)]
        for each, read in policies.items()
    }
    for moment in looked:
        _try_thresholds(moment, flipped[id(moment.seen.policy)], thresholds)
    rooms = (room for _, room in _limits(policy, looked))
    return Coverage(
        policy,
        tuple(rules_tried(policy, looked)),
        tuple(one for one in (*thresholds.values(), *rooms) if not of_a_pack(one.rule)),
    )


def rules_tried(policy: Policy, moments: Iterable[Moment]) -> Iterator[RuleTried]:
    """What became of each rule of a policy in the moments of its scenarios; of those of its packs nothing."""
    looked = [moment for moment in moments if moment.look.wanted]
    rules = {
        (section, rule.id): RuleTried(section, rule.id)
        for section in SECTIONS
        for read in policy.readings
        for rule in read.section(section)
    }
    for moment in looked:
        _try_rules(moment, rules)
    limits = (rule for rule, _ in _limits(policy, looked))
    yield from (one for one in (*rules.values(), *limits) if not of_a_pack(one.rule))


def _limits(policy: Policy, looked: Sequence[Moment]) -> Iterator[tuple[RuleTried, ThresholdTried]]:
    for section in GATED:
        for rule in policy.section(section):
            if isinstance(rule, ContactRule):
                yield _limit(section, rule, looked)


_Key = tuple[str, str, int, Condition]


def _key(flip: Flip) -> _Key:
    return flip.section, flip.rule.id, flip.number, flip.condition


def _untried(flip: Flip, policy: Policy) -> ThresholdTried:
    of_account = isinstance(flip.rule, LateFee) and flip.rule.per == "account"
    if of_account and flip.condition == OF_THE_ACCOUNT:
        return ThresholdTried(flip.section, flip.rule.id, "per", "account", flip.condition)
    asks = asked_text(flip.condition, policy.currencies[0])
    return ThresholdTried(flip.section, flip.rule.id, flip.name, asks, flip.condition)


def _try_rules(moment: Moment, rules: Mapping[tuple[str, str], RuleTried]) -> None:
    policy, judgement = moment.seen.policy, moment.seen.judgement
    if judgement is None:
        return
    for section in SECTIONS:
        named = any(section in wanted.sections for wanted in moment.look.wanted)
        deciding = moment.seen.decided(section)
        for position, rule in enumerate(policy.section(section)):
            if rule.id in deciding:
                if named or _noticed(moment, without(policy, section, position)):
                    rules[section, rule.id].found("decided")
            elif named and rule_holds(rule, judgement.facts):
                rules[section, rule.id].found("outranked")


def _try_thresholds(
    moment: Moment, flips: Iterable[Flip], thresholds: Mapping[_Key, ThresholdTried]
) -> None:
    policy, judgement = moment.seen.policy, moment.seen.judgement
    if judgement is None:
        return
    facts = judgement.facts
    for flip in flips:
        value = flip.value(facts)
        other = None if value is None else flip.flipped(policy, facts)
        if value is not None and other is not None and _noticed(moment, other):
            tried = thresholds[_key(flip)]
            (tried.met if condition_holds(flip.condition, facts) else tried.unmet).add(value)


def _noticed(moment: Moment, policy: Policy) -> bool:
    """Whether the scenario would have seen something else under another policy."""
    seen, other = moment.seen, moment.seen.under(policy)
    return any(wanted.trace(other) != wanted.trace(seen) for wanted in moment.look.wanted)


def _limit(
    section: str, limit: ContactRule, moments: Sequence[Moment]
) -> tuple[RuleTried, ThresholdTried]:
    """A rule about contacts: it decided where the gate said no by it, and left room where it said yes."""
    tried = RuleTried(section, limit.id)
    room = ThresholdTried(section, limit.id, *_allows(limit))
    for gate, wanted in _asked(moments):
        for channel in wanted.channels:
            if limit.id not in [rule.id for rule in gate.rules[channel]]:
                continue
            verdict = gate.verdict(channel, wanted.whom)
            blocks = limit.id in verdict.blocking
            (room.unmet if blocks else room.met).add(channel)
            if blocks:
                tried.found("decided" if limit.id == verdict.rule else "outranked")
    return tried, room


def _allows(rule: ContactRule) -> tuple[str, str]:
    """The key that says what a rule about contacts allows, and what it asks."""
    match rule:
        case ContactLimit(within="days"):
            return "at_most", f"{rule.at_most} {rule.counts} in {rule.within_days} days"
        case ContactLimit():
            return "at_most", f"{rule.at_most} {rule.counts} in a {rule.within}"
        case ContactPause():
            return "pause_days", rest_text(rule)
        case ContactNotice():
            return "pause_days", notice_text(rule)
        case ContactConsent():
            return "lasts_days", consent_text(rule)
        case ContactHours():
            return "hours", hours_text(rule)
        case _:
            raise TypeError(f"nothing is known of a {type(rule).__name__}")


def _asked(moments: Sequence[Moment]) -> Iterator[tuple[Gate, GateWanted]]:
    for moment in moments:
        for wanted in moment.look.wanted:
            if isinstance(wanted, GateWanted) and moment.seen.gate:
                yield moment.seen.gate, wanted
