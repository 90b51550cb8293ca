"""Conditions and values in plain words, for faults, explanations and the worklist.

Amounts are shown with the decimals of a currency and without its code, which the sentence around
them adds where it matters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from collectrules.money import format_minor
from collectrules.policy.facts import FACTS, Fact, FactType, members
from collectrules.policy.model import Comparison, Condition, Rule, Scalar

_BEFORE: Final[dict[Comparison, str]] = {
    "equals": "exactly ",
    "not": "other than ",
    "at_least": "at least ",
    "at_most": "at most ",
    "above": "more than ",
    "below": "less than ",
    "one_of": "",
}
_NEGATIVE_DAYS: Final = {
    "days_past_due": "due in {} days",
    "oldest_days_past_due": "the oldest invoice is due in {} days",
    "average_days_late": "pays {} days early on average",
}
"""How a negative number of days reads better than with a minus sign."""

_VERBS: Final = {
    "outstanding_total": "is", "overdue_total": "is", "disputed_total": "is", "balance": "is",
    "expected_net": "is", "paid_last_12_months": "was", "charges_total": "was",
    "interest_total": "is",
}  # fmt: skip
"""The verbs that amounts get in a clause: `more than 50.00 is overdue`."""

_UNITS: Final[dict[FactType, str]] = {
    "money": "an amount",
    "days": "whole days",
    "count": "a whole number",
    "number": "a whole number",
    "flag": "true or false",
    "word": "a word",
}

_SINGULAR: Final = (
    ("days", "day"), ("months", "month"), ("invoices", "invoice"), ("promises", "promise"), ("plans", "plan"),
    ("settlements", "settlement"),
)  # fmt: skip


def unit_text(fact: Fact) -> str:
    """What values a fact has: `whole days`, `an amount`; words as they are written, in backticks."""
    words = [f"`{word}`" for word in fact.words]
    said = f"ids of {fact.named_by}s" if fact.type == "ids" else f"the id of a {fact.named_by}"
    ids = [said] if fact.named_by else []
    return joined(words + ids, "or") or _UNITS[fact.type]


def value_text(fact: Fact, value: Scalar, currency: str) -> str:
    """What is so: `12 days past grace`, `240.00 overdue`, `the segment is standard`."""
    if fact.type == "flag":
        return fact.phrase if value else denied(fact.phrase)
    if isinstance(value, int) and value < 0 and fact.name in _NEGATIVE_DAYS:
        return _filled(_NEGATIVE_DAYS[fact.name], str(-value), one=value == -1)
    if fact.type == "count" and value == 0:
        return _filled(fact.phrase, "no")
    if fact.type == "ids":
        return _carried_out(fact, members(value))
    return _filled(fact.phrase, bare_text(fact, value, currency), one=value == 1)


def condition_text(condition: Condition, currency: str) -> str:
    """What is asked: `at least 10 days past grace`, `the latest promise is not broken`."""
    fact, value = FACTS[condition.fact], condition.value
    if fact.type == "flag":
        return fact.phrase if value == (condition.comparison == "equals") else denied(fact.phrase)
    if fact.type in {"word", "ids"}:
        phrase = denied(fact.phrase) if condition.comparison == "not" else fact.phrase
        return phrase.format(_listed(fact, value, currency))
    if condition.comparison == "equals" and isinstance(value, int) and value <= 0:
        return value_text(fact, value, currency)
    if condition.comparison == "at_least" and fact.name == "days_past_due" and _negative(value):
        return f"{_day_text(value)} or later"
    if condition.comparison == "above" and value == 0 and fact.name in _VERBS:
        return fact.phrase.format("anything")
    return _filled(fact.phrase, bound_text(condition, currency), one=value in {1, -1})


def bound_text(condition: Condition, currency: str) -> str:
    """What the value is held against, without the fact: `at least 10`, `not key-account`."""
    fact = FACTS[condition.fact]
    if fact.type == "flag":
        return "must be so" if condition.value == (condition.comparison == "equals") else "must not"
    before = _BEFORE[condition.comparison]
    if fact.type in {"word", "ids"}:
        before = "not " if condition.comparison == "not" else ""
    if fact.type == "count" and condition.comparison == "below":
        before = "fewer than "
    return before + _listed(fact, condition.value, currency)


def reading_text(condition: Condition, value: Scalar, currency: str) -> str:
    """What is so and what was asked: `12 days past grace (at least 10)`."""
    return _reading([condition], value, currency)


def readings_text(
    conditions: Sequence[Condition], facts: Mapping[str, Scalar], currency: str
) -> list[str]:
    """What is so and what was asked, once a fact: `12 days past grace (at least 10, less than 30)`."""
    by_fact: dict[str, list[Condition]] = {}
    for condition in conditions:
        by_fact.setdefault(condition.fact, []).append(condition)
    return [_reading(asked, facts[fact], currency) for fact, asked in by_fact.items()]


def _reading(asked: Sequence[Condition], value: Scalar, currency: str) -> str:
    fact = FACTS[asked[0].fact]
    read = value_text(fact, value, currency)
    bounds = [
        bound_text(condition, currency)
        for condition in asked
        if not (condition.comparison == "equals" and _is_it(fact, condition.value, value))
    ]
    if fact.type == "flag" or not bounds:
        return read
    lead = "asked: " if fact.type in {"word", "ids"} else ""
    return f"{read} ({lead}{', '.join(bounds)})"


def _is_it(fact: Fact, asked: Scalar | tuple[Scalar, ...], value: Scalar) -> bool:
    return asked in members(value) if fact.type == "ids" else asked == value


def _carried_out(fact: Fact, ids: Sequence[str]) -> str:
    """What is so of a set: `reminder and call were carried out`, `no stage was carried out`."""
    phrase = fact.phrase.replace(" was ", " were ") if len(ids) > 1 else fact.phrase
    return phrase.format(joined(ids, "and") or f"no {fact.named_by}")


def conditions_text(rule: Rule, currency: str) -> str:
    """All that a rule asks, in one clause such as `a, b and c, unless d`; empty where it asks nothing."""
    clauses = _clauses(rule.when, currency)
    groups = [group_text(group, currency) for group in rule.any]
    if len(groups) > 1:
        clauses.append("either " + ", or ".join(groups))
    else:
        clauses += groups
    exceptions = [group_text(group, currency) for group in rule.unless]
    if not exceptions:
        return joined(clauses, "and")
    return ", ".join(filter(None, [joined(clauses, "and"), f"unless {joined(exceptions, 'or')}"]))


def group_text(group: Sequence[Condition], currency: str) -> str:
    """What all of some conditions ask, in one clause; empty where there are none."""
    return joined(_clauses(group, currency), "and")


def where_text(rule: Rule, currency: str, word: str = "when") -> str:
    """What a rule asks, put behind what it does: ` when a, unless b`, ` unless b`; empty for nothing."""
    asked = conditions_text(rule, currency)
    if not asked:
        return ""
    return f" {word} {asked}" if rule.when or rule.any else f" {asked}"


def bare_text(fact: Fact, value: Scalar, currency: str) -> str:
    """A value alone: `1,250.00`, `12`, `key-account`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return format_minor(value, currency) if fact.type == "money" else f"{value:,}"
    return value


