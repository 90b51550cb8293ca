"""A policy read aloud: each rule one sentence, for owners who do not read TOML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch
from typing import Final

from collectrules.policy.contact_words import (
    consent_text,
    hours_text,
    lasting_text,
    notice_text,
    per_text,
    places_text,
    rest_text,
)
from collectrules.policy.model import (
    Action,
    ContactConsent,
    ContactHours,
    ContactLimit,
    ContactNotice,
    ContactPause,
    ContactRule,
    CountedRule,
    Credit,
    DisputePeriod,
    FeeLimit,
    Grace,
    Hold,
    Interest,
    InterestLimit,
    LateFee,
    Offer,
    PlacementAction,
    Policy,
    Priority,
    Rule,
    Segment,
    Stage,
    TaskAction,
    Terms,
    WriteOff,
)
from collectrules.policy.sentences_of_fees import charge_text, fee_text
from collectrules.policy.sentences_of_money import (
    bucket_text,
    credit_text,
    due_text,
    interest_text,
    offer_text,
    provision_text,
    rate_text,
    terms_texts,
)
from collectrules.policy.words import conditions_text, joined, where_text

_CHANNELS: Final = {"call": "call", "email": "e-mail", "sms": "text", "letter": "letter"}
_TOGETHER: Final = {"all": "and", "one": "or"}
STOPPED: Final = {
    "stage": "stages",
    "late_fee": "late fees",
    "interest": "interest",
    "write_off": "write-offs",
}
LEVELS: Final = {
    "hard": "nobody can step over it",
    "soft": "going beyond takes a reason and a name",
    "advisory": "going beyond is remarked on",
}
PERIODS: Final = {
    "calendar-week": "a week from Monday to Sunday",
    "calendar-month": "a month of the calendar",
}
_OF: Final = {"any": "", "business": "for businesses, ", "consumer": "for consumers, "}
CLOCKS: Final = {
    "debtor": "by the customer's clock (by the business's where it is not known)",
    "business": "by the business's clock",
}


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section of the policy under a heading, its rules as (id, sentence)."""

    section: str
    heading: str
    rules: tuple[tuple[str, str], ...]


HEADINGS: Final = {
    "segment": "Who is who: the first that holds",
    "grace": "Days of grace: the first that holds",
    "late_fee": "What lateness costs: each that holds",
    "fee_limit": "The most that late fees come to: each that holds",
    "interest": "Interest: the first that holds",
    "interest_limit": "The most that interest comes to: each that holds",
    "hold": "What stops the machine: each that holds",
    "stage": "The ladder: one step a run",
    "offer": "What may be offered: each that holds",
    "credit": "On what terms to go on selling: each that holds",
    "contact_limit": "How often a customer may be contacted",
    "contact_hours": "When a customer may be contacted",
    "contact_consent": "For what a person has to have said yes",
    "dispute_period": "How long they may dispute what is owed: the one that ends last",
    "write_off": "Letting go: the first that holds",
    "priority": "Whom first: points are added up",
}
"""The sections whose rules are told, in the order in which they are."""


def chapters(policy: Policy) -> Iterator[Chapter]:
    """The policy section by section, those without rules left out, as it first reads.

    Amounts are those for the first of its currencies.
    """
    (currency, *_), policy = policy.groups[0]
    if policy.terms != Terms():
        terms = ((key, _sentence(text)) for key, text in terms_texts(policy.terms))
        yield Chapter("terms", "The terms of sale", tuple(terms))
    for section, heading in HEADINGS.items():
        rules = tuple((rule.id, rule_text(rule, currency)) for rule in policy.section(section))
        if rules:
            yield Chapter(section, heading, rules)
    if policy.provision:
        lost = ((bucket_text(each), _sentence(provision_text(each))) for each in policy.provision)
        yield Chapter("provision", "What is expected to be lost, by days past due", tuple(lost))


@dataclass(frozen=True, slots=True)
class Difference:
    """The rules that read otherwise from a day on, or for some currencies, than in `chapters`."""

    heading: str
    rules: tuple[tuple[str, str], ...]


