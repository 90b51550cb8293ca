"""Boxes: an interval for each number and a set for each word, made smaller by what is known to be so.

Narrowing never takes away values that meet what is required, so a box that becomes empty is a proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from collectrules.policy.model import Scalar
from collectrules.policy.proof.formula import All, Formula, Some, Sum, Values, Word, names_in

Interval = tuple[int, int]

_MOST_ROUNDS: Final = 40
"""Narrowing that has not come to rest by then may go on for ever, a day at a time."""


class Empty(Exception):
    """Nothing is left in the box: what is required cannot all be so."""


class Names:
    """The names each formula speaks of, looked up once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Formula, frozenset[str]]] = {}

    def of(self, formula: Formula) -> frozenset[str]:
        """The names a formula speaks of."""
        # By identity; each formula is kept so that no other one takes its place in memory.
        known = self._known.get(id(formula))
        if known is None:
            known = self._known[id(formula)] = formula, frozenset(names_in(formula))
        return known[1]


class Box:
    """The values still possible for each name, and the requirements that still narrow them."""

    __slots__ = ("_changed", "_names", "choices", "numbers", "sums", "words")

    def __init__(self, names: Names) -> None:
        self._names = names
        self._changed: set[str] = set()
        self.numbers: dict[str, Interval] = {}
        self.words: dict[str, frozenset[str]] = {}
        self.sums: tuple[Sum, ...] = ()
        """Sums of several numbers that are required."""
        self.choices: tuple[Some, ...] = ()
        """Required, and not known yet which of their parts is so."""

    def copy(self) -> Box:
        """The same box, to be narrowed apart from this one."""
        other = Box(self._names)
        other.numbers, other.words = self.numbers.copy(), self.words.copy()
        other.sums, other.choices = self.sums, self.choices
        return other

    def require(self, formulas: Iterable[Formula]) -> None:
        """Narrow the box to where the formulas are so; raises `Empty` where that is nowhere."""
        for formula in formulas:
            self._take(formula)
        for _ in range(_MOST_ROUNDS):
            if not self._changed:
                return
            changed, self._changed = self._changed, set()
            changed |= self._narrow_sums(changed)
            self._narrow_choices(changed)

    def verdict(self, formula: Formula) -> bool | None:
        """Whether a formula is so everywhere in the box, or nowhere; None where that differs."""
        if isinstance(formula, Sum):
            least, most = self._range(formula.terms)
            low, high = formula.low, formula.high
            if (low is not None and most < low) or (high is not None and least > high):
                return False
            inside = (low is None or least >= low) and (high is None or most <= high)
            return True if inside else None
        if isinstance(formula, Word):
            left = self.words[formula.name]
            return (
                True if left <= formula.words else False if left.isdisjoint(formula.words) else None
            )
        return self._verdicts(formula.parts, decisive=isinstance(formula, Some))

    def corner(self, values: Values) -> dict[str, Scalar]:
        """The values in the box that are nearest to `values`."""
        nearest: dict[str, Scalar] = {
            name: min(max(int(values.get(name, 0)), low), high)
            for name, (low, high) in self.numbers.items()
        }
        for name, left in self.words.items():
            wished = values[name]
            nearest[name] = wished if wished in left else min(left)
        return nearest

    def _verdicts(self, parts: Sequence[Formula], *, decisive: bool) -> bool | None:
        found: bool | None = not decisive
        for part in parts:
            verdict = self.verdict(part)
            if verdict is decisive:
                return decisive
            if verdict is None:
                found = None
        return found

    def _range(self, terms: Sequence[tuple[str, int]]) -> Interval:
        least = most = 0
        for name, sign in terms:
            low, high = self.numbers[name]
            least += low if sign > 0 else -high
            most += high if sign > 0 else -low
        return least, most

    def _take(self, formula: Formula) -> None:
        """Require a formula; what it changes is narrowed by later."""
        if isinstance(formula, Sum):
            if len(formula.terms) > 1:
                self.sums += (formula,)
            self._narrow(formula)
        elif isinstance(formula, Word):
            left = self.words[formula.name] & formula.words
            if not left:
                raise Empty
            if left != self.words[formula.name]:
                self.words[formula.name] = left
                self._changed.add(formula.name)
        elif isinstance(formula, All):
            for part in formula.parts:
                self._take(part)
        else:
            self._choose(formula)

    def _choose(self, choice: Some) -> None:
        """Keep a choice that is open; require the one part that is left of it."""
        left = []
        for part in choice.parts:
            verdict = self.verdict(part)
            if verdict:
                return
            if verdict is None:
                left.append(part)
        if not left:
            raise Empty
        if len(left) == 1:
            self._take(left[0])
        else:
            self.choices += (choice,)

    def _narrow_sums(self, changed: set[str]) -> set[str]:
        """Narrow by the sums until they come to rest; returns the names that has changed.

        Differences of two numbers are narrowed first and alone. Bounds pass from one number to the next,
        so without a circle they are at rest after as many rounds as there are numbers; one that goes on
        is driven round a circle of differences that cannot all be so.
        """
        differences = [each for each in self.sums if self._is_difference(each)]
        others = [each for each in self.sums if not self._is_difference(each)]
        all_changed = self._round(differences, changed)
        moving = all_changed
        for _ in range(len(self.numbers) + 1):
            if not moving:
                break
            moving = self._round(differences, moving)
            all_changed = all_changed | moving
        if moving:
            raise Empty
        self._changed = self._round(others, changed | all_changed)
        return all_changed

    def _round(self, sums: Iterable[Sum], changed: set[str]) -> set[str]:
        """Narrow once by each sum that speaks of a changed name; returns the names that changed by it."""
        before, self._changed = self._changed, set()
        for each in sums:
            if not (changed | self._changed).isdisjoint(self._names.of(each)):
                self._narrow(each)
        found, self._changed = self._changed, before
        return found

    def _is_difference(self, required: Sum) -> bool:
        """Whether it is one number less another, all others in it being known."""
        if len(required.terms) == 2 and required.terms[0][1] != required.terms[1][1]:
            return True
        signs = [
            sign for name, sign in required.terms if self.numbers[name][0] < self.numbers[name][1]
        ]
        return len(signs) < 2 or (len(signs) == 2 and signs[0] != signs[1])

    def _narrow_choices(self, changed: set[str]) -> None:
        before, self.choices = self.choices, ()
        untouched = []
        for choice in before:
            if changed.isdisjoint(self._names.of(choice)):
                untouched.append(choice)
            else:
                self._choose(choice)
        self.choices += tuple(untouched)

    def _narrow(self, required: Sum) -> None:
        """Narrow each number of a sum by what the others leave to it."""
        least, most = self._range(required.terms)
        low = least if required.low is None else required.low
        high = most if required.high is None else required.high
        if least > high or most < low:
            raise Empty
        if low <= least and most <= high:
            return
        for name, sign in required.terms:
            first, last = self.numbers[name]
            own_least, own_most = (first, last) if sign > 0 else (-last, -first)
            now_least, now_most = low - (most - own_most), high - (least - own_least)
            now = (now_least, now_most) if sign > 0 else (-now_most, -now_least)
            now = max(first, now[0]), min(last, now[1])
            if now[0] > now[1]:
                raise Empty
            if now != (first, last):
                self.numbers[name] = now
                self._changed.add(name)
                least, most = self._range(required.terms)
