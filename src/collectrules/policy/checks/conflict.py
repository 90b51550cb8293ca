"""conflict: two rules of the same rank that contradict or double each other.

Rules have the same rank where each that holds counts: holds, late fees and priorities. In the other
sections the order of the file decides, so none can contradict. What is looked for:

- `hold`: the clock stops for a state in one rule and runs for it in another. It stops: the days of a
  dispute are taken off whatever else a rule asks for. And two rules that hold for the same invoices
  and stop the same.
- `late_fee`: two rules that hold for the same invoices and charge the same, so that it is charged twice;
  and two that meet at one value, `at_most` here and `at_least` there, where both are charged. Fees that
  follow each other in time are both charged anyway, and left alone unless they are charged by the day.
- `priority`: two rules that hold for the same accounts, and two that meet at one value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from collectrules.policy.checks.alike import alike
from collectrules.policy.checks.context import Context
from collectrules.policy.checks.finding import Finding, Witness
from collectrules.policy.facts import DATED_STATES, FACTS
from collectrules.policy.meaning import Judgement, rule_holds
from collectrules.policy.model import Condition, Hold, LateFee, Rule
from collectrules.policy.positions import KeyPath
from collectrules.policy.proof.formula import at_least, exactly
from collectrules.policy.proof.time import RISING
from collectrules.policy.words import bare_text


@dataclass(frozen=True, slots=True)
class _Rank:
    """A section whose rules all count: which of them double each other, and what comes of it."""

    section: str
    effect: str
    does: Callable[[Rule], object]
    """What a rule does; two double each other only where that is the same."""
    adds_up: bool = True


def _stops(rule: Rule) -> object:
    return isinstance(rule, Hold) and (frozenset(rule.stops), rule.clock)


def _charges(rule: Rule) -> object:
    return isinstance(rule, LateFee) and (
        rule.charge,
        rule.repeat,
        rule.limit,
        rule.less,
        rule.per,
        rule.forgive,
    )


def _scores(_rule: Rule) -> object:
    return "points, whatever their number"


_RANKS: Final = (
    _Rank("hold", "one of them would do", _stops, adds_up=False),
    _Rank("late_fee", "both are charged", _charges),
    _Rank("priority", "the points of both count", _scores),
)


def conflict(context: Context) -> Iterator[Finding]:
    """Find rules of the same rank that contradict each other, or say the same twice."""
    for running, stopped, state in _clocks(context.policy.hold):
        yield from _clock(context, running, stopped, state)
    for rank in _RANKS:
        yield from _alike(context, rank)
        if rank.adds_up:
            yield from _meeting(context, rank)


def _clocks(holds: tuple[Hold, ...]) -> Iterator[tuple[int, Hold, str]]:
    """Each hold whose clock runs, by its position, one whose clock stops, and the state they share."""
    for state in DATED_STATES:
        asking = [(n, h) for n, h in enumerate(holds) if any(c.fact == state for c in h.when)]
        stopped = next((hold for _, hold in asking if hold.clock == "stopped"), None)
        if stopped is not None:
            yield from ((n, stopped, state) for n, hold in asking if hold.clock == "running")


def _clock(context: Context, number: int, stopped: Hold, state: str) -> Iterator[Finding]:
    running = context.policy.hold[number]
    facts = context.picture(
        context.theory.holds(running), exactly(state, 1), at_least(DATED_STATES[state], 1)
    )
    if facts is None:
        return
    said = context.said(facts, (running,), DATED_STATES[state])
    yield Finding(
        code="conflict",
        message=f"`{running.id}` lets the clock run, but `{stopped.id}` stops it for the same days",
        path=("hold", number, "clock"),
        help='write clock = "stopped" here, or let both run: once stopped, it is for every such invoice',
        notes=(f"for example: {said}; that makes {facts['days_past_grace']} days past grace",),
        witness=Witness(facts, lambda judged: _clock_stands(running, judged)),
    )


def _clock_stands(hold: Hold, judged: Judgement) -> bool:
    past_due, past_grace = judged.facts["days_past_due"], judged.facts["days_past_grace"]
    grace = judged.grace.days if judged.grace else 0
    return hold in judged.holds and int(past_grace) < int(past_due) - grace


def _alike(context: Context, rank: _Rank) -> Iterator[Finding]:
    """Pairs of rules that are proved to hold for the same."""
    rules = context.policy.section(rank.section)
    for one, two in alike(context, rules, lambda a, b: rank.does(a) == rank.does(b)):
        yield from _both(
            context,
            (rules[one], rules[two]),
            (rank.section, two, "id"),
            f"`{rules[two].id}` holds whenever `{rules[one].id}` does, and never else: {rank.effect}",
            "make one rule of the two, or let them ask for different things",
        )


def _meeting(context: Context, rank: _Rank) -> Iterator[Finding]:
    """Pairs of rules of which one ends with the value that the other begins with."""
    rules = context.policy.section(rank.section)
    ends = [(rule, c) for rule in rules for c in rule.when if c.comparison == "at_most"]
    for number, rule in enumerate(rules):
        for first in rule.when:
            if first.comparison == "at_least":
                for other, last in ends:
                    same = (last.fact, last.value) == (first.fact, first.value)
                    if same and other is not rule and _both_count(other, rule, first.fact):
                        yield from _meet(context, rank, number, other, first)


def _both_count(one: Rule, other: Rule, fact: str) -> bool:
    """Whether it matters that two rules hold at one value: not of fees that follow each other in time."""
    if not (isinstance(one, LateFee) and isinstance(other, LateFee)):
        return True
    if one.id in other.less or other.id in one.less:
        return False
    return fact not in RISING or one.repeat == other.repeat == "daily"


def _meet(
    context: Context, rank: _Rank, number: int, ends: Rule, first: Condition
) -> Iterator[Finding]:
    begins = context.policy.section(rank.section)[number]
    assert not isinstance(first.value, tuple)
    value = bare_text(FACTS[first.fact], first.value, context.policy.currencies[0])
    yield from _both(
        context,
        (ends, begins),
        (rank.section, number, "when", first.fact),
        f"`{ends.id}` and `{begins.id}` both hold where `{first.fact}` is exactly {value}: {rank.effect}",
        f"write `below` for `at_most` in `{ends.id}`, or `above` for `at_least` in `{begins.id}`",
    )


def _both(
    context: Context, pair: tuple[Rule, Rule], path: KeyPath, message: str, help: str
) -> Iterator[Finding]:
    """A finding about two rules, if they ever hold together."""
    facts = context.picture(*map(context.theory.holds, pair))
    if facts is not None:
        yield Finding(
            code="conflict",
            message=message,
            path=path,
            help=help,
            notes=(f"for example: {context.said(facts, pair)}",),
            witness=Witness(facts, lambda judged: all(rule_holds(r, judged.facts) for r in pair)),
        )