def differences(policy: Policy) -> Iterator[Difference]:
    """What values by currency and dated values change in the policy, each beside what it was before."""
    yield from _by_currency(policy, "For what is owed in {codes}")
    before = policy
    for start, then in policy.later:
        changed = _changed(_said(before), _said(then))
        if changed:
            yield Difference(f"From {start} on", changed)
        yield from _by_currency(then, f"From {start} on, for what is owed in {{codes}}", before)
        before = then


def _by_currency(
    policy: Policy, heading: str, before: Policy | None = None
) -> Iterator[Difference]:
    base = _said(policy)
    for number, (codes, _) in enumerate(policy.groups[1:], 1):
        said = _said(policy, number)
        known = base if before is None else _said(before, number)
        changed = tuple(pair for pair in _changed(known, said) if pair in _changed(base, said))
        if changed:
            yield Difference(heading.format(codes=joined(codes, "and")), changed)


def _said(policy: Policy, group: int = 0) -> dict[tuple[str, str], str]:
    """Each rule's sentence as the policy reads for one group of its currencies."""
    codes, read = policy.groups[group]
    return {
        (section, rule.id): rule_text(rule, codes[0])
        for section in HEADINGS
        for rule in read.section(section)
    }


def _changed(
    before: dict[tuple[str, str], str], then: dict[tuple[str, str], str]
) -> tuple[tuple[str, str], ...]:
    return tuple((key[1], text) for key, text in then.items() if before.get(key) != text)


@singledispatch
def rule_text(rule: Rule, currency: str) -> str:
    """One sentence that says what a rule asks and what follows; amounts as in `currency`."""
    raise TypeError(f"no sentence is known for a {type(rule).__name__}")


@rule_text.register
def _segment(rule: Segment, currency: str) -> str:
    asked = conditions_text(rule, currency)
    due = "" if rule.payment_days is None else f"; invoices are due {due_text(rule.payment_days)}"
    return _sentence((asked or "every other account") + due)


@rule_text.register
def _grace(rule: Grace, currency: str) -> str:
    days = f"{rule.days or 'no'} day{'s' if rule.days != 1 else ''} of grace"
    return _sentence(days + _when(rule, currency, otherwise=" for every other invoice"))


@rule_text.register
def _late_fee(rule: LateFee, currency: str) -> str:
    return _sentence(fee_text(rule, _when(rule.as_written, currency), currency))


@rule_text.register
def _fee_limit(rule: FeeLimit, currency: str) -> str:
    most = charge_text(rule.most, currency)
    return _sentence(f"all late fees on an invoice together at most {most}{_when(rule, currency)}")


@rule_text.register
def _interest_limit(rule: InterestLimit, currency: str) -> str:
    return _sentence(f"interest at most {rate_text(rule.rate)}{_when(rule, currency)}")


@rule_text.register
def _interest(rule: Interest, currency: str) -> str:
    return _sentence(interest_text(rule, currency))


@rule_text.register
def _offer(rule: Offer, currency: str) -> str:
    return _sentence(offer_text(rule, currency))


@rule_text.register
def _credit(rule: Credit, currency: str) -> str:
    return _sentence(credit_text(rule, currency))


@rule_text.register
def _hold(rule: Hold, currency: str) -> str:
    stopped = joined([STOPPED[each] for each in rule.stops], "and")
    days = "these days do not count" if rule.clock == "stopped" else "the days go on counting"
    return _sentence(f"{stopped} stop{where_text(rule, currency, 'while')}; {days}")


@rule_text.register
def _stage(rule: Stage, currency: str) -> str:
    parts = [action_text(rule.action) + _when(rule, currency)]
    if rule.wait_days:
        plural = "s" if rule.wait_days != 1 else ""
        parts.append(f"{rule.wait_days} day{plural} or more after the step before")
    if rule.wait_working_days:
        plural = "s" if rule.wait_working_days != 1 else ""
        parts.append(f"{rule.wait_working_days} working day{plural} or more after the step before")
    if rule.working_days_only:
        parts.append("on working days only")
    if rule.approval == "owner":
        parts.append("the owner must agree first")
    return _sentence("; ".join(parts))


