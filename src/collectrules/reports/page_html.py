"""A report as one HTML file: it fetches nothing, reads in light and dark, and can be printed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

from collectrules.reports.page import (
    Bars,
    Cell,
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
from collectrules.reports.page_drawn import bars_html, pairs_html

_STYLE: Final = """\
:root { color-scheme: light dark; }
:root { --ground: #fff; --ink: #1c2430; --soft: #5b6675; --line: #d5dae1; --bar: #2a6f97; --was: #a9c7d8; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #14181f; --ink: #e6e9ee; --soft: #9aa5b4; --line: #333c48; --bar: #6db3d8;
    --was: #33566b; }
}
body { background: var(--ground); color: var(--ink); margin: 2.5em auto; max-width: 84em; padding: 0 1.5em; }
body { font: 11pt/1.5 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.5em; line-height: 1.2; margin-bottom: 0.1em; }
h2 { font-size: 1.15em; margin: 1.8em 0 0.4em; break-after: avoid; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: 0.6em 0 1em; }
th, td { padding: 0.25em 0.9em 0.25em 0; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid var(--line); font-weight: 600; }
tbody th { font-weight: 400; }
tbody tr { border-bottom: 1px solid var(--line); break-inside: avoid; }
tr.total > * { border-top: 2px solid var(--line); font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
figure { margin: 1em 0; break-inside: avoid; }
figcaption { font-weight: 600; margin-bottom: 0.2em; }
svg { display: block; height: auto; max-width: 100%; font: 13px system-ui, "Segoe UI", Arial, sans-serif; }
svg text { fill: var(--ink); }
svg .bar { fill: var(--bar); }
svg .bar.was { fill: var(--was); }
svg .axis { stroke: var(--line); }
.tiles { display: grid; gap: 1em; grid-template-columns: repeat(auto-fit, minmax(11em, 1fr));
  margin: 1.2em 0; }
.tile { border: 1px solid var(--line); border-radius: 0.5em; padding: 0.7em 1em; break-inside: avoid; }
.tile p { margin: 0; }
.tile .figure { font-size: 1.5em; font-weight: 650; font-variant-numeric: tabular-nums; line-height: 1.3; }
.matrix caption { text-align: left; font-weight: 600; margin-bottom: 0.3em; }
.matrix thead th { font-size: 0.9em; vertical-align: bottom; padding: 0.3em 0.6em; text-align: right; }
.matrix thead th:first-child { padding-left: 0; text-align: left; }
.matrix thead tr:first-child th { border: 0; color: var(--soft); text-align: center; }
.matrix thead td { border: 0; }
.matrix tbody th { padding-right: 1em; white-space: nowrap; }
.matrix td { border: 1px solid var(--line); min-width: 5.5em; padding: 0.35em 0.6em; text-align: right; }
.matrix td b, .matrix td span { display: block; font-variant-numeric: tabular-nums; white-space: nowrap; }
.matrix .goes { background: color-mix(in srgb, var(--bar) var(--strength), var(--ground)); }
.matrix .goes .soft { color: var(--ink); }
.matrix .stays { border: 2px solid var(--soft); }
details { border-bottom: 1px solid var(--line); padding: 0.35em 0; }
summary { cursor: pointer; display: flex; flex-wrap: wrap; gap: 0 1.2em; justify-content: space-between; }
summary span:first-child::before { content: "+"; color: var(--soft); display: inline-block; width: 1.1em; }
details[open] > summary span:first-child::before { content: "-"; }
summary:hover span:first-child { text-decoration: underline; }
details > :not(summary) { margin-left: 1.2em; }
@media (max-width: 40em) {
  body { margin: 1em auto; padding: 0 1em; }
  figure { overflow-x: auto; }
  svg { max-width: none; }
}
p { margin: 0.4em 0; max-width: 60em; }
dt { break-after: avoid; font-weight: 600; margin-top: 0.8em; }
dd { break-inside: avoid; margin: 0.1em 0 0.1em 1.2em; max-width: 60em; overflow-wrap: anywhere; }
code { font: 0.95em ui-monospace, "SFMono-Regular", Consolas, monospace; }
.soft, footer { color: var(--soft); font-size: 0.9em; }
footer { border-top: 1px solid var(--line); margin-top: 2.5em; padding-top: 0.6em; }
@page { size: A4 landscape; margin: 15mm; }
@media print {
  :root { color-scheme: light; --ground: #fff; --ink: #000; --soft: #444; --line: #bbb; --bar: #555;
    --was: #bbb; }
  body { font-size: 9pt; margin: 0; max-width: none; padding: 0; }
  .wide { overflow: visible; }
  /* A table goes on over the page, its heads repeated, unless it is short enough to be kept in one piece. */
  .wide:has(.matrix), .wide:not(:has(tbody tr:nth-child(13))) { break-inside: avoid; }
  details, .tiles { break-inside: avoid; }
  details::details-content { block-size: auto; content-visibility: visible; }
  summary span:first-child::before, details[open] > summary span:first-child::before { content: none; }
  svg .bar, .matrix .goes { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""


def page_html(page: Page) -> str:
    """The whole file, with a line feed at its end."""
    return "\n".join(_lines(page)) + "\n"


def _lines(page: Page) -> Iterator[str]:
    title = html.escape(page.title)
    yield "<!doctype html>"
    yield '<html lang="en">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>"
    yield f"<style>\n{_STYLE}</style>"
    yield "</head>"
    yield "<body>"
    yield f"<header><h1>{title}</h1><p class=soft>{html.escape(page.below)}</p></header>"
    yield "<main>"
    for section in page.sections:
        yield from _section(section)
    yield "</main>"
    yield "<footer>"
    yield from (f"<p>{_said(note)}</p>" for note in page.notes)
    yield "</footer>"
    yield "</body>"
    yield "</html>"


def _section(section: Section) -> Iterator[str]:
    yield "<section>"
    if section.heading:
        yield f"<h2>{html.escape(section.heading)}</h2>"
    for part in section.parts:
        yield from _part(part)
    yield "</section>"


def _part(part: Part) -> Iterator[str]:
    match part:
        case Table():
            yield from _table(part)
        case Bars():
            yield from bars_html(part)
        case Pairs():
            yield from pairs_html(part)
        case Tiles():
            yield from _tiles(part)
        case Matrix():
            yield from _matrix(part)
        case Folds():
            yield from _folds(part)
        case Terms():
            yield from _terms(part)
        case str():
            yield f"<p>{_said(part)}</p>"


_NAMED: Final = re.compile("`([^`]+)`")


def _said(text: str) -> str:
    """Words, in which what stands between backticks is told as it is written in a policy or typed."""
    return _NAMED.sub(r"<code>\1</code>", html.escape(text))


def _table(table: Table) -> Iterator[str]:
    yield "<div class=wide><table>"
    cells = (_cell("th scope=col", n, text, table) for n, text in enumerate(table.header))
    yield f"<thead><tr>{''.join(cells)}</tr></thead>"
    yield "<tbody>"
    for number, row in enumerate(table.rows, 1):
        total = " class=total" if table.total and number == len(table.rows) else ""
        cells = (_cell("td" if n else "th scope=row", n, text, table) for n, text in enumerate(row))
        yield f"<tr{total}>{''.join(cells)}</tr>"
    yield "</tbody></table></div>"


def _cell(element: str, column: int, text: str, table: Table) -> str:
    number = "" if column in table.words else " class=number"
    return f"<{element}{number}>{_said(text)}</{element[:2]}>"


def _terms(terms: Terms) -> Iterator[str]:
    yield "<dl>"
    for term, said in terms.terms:
        yield f"<dt>{_said(term)}</dt>"
        yield from (f"<dd>{_said(each)}</dd>" for each in said)
    yield "</dl>"


def _tiles(tiles: Tiles) -> Iterator[str]:
    yield "<div class=tiles>"
    for tile in tiles.tiles:
        label, said, below = map(html.escape, (tile.label, tile.said, tile.below))
        yield f"<div class=tile><p class=soft>{label}</p><p class=figure>{said}</p><p>{below}</p></div>"
    yield "</div>"


def _matrix(matrix: Matrix) -> Iterator[str]:
    """A table of places; the more goes somewhere, the stronger the cell, and what stays is framed."""
    title, before, after = map(html.escape, (matrix.title, matrix.before, matrix.after))
    width = len(matrix.places) + 1
    yield f"<div class=wide><table class=matrix><caption>{title}</caption><thead>"
    yield f"<tr><td></td><th colspan={width - 1} scope=colgroup>{after}</th></tr>"
    heads = "".join(f"<th scope=col>{html.escape(place)}</th>" for place in matrix.places)
    yield f"<tr><th scope=col>{before}</th>{heads}</tr></thead><tbody>"
    for row, (place, cells) in enumerate(zip(matrix.places, matrix.cells, strict=True)):
        drawn = "".join(_place(cell, stays=row == n) for n, cell in enumerate(cells))
        yield f"<tr><th scope=row>{html.escape(place)}</th>{drawn}</tr>"
    yield "</tbody></table></div>"


def _place(cell: Cell, *, stays: bool) -> str:
    kind = "stays" if stays else "goes" if cell.count else "none"
    if not cell.count:
        return "<td class=none></td>"
    strength = 0 if stays else 12 + round(float(cell.share) * 45)
    count, amount = html.escape(cell.count), html.escape(cell.amount)
    return (
        f'<td class={kind} style="--strength: {strength}%"><b>{count}</b>'
        f"<span class=soft>{amount}</span></td>"
    )


def _folds(folds: Folds) -> Iterator[str]:
    for fold in folds.folds:
        title, said = html.escape(fold.title), html.escape(fold.said)
        yield f"<details><summary><span>{title}</span><span class=soft>{said}</span></summary>"
        for part in fold.parts:
            yield from _part(part)
        yield "</details>"
