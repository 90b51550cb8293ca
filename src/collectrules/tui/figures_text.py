"""Tables of figures as a screen shows them: words on the left, numbers on the right, cut to a width."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from rich.cells import cell_len
from textual.content import Content

from collectrules.money import format_minor, round_exact
from collectrules.reports.figures import two_decimals
from collectrules.reports.formulas import per_cent
from collectrules.tui.cells import fit, harmless

Row = Sequence[str]

_GAP: Final = 2
_LEAST_WORDS: Final = 8
_HEADING: Final = "$foreground-muted"
_TOTAL: Final = "bold"


def table(header: Row, rows: Sequence[Row], width: int, *, total: Row | None = None) -> Content:
    """Rows under a header; the first column is words and takes what the numbers leave of the width.

    Where there is not enough for all, the columns on the right are left out.
    """
    every = [header, *rows, *([total] if total else [])]
    widths = [max(cell_len(harmless(row[n])) for row in every) for n in range(len(header))]
    while len(widths) > 1 and sum(widths[1:]) + _GAP * len(widths) + _LEAST_WORDS > width + _GAP:
        widths.pop()
    words = max(_LEAST_WORDS, width - sum(widths[1:]) - _GAP * (len(widths) - 1))
    widths[0] = min(widths[0], words)
    lines = [Content.styled(_line(header, widths), _HEADING)]
    lines += [Content(_line(row, widths)) for row in rows]
    lines += [Content.styled(_line(total, widths), _TOTAL)] if total else []
    return Content("\n").join(lines)


def _line(row: Row, widths: Sequence[int]) -> str:
    cells = [fit(row[0], widths[0])]
    cells += [
        fit(text, width, right=True) for text, width in zip(row[1:], widths[1:], strict=False)
    ]
    return (" " * _GAP).join(cells)


def muted(text: str) -> Content:
    """Words that explain."""
    return Content.styled(harmless(text), _HEADING)


def paragraphs(*parts: Content) -> Content:
    """Parts below each other with an empty line between them; empty ones are left out."""
    return Content("\n\n").join([part for part in parts if part.plain])


def amount(minor: int, currency: str) -> str:
    """An amount without its currency, which is said once for all."""
    return format_minor(minor, currency)


def share(part: int, whole: int) -> str:
    """A share in whole per cent, `34 %`; nothing where there is no whole."""
    return f"{round_exact(per_cent(part, whole))} %" if whole > 0 else ""


def decimal(value: Fraction | None) -> str:
    """A figure with two decimals; `-` where it cannot be computed."""
    return "-" if value is None else f"{two_decimals(value):,}"


def day_text(day: date | None) -> str:
    """A day, or `never`."""
    return day.isoformat() if day else "never"


def several(count: int, what: str) -> str:
    """`1 account`, `2 accounts`."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
