"""What a policy decides for one invoice, section by section, so that two can be held to each other."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import fields, replace
from typing import Final

from collectrules.policy.facts import FACTS
from collectrules.policy.meaning import Judgement
from collectrules.policy.model import STOPPABLE, Policy, Rule, Segment, Stage
from collectrules.policy.sentences import rule_text
from collectrules.policy.sentences_of_money import lost_text, rate_text
from collectrules.policy.words import joined, value_text

SECTIONS_ASKED: Final = (
    "stage", "late_fee", "fee_limit", "interest", "interest_limit", "write_off", "hold", "provision",
    "credit", "offer", "priority", "contact_limit", "contact_hours", "contact_consent", "grace", "segment",
)  # fmt: skip
"""In the order in which they matter to whoever reads where two policies differ."""
BY_ID: Final = frozenset({"late_fee", "stage"})
"""Sections whose rules the ledger knows by their ids: under another id it is another fee, another stage."""


def outcome(rule: Rule, *, by_id: bool = False) -> Hashable:
    """What follows from a rule once it holds: all of it but its conditions and words."""
    bare = replace(
        rule, id=rule.id if by_id else "", when=(), any=(), unless=(), cite="", reason="", say=""
    )
    return type(rule).__name__, *((each.name, getattr(bare, each.name)) for each in fields(bare))


def segment_outcome(rule: Segment | None, policy: Policy) -> Hashable:
    """The name of a segment and the days of payment it gives."""
    return (rule.id, rule.payment_days) if rule else ("", policy.terms.payment_days)


def stage_outcome(stage: Stage) -> Hashable:
    """What a stage does, once its wait is over; a wait in working days is another one."""
    return outcome(replace(stage, wait_days=0), by_id=True)


def decided_in(section: str, policy: Policy, judged: Judgement) -> Hashable:
    """What was decided in a section: equal where two policies decide the same."""
    return _DECIDED[section](policy, judged)


def said_in(section: str, policy: Policy, judged: Judgement) -> str:
    """The same in a few words."""
    match section:
        case "stage":
            due = judged.stage_due
            return "no stage" if due is None else policy.stage[due].id
        case "grace":
            return value_text(FACTS["days_past_grace"], judged.facts["days_past_grace"], "")
        case "segment":
            return judged.segment
        case "hold":
            stopped = [what.replace("_", " ") for what in STOPPABLE if judged.stopped(what)]
            return f"{joined(stopped, 'and')} stopped" if stopped else "nothing stopped"
        case "interest":
            return rate_text(judged.interest.rate) if judged.interest else "no interest"
        case "priority":
            return f"{judged.score} points"
        case "provision":
            return lost_text(judged.provision.percent) if judged.provision else "nothing said"
        case "write_off":
            return f"write off by {judged.write_off.id}" if judged.write_off else "no write-off"
        case _:
            return joined([rule.id for rule in _RULES[section](judged)], "and") or "nothing"


def spelled_in(section: str, policy: Policy, judged: Judgement) -> str:
    """What was decided in a section in full, for rules that have one name and say two things."""
    currency = str(judged.facts["currency"])
    match section:
        case "stage":
            due = judged.stage_due
            rules: tuple[Rule, ...] = () if due is None else (policy.stage[due],)
        case "interest":
            rules = (judged.interest,) if judged.interest else ()
        case "write_off":
            rules = (judged.write_off,) if judged.write_off else ()
        case _:
            rules = _RULES[section](judged) if section in _RULES else ()
    return " ".join(rule_text(rule, currency) for rule in rules) or said_in(section, policy, judged)


_RULES: Final[dict[str, Callable[[Judgement], tuple[Rule, ...]]]] = {
    "late_fee": lambda judged: judged.late_fees,
    "fee_limit": lambda judged: judged.fee_limits,
    "interest_limit": lambda judged: judged.interest_limits,
    "credit": lambda judged: judged.credits,
    "offer": lambda judged: judged.offers,
    "contact_limit": lambda judged: judged.contact_limits,
    "contact_hours": lambda judged: judged.contact_hours,
    "contact_consent": lambda judged: judged.contact_consents,
}
"""The sections of which every rule that holds counts."""


def _every(section: str) -> Callable[[Policy, Judgement], Hashable]:
    def decided(_: Policy, judged: Judgement) -> Hashable:
        by_id = section in BY_ID
        return frozenset(outcome(rule, by_id=by_id) for rule in _RULES[section](judged))

    return decided


def _stage(policy: Policy, judged: Judgement) -> Hashable:
    due = judged.stage_due
    return None if due is None else stage_outcome(policy.stage[due])


def _segment(policy: Policy, judged: Judgement) -> Hashable:
    rule = next((each for each in policy.segment if each.id == judged.segment), None)
    return segment_outcome(rule, policy)


_DECIDED: Final[dict[str, Callable[[Policy, Judgement], Hashable]]] = {
    **{section: _every(section) for section in _RULES},
    "stage": _stage,
    "segment": _segment,
    "grace": lambda _, judged: judged.facts["days_past_grace"],
    "hold": lambda _, judged: frozenset(what for what in STOPPABLE if judged.stopped(what)),
    "interest": lambda _, judged: outcome(judged.interest) if judged.interest else None,
    "write_off": lambda _, judged: outcome(judged.write_off) if judged.write_off else None,
    "provision": lambda _, judged: judged.provision.percent if judged.provision else None,
    "priority": lambda _, judged: judged.score,
}
