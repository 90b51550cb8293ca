"""Rows become classes: two rows that no condition of a section can tell apart get the same number.

A rule sees a row only through its conditions. Cut each fact at the values the section compares it with,
number the pieces, and mix the numbers into one: rows with the same number fire the same rules, so the
rules engine is asked once for each number and not once for each row.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from collectrules.policy.facts import FACTS, Subject, members
from collectrules.policy.model import Condition, Rule, Scalar

_WORD_SIZE: Final = 2**62
"""Class numbers stay below this, within SQLite's 64-bit integers."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """How one fact is cut: numbers at `cuts`, where a piece starts; words into those named and the rest.

    A set is cut once for each id: into the sets that have it, and the rest.
    """

    fact: str
    cuts: tuple[int, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many pieces there are."""
        return 1 + len(self.cuts) + len(self.words)

    @property
    def _of_set(self) -> bool:
        return FACTS[self.fact].type == "ids"

    def sql(self, column: str) -> str:
        """SQL for the number of the piece that a column's value lies in."""
        if self._of_set:
            return f"(instr(' ' || {column} || ' ', {quoted(f' {self.words[0]} ')}) > 0)"
        if self.words:
            named = " ".join(
                f"WHEN {quoted(word)} THEN {n}" for n, word in enumerate(self.words, 1)
            )
            return f"CASE {column} {named} ELSE 0 END"
        below = " ".join(f"WHEN {column} < {cut} THEN {n}" for n, cut in enumerate(self.cuts))
        return f"CASE {below} ELSE {len(self.cuts)} END"

    def piece(self, value: Scalar) -> int:
        """The number of the piece a value lies in; the same as `sql` gives."""
        if self._of_set:
            return int(self.words[0] in members(value))
        if isinstance(value, str):
            return self.words.index(value) + 1 if value in self.words else 0
        return bisect_right(self.cuts, value)

    def representative(self, piece: int, known: Scalar | None = None) -> Scalar:
        """A value that lies in a piece; of a set also in the pieces that `known` lies in."""
        if self._of_set:
            return " ".join((*self.words * piece, *members(known or "")))
        if self.words:
            return self.words[piece - 1] if piece else ""
        number = self.cuts[piece - 1] if piece else self.cuts[0] - 1
        return bool(number) if FACTS[self.fact].type == "flag" else number


def quoted(text: str) -> str:
    """`text` as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _cuts(condition: Condition) -> list[int]:
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    numbers = [int(value) for value in values if not isinstance(value, str)]
    match condition.comparison:
        case "at_least" | "below":
            return numbers
        case "above" | "at_most":
            return [number + 1 for number in numbers]
        case _:
            return [edge for number in numbers for edge in (number, number + 1)]


def _pieces(rules: Sequence[Rule], apart: Mapping[str, Iterable[Scalar]]) -> tuple[Pieces, ...]:
    cuts: dict[str, set[int]] = {}
    words: dict[str, set[str]] = {}
    for fact, values in apart.items():
        if FACTS[fact].type == "word":
            words[fact] = {str(value) for value in values}
        else:
            cuts[fact] = {edge for value in values for edge in (int(value), int(value) + 1)}
    for condition in (condition for rule in rules for condition in rule.conditions):
        if FACTS[condition.fact].type in ("word", "ids"):
            named = condition.value if isinstance(condition.value, tuple) else (condition.value,)
            words.setdefault(condition.fact, set()).update(str(word) for word in named)
        else:
            cuts.setdefault(condition.fact, set()).update(_cuts(condition))
    return tuple(
        pieces
        for fact in FACTS
        if fact in cuts or fact in words
        for pieces in _pieces_of(
            fact, tuple(sorted(cuts.get(fact, ()))), tuple(sorted(words.get(fact, ()), key=_usual))
        )
    )


def _pieces_of(fact: str, cuts: tuple[int, ...], words: tuple[str, ...]) -> tuple[Pieces, ...]:
    if FACTS[fact].type == "ids":
        return tuple(Pieces(fact, words=(word,)) for word in words)
    return (Pieces(fact, cuts, words),)


def _usual(word: str) -> tuple[bool, str]:
    """Puts `none`, the word most rows have, where SQL looks first."""
    return word != "none", word


class Classifier:
    """The classes of some rules. A class is an int, or text where the ints would be too large.

    `apart` names values of facts that are told apart though no rule asks for them; with `subject` only
    facts about accounts, or about invoices, tell rows apart.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        apart: Mapping[str, Iterable[Scalar]] | None = None,
        subject: Subject | None = None,
    ) -> None:
        found = _pieces(rules, apart or {})
        self.pieces = tuple(p for p in found if subject in (None, FACTS[p.fact].subject))
        self._groups: list[list[Pieces]] = [[]]
        size = 1
        for pieces in self.pieces:
            if size * pieces.count >= _WORD_SIZE:
                self._groups.append([])
                size = 1
            self._groups[-1].append(pieces)
            size *= pieces.count

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts the section's conditions read."""
        return tuple(dict.fromkeys(pieces.fact for pieces in self.pieces))

    def sql(self, column: Callable[[str], str]) -> str:
        """SQL for a row's class; `column` gives the SQL for a fact's value."""
        return " || ':' || ".join(f"({_mixed(group, column)})" for group in self._groups)

    def class_of(self, facts: Mapping[str, Scalar]) -> int | str:
        """The class of facts held in Python; the same as `sql` gives for a row."""
        numbers = []
        for group in self._groups:
            number = 0
            for pieces in group:
                number = number * pieces.count + pieces.piece(facts[pieces.fact])
            numbers.append(number)
        return numbers[0] if len(numbers) == 1 else ":".join(map(str, numbers))

    def representative(self, class_: int | str) -> dict[str, Scalar]:
        """Facts of which every condition is true that is true of the rows in a class, and no other."""
        numbers = [int(part) for part in str(class_).split(":")]
        facts: dict[str, Scalar] = {}
        for group, number in zip(self._groups, numbers, strict=True):
            left = number
            for pieces in reversed(group):
                left, piece = divmod(left, pieces.count)
                facts[pieces.fact] = pieces.representative(piece, facts.get(pieces.fact))
        return facts


def _mixed(group: Sequence[Pieces], column: Callable[[str], str]) -> str:
    expression = "0"
    for pieces in group:
        piece = pieces.sql(column(pieces.fact))
        expression = piece if expression == "0" else f"({expression}) * {pieces.count} + {piece}"
    return expression
