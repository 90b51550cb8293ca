"""Why: every rule considered for an invoice, the values it read, what decided, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from collectrules.engine.known import KnownInvoice
from collectrules.engine.outlook import BY_THE_DAY, BY_TIME
from collectrules.engine.override_text import override_text
from collectrules.policy.facts import FACTS
from collectrules.policy.meaning import (
    Facts,
    Judgement,
    condition_holds,
    furthest,
    judge,
    rule_holds,
    stopped_by_itself,
    waiting_days,
)
from collectrules.policy.model import CONDITIONAL, GATED, Condition, Policy, Rule, Scalar, Stage
from collectrules.policy.words import condition_text, joined, reading_text

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
    unless: tuple[tuple[Reading, ...], ...]

    @property
    def failed(self) -> tuple[Reading, ...]:
        """The readings that kept it from holding; of `any`, those of the group that came nearest."""
        missed = tuple(reading for reading in self.when if not reading.holds)
        if self.any and not any(all(reading.holds for reading in group) for group in self.any):
            nearest = min(self.any, key=lambda group: sum(not reading.holds for reading in group))
            missed += tuple(reading for reading in nearest if not reading.holds)
        for group in self.unless:
            if all(reading.holds for reading in group):
                missed += group
        return missed


@dataclass(frozen=True, slots=True)
class Change:
    """What comes next on the ladder: on a day, sooner by something, or only provided something."""

    stage: str
    on: date | None
    """The day it comes to it by itself; None where the present day would do."""
    sooner: str = ""
    """What would bring it there today, in words."""
    provided: str = ""
    """What would have to be so on the day, and is not to be expected, in words."""

    @property
    def sentence(self) -> str:
        """`becomes `first-call` on 2026-08-21, or as soon as at least 100.00 overdue`."""
        text = f"becomes `{self.stage}`"
        if self.on:
            text += f" on {self.on}"
        if self.sooner:
            text += f", or as soon as {self.sooner}"
        if self.provided:
            text += f", provided {self.provided}" if self.on else f" as soon as {self.provided}"
        return text


@dataclass(frozen=True, slots=True)
class Explanation:
    """One invoice, judged and shown: in the order in which the sections depend on each other."""

    invoice: KnownInvoice
    judgement: Judgement
    considered: tuple[Considered, ...]
    decision: str
    nearest_miss: Considered | None
    change: Change | None
    version: str
    """Of the policy that decided."""

    @property
    def overrides(self) -> tuple[str, ...]:
        """What overrides decide for it, a line each."""
        acts = self.invoice.in_effect.values()
        return tuple(override_text(each, self.judgement, self.version) for each in acts)


def explain(policy: Policy, invoice: KnownInvoice) -> Explanation:
    """What `policy` decides for an invoice on the day of its facts, rule by rule."""
    policy, whole = policy.in_currency(invoice.currency), policy
    judgement = judge(policy, invoice.facts, invoice.overridden, invoice.outlook.as_of)
    considered = consider(policy, judgement, invoice.currency)
    return Explanation(
        invoice=invoice,
        judgement=judgement,
        considered=considered,
        decision=_decision(policy, judgement),
        nearest_miss=_nearest_miss(policy, judgement, considered),
        change=_next_change(whole, invoice, judgement),
        version=policy.version,
    )


def consider(policy: Policy, judgement: Judgement, currency: str) -> tuple[Considered, ...]:
    """Every rule as a judgement looked at it, in the order in which the sections depend on each other.

    Those about contacts come last: they apply to the account or not, and the gate asks them.
    """
    return tuple(
        _consider(policy, section, rule, judgement, currency)
        for section in CONDITIONAL
        for rule in policy.section(section)
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
        facts = {name: value for name, value in facts.items() if not FACTS[name].derived}
    holds = rule_holds(rule, facts)
    decided, outcome = _outcome(policy, section, rule, judgement, holds)

    def readings(group: Sequence[Condition]) -> tuple[Reading, ...]:
        return tuple(_reading(condition, facts, currency) for condition in group)

    return Considered(
        section,
        rule.id,
        holds,
        decided,
        outcome,
        readings(rule.when),
        tuple(readings(group) for group in rule.any),
        tuple(readings(group) for group in rule.unless),
    )


def _outcome(
    policy: Policy, section: str, rule: Rule, judgement: Judgement, holds: bool
) -> tuple[bool, str]:
    """Whether a rule decided, and in a few words why it did or, although it held, did not."""
    if section == "stage":
        return _stage_outcome(policy, rule, judgement, holds)
    if section in GATED:
        return holds, "applies to the account" if holds else "does not apply"
    if not holds:
        return False, "does not hold"
    if section == "grace" and judgement.overridden.grace is not None:
        return False, "holds, but an override gives other days"
    match section:
        case "segment":
            decided = rule.id == judgement.segment
        case "grace":
            decided = rule is judgement.grace
        case "write_off":
            decided = rule is judgement.write_off
        case "interest":
            decided = rule is judgement.interest
        case "late_fee":
            decided = rule in judgement.late_fees
        case _:
            decided = True
    if decided:
        return True, "decides" if CONDITIONAL[section].hits == "first" else "holds"
    if section in ("late_fee", "interest", "write_off") and judgement.stopped(section):
        return False, f"holds, but {_stopper(judgement, section)}"
    return False, "holds, but a rule above it decides"


def _stopper(judgement: Judgement, what: str) -> str:
    if judgement.overridden.left_out:
        return "the invoice is left out"
    if what == "stage" and judgement.placed:
        return "the invoice is placed with an agency"
    if what in stopped_by_itself(judgement.facts):
        return "the invoice is part of an open plan or settlement"
    return f"is stopped by `{_hold(judgement, what)}`"


def _hold(judgement: Judgement, what: str) -> str:
    return next(hold.id for hold in judgement.holds if what in hold.stops)


def _stage_outcome(
    policy: Policy, rule: Rule, judgement: Judgement, holds: bool
) -> tuple[bool, str]:
    facts = judgement.facts
    position, after = policy.stage_ids.index(rule.id), _after(policy, facts)
    if position <= after:
        words = {facts["stage"]: "carried out", facts["passed_over"]: "passed over on entering"}
        return False, words.get(rule.id, "behind on the ladder")
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
        stopper = _stopper(judgement, "stage").removeprefix("is ")
        return False, f"is next, but {stopper}"
    if judgement.stage_wait:
        return False, f"is next, in {judgement.stage_wait} days: it waits after `{facts['stage']}`"
    return True, "is due"


def _after(policy: Policy, facts: Facts) -> int:
    return furthest(policy, str(facts["stage"]), str(facts["passed_over"]))


def _decision(policy: Policy, judgement: Judgement) -> str:
    step = judgement.step
    if judgement.stage_due is not None:
        return f"stage `{policy.stage[judgement.stage_due].id}` is due"
    if judgement.overridden.left_out:
        return "nothing: the invoice is left out"
    if judgement.placed:
        return "nothing: the invoice is placed with an agency"
    if judgement.stopped("stage"):
        return f"nothing: `{_hold(judgement, 'stage')}` stops the ladder"
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
    behind = _after(policy, judgement.facts)
    ahead = [
        one
        for one in considered
        if one.section == "stage"
        and policy.stage_ids.index(one.rule) > max(due, behind)
        and not one.holds
        and not _past(one)
    ]
    return min(ahead, key=lambda one: len(one.failed)) if ahead else None


def _past(considered: Considered) -> bool:
    """Whether a rule can never hold again, because a day it had to hold by is over."""
    return any(
        reading.condition.fact in BY_THE_DAY | {"whole_months_past_due"}
        and reading.condition.comparison in ("at_most", "below")
        for reading in considered.failed
    )


def _next_change(whole: Policy, invoice: KnownInvoice, judgement: Judgement) -> Change | None:
    """The next stage that this invoice would come to, when, and what would bring it there sooner."""
    facts, policy = dict(invoice.facts), whole.in_currency(invoice.currency)
    if judgement.stage_due is not None:
        stage = policy.stage[judgement.stage_due].id
        done = f"{facts['stages_done']} {stage}".strip()
        facts |= {"stage": stage, "stages_done": done, "days_since_stage": 0}
    for days in range(1, HORIZON_DAYS + 1):
        day = invoice.outlook.as_of + timedelta(days=days)
        if not invoice.same_policy_on(day):
            return None
        then = whole.on(day).in_currency(invoice.currency)
        ahead = judge(then, invoice.later(facts, days), invoice.overridden_later(days), day)
        if ahead.stage_due is not None:
            stage_ahead = policy.stage[ahead.stage_due]
            return Change(
                stage_ahead.id, day, sooner=_shortcut(policy, stage_ahead, facts, invoice)
            )
    still_out = invoice.overridden_later(HORIZON_DAYS).left_out
    return None if still_out else _only_provided(policy, facts, invoice)


def _shortcut(policy: Policy, stage: Stage, facts: Facts, invoice: KnownInvoice) -> str:
    """The one condition, not a matter of days, that alone would make a stage due today, in words."""
    as_of = invoice.outlook.as_of
    today = judge(policy, facts, invoice.overridden, as_of)
    missed = [condition for condition in stage.when if not condition_holds(condition, today.facts)]
    rests = today.overridden.left_out or today.placed
    waits = waiting_days(policy, stage, facts, as_of) or rests
    if len(missed) != 1 or missed[0].fact in BY_TIME or waits:
        return ""
    return condition_text(missed[0], invoice.currency)


def _only_provided(policy: Policy, facts: Facts, invoice: KnownInvoice) -> Change | None:
    """The first stage ahead that time alone does not bring, the day it could come, and what it would take."""
    for stage in policy.stage[_after(policy, facts) + 1 :]:
        timely = [condition for condition in stage.when if condition.fact in BY_TIME]
        others = [condition for condition in stage.when if condition.fact not in BY_TIME]
        for days in range(HORIZON_DAYS + 1):
            then = invoice.overridden_later(days)
            on = invoice.outlook.as_of + timedelta(days=days)
            judged = judge(policy, invoice.later(facts, days), then, on)
            later = judged.facts
            waits = waiting_days(policy, stage, later, on) or then.left_out or judged.placed
            if waits or not all(condition_holds(c, later) for c in timely):
                continue
            missed = [
                condition_text(c, invoice.currency) for c in others if not condition_holds(c, later)
            ]
            if not missed:
                break
            return Change(stage.id, on if days else None, provided=joined(missed, "and"))
    return None
