"""What is different, said in a sentence: `grace for key-account: 5 -> 10 days`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Final, TypeVar

from collectrules.policy.contact_words import hours_text, per_text, places_text, received_text
from collectrules.policy.model import (
    Condition,
    ContactHours,
    ContactLimit,
    ContactNotice,
    Credit,
    DisputePeriod,
    FeeLimit,
    Grace,
    Hold,
    Interest,
    InterestLimit,
    LateFee,
    Offer,
    PackUse,
    Rule,
    Segment,
    Stage,
)
from collectrules.policy.sentences import CLOCKS, LEVELS, PERIODS, STOPPED, action_text
from collectrules.policy.sentences_of_fees import (
    charge_text,
    forgiven_text,
    limit_text,
    times_text,
)
from collectrules.policy.sentences_of_money import credit_text, due_text, offer_text, rate_text
from collectrules.policy.words import group_text, joined

_Some = TypeVar("_Some", bound=Rule)

WORDS: Final = {"cite": "source", "reason": "reason", "say": "text for customers"}


def subject(rule: Rule) -> str:
    """What a rule is called in a sentence: `grace for key-account`, `agency`."""
    if not isinstance(rule, Grace):
        return rule.id
    match rule.when, rule.any, rule.unless:
        case (Condition("segment", "equals", str(segment)),), (), ():
            return f"grace for {segment}"
        case (), (), ():
            return "grace for every other invoice"
        case _:
            return rule.id


def arrow(was: str, now: str) -> str:
    """`at least 90 -> 60 days past due`; both in full where more than one number or the last word is another;
    of one, that it came or went."""
    if not was or not now:
        return f"now {now}" if now else f"no longer {was}"
    one, other = was.split(" "), now.split(" ")
    if len(one) == len(other):
        differing = [n for n, pair in enumerate(zip(one, other, strict=True)) if len({*pair}) > 1]
        at = differing[0] if len(differing) == 1 else None
        numbers = at is not None and all(each[at].strip("(")[:1].isdigit() for each in (one, other))
        if at is not None and (numbers or at == len(one) - 1):
            return " ".join(
                (
                    *one[: at + 1],
                    "->",
                    other[at].strip("(") if numbers else other[at],
                    *other[at + 1 :],
                )
            )
    return f"{was} -> {now}"


def condition_sentence(rule: Rule, before: str, after: str) -> str:
    """What is asked of one fact otherwise than before; empty on one side was not asked there."""
    if before and after:
        return f"{subject(rule)}: {arrow(before, after)}"
    return f"{subject(rule)}: " + (
        f"only where {after}" if after else f"no longer only where {before}"
    )


def groups_text(groups: Sequence[Sequence[Condition]], currency: str) -> str:
    """Groups of conditions of which one has to hold: `either a, or b`."""
    said = [group_text(group, currency) for group in groups]
    return f"either {', or '.join(said)}" if len(said) > 1 else "".join(said)


def groups_sentence(rule: Rule, name: str, was: str, now: str) -> str:
    """What groups of `any` or `unless` ask otherwise than before."""
    lead = "not where" if name == "unless" else "only where"
    if was and now:
        return f"{subject(rule)}: {lead} {was} -> {lead} {now}"
    return f"{subject(rule)}: {lead} {now}" if now else f"{subject(rule)}: no longer {lead} {was}"


def field_text(rule: Rule, name: str, currency: str) -> str:
    """What a field of a rule says, in a few words; empty for what asks and does nothing."""
    for kind, known in _TEXTS.items():
        if isinstance(rule, kind) and name in known:
            return known[name](rule, currency)
    value = getattr(rule, name)
    if name in _PLAIN:
        return _PLAIN[name](value)
    return f"{name.replace('_', ' ')} {shown(value)}"


def shown(value: object) -> str:
    """Any value in a few words; `none` where there is none."""
    if isinstance(value, tuple):
        return ", ".join(map(shown, value)) or "none"
    if isinstance(value, PackUse):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        said = {each.name: getattr(value, each.name) for each in fields(value)}
        return ", ".join(f"{key} {shown(said[key])}" for key in said if said[key]) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None or value == "" else str(value)


def _bare(rule: _Some) -> _Some:
    """A rule that asks nothing, so that its sentence says what it does alone."""
    return replace(rule, when=(), any=(), unless=())


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _wait(rule: Stage, _: str) -> str:
    days, what = rule.wait_days, "day"
    if rule.wait_working_days:
        days, what = rule.wait_working_days, "working day"
    return f"{_counted(days, what)} or more after the step before" if days else ""


def _period(rule: ContactLimit, _: str) -> str:
    days = "in one day" if rule.within_days == 1 else f"in any {rule.within_days} days"
    return f"in {PERIODS[rule.within]}" if rule.within in PERIODS else days


def _per(rule: LateFee, _: str) -> str:
    if rule.per == "account":
        return "charged for the account, on its oldest overdue invoice"
    return "charged on each invoice"


_Text = Callable[..., str]

_DEBTORS: Final = {"any": "everybody", "business": "businesses", "consumer": "consumers"}
_RECEIVED: Final[dict[str, _Text]] = {
    "received_after_working_days": lambda rule, _: f"the first letter {received_text(rule)}",
    "holidays": lambda rule, _: f"working days of {rule.holidays or 'every place'}",
}

_TEXTS: Final[dict[type[Rule], dict[str, _Text]]] = {
    Segment: {
        "payment_days": lambda rule, _: (
            "" if rule.payment_days is None else f"invoices are due {due_text(rule.payment_days)}"
        )
    },
    Hold: {
        "stops": lambda rule, _: f"{joined([STOPPED[each] for each in rule.stops], 'and')} stop",
        "clock": lambda rule, _: (
            "these days do not count" if rule.clock == "stopped" else "the days go on counting"
        ),
    },
    LateFee: {
        "charge": lambda rule, currency: charge_text(rule.charge, currency),
        "repeat": lambda rule, _: f"charged {times_text(rule)}",
        "limit": lambda rule, currency: limit_text(rule, currency).removeprefix(", "),
        "less": lambda rule, _: (
            f"less what {joined(rule.less, 'and')} charged" if rule.less else ""
        ),
        "per": _per,
        "forgive": lambda rule, _: forgiven_text(rule).removeprefix("; "),
    },
    FeeLimit: {"most": lambda rule, currency: f"at most {charge_text(rule.most, currency)}"},
    Interest: {
        "rate": lambda rule, _: rate_text(rule.rate),
        "day_count": lambda rule, _: f"by {rule.day_count}",
        "compounding": lambda rule, _: (
            "interest bears interest after each year" if rule.compounding == "yearly" else ""
        ),
    },
    InterestLimit: {"rate": lambda rule, _: f"at most {rate_text(rule.rate)}"},
    Stage: {"action": lambda rule, _: action_text(rule.action), "wait_days": _wait},
    Offer: {
        "terms": lambda rule, currency: offer_text(replace(_bare(rule), approval="none"), currency)
    },
    Credit: {"decision": lambda rule, currency: credit_text(_bare(rule), currency)},
    ContactHours: {
        "open": lambda rule, _: hours_text(replace(rule, holidays="")),
        "clock": lambda rule, _: CLOCKS[rule.clock],
        "holidays": lambda rule, _: (
            f"not on public holidays ({rule.holidays})" if rule.holidays else ""
        ),
    },
    ContactNotice: _RECEIVED,
    DisputePeriod: {
        **_RECEIVED,
        "days_after_receipt": lambda rule, _: (
            f"until {_counted(rule.days_after_receipt, 'day')} later"
        ),
        "debtor": lambda rule, _: f"of {_DEBTORS[rule.debtor]}",
    },
    ContactLimit: {"within_days": _period, "at_most": lambda rule, _: f"at most {rule.at_most}"},
}
_PLAIN: Final[dict[str, _Text]] = {
    "days": lambda days: _counted(days, "day"),
    "score": lambda score: _counted(score, "point"),
    "approval": lambda value: "the owner must agree first" if value == "owner" else "",
    "working_days_only": lambda value: "on working days only" if value else "",
    "channels": lambda value: f"by {joined(value, 'and')}",
    "level": lambda value: LEVELS[value],
    "places": lambda value: places_text(value).strip(),
    "presumption": lambda value: "more is a presumed violation" if value else "",
    "per": lambda value: f"counted {per_text(value).strip() or 'together for the account'}",
    "consent_days": lambda days: f"but for {_counted(days, 'day')} from their consent" if days else "",
    "consent_ends": lambda value: "a consent ends with what the rest follows" if value else "",
    "counts": lambda value: f"{value} are counted",
    "after": lambda value: f"after {'an' if value == 'attempt' else 'a'} {value}",
    "pause_days": lambda days: f"for {_counted(days, 'day')}",
    "begun_by": lambda value: f"the first {joined(value, 'or')}",
    "lasts_days": lambda days: f"consent of the last {_counted(days, 'day')}" if days else "",
}  # fmt: skip
