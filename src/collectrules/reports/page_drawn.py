"""Bars of a page as SVG: what each says stands beside it in words, so nothing hangs on its colour."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from collectrules.reports.page import Bar, Bars, Pairs

_WIDTH: Final = 760
_ROW: Final = 26
_CHARACTER: Final = 7.6
"""About how wide a character of the labels is, a little too much rather than too little."""


def bars_html(bars: Bars) -> Iterator[str]:
    """Bars one below the other."""
    rows = [(bar, "bar", n * _ROW) for n, bar in enumerate(bars.bars)]
    yield from _figure(bars.title, rows, bars.longest, len(bars.bars) * _ROW)


def pairs_html(pairs: Pairs) -> Iterator[str]:
    """Two bars for each pair, the first of them lighter, with a little room between the pairs."""
    rows = []
    for n, pair in enumerate(pairs.pairs):
        top = n * (2 * _ROW + 10)
        before, after = pair.before, pair.after
        label = f"{pair.label}, {before.label}"
        rows.append((Bar(label, before.said, before.size), "bar was", top))
        rows.append((after, "bar", top + _ROW - 6))
    yield from _figure(pairs.title, rows, pairs.longest, len(pairs.pairs) * (2 * _ROW + 10))


def _figure(
    title: str, rows: Sequence[tuple[Bar, str, int]], longest: Fraction, height: int
) -> Iterator[str]:
    before = max(len(bar.label) for bar, _, _ in rows) * _CHARACTER + 12
    after = max(len(bar.said) for bar, _, _ in rows) * _CHARACTER + 12
    room = max(60.0, _WIDTH - before - after)
    said = "; ".join(f"{bar.label}: {bar.said}" for bar, _, _ in rows)
    yield f"<figure><figcaption>{html.escape(title)}</figcaption>"
    yield (
        f'<svg role="img" aria-label="{html.escape(f"{title}. {said}")}"'
        f' viewBox="0 0 {_WIDTH} {height + 4}" width="{_WIDTH}">'
    )
    for bar, style, top in rows:
        y = top + _ROW // 2 + 2
        length = float(bar.size / longest) * room if longest else 0.0
        yield _text(before - 10, y, bar.label, ' text-anchor="end"')
        yield f'<rect class="{style}" x="{before:.0f}" y="{y - 8}" width="{length:.1f}" height="16"/>'
        yield _text(before + length + 8, y, bar.said)
    yield f'<line class="axis" x1="{before:.0f}" x2="{before:.0f}" y1="2" y2="{height + 2}"/>'
    yield "</svg></figure>"


def _text(x: float, y: int, said: str, more: str = "") -> str:
    return f'<text x="{x:.0f}" y="{y + 4}"{more}>{html.escape(said)}</text>'
