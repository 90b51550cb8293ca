"""What a check is given: the policy, the day, what else is known, and who answers its questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from collectrules.policy.facts import FACTS
from collectrules.policy.meaning import Facts
from collectrules.policy.model import Policy, Rule
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


@dataclass(slots=True, kw_only=True)
class Context:
    """One check at work on one policy."""

    policy: Policy
    known: Known
    theory: Theory
    prover: Prover
    _pictures: int = field(default=_MOST_PICTURES, init=False)
    undecided: int = field(default=0, init=False)
    """How many questions were neither answered by a proof nor by an example."""

    def impossible(self, *questions: Formula) -> bool:
        """Whether it is proved that the questions are never true together."""
        return isinstance(self._asked(questions), Impossible)

    def example(self, *questions: Formula) -> Values | None:
        """Values for which the questions are true together; None where none is known."""
        return values_of(self._asked(questions))

    def sensible(
        self, questions: Sequence[Formula], wishes: Sequence[Formula] = ()
    ) -> Values | None:
        """An example as people can picture it, with as many wishes granted as can be; None as above."""
        found = self.example(*questions)
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
        all_values = decided(self.policy, known_facts(values))
        return {name: all_values[name] for name in FACTS}

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
