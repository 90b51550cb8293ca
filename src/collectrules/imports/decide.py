"""How a column is written, decided from all its values together, or refused.

Dates may be day first or month first, amounts may have a decimal point or a decimal comma. A
reading is possible when it reads every value that any reading reads; where two possible readings
disagree on a value, nobody but the user can say, and a guess would be a wrong ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from collectrules.errors import InputError

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Kind(Generic[Value]):
    """A kind of column that can be written in more than one way."""

    plural: str
    """What its values are called: dates, amounts."""
    option: str
    """The option that says which reading is meant."""
    readings: Mapping[str, Callable[[str], Value | None]]
    """By the name the option takes: the value of a text, or None where it cannot be read so."""
    shown: Callable[[Value], str]
    """A value in words, for a sentence that shows two readings of one text."""


@dataclass(frozen=True, slots=True)
class Decided(Generic[Value]):
    """A column's values by their text, and the one reading, None where its values show none."""

    values: Mapping[str, Value]
    reading: str | None


def decide(
    kind: Kind[Value], column: str, texts: Mapping[str, int], given: str | None
) -> Decided[Value]:
    """Read a column's texts (each with the line it first stands on).

    Texts that no reading reads are left out of the result. Raises `InputError`, naming the column,
    where no text can be read, where several readings are possible, or where `given` is not and
    another is.
    """
    read = {name: _read_all(reading, texts) for name, reading in kind.readings.items()}
    like = {text for values in read.values() for text in values}
    if texts and not like:
        raise _nothing(kind, column, texts)
    possible = [name for name, values in read.items() if len(values) == len(like)]
    if given is not None:
        if possible and given not in possible:
            odd = next(text for text in texts if text in like and text not in read[given])
            raise _contradicted(kind, column, f"`{odd}` on line {texts[odd]}", given, possible)
        return Decided(read[given], given)
    if not possible:
        raise _mixed(kind, column, texts, read)
    first, *others = possible
    for other in others:
        for text, value in read[first].items():
            if read[other][text] != value:
                raise _undecided(kind, column, text, texts[text], (value, read[other][text]))
    return Decided(read[first], None if others else first)


def _read_all(reading: Callable[[str], Value | None], texts: Mapping[str, int]) -> dict[str, Value]:
    values = ((text, reading(text)) for text in texts)
    return {text: value for text, value in values if value is not None}


def _option(kind: Kind[Value], names: Iterable[str]) -> str:
    return f"`{kind.option} {'|'.join(names)}`"


def _nothing(kind: Kind[Value], column: str, texts: Mapping[str, int]) -> InputError:
    text, line = next(iter(texts.items()))
    return InputError(
        f"column `{column}` holds no {kind.plural}: line {line} says `{text[:40]}`",
        help="name another column in the mapping, or none; `--propose` prints one to start from",
    )


def _undecided(
    kind: Kind[Value], column: str, text: str, line: int, values: tuple[Value, Value]
) -> InputError:
    first, second = map(kind.shown, values)
    return InputError(
        f"the {kind.plural} of column `{column}` can all be read in more than one way: "
        f"`{text}` on line {line} is {first} or {second}",
        help=f"say which with {_option(kind, kind.readings)}",
    )


def _mixed(
    kind: Kind[Value],
    column: str,
    texts: Mapping[str, int],
    read: Mapping[str, Mapping[str, Value]],
) -> InputError:
    best = max(read, key=lambda name: len(read[name]))
    other = max(read, key=lambda name: len(read[name].keys() - read[best].keys()))
    fits = next(text for text in read[best] if text not in read[other])
    odd = next(text for text in read[other] if text not in read[best])
    return InputError(
        f"the {kind.plural} of column `{column}` are written in more than one way: "
        f"`{fits}` on line {texts[fits]} is {best}, `{odd}` on line {texts[odd]} is not",
        help=f"say which is meant with {_option(kind, kind.readings)}: "
        "rows that do not fit are then rejected",
    )


def _contradicted(
    kind: Kind[Value], column: str, odd: str, given: str, possible: Iterable[str]
) -> InputError:
    return InputError(
        f"the {kind.plural} of column `{column}` are not {given}: {odd}",
        help=f"all of them fit {_option(kind, possible)}",
    )
