"""Answers by boxes: narrow, try the most usual values, else cut the box in two and look into both.

Exact as far as it goes: what it finds is tried, what it excludes is excluded for certain, and where it
would have to look into too many boxes it says that it does not know. Of what always holds only that is
taken into account which an attempt has been seen to break: most questions need little of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from collectrules.policy.proof.boxes import Box, Empty, Names
from collectrules.policy.proof.formula import (
    All,
    Formula,
    Some,
    Sum,
    Values,
    at_least,
    at_most,
    exactly,
    is_so,
    names_in,
)
from collectrules.policy.proof.prover import (
    LARGEST,
    Answer,
    Impossible,
    Possible,
    Undecided,
    values_of,
)
from collectrules.policy.proof.theory import GRACE_RULE, Theory
from collectrules.policy.proof.usual import decided, usual_values

MOST_BOXES: Final = 400
"""How many boxes are looked into for one question."""


class BoxSearch:
    """A prover that needs nothing installed."""

    name = "boxes"

    def __init__(self, theory: Theory, most_boxes: int | None = None) -> None:
        self._theory = theory
        self._most_boxes = MOST_BOXES if most_boxes is None else most_boxes
        self._usual = usual_values(theory)
        self._always = tuple(part for axiom in theory.always for part in _parts(axiom.formula))
        self._deciding = tuple(part for axiom in theory.decided for part in _parts(axiom.formula))
        self._names = Names()
        self._of_no_rule = set(map(id, (*self._always, *theory.grace_days)))
        self._needed: dict[frozenset[str], list[Formula]] = {}
        """What questions about some names were seen to need: others about the same names need it again."""

    def ask(self, *questions: Formula) -> Answer:
        """Whether all of these can be true at once of facts that obey the axioms, and of which."""
        answer = self._answer(questions, self._most_boxes)
        if isinstance(answer, Undecided) and self._most_boxes:
            # Lost for want of something that no attempt came far enough to break: so with all there is.
            return self._answer((*questions, *self._always), self._most_boxes)
        return answer

    def example(self, *questions: Formula) -> Values | None:
        """Values for which they are true at once; None where few boxes have none."""
        return values_of(self._answer(questions, self._most_boxes // 10))

    def _answer(self, questions: Sequence[Formula], most_boxes: int) -> Answer:
        search, box = _Search(self._usual, most_boxes), Box(self._names)
        needed = self._needed.setdefault(self._names_of(questions), [])
        required: Sequence[Formula] = (*questions, *needed)
        while True:
            _open(box, self._theory, self._names_of(required))
            try:
                found = search.within(box, required)
            except _GivenUp:
                return Undecided()
            if found is None:
                return Impossible()
            answer, required = self._tried({**self._usual, **found}, questions)
            if answer is not None:
                return answer
            needed += (each for each in required if id(each) in self._of_no_rule)

    def _tried(
        self, values: Values, questions: Sequence[Formula]
    ) -> tuple[Answer | None, Sequence[Formula]]:
        """What values from a box answer; None where they break what has to be so, and that."""
        broken = [each for each in self._touched(values) if not is_so(each, values)]
        if broken:
            return None, broken
        # What always holds does not speak of what the policy decides, so it holds of the whole, too.
        whole = decided(self._theory, values)
        if all(is_so(question, whole) for question in questions):
            return Possible(whole), ()
        broken = self._broken(values, whole)
        return (None, broken) if broken else (Undecided(), ())

    def _touched(self, values: Values) -> Iterator[Formula]:
        """What always holds and speaks of a value that is not the usual one: the usual ones obey it all."""
        moved = {name for name in values if values[name] != self._usual.get(name)}
        return (each for each in self._always if not moved.isdisjoint(self._names.of(each)))

    def _broken(self, values: Values, whole: Values) -> list[Formula]:
        """How values are not what the policy decides; `whole` is what it makes of them."""
        # What two different choices break is known at once; the rest is seldom looked through.
        likely = [each for each in self._likely(values, whole) if not is_so(each, values)]
        return likely or [each for each in self._deciding if not is_so(each, values)]

    def _likely(self, values: Values, whole: Values) -> Iterator[Formula]:
        theory = self._theory
        ids = [rule.id for rule in theory.policy.segment]
        if values["segment"] != whole["segment"]:
            right, taken = ids.index(str(whole["segment"])), ids.index(str(values["segment"]))
            yield from theory.segments.broken(taken, right)
        rule = int(values[GRACE_RULE])
        yield from theory.grace_days[:2]
        if 0 <= rule < len(theory.policy.grace):
            yield theory.grace_days[2 + rule]
            yield from theory.graces.broken(rule, int(whole[GRACE_RULE]))

    def _names_of(self, formulas: Iterable[Formula]) -> frozenset[str]:
        return frozenset().union(*map(self._names.of, formulas))


def _parts(formula: Formula) -> Iterator[Formula]:
    """The parts of a formula that must all be so, each by itself."""
    if isinstance(formula, All):
        for part in formula.parts:
            yield from _parts(part)
    else:
        yield formula


def _open(box: Box, theory: Theory, names: frozenset[str]) -> None:
    """Put into a box every value that names it does not know yet can have."""
    for name in names - box.numbers.keys() - box.words.keys():
        if name in theory.words:
            box.words[name] = theory.words[name]
        else:
            box.numbers[name] = (0, 1) if name in theory.flags else (-LARGEST, LARGEST)


class _GivenUp(Exception):
    """Too many boxes."""


class _Search:
    """One question being answered: how many boxes may still be looked into."""

    def __init__(self, usual: Values, most_boxes: int) -> None:
        self._usual = usual
        self._left = most_boxes

    def within(self, box: Box, required: Iterable[Formula]) -> Values | None:
        """Values in the box, narrowed by what is required, that meet it all; None where there are none."""
        if self._left == 0:
            raise _GivenUp
        self._left -= 1
        try:
            box.require(required)
        except Empty:
            return None
        values = box.corner(self._usual)
        broken = _broken_by(values, box)
        if broken is None:
            return values
        left = tuple(each for each in box.choices if each is not broken)
        for branch in _branches(box, broken, values):
            part = box.copy()
            part.choices = left
            found = self.within(part, (branch,))
            if found is not None:
                return found
        return None


def _broken_by(values: Values, box: Box) -> Some | Sum | None:
    """The first of what is required in a box that values of it break."""
    for each in chain[Some | Sum](box.choices, box.sums):
        if not is_so(each, values):
            return each
    return None


def _branches(box: Box, broken: Some | Sum, values: Values) -> Iterator[Formula]:
    """Requirements that cut the box into parts that together are all of it."""
    if isinstance(broken, Some):
        yield from (part for part in broken.parts if box.verdict(part) is not False)
        return
    open_names = [n for n, _ in broken.terms if box.numbers[n][0] < box.numbers[n][1]]
    if not open_names:
        return
    name = min(open_names, key=lambda n: box.numbers[n][1] - box.numbers[n][0])
    low, high = box.numbers[name]
    value = int(values[name])
    yield exactly(name, value)
    if value < high:
        yield at_least(name, value + 1)
    if value > low:
        yield at_most(name, value - 1)


def sentences_against(theory: Theory, formula: Formula) -> tuple[str, ...]:
    """What the one axiom says that keeps a formula from being so; nothing where it takes none or more."""
    for sentence, formulas in (
        ("", (formula,)),
        *((axiom.says, (formula, axiom.formula)) for axiom in theory.axioms),
    ):
        names = frozenset(name for each in formulas for name in names_in(each))
        try:
            box = Box(Names())
            _open(box, theory, names)
            box.require(formulas)
        except Empty:
            return (sentence,) if sentence else ()
    return ()
