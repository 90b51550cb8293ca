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


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure that is read first: what it is, how much, and a word below it."""

    label: str
    said: str
    below: str = ""


@dataclass(frozen=True, slots=True)
class Tiles:
    """A few figures side by side."""

    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """How much something is before and after, in words and as lengths on one scale."""

    label: str
    before: Bar
    after: Bar


@dataclass(frozen=True, slots=True)
class Pairs:
    """Two bars for each thing, one below the other; the labels of the bars say which is which."""

    title: str
    pairs: tuple[Pair, ...]

    @property
    def longest(self) -> Fraction:
        """The size of the longest bar; 0 where none has any."""
        sizes = (bar.size for pair in self.pairs for bar in (pair.before, pair.after))
        return max(sizes, default=Fraction(0))


@dataclass(frozen=True, slots=True)
class Cell:
    """How many and how much go from one place to another; both empty where nothing does."""

    count: str = ""
    amount: str = ""
    share: Fraction = Fraction(0)
    """Of all that goes anywhere, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """From where, in rows, to where, in columns of the same names: what stays is on the diagonal."""

    title: str
    before: str
    after: str
    places: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """Something of which more is said when it is opened; on paper and in a terminal it is open."""

    title: str
    said: str
    parts: tuple[Table | Terms | str, ...]


@dataclass(frozen=True, slots=True)
class Folds:
    """One below the other, each opened by itself."""

    folds: tuple[Fold, ...]


Part = Table | Bars | Terms | Tiles | Pairs | Matrix | Folds | str


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
