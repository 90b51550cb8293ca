"""Why: every rule considered for an invoice, the values it read, what decided, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from collectrules.engine.known import KnownInvoice
from collectrules.policy.facts import DATED_STATES
from collectrules.policy.meaning import (
    Facts,
    Judgement,
    condition_holds,
    judge,
    rule_holds,
)
from collectrules.policy.model import SECTIONS, Condition, Policy, Rule, Scalar, Stage
from collectrules.policy.words import condition_text, joined, reading_text

_BY_THE_DAY: Final = frozenset(
    {
        "customer_age_days", "oldest_days_past_due", "days_since_last_payment", "days_since_last_contact",
        "days_past_due", "days_past_grace", "invoice_age_days", "days_since_stage",
    }
)  # fmt: skip
"""Facts that grow by one each day as long as nothing happens."""

HORIZON_DAYS: Final = 400
"""How far ahead it is looked for what comes next."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One condition, the value it read, and whether it held."""

    condition: Condition
    value: Scalar
    holds: bool
    text: str


@dataclass(frozen=True, slots=True)
class Considered:
    """One rule as it was looked at: whether it held, and what became of it."""

    section: str
    rule: str
    holds: bool
    decided: bool
    outcome: str
    when: tuple[Reading, ...]
    any: tuple[tuple[Reading, ...], ...]

    @property
    def failed(self) -> tuple[Reading, ...]:
        """The conditions that kept it from holding; of `any`, those of the group that came nearest."""
        missed = tuple(reading for reading in self.when if not reading.holds)
        if self.any and not any(all(reading.holds for reading in group) for group in self.any):
            nearest = min(self.any, key=lambda group: sum(not reading.holds for reading in group))
            missed += tuple(reading for reading in nearest if not reading.holds)
        return missed


@dataclass(frozen=True, slots=True)
class Change:
    """What would put an invoice on another stage: a day that will come, or a value that would have to be."""

    stage: str
    on: date | None
    unless: tuple[str, ...]
    """What would have to be so instead of waiting for the day, each in words."""

    @property
    def sentence(self) -> str:
        """`becomes first-call on 2026-08-21, or with at least 100.00 overdue`."""
        ways = ([f"on {self.on}"] if self.on else []) + [f"with {way}" for way in self.unless]
        return f"becomes `{self.stage}` {', or '.join(ways)}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """One invoice, judged and shown: in the order in which the sections depend on each other."""

    invoice: KnownInvoice
    judgement: Judgement
    considered: tuple[Considered, ...]
    decision: str
    nearest_miss: Considered | None
    change: Change | None


def explain(policy: Policy, invoice: KnownInvoice, as_of: date) -> Explanation:
    """What `policy` decides for an invoice as of a day, rule by rule, by the language's specification."""
    judgement = judge(policy, invoice.facts)
    considered = tuple(
        _consider(policy, section, rule, judgement, invoice.currency)
        for section in SECTIONS
        for rule in policy.section(section)
    )
    return Explanation(
        invoice=invoice,
        judgement=judgement,
        considered=considered,
        decision=_decision(policy, judgement),
        nearest_miss=_nearest_miss(policy, judgement, considered),
        change=_next_change(policy, invoice, judgement, as_of),
    )


def _reading(condition: Condition, facts: Facts, currency: str) -> Reading:
    value = facts[condition.fact]
    holds = condition_holds(condition, facts)
    return Reading(condition, value, holds, reading_text(condition, value, currency))


def _consider(
    policy: Policy, section: str, rule: Rule, judgement: Judgement, currency: str
) -> Considered:
    facts = judgement.facts
    if section == "segment":
        facts = {
            name: value
            for name, value in facts.items()
            if name not in ("segment", "days_past_grace")
        }
    holds = rule_holds(rule, facts)
    decided, outcome = _outcome(policy, section, rule, judgement, holds)
    return Considered(
        section,
        rule.id,
        holds,
        decided,
        outcome,
        tuple(_reading(condition, facts, currency) for condition in rule.when),
        tuple(
            tuple(_reading(condition, facts, currency) for condition in group) for group in rule.any
        ),
    )


def _outcome(
    policy: Policy, section: str, rule: Rule, judgement: Judgement, holds: bool
) -> tuple[bool, str]:
    """Whether a rule decided, and in a few words why it did or, although it held, did not."""
    if section == "stage":
        return _stage_outcome(policy, rule, judgement, holds)
    if not holds:
        return False, "does not hold"
    match section:
        case "segment":
            decided = rule.id == judgement.segment
        case "grace":
            decided = rule is judgement.grace
        case "write_off":
            decided = rule is judgement.write_off
        case "late_fee":
            decided = rule in judgement.late_fees
        case _:
            decided = True
    if decided:
        return True, "decides" if SECTIONS[section].hits == "first" else "holds"
    if section in ("late_fee", "write_off") and judgement.stopped(section):
        return False, f"holds, but is stopped by `{_stopper(judgement, section)}`"
    return False, "holds, but a rule above it decides"


