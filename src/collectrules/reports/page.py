"""A report as people read it, in a terminal or as a page: tables, bars and sentences under headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header; all columns but those of `words`, by their positions, are numbers."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: tuple[int, ...] = (0,)
    total: bool = False
    """Whether the last row adds up those above it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with what it is and how much, both in words; `size` is how long it is beside the others."""

    label: str
    said: str
    size: Fraction


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars one below the other, from the same line and on the same scale."""

    title: str
    bars: tuple[Bar, ...]

    @property
    def longest(self) -> Fraction:
        """The size of the longest bar; 0 where none has any."""
        return max((bar.size for bar in self.bars), default=Fraction(0))


@dataclass(frozen=True, slots=True)
class Terms:
    """Words, and what is said of each."""

    terms: tuple[tuple[str, tuple[str, ...]], ...]


Part = Table | Bars | Terms | str


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under a heading, in the order in which it is read."""

    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A report: its title, of when it is, its sections, and how its numbers are meant."""

    title: str
    below: str
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()


def bars(title: str, of: Sequence[tuple[str, str, int | Fraction]]) -> Bars:
    """Bars of what is said and how much it is; less than nothing has no bar."""
    return Bars(title, tuple(Bar(label, said, Fraction(max(0, size))) for label, said, size in of))
