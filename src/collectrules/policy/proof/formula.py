"""Statements on the facts of an invoice: sums within bounds, words among words, all of them, some of them.

Negation is worked out at once, so a statement has no `not`. Flags are 0 and 1; money is in minor units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from collectrules.policy.model import Condition, Scalar

Values = Mapping[str, Scalar]
"""A value for each name that statements speak of: the facts, and names that a question adds."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Numbers, each added or with the sign -1 taken off, come to `low` at least and `high` at most."""

    terms: tuple[tuple[str, int], ...]
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """A word is one of `words`; `among` has every word it can be."""

    name: str
    words: frozenset[str]
    among: frozenset[str]


@dataclass(frozen=True, slots=True)
class All:
    """Every part is so; without parts it is true."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part is so; without parts it is false."""

    parts: tuple[Formula, ...]


Formula = Sum | Word | All | Some

TRUE: Final = All(())
FALSE: Final = Some(())


def all_of(*parts: Formula) -> Formula:
    """Every part is so."""
    return parts[0] if len(parts) == 1 else All(parts)


def some_of(*parts: Formula) -> Formula:
    """At least one part is so."""
    return parts[0] if len(parts) == 1 else Some(parts)


def none_of(parts: Iterable[Formula]) -> Formula:
    """No part is so."""
    return all_of(*(negated(part) for part in parts))


def at_least(name: str, low: int) -> Sum:
    """A number is `low` or more."""
    return Sum(((name, 1),), low=low)


def at_most(name: str, high: int) -> Sum:
    """A number is `high` or less."""
    return Sum(((name, 1),), high=high)


def exactly(name: str, value: int) -> Sum:
    """A number is `value`."""
    return Sum(((name, 1),), value, value)


def not_less(larger: str, smaller: str, by: int = 0) -> Sum:
    """One number is another one or more; `by` says how much more at least."""
    return Sum(((larger, 1), (smaller, -1)), low=by)


def same(one: str, other: str) -> Sum:
    """Two numbers are the same."""
    return Sum(((one, 1), (other, -1)), 0, 0)


def compared(name: str, condition: Condition) -> Formula:
    """What a condition asks of a number."""
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    numbers = [int(value) for value in values]
    match condition.comparison:
        case "at_least":
            return at_least(name, numbers[0])
        case "at_most":
            return at_most(name, numbers[0])
        case "above":
            return at_least(name, numbers[0] + 1)
        case "below":
            return at_most(name, numbers[0] - 1)
        case "not":
            return negated(exactly(name, numbers[0]))
        case "equals" | "one_of":
            return some_of(*(exactly(name, number) for number in numbers))


def negated(formula: Formula) -> Formula:
    """What is so exactly where the formula is not."""
    match formula:
        case Sum(terms, low, high):
            outside: list[Formula] = []
            if low is not None:
                outside.append(Sum(terms, high=low - 1))
            if high is not None:
                outside.append(Sum(terms, low=high + 1))
            return some_of(*outside)
        case Word(name, words, among):
            return Word(name, among - words, among)
        case All(parts):
            return some_of(*_flat(Some, map(negated, parts)))
        case Some(parts):
            return all_of(*_flat(All, map(negated, parts)))


def _flat(kind: type[All] | type[Some], parts: Iterable[Formula]) -> Iterator[Formula]:
    """The parts of one kind of formula, with those of parts of the same kind among them."""
    for part in parts:
        if isinstance(part, kind):
            yield from part.parts
        else:
            yield part


def implies(condition: Formula, consequence: Formula) -> Formula:
    """Where the condition is so, the consequence is.

    The consequence comes first: a search that finds it wanting mends it, and leaves the condition alone.
    """
    return some_of(*_flat(Some, (consequence, negated(condition))))


def is_so(formula: Formula, values: Values) -> bool:
    """Whether a formula is true of values; raises `KeyError` where one it speaks of is missing."""
    # Asked more often than anything else, so without patterns and generators, which take three times as long.
    if isinstance(formula, Sum):
        total = 0
        for name, sign in formula.terms:
            total += sign * values[name]  # type: ignore[operator]  # a number, as all names of sums are
        low, high = formula.low, formula.high
        return (low is None or total >= low) and (high is None or total <= high)
    if isinstance(formula, Word):
        return values[formula.name] in formula.words
    decisive = isinstance(formula, Some)
    for part in formula.parts:
        if is_so(part, values) is decisive:
            return decisive
    return not decisive


def replaced(formula: Formula, put: Callable[[Sum | Word], Formula]) -> Formula:
    """The formula with every sum and every word put as `put` says."""
    match formula:
        case Sum() | Word():
            return put(formula)
        case All(parts):
            return All(tuple(replaced(part, put) for part in parts))
        case Some(parts):
            return Some(tuple(replaced(part, put) for part in parts))


def names_in(formula: Formula) -> Iterator[str]:
    """Every name a formula speaks of, some more than once."""
    match formula:
        case Sum(terms):
            yield from (name for name, _ in terms)
        case Word(name):
            yield name
        case All(parts) | Some(parts):
            for part in parts:
                yield from names_in(part)
