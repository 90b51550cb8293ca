"""Where two policies decide differently: a proof that they do not, or the smallest account that shows it.

An example counts only where `meaning.judge`, asked of both, says so too.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Literal

from collectrules.policy.change import Change
from collectrules.policy.facts import FACTS
from collectrules.policy.meaning import Facts, judge
from collectrules.policy.model import CONDITIONAL, STOPPABLE, Policy, Rule
from collectrules.policy.proof.decisions import (
    BY_ID,
    SECTIONS_ASKED,
    decided_in,
    outcome,
    said_in,
    segment_outcome,
    spelled_in,
    stage_outcome,
)
from collectrules.policy.proof.formula import Formula, Values, all_of, negated, some_of
from collectrules.policy.proof.prover import Impossible, Possible, Prover
from collectrules.policy.proof.sensible import sensible
from collectrules.policy.proof.theory import Theory
from collectrules.policy.proof.unfolded import Unfolded
from collectrules.policy.proof.usual import known_facts, usual_values
from collectrules.policy.renaming import renamed, renamings
from collectrules.policy.words import joined, value_text

Answer = Literal["alike", "differ", "unknown"]

_ALWAYS_SAID: Final = ("balance", "days_past_due")
_DECIDING: Final = ("segment", "grace", "hold")
"""Sections that others rest on."""
_REST_ON: Final = {"stage": ("stage", "passed_over", "days_since_stage", "late_when_first_seen")}
_RESTS_ON: Final = {"expected_net": ("overdue_total", "days_past_due")}
"""What the ledger knows, for a fact that a policy works out of it."""


@dataclass(frozen=True, slots=True)
class Between:
    """What two policies decide in one section, as they read on a day in a currency."""

    section: str
    answer: Answer
    since: date | None = None
    """The day from which on they read so; None from the first."""
    currency: str = ""
    """The currency, where the two read differently by currency."""
    facts: Facts | None = None
    """An account that shows the difference; None where there is none, or none is known."""
    account: str = ""
    """The same in words: what is owed, how late it is, and what is unusual about it."""
    before: str = ""
    after: str = ""


def between(before: Policy, after: Policy) -> Iterator[Between]:
    """How two policies decide, section by section, for each day and currency in which they read otherwise.

    It takes z3. A rule that only has another name is taken for the same: `unasked` says which have.
    """
    for each in renamings(before, after):
        before = renamed(before, each)
    shared = tuple(code for code in before.currencies if code in after.currencies)
    apart = bool(before.by_currency or after.by_currency)
    days = sorted({day for policy in (before, after) for day, _ in policy.later})
    for day in (None, *days):
        was, now = (policy if day is None else policy.on(day) for policy in (before, after))
        for codes in ((code,) for code in shared) if apart else (shared,) if shared else ():
            pair = _Pair(was.in_currency(codes[0]), now.in_currency(codes[0]), codes)
            for section in SECTIONS_ASKED:
                found = pair.answer(section)
                yield replace(found, since=day, currency=codes[0] if apart else "")


def unasked(found: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that no question is about, because they are not decided invoice by invoice, or because the
    ledger knows a stage or a fee by its name."""
    return tuple(
        each
        for each in found
        if each.decides
        and (
            each.section in {"policy", "terms", "dispute_period"}
            or (each.kind == "renamed" and each.section in BY_ID)
        )
    )