def joined(parts: Sequence[str], word: str) -> str:
    """Parts as a sentence lists them: `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def denied(phrase: str) -> str:
    """A phrase said of what is not so: the first `is` or `was` gets a `not`."""
    for verb in (" is ", " was "):
        before, found, after = phrase.partition(verb)
        if found:
            return f"{before}{verb}not {after}"
    return f"not: {phrase}"


def _clauses(conditions: Sequence[Condition], currency: str) -> list[str]:
    """One clause for each condition; a lower and an upper bound of one fact make one."""
    clauses = []
    left = list(conditions)
    while left:
        lower = left.pop(0)
        upper = next((each for each in left if _is_range(lower, each)), None)
        if upper is None:
            clauses.append(_with_verb(lower, condition_text(lower, currency)))
            continue
        left.remove(upper)
        clauses.append(_with_verb(lower, _range_text(lower, upper, currency), one=False))
    return clauses


def _with_verb(condition: Condition, text: str, *, one: bool = True) -> str:
    """What is asked of an amount or a count as a clause: `there are no invoices paid`."""
    fact = FACTS[condition.fact]
    if fact.type == "count":
        return f"there {'is' if one and condition.value == 1 else 'are'} {text}"
    after = fact.phrase.removeprefix("{}")
    return f"{text.removesuffix(after)} {_VERBS[fact.name]}{after}" if fact.name in _VERBS else text


def _is_range(lower: Condition, upper: Condition) -> bool:
    bounds = (lower.comparison, upper.comparison)
    return lower.fact == upper.fact and bounds == ("at_least", "at_most")


def _range_text(lower: Condition, upper: Condition, currency: str) -> str:
    fact = FACTS[lower.fact]
    if fact.name == "days_past_due" and _negative(lower.value):
        return f"between {_day_text(lower.value)} and {_day_text(upper.value)}"
    ends = [_listed(fact, end.value, currency) for end in (lower, upper)]
    return fact.phrase.format(f"between {ends[0]} and {ends[1]}")


def _day_text(days: Scalar | tuple[Scalar, ...]) -> str:
    """A day by its distance from the due date."""
    if not isinstance(days, int) or days == 0:
        return "the due date"
    return _filled(
        "{} days " + ("before due" if days < 0 else "past due"), str(abs(days)), one=abs(days) == 1
    )


def _listed(fact: Fact, value: Scalar | tuple[Scalar, ...], currency: str) -> str:
    values = value if isinstance(value, tuple) else (value,)
    return joined([bare_text(fact, each, currency) for each in values], "or")


def _negative(value: Scalar | tuple[Scalar, ...]) -> bool:
    return isinstance(value, int) and value < 0


def _filled(phrase: str, value: str, *, one: bool = False) -> str:
    """The phrase with its value; `1 day`, not `1 days`."""
    if one:
        for plural, singular in _SINGULAR:
            phrase = phrase.replace(plural, singular, 1)
    return phrase.format(value)
