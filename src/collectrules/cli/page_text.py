"""A page as text in a terminal: what HTML shades or folds up is said in words, and everything is open."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from collectrules.cli import common

if TYPE_CHECKING:
    from collectrules.reports.page import (
        Bar,
        Bars,
        Folds,
        Matrix,
        Page,
        Pairs,
        Part,
        Section,
        Table,
        Terms,
        Tiles,
    )

_WIDTH: Final = 100
_LONGEST: Final = 40
"""Characters of the longest bar."""
_EIGHTHS: Final = " ▏▎▍▌▋▊▉"


def as_text(page: Page, *, chart: bool) -> Iterator[str]:
    """The page in a terminal, its bars where they are asked for."""
    yield common.printable(page.title)
    yield from textwrap.wrap(common.printable(page.below), _WIDTH)
    for section in page.sections:
        yield from _section(section, chart=chart)
    if page.notes:
        yield ""
    for note in page.notes:
        yield from textwrap.wrap(common.printable(note), _WIDTH)


def _section(section: Section, *, chart: bool) -> Iterator[str]:
    from collectrules.reports.page import Bars, Pairs

    yield ""
    if section.heading:
        yield common.printable(section.heading)
        yield ""
    said = [part for part in section.parts if chart or not isinstance(part, Bars | Pairs)]
    for number, part in enumerate(said):
        if number and not (isinstance(part, str) and isinstance(said[number - 1], str)):
            yield ""
        yield from _part(part)


def _part(part: Part) -> Iterator[str]:
    from collectrules.reports.page import Bars, Folds, Matrix, Pairs, Table, Terms, Tiles

    match part:
        case Table():
            yield _table(part)
        case Bars():
            yield from _bars(part)
        case Pairs():
            yield from _pairs(part)
        case Tiles():
            yield from _tiles(part)
        case Matrix():
            yield from _matrix(part)
        case Folds():
            yield from _folds(part)
        case Terms():
            yield from _terms(part)
        case str():
            yield from textwrap.wrap(
                common.printable(part), _WIDTH, subsequent_indent="  ", break_on_hyphens=False
            )


def _table(table: Table) -> str:
    numbers = frozenset(range(len(table.header))) - frozenset(table.words)
    return common.table(table.header, table.rows, right=numbers)


def _terms(terms: Terms) -> Iterator[str]:
    for term, said in terms.terms:
        yield common.printable(term)
        for each in said:
            yield from textwrap.wrap(
                common.printable(each), _WIDTH, initial_indent="  ", subsequent_indent="    "
            )


def _tiles(tiles: Tiles) -> Iterator[str]:
    wide = max(len(common.printable(tile.label)) for tile in tiles.tiles)
    figures = max(len(common.printable(tile.said)) for tile in tiles.tiles)
    for tile in tiles.tiles:
        label, said, below = map(common.printable, (tile.label, tile.said, tile.below))
        yield f"{label.ljust(wide)}  {said.rjust(figures)}  {below}".rstrip()


def _matrix(matrix: Matrix) -> Iterator[str]:
    """Two rows for each place, how many and how much; a dot where nothing goes."""
    yield common.printable(f"{matrix.title}: {matrix.before} down, {matrix.after} across")
    header = ("", *matrix.places)
    rows = []
    for place, cells in zip(matrix.places, matrix.cells, strict=True):
        rows.append((place, *(cell.count or "." for cell in cells)))
        if any(cell.amount for cell in cells):
            rows.append(("", *(cell.amount for cell in cells)))
    yield common.table(header, tuple(rows), right=frozenset(range(1, len(header))))


def _folds(folds: Folds) -> Iterator[str]:
    for number, fold in enumerate(folds.folds):
        if number:
            yield ""
        yield common.printable(f"{fold.title}: {fold.said}" if fold.said else fold.title)
        for part in fold.parts:
            for line in _part(part):
                yield from textwrap.indent(line, "  ").split("\n")


def _bars(bars: Bars) -> Iterator[str]:
    yield from _rows(bars.title, bars.bars, bars.longest)


def _pairs(pairs: Pairs) -> Iterator[str]:
    from collectrules.reports.page import Bar

    rows = [
        Bar(f"{pair.label}, {bar.label}", bar.said, bar.size)
        for pair in pairs.pairs
        for bar in (pair.before, pair.after)
    ]
    yield from _rows(pairs.title, rows, pairs.longest)


def _rows(title: str, bars: Sequence[Bar], longest: Fraction) -> Iterator[str]:
    yield common.printable(title)
    width = max(len(bar.label) for bar in bars)
    for bar in bars:
        drawn = _drawn(bar.size / longest if longest else Fraction(0))
        yield f"{common.printable(bar.label).rjust(width)}  {drawn}{' ' if drawn else ''}{bar.said}"


def _drawn(share: Fraction) -> str:
    """A bar of whole and eighth blocks; what is more than nothing shows."""
    eighths = round(share * _LONGEST * 8) or (share > 0)
    whole, part = divmod(int(eighths), 8)
    return "█" * whole + (_EIGHTHS[part] if part else "")
