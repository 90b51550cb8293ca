"""What a check is given: the policy, the day, what else is known, and who answers its questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from collectrules.policy.checks.readings import Reading
from collectrules.policy.facts import FACTS
from collectrules.policy.meaning import Facts
from collectrules.policy.model import DisputePeriod, Policy, Rule
from collectrules.policy.proof.formula import Formula, Values
from collectrules.policy.proof.prover import (
    Answer,
    Impossible,
    Prover,
    Undecided,
    values_of,
)
from collectrules.policy.proof.sensible import sensible
from collectrules.policy.proof.theory import Theory
from collectrules.policy.proof.usual import decided, known_facts
from collectrules.policy.words import joined, value_text

_MOST_PICTURES: Final = 20
"""How many examples of one check are made easy to picture; whoever has more to read begins with the first."""

_ALWAYS_SAID: Final = frozenset({"balance", "days_past_due"})

RuleId = tuple[str, str]
"""A rule by its section and its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known beside the policy itself; None where it is not known, and then nothing is said of it."""

    day: date
    before: Policy | None = None
    """The version of the policy that this one follows."""
    tried: frozenset[RuleId] | None = None
    """The rules that some scenario decides."""

    @property
    def days_of_change(self) -> tuple[date, ...]:
        """The days on which values of the version before change."""
        return tuple(day for day, _ in self.before.later) if self.before else ()


Proving = Callable[[Theory], Prover]
"""Who answers the questions about the facts of a policy."""


@dataclass(slots=True, kw_only=True)
class Context:
    """A check at work on one reading of a policy.

    Where a policy reads differently by currency, something is impossible only where it would be so of every
    currency read in this way: a rule that asks for another currency is meant to. Examples are in this one.
    """

    reading: Reading
    known: Known
    theory: Theory
    prover: Prover
    here: tuple[Formula, ...] = ()
    """That it is about a currency of the reading, where the policy has others."""
    undecided: int = field(default=0, init=False)
    """How many questions of the check were neither answered by a proof nor by an example."""
    _pictures: int = field(default=_MOST_PICTURES, init=False)
    _pack_rules: tuple[Rule, ...] | None = field(default=None, init=False)

    @classmethod
    def of(cls, reading: Reading, whole: Policy, known: Known, proving: Proving) -> Context:
        """The context of a reading of a policy."""
        own = reading.policy.currencies
        others = tuple(code for code in whole.currencies if code not in own)
        theory = Theory(replace(reading.policy, currencies=own + others))
        here = (theory.word("currency", *own),) if others else ()
        return cls(reading=reading, known=known, theory=theory, prover=proving(theory), here=here)

    @property
    def policy(self) -> Policy:
        """The policy as it reads here."""
        return self.reading.policy

    @property
    def pack_rules(self) -> tuple[Rule, ...]:
        """The limits of its packs that count for the policy, under names that say whose they are."""
        if self._pack_rules is None and self.policy.packs:
            from collectrules.policy.packs import pack_rules

            self._pack_rules = tuple(each.rule for each in pack_rules(self.policy))
        return self._pack_rules or ()

    @property
    def idle_packs(self) -> tuple[str, ...]:
        """The packs it names that do not count, by their ids: their law does not reach it."""
        if not self.policy.packs:
            return ()
        from collectrules.policy.packs import packs_not_reaching

        return packs_not_reaching(self.policy)

    @property
    def pack_periods(self) -> tuple[DisputePeriod, ...]:
        """How long its packs that count let them dispute, under names that say whose they are."""
        if not self.policy.packs or not self.policy.dispute_period:
            return ()
        from collectrules.policy.packs import pack_periods

        return pack_periods(self.policy)

    def begin(self) -> None:
        """Begin another check."""
        self.undecided, self._pictures = 0, _MOST_PICTURES

    def impossible(self, *questions: Formula) -> bool:
        """Whether it is proved that the questions are never true together."""
        return isinstance(self._asked(questions), Impossible)

    def example(self, *questions: Formula) -> Values | None:
        """Values for which the questions are true together; None where none is known."""
        return values_of(self._asked((*questions, *self.here)))

    def sensible(
        self, questions: Sequence[Formula], wishes: Sequence[Formula] = ()
    ) -> Values | None:
        """An example as people can picture it, with as many wishes granted as can be; None as above."""
        questions = (*questions, *self.here)
        found = values_of(self._asked(questions))
        if found is None or self._pictures == 0:
            return found
        self._pictures -= 1
        return sensible(self.prover, self.theory, questions, found, wishes)

    def picture(self, *questions: Formula) -> Facts | None:
        """The facts of an example as people can picture it; None where none is known."""
        values = self.sensible(questions)
        return None if values is None else self.facts(values)

    def facts(self, values: Values) -> Facts:
        """The facts among some values, those that the policy decides as it decides them."""
        whole = decided(self.theory, values)
        return {name: whole[name] for name in FACTS} | known_facts(whole)

    def said(self, facts: Facts, rules: Iterable[Rule] = (), *more: str) -> str:
        """What is owed, how late it is, and the facts some rules ask for, in words; more by their names."""
        asked = {condition.fact for rule in rules for condition in rule.conditions}
        names = [name for name in FACTS if name in asked | _ALWAYS_SAID or name in more]
        currency = str(facts["currency"])
        return joined([value_text(FACTS[name], facts[name], currency) for name in names], "and")

    def _asked(self, questions: Iterable[Formula]) -> Answer:
        answer = self.prover.ask(*questions)
        self.undecided += isinstance(answer, Undecided)
        return answer
