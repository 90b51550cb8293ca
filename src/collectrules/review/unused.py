"""Rules that fired for nobody, and thresholds that never decided, in what a year of the books shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from collectrules.ledger.book import Ledger
from collectrules.policy.deciding import decided
from collectrules.policy.flips import Flip, flips, with_rule
from collectrules.policy.meaning import condition_holds, judge
from collectrules.policy.model import Policy
from collectrules.policy.words import condition_text
from collectrules.review.sample import Sample, Seen
from collectrules.review.suggestion import Suggestion

SECTIONS: Final = (
    "segment", "grace", "hold", "late_fee", "fee_limit", "interest", "stage", "offer", "credit", "priority",
    "write_off",
)  # fmt: skip
"""Those of which something is decided for an invoice; limits on contacts are told of by the gate."""
_THRESHOLDS: Final = frozenset({"at_least", "at_most", "above", "below"})

_NAMED: Final = {
    "segment": "nobody was in the segment `{}`",
    "grace": "the grace `{}` was given to no invoice",
    "hold": "the hold `{}` stood over no invoice",
    "stage": "no invoice came to the stage `{}`",
    "offer": "the offer `{}` could be made to nobody",
    "write_off": "nothing could be written off by `{}`",
}
"""How it is said that a rule fired for nobody."""

_WRITTEN: Final = {
    "stage": "SELECT stage, count(*) FROM stage_step",
    "late_fee": "SELECT rule, count(*) FROM charge",
    "interest": "SELECT rule, count(*) FROM interest_term",
    "write_off": "SELECT note, count(*) FROM posting",
}
"""What rules wrote into the books, by the rule."""


def unused(ledger: Ledger, policy: Policy, sample: Sample, first: date) -> Iterator[Suggestion]:
    """What could go, or be looked at, because it made no difference to anybody."""
    for section in SECTIONS:
        written = _written(ledger, section, first, sample.days[-1])
        fired = _fired(policy, sample, section) | written.keys()
        for rule in policy.section(section):
            if rule.id not in fired:
                yield _never_fired(section, rule.id, sample)
        yield from (
            _never_decided(policy, flip, sample)
            for flip in _idle(policy, sample, section)
            if flip.rule.id in fired
        )


def _fired(policy: Policy, sample: Sample, section: str) -> set[str]:
    return {
        rule
        for each in sample.seen
        for rule in decided(policy.in_currency(each.invoice.currency), each.judgement, section)
    }


def _written(ledger: Ledger, section: str, first: date, last: date) -> Mapping[str, int]:
    if section not in _WRITTEN:
        return {}
    rows = ledger.connection.execute(
        f"{_WRITTEN[section]} WHERE effective_on BETWEEN :first AND :last GROUP BY 1",
        {"first": first.isoformat(), "last": last.isoformat()},
    )
    return {name: count for name, count in rows if name}


def _idle(policy: Policy, sample: Sample, section: str) -> tuple[Flip, ...]:
    """The thresholds of a section without which everybody that was looked at would be treated alike."""
    left = [each for each in flips(policy, section) if _is_threshold(each)]
    readings: dict[tuple[date, str], _Reading] = {}
    for one in sample.seen:
        key = one.day, one.invoice.currency
        if key not in readings:
            read = policy.on(one.day).in_currency(one.invoice.currency)
            readings[key] = read, {_place(each): each for each in flips(read, section)}
        left = [each for each in left if not _decides(readings[key], _place(each), one)]
        if not left:
            break
    return tuple(left)


_Place = tuple[int, int, str]
"""Which rule of a section, which condition of it, and what that is about."""
_Reading = tuple[Policy, Mapping[_Place, Flip]]
"""A policy as it reads on a day in a currency, with the values of its thresholds there."""


def _place(flip: Flip) -> _Place:
    return flip.position, flip.number, flip.name


def _is_threshold(flip: Flip) -> bool:
    return flip.name != flip.condition.fact or flip.condition.comparison in _THRESHOLDS


def _decides(reading: _Reading, place: _Place, seen: Seen) -> bool:
    """Whether an invoice would be treated otherwise if the threshold were not asked for."""
    facts = seen.judgement.facts
    policy, flip = reading[0], reading[1].get(place)
    if flip is None:
        return False
    if flip.name == flip.condition.fact and condition_holds(flip.condition, facts):
        return False
    other = with_rule(policy, flip.section, flip.position, flip.always)
    judged = judge(other, seen.invoice.facts, seen.invoice.overridden, seen.day)
    return decided(policy, seen.judgement, flip.section) != decided(other, judged, flip.section)


def _never_fired(section: str, rule: str, sample: Sample) -> Suggestion:
    said = _NAMED.get(section, "`{}` held for nobody").format(rule)
    return Suggestion(
        "never fired",
        section,
        rule,
        f"{said} since {sample.days[0]}",
        "ask whether it is still needed, or whether its conditions are what you meant",
        _looked_at(sample),
    )


def _never_decided(policy: Policy, flip: Flip, sample: Sample) -> Suggestion:
    if flip.name != flip.condition.fact:
        text = f"the wait of {flip.condition.value} days"
    else:
        text = condition_text(flip.condition, policy.currencies[0])
    return Suggestion(
        "never decided",
        flip.section,
        flip.rule.id,
        f"{text} made no difference to anybody: without it all would have been treated alike",
        "leave it out, or set it where it does decide",
        _looked_at(sample),
    )


def _looked_at(sample: Sample) -> tuple[tuple[str, int | str], ...]:
    return (
        ("days looked at", len(sample.days)),
        ("first", str(sample.days[0])),
        ("last", str(sample.days[-1])),
        ("open invoices on these days", sample.open),
        ("of them looked at", len(sample.seen)),
    )
