"""Answers by z3: facts as integers, words by number, and the axioms said once for all questions.

Imported only where the extra `verify` is installed.
"""

from __future__ import annotations

from typing import Any, Final

import z3

from collectrules.policy.facts import FACTS
from collectrules.policy.model import Scalar
from collectrules.policy.proof.formula import All, Formula, Some, Sum, Values, Word
from collectrules.policy.proof.prover import (
    LARGEST,
    Answer,
    Impossible,
    Possible,
    Undecided,
    values_of,
)
from collectrules.policy.proof.theory import Theory
from collectrules.policy.proof.usual import decided

_EFFORT: Final = 20_000_000
"""z3 gives up on a question after so many of its own steps: the same on every machine."""


class Solver:
    """A prover that asks z3."""

    name = "z3"

    def __init__(self, theory: Theory) -> None:
        self._theory = theory
        self._words = {name: sorted(words) for name, words in theory.words.items()}
        self._names: dict[str, Any] = {}
        self._known: dict[int, tuple[Formula, Any]] = {}
        self._solver = z3.Solver()
        self._solver.set("rlimit", _EFFORT)
        for fact in FACTS.values():
            if fact.type != "ids" and fact.name != "expected_net":
                self._name(fact.name)
        for name in theory.done.values():
            self._name(name)
        for axiom in theory.axioms:
            self._solver.add(self._translated(axiom.formula))

    def ask(self, *questions: Formula) -> Answer:
        """Whether all of these can be true at once of facts that obey the axioms, and of which."""
        translated = [self._translated(question) for question in questions]
        self._solver.push()
        try:
            self._solver.add(*translated)
            answer = self._solver.check()
            if answer == z3.sat:
                return Possible(self._values(self._solver.model()))
            return Impossible() if answer == z3.unsat else Undecided()
        finally:
            self._solver.pop()

    def example(self, *questions: Formula) -> Values | None:
        """Values for which they are true at once; None where none is found."""
        return values_of(self.ask(*questions))

    def _name(self, name: str) -> Any:
        """The z3 integer that stands for a name; its bounds are said when it is first met."""
        if name not in self._names:
            variable = self._names[name] = z3.Int(name)
            low, high = -LARGEST, LARGEST
            if name in self._words:
                low, high = 0, len(self._words[name]) - 1
            elif name in self._theory.flags:
                low, high = 0, 1
            self._solver.add(low <= variable, variable <= high)
        return self._names[name]

    def _translated(self, formula: Formula) -> Any:
        # Kept by identity, with the formula so that no other one takes its place in memory.
        known = self._known.get(id(formula))
        if known is None:
            known = self._known[id(formula)] = formula, self._translate(formula)
        return known[1]

    def _translate(self, formula: Formula) -> Any:
        match formula:
            case Sum(terms, low, high):
                total = z3.Sum([sign * self._name(name) for name, sign in terms])
                bounds = [] if low is None else [total >= low]
                bounds += [] if high is None else [total <= high]
                return z3.And(bounds)
            case Word(name, words, _):
                numbers = [n for n, word in enumerate(self._words[name]) if word in words]
                return z3.Or([self._name(name) == number for number in numbers])
            case All(parts):
                return z3.And([self._translated(part) for part in parts])
            case Some(parts):
                return z3.Or([self._translated(part) for part in parts])

    def _values(self, model: Any) -> Values:
        values: dict[str, Scalar] = {}
        for name, variable in self._names.items():
            number = model.eval(variable, model_completion=True).as_long()
            values[name] = self._words[name][number] if name in self._words else number
        return decided(self._theory, values)
