"""Who answers: boxes, and z3 beside them where the extra `verify` is installed."""

from __future__ import annotations

import importlib.util
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

from collectrules.policy.proof.formula import All, Formula, Values, is_so
from collectrules.policy.proof.theory import Theory


@dataclass(frozen=True, slots=True)
class Impossible:
    """No values make the question true: this is proved."""


@dataclass(frozen=True, slots=True)
class Possible:
    """These values make the question true, with everything that always holds."""

    values: Values


@dataclass(frozen=True, slots=True)
class Undecided:
    """Neither a proof nor an example was found with the effort allowed."""


Answer = Impossible | Possible | Undecided

_REMEMBERED: Final = 30

LARGEST: Final = 10**18
"""No number that is asked about is larger than this, nor smaller than its negative."""


class Prover(Protocol):
    """Answers questions about the facts of an invoice under one policy."""

    name: str

    def ask(self, *questions: Formula) -> Answer:
        """Whether all of these can be true at once of facts that obey the axioms, and of which."""
        ...

    def example(self, *questions: Formula) -> Values | None:
        """Values for which they are true at once; None where none is found at once, which is no proof."""
        ...


def z3_is_installed() -> bool:
    """Whether z3 can be imported here."""
    return importlib.util.find_spec("z3") is not None


def prover_for(theory: Theory, *, with_z3: bool | None = None) -> Prover:
    """The prover for a policy's facts: z3 takes part where it is installed, or as said."""
    from collectrules.policy.proof.search import BoxSearch

    boxes = Remembering(BoxSearch(theory))
    return Pair(theory, boxes) if (z3_is_installed() if with_z3 is None else with_z3) else boxes


class Remembering:
    """A prover that first looks among its last examples, which often answer the next question too."""

    def __init__(self, prover: Prover) -> None:
        self.name = prover.name
        self._prover = prover
        self._examples: deque[Values] = deque(maxlen=_REMEMBERED)
        self._answers: dict[tuple[int, ...], tuple[tuple[Formula, ...], Answer]] = {}

    def ask(self, *questions: Formula) -> Answer:
        """Whether all of these can be true at once of facts that obey the axioms, and of which."""
        # By identity; the questions are kept so that no others take their place in memory.
        key = tuple(map(id, questions))
        if key not in self._answers:
            self._answers[key] = questions, self._answer(questions)
        return self._answers[key][1]

    def example(self, *questions: Formula) -> Values | None:
        """Values for which they are true at once; None where none is found at once."""
        known = self._known_example(questions)
        return self._prover.example(*questions) if known is None else known

    def _answer(self, questions: tuple[Formula, ...]) -> Answer:
        known = self._known_example(questions)
        if known is not None:
            return Possible(known)
        answer = self._prover.ask(*questions)
        if isinstance(answer, Possible):
            self._examples.appendleft(answer.values)
        return answer

    def _known_example(self, questions: tuple[Formula, ...]) -> Values | None:
        among = (*self._of_its_first_part(questions), *self._examples)
        return next((values for values in among if _are_so(questions, values)), None)

    def _of_its_first_part(self, questions: tuple[Formula, ...]) -> Iterator[Values]:
        """The example for what comes first in a question, if that was asked by itself."""
        first = questions[0] if questions else None
        part = first.parts[0] if isinstance(first, All) and first.parts else first
        known = self._answers.get((id(part),))
        values = values_of(known[1]) if known else None
        if values is not None:
            yield values


def values_of(answer: Answer) -> Values | None:
    """The values of an answer that has some."""
    return answer.values if isinstance(answer, Possible) else None


def _are_so(questions: Sequence[Formula], values: Values) -> bool:
    try:
        for question in questions:
            if not is_so(question, values):
                return False
    except KeyError:
        # A name that this question adds and the one of the example did not.
        return False
    return True


class Pair:
    """Examples from boxes, each of which has been tried, and proofs from z3.

    z3 is asked only where boxes find no example; what boxes hold to be impossible it has to prove again.
    """

    name = "z3"

    def __init__(self, theory: Theory, boxes: Prover) -> None:
        self._theory = theory
        self._boxes = boxes

    def ask(self, *questions: Formula) -> Answer:
        """Whether all of these can be true at once of facts that obey the axioms, and of which."""
        answer = self._boxes.ask(*questions)
        return answer if isinstance(answer, Possible) else self._solver.ask(*questions)

    def example(self, *questions: Formula) -> Values | None:
        """Values for which they are true at once; None where boxes find none."""
        return self._boxes.example(*questions)

    @cached_property
    def _solver(self) -> Prover:
        from collectrules.policy.proof.solver import Solver

        return Solver(self._theory)