def _stopper(judgement: Judgement, what: str) -> str:
    return next(hold.id for hold in judgement.holds if what in hold.stops)


def _stage_outcome(
    policy: Policy, rule: Rule, judgement: Judgement, holds: bool
) -> tuple[bool, str]:
    ids = policy.stage_ids
    reached = str(judgement.facts["stage"])
    position, after = ids.index(rule.id), ids.index(reached) if reached in ids else -1
    if position <= after:
        carried = not (rule.id == reached and judgement.facts["stage_passed_over"])
        return (
            False,
            "carried out or behind" if carried else "passed over when it entered the ladder",
        )
    if not holds:
        return False, "does not hold"
    step = judgement.step
    if step is None or position != step.stage:
        passed = step is not None and position < step.stage
        return (
            False,
            "holds, passed over: it was late when first seen"
            if passed
            else "holds, but comes later",
        )
    if judgement.stopped("stage"):
        return False, f"is next, but stopped by `{_stopper(judgement, 'stage')}`"
    if judgement.stage_wait:
        return False, f"is next, in {judgement.stage_wait} days: it waits after `{reached}`"
    return True, "is due"


def _decision(policy: Policy, judgement: Judgement) -> str:
    step = judgement.step
    if judgement.stage_due is not None:
        return f"stage `{policy.stage[judgement.stage_due].id}` is due"
    if judgement.stopped("stage"):
        return f"nothing: `{_stopper(judgement, 'stage')}` stops the ladder"
    if judgement.write_off is not None:
        return f"write-off by `{judgement.write_off.id}`"
    if step is not None:
        days = judgement.stage_wait
        return f"stage `{policy.stage[step.stage].id}` in {days} day{'s' if days != 1 else ''}"
    return "nothing for now"


def _nearest_miss(
    policy: Policy, judgement: Judgement, considered: Sequence[Considered]
) -> Considered | None:
    """The stage beyond the one decided, and of those that did not hold the one that came nearest."""
    due = judgement.step.stage if judgement.step else -1
    reached = str(judgement.facts["stage"])
    behind = policy.stage_ids.index(reached) if reached in policy.stage_ids else -1
    ahead = [
        one
        for one in considered
        if one.section == "stage"
        and policy.stage_ids.index(one.rule) > max(due, behind)
        and not one.holds
    ]
    return min(ahead, key=lambda one: len(one.failed)) if ahead else None


def _later(policy: Policy, facts: Facts, days: int) -> dict[str, Scalar]:
    """The facts `days` later if nothing happens meanwhile."""
    later = dict(facts)
    for name in _BY_THE_DAY & later.keys():
        if name != "days_since_stage" or facts["stage"] != "none":
            later[name] = int(later[name]) + days
    for state, count in DATED_STATES.items():
        if facts[state] and int(facts["days_past_due"]) + days > 0:
            counted = min(days, int(facts["days_past_due"]) + days)
            later[count] = int(facts[count]) + counted
    return later


def _next_change(
    policy: Policy, invoice: KnownInvoice, judgement: Judgement, as_of: date
) -> Change | None:
    """The next stage that this invoice would come to, when, and what would bring it there today."""
    now = judgement.stage_due
    facts = dict(invoice.facts)
    if now is not None:
        facts |= {"stage": policy.stage[now].id, "days_since_stage": 0, "stage_passed_over": False}
    for days in range(1, HORIZON_DAYS + 1):
        ahead = judge(policy, _later(policy, facts, days))
        if ahead.stage_due is not None:
            stage = policy.stage[ahead.stage_due]
            today = judge(policy, facts)
            return Change(stage.id, as_of + timedelta(days=days), _shortcuts(stage, today, invoice))
    return _unreachable_by_waiting(policy, judge(policy, facts), invoice)


def _shortcuts(stage: Stage, today: Judgement, invoice: KnownInvoice) -> tuple[str, ...]:
    """The one condition, not a matter of days, that alone would make a stage hold today, in words."""
    missed = [c for c in stage.when if not condition_holds(c, today.facts)]
    if len(missed) != 1 or missed[0].fact in _BY_THE_DAY or today.stage_wait:
        return ()
    return (condition_text(missed[0], invoice.currency),)


def _unreachable_by_waiting(
    policy: Policy, today: Judgement, invoice: KnownInvoice
) -> Change | None:
    """The stage ahead that only something other than time can bring, with all that it would take."""
    reached = str(today.facts["stage"])
    after = policy.stage_ids.index(reached) if reached in policy.stage_ids else -1
    for stage in policy.stage[after + 1 :]:
        missed = [c for c in stage.when if not condition_holds(c, today.facts)]
        others = [condition_text(c, invoice.currency) for c in missed if c.fact not in _BY_THE_DAY]
        if others and not any(
            c.comparison in ("at_most", "below") for c in missed if c.fact in _BY_THE_DAY
        ):
            return Change(stage.id, None, (joined(others, "and"),))
    return None
