"""Which rules of a section hold for exactly the same: most are told apart by an example, few asked about."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import combinations

from collectrules.policy.checks.context import Context
from collectrules.policy.meaning import rule_holds
from collectrules.policy.model import Rule
from collectrules.policy.proof.formula import Values


def alike(
    context: Context, rules: Sequence[Rule], does: Callable[[Rule], Hashable]
) -> Iterator[tuple[int, int]]:
    """Pairs of rules by their positions that do the same and are proved to hold for the same."""
    by_deed: dict[Hashable, list[int]] = {}
    for number, rule in enumerate(rules):
        by_deed.setdefault(does(rule), []).append(number)
    for numbers in by_deed.values():
        if len(numbers) > 1:
            for one, two in _Alike(context, [rules[number] for number in numbers]).pairs():
                yield numbers[one], numbers[two]


class _Alike:
    """Rules, and how each judged the examples so far: a bit for each example, set where it holds."""

    def __init__(self, context: Context, rules: Sequence[Rule]) -> None:
        self._context = context
        self._rules = rules
        self._judged = [0] * len(rules)
        self._tried = 0
        examples = [context.example(context.theory.holds(rule)) for rule in rules]
        self._can_hold = [example is not None for example in examples]
        for example in examples:
            if example is not None:
                self._try(example)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """The pairs that hold for the same."""
        for one, other in combinations(range(len(self._rules)), 2):
            if (
                self._judged[one] == self._judged[other]
                and self._can_hold[one]
                and self._only_with(one, other)
                and self._only_with(other, one)
            ):
                yield one, other

    def _try(self, example: Values) -> None:
        for number, rule in enumerate(self._rules):
            self._judged[number] |= rule_holds(rule, example) << self._tried
        self._tried += 1

    def _only_with(self, one: int, other: int) -> bool:
        """Whether it is proved that one rule never holds without the other."""
        theory = self._context.theory
        asked = theory.holds(self._rules[one]), theory.fails(self._rules[other])
        apart = self._context.example(*asked)
        if apart is not None:
            self._try(apart)
        return apart is None and self._context.impossible(*asked)