@rule_text.register
def _contact_limit(rule: ContactLimit, currency: str) -> str:
    channels = joined(rule.channels, "and")
    days = f"any {rule.within_days} days" if rule.within_days != 1 else "one day"
    period = PERIODS.get(rule.within, days)
    counted = rule.counts if rule.at_most != 1 else rule.counts.removesuffix("s")
    return _sentence(
        f"at most {rule.at_most} {counted} by {channels}{_together(rule)} in {period}"
        f"{_when(rule, currency)}{_consented(rule)}; {_level(rule)}"
    )


@rule_text.register
def _contact_pause(rule: ContactPause, currency: str) -> str:
    channels = joined(rule.channels, "or")
    began = "" if rule.after == "attempt" else ", whoever began it"
    asked = _when(rule, currency) and f",{_when(rule, currency)}"
    rest = f"{_together(rule)} {rest_text(rule)}{began}"
    return _sentence(f"no {channels}{rest}{asked}{_consented(rule)}; {_level(rule)}")


@rule_text.register
def _contact_notice(rule: ContactNotice, currency: str) -> str:
    channels = joined(rule.channels, "or")
    asked = _when(rule, currency) and f",{_when(rule, currency)}"
    rest = f"{_together(rule)} {notice_text(rule)}"
    return _sentence(f"no {channels}{rest}{asked}{_consented(rule)}; {_level(rule)}")


@rule_text.register
def _contact_hours(rule: ContactHours, currency: str) -> str:
    channels = joined(rule.channels, "and") + places_text(rule.places)
    clock = CLOCKS[rule.clock]
    asked = _when(rule, currency) and f",{_when(rule, currency)}"
    return _sentence(f"contact by {channels} {hours_text(rule)}, {clock}{asked}; {_level(rule)}")


@rule_text.register
def _contact_consent(rule: ContactConsent, currency: str) -> str:
    channels = joined(rule.channels, "or")
    asked = _when(rule, currency) and f",{_when(rule, currency)}"
    return _sentence(f"no {channels} {consent_text(rule)}{asked}; {_level(rule)}")


@rule_text.register
def _dispute_period(rule: DisputePeriod, currency: str) -> str:
    return _sentence(_OF[rule.debtor] + lasting_text(rule))


def _together(rule: CountedRule) -> str:
    return places_text(rule.places) + per_text(rule.per)


def _consented(rule: CountedRule) -> str:
    if not rule.consent_days:
        return ""
    days = f"{rule.consent_days} days" if rule.consent_days != 1 else "the day"
    ends = ""
    if isinstance(rule, ContactPause) and rule.consent_ends:
        what = "an" if rule.after == "attempt" else "a"
        ends = f", which ends with {what} {rule.after}"
    return f", but for {days} from their consent, its day included{ends}"


def _level(rule: ContactRule) -> str:
    """What going beyond a rule takes; of a presumption, what the law makes of it."""
    presumed = "; more is a presumed violation" if rule.presumption else ""
    return LEVELS[rule.level] + presumed


@rule_text.register
def _write_off(rule: WriteOff, currency: str) -> str:
    agreed = "; the owner must agree first" if rule.approval == "owner" else ""
    return _sentence(f"write off what is left{_when(rule, currency)}{agreed}")


@rule_text.register
def _priority(rule: Priority, currency: str) -> str:
    return _sentence(
        f"{rule.score} point{'s' if abs(rule.score) != 1 else ''}{_when(rule, currency)}"
    )


def _when(rule: Rule, currency: str, *, otherwise: str = "") -> str:
    return where_text(rule, currency) or otherwise


def action_text(action: Action) -> str:
    """What a stage does: `call`, `e-mail "reminder" (polite)`, `hand over to northgate (...)`."""
    if isinstance(action, TaskAction):
        return action.words
    if isinstance(action, PlacementAction):
        share = f"{action.contingency_percent.normalize():f} %"
        return f"hand over to {action.place_with} ({share} of what they recover is theirs)"
    ways = joined([_CHANNELS[way] for way in action.channels], _TOGETHER[action.enough])
    named = [f'"{text}"' for text in (action.template, action.script) if text]
    text = f" {joined(named, 'and')}" if named else ""
    tone = f" ({action.tone})" if action.tone else ""
    return ways + text + tone


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
