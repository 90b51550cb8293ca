"""Parts of a report on a screen: its tables and sentences, set to a width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len
from textual.content import Content

from collectrules.reports.page import Part, Section, Table, Terms
from collectrules.tui.account_text import HEADING, QUIET, indented, stacked, wrapped
from collectrules.tui.cells import fit, harmless

_LEAST_WORDS: Final = 6
"""Cells that a column of words keeps, however little room there is."""
_GAPS: Final = (2, 1)
"""Cells between columns; less where there is little room."""


def sections_content(sections: Sequence[Section], width: int) -> Content:
    """Sections under each other; parts that a screen has no room for, such as charts, are left out."""
    return Content("\n\n").join([_section(each, width) for each in sections])


def _section(section: Section, width: int) -> Content:
    parts = [told for each in section.parts if (told := _part(each, width)) is not None]
    heading = [Content.styled(harmless(section.heading), HEADING)] if section.heading else []
    body = Content("\n\n").join(parts)
    return stacked([*heading, body])


def _part(part: Part, width: int) -> Content | None:
    match part:
        case str():
            return stacked([Content(line) for line in wrapped(part, width)])
        case Table():
            return table_content(part, width)
        case Terms():
            return stacked(list(_terms(part, width)))
        case _:
            return None


def _terms(terms: Terms, width: int) -> Iterator[Content]:
    for term, said in terms.terms:
        yield Content.styled(harmless(term), "bold")
        for each in said:
            yield from indented(each, width)


def table_content(table: Table, width: int) -> Content:
    """A table in a width: its header on several lines where that saves room, words cut, numbers never.

    Where there is no room even so, columns on the right are left out.
    """
    sizes, gap = _sizes(table, width)
    words = frozenset(table.words)
    lines = [
        Content.styled(_line(cells, sizes, gap, words), QUIET)
        for cells in _header_lines(table, sizes)
    ]
    for number, row in enumerate(table.rows):
        total = table.total and number == len(table.rows) - 1
        lines.append(Content.styled(_line(row, sizes, gap, words), "bold" if total else ""))
    return stacked(lines)


def _sizes(table: Table, width: int) -> tuple[list[int], int]:
    """How wide each column that has room is, and how far they stand apart."""
    natural = [_natural(table, place) for place in range(len(table.header))]
    for gap in _GAPS:
        if _whole(natural, gap) <= width:
            return natural, gap
    gap, sizes = _GAPS[-1], natural[:]
    while _whole(sizes, gap) > width:
        widest = max(table.words, key=lambda place: sizes[place] if place < len(sizes) else 0)
        if widest < len(sizes) and sizes[widest] > _LEAST_WORDS:
            sizes[widest] -= 1
        elif len(sizes) > 1:
            sizes.pop()
        else:
            break
    return sizes, gap


def _whole(sizes: Sequence[int], gap: int) -> int:
    return sum(sizes) + gap * (len(sizes) - 1)


def _natural(table: Table, place: int) -> int:
    """The width of the widest cell, and of the longest word over it."""
    words = table.header[place].split()
    return max(map(_cells, (*words, *(row[place] for row in table.rows), "")))


def _cells(text: str) -> int:
    return cell_len(harmless(text))


def _header_lines(table: Table, sizes: Sequence[int]) -> Iterator[Sequence[str]]:
    """The header, filled from below, so that what is short stands right over its column."""
    parts = [_broken(text, size) for text, size in zip(table.header, sizes, strict=False)]
    tall = max(map(len, parts))
    for line in range(tall):
        yield [part[place] if (place := line - (tall - len(part))) >= 0 else "" for part in parts]


def _broken(text: str, size: int) -> list[str]:
    """A heading in lines of so many cells, broken between words."""
    lines = [""]
    for word in harmless(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and cell_len(longer) > size:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _line(cells: Sequence[str], sizes: Sequence[int], gap: int, words: frozenset[int]) -> str:
    return (" " * gap).join(
        fit(text, size, right=place not in words)
        for place, (text, size) in enumerate(zip(cells, sizes, strict=False))
    )
