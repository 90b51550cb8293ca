"""A report as one HTML file: it fetches nothing, reads in light and dark, and can be printed."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Final

from collectrules.reports.page import Bars, Page, Section, Table, Terms

_STYLE: Final = """\
:root { color-scheme: light dark; }
:root { --ground: #fff; --ink: #1c2430; --soft: #5b6675; --line: #d5dae1; --bar: #2a6f97; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #14181f; --ink: #e6e9ee; --soft: #9aa5b4; --line: #333c48; --bar: #6db3d8; }
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
svg .axis { stroke: var(--line); }
p { margin: 0.4em 0; max-width: 60em; }
dt { break-after: avoid; font-weight: 600; margin-top: 0.8em; }
dd { break-inside: avoid; margin: 0.1em 0 0.1em 1.2em; max-width: 60em; }
.soft, footer { color: var(--soft); font-size: 0.9em; }
footer { border-top: 1px solid var(--line); margin-top: 2.5em; padding-top: 0.6em; }
@page { size: A4 landscape; margin: 15mm; }
@media print {
  :root { color-scheme: light; --ground: #fff; --ink: #000; --soft: #444; --line: #bbb; --bar: #555; }
  body { font-size: 9pt; margin: 0; max-width: none; padding: 0; }
  svg .bar { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""

_WIDTH: Final = 760
_ROW: Final = 26
_CHARACTER: Final = 7.6
"""About how wide a character of the labels is, a little too much rather than too little."""


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
    yield from (f"<p>{html.escape(note)}</p>" for note in page.notes)
    yield "</footer>"
    yield "</body>"
    yield "</html>"


def _section(section: Section) -> Iterator[str]:
    yield "<section>"
    if section.heading:
        yield f"<h2>{html.escape(section.heading)}</h2>"
    for part in section.parts:
        match part:
            case Table():
                yield from _table(part)
            case Bars():
                yield from _bars(part)
            case Terms():
                yield from _terms(part)
            case str():
                yield f"<p>{html.escape(part)}</p>"
    yield "</section>"


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
    return f"<{element}{number}>{html.escape(text)}</{element[:2]}>"


def _terms(terms: Terms) -> Iterator[str]:
    yield "<dl>"
    for term, said in terms.terms:
        yield f"<dt>{html.escape(term)}</dt>"
        yield from (f"<dd>{html.escape(each)}</dd>" for each in said)
    yield "</dl>"


def _bars(bars: Bars) -> Iterator[str]:
    """The bars drawn; what each says stands beside it in words, so nothing hangs on its colour."""
    before = max(len(bar.label) for bar in bars.bars) * _CHARACTER + 12
    after = max(len(bar.said) for bar in bars.bars) * _CHARACTER + 12
    room = max(60.0, _WIDTH - before - after)
    height = len(bars.bars) * _ROW + 4
    said = "; ".join(f"{bar.label}: {bar.said}" for bar in bars.bars)
    title = html.escape(bars.title)
    yield f"<figure><figcaption>{title}</figcaption>"
    yield (
        f'<svg role="img" aria-label="{html.escape(f"{bars.title}. {said}")}"'
        f' viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}">'
    )
    for n, bar in enumerate(bars.bars):
        y = n * _ROW + _ROW // 2 + 2
        length = float(bar.size / bars.longest) * room if bars.longest else 0.0
        yield _text(before - 10, y, bar.label, ' text-anchor="end"')
        yield f'<rect class="bar" x="{before:.0f}" y="{y - 8}" width="{length:.1f}" height="16"/>'
        yield _text(before + length + 8, y, bar.said)
    yield f'<line class="axis" x1="{before:.0f}" x2="{before:.0f}" y1="2" y2="{height - 2}"/>'
    yield "</svg></figure>"


def _text(x: float, y: int, said: str, more: str = "") -> str:
    return f'<text x="{x:.0f}" y="{y + 4}"{more}>{html.escape(said)}</text>'