class _Pair:
    """Two policies as they read in some currencies, and the facts that both speak of."""

    def __init__(self, before: Policy, after: Policy, currencies: tuple[str, ...]) -> None:
        from collectrules.policy.proof.solver import Solver

        self._policies = (before, after)
        self._common = Theory(_common(before, after, currencies))
        self._prover: Prover = Solver(self._common)
        self._sides = tuple(Unfolded(policy, self._common) for policy in self._policies)
        self._usual = usual_values(self._common)

    def answer(self, section: str) -> Between:
        """Whether the two decide alike in a section, and where they do not."""
        if section in CONDITIONAL and self._plainly_alike(section):
            return Between(section, "alike")
        known = True
        for question in self._questions(section):
            answer = self._prover.ask(question)
            if isinstance(answer, Possible):
                shown = self._shown(section, question, answer.values)
                if shown is not None:
                    return shown
            known = known and isinstance(answer, Impossible)
        return Between(section, "alike" if known else "unknown")

    def _plainly_alike(self, section: str) -> bool:
        """Whether everything that decides a section is the same, so that nothing has to be asked."""
        was, now = self._policies
        deciding = (*_DECIDING, "stage", "provision", "ladder", section)
        same = all(getattr(was, name) == getattr(now, name) for name in deciding)
        return same and (section != "segment" or was.terms.payment_days == now.terms.payment_days)

    def _questions(self, section: str) -> Iterator[Formula]:
        """Questions of which one is so of every invoice for which the two decide differently."""
        one, other = self._sides
        match section:
            case "grace":
                yield from one.past_grace_is_other(other)
            case "hold":
                for what in STOPPABLE:
                    yield _apart(one.stopped(what), other.stopped(what))
            case _ if section in {"late_fee", "priority"}:
                yield from self._by_id(section)
            case _:
                was, now = (_by_outcome(_outcomes(section, side)) for side in self._sides)
                for each in dict.fromkeys((*was, *now)):
                    yield _apart(was.get(each, some_of()), now.get(each, some_of()))

    def _by_id(self, section: str) -> Iterator[Formula]:
        """Of rules that all count: each that is at work on one side alone, or says another thing there."""
        sides = [
            {rule.id: (outcome(rule), _at_work(section, side, rule)) for rule in rules}
            for side in self._sides
            for rules in [side.policy.section(section)]
        ]
        for id in dict.fromkeys((*sides[0], *sides[1])):
            (was, one), (now, other) = (side.get(id, (None, some_of())) for side in sides)
            yield _apart(one, other) if was == now else some_of(one, other)

    def _shown(self, section: str, question: Formula, found: Values) -> Between | None:
        """The difference on an example as small and usual as can be; None where judging shows none."""
        small = sensible(self._prover, self._common, (question,), found)
        for values in (small, found):
            facts = known_facts(values)
            pairs = [(policy, judge(policy, facts)) for policy in self._policies]
            one, other = (decided_in(section, *pair) for pair in pairs)
            if one != other:
                was, now = (said_in(section, *pair) for pair in pairs)
                if was == now:
                    was, now = (spelled_in(section, *pair) for pair in pairs)
                account = self._in_words(facts, section)
                return Between(section, "differ", None, "", facts, account, was, now)
        return None

    def _in_words(self, facts: Facts, section: str) -> str:
        """What is owed, how late it is, and what rules ask for that is not as it usually is."""
        asked = {*_ALWAYS_SAID, *_REST_ON.get(section, ())} | {
            fact
            for policy in self._policies
            for name in {*_DECIDING, section} & CONDITIONAL.keys()
            for rule in policy.section(name)
            for condition in rule.conditions
            for fact in _RESTS_ON.get(condition.fact, (condition.fact,))
        }
        names = [
            name
            for name in FACTS
            if name in _ALWAYS_SAID
            or (name in asked and name in facts and facts[name] != self._usual.get(name))
        ]
        currency = str(facts["currency"])
        return joined([value_text(FACTS[name], facts[name], currency) for name in names], "and")


def _common(before: Policy, after: Policy, currencies: tuple[str, ...]) -> Policy:
    """A policy that decides neither segment nor grace, and speaks of all that the two speak of."""
    sections: dict[str, Any] = {
        name: (*before.section(name), *after.section(name)) for name in CONDITIONAL
    }
    ids = {stage.id: stage for stage in (*before.stage, *after.stage)}
    asking = [rule for rules in sections.values() for rule in rules]
    sections = dict.fromkeys(CONDITIONAL, ())
    sections["stage"] = tuple(ids.values())
    # Where they stand does not matter: only what they ask for does.
    sections["offer"] = tuple(asking)
    return replace(
        before, currencies=currencies, by_currency=(), later=(), provision=(), **sections
    )


def _outcomes(section: str, side: Unfolded) -> Iterator[tuple[Hashable, Formula]]:
    """When each thing is decided in a section; what decides nothing is left out."""
    policy = side.policy
    match section:
        case "stage":
            for number, formula in side.stages():
                assert number is not None
                yield stage_outcome(policy.stage[number]), formula
        case "segment":
            for rule, formula in side.first(policy.segment):
                known = next((each for each in policy.segment if each is rule), None)
                yield segment_outcome(known, policy), formula
        case "provision":
            yield from side.provisions()
        case "interest" | "write_off":
            for rule, formula in side.first(policy.section(section)):
                if rule is not None:
                    yield outcome(rule), side.going_on(section, formula)
        case _:
            for rule in policy.section(section):
                yield outcome(rule, by_id=section in BY_ID), _at_work(section, side, rule)


def _at_work(section: str, side: Unfolded, rule: Rule) -> Formula:
    held = side.holds(rule)
    return side.going_on(section, held) if section == "late_fee" else held


def _by_outcome(found: Iterable[tuple[Hashable, Formula]]) -> dict[Hashable, Formula]:
    grouped: dict[Hashable, list[Formula]] = {}
    for each, formula in found:
        grouped.setdefault(each, []).append(formula)
    return {each: some_of(*formulas) for each, formulas in grouped.items()}


def _apart(one: Formula, other: Formula) -> Formula:
    """That one is so and the other is not."""
    return some_of(all_of(one, negated(other)), all_of(other, negated(one)))
