"""The first line of an owner's screen: what it is, of when, and on the right what can be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from collectrules.tui.cells import fit, harmless

_SEPARATOR: Final = "  ·  "


class Heading(Widget):
    """One line; what does not fit is left out from the right of its left part."""

    def __init__(self, *parts: str, id: str | None = None) -> None:
        super().__init__(id=id)
        self._parts = list(map(harmless, parts))
        self._right = ""

    def tell(self, parts: Sequence[str], right: str = "") -> None:
        """Say something else."""
        self._parts, self._right = list(map(harmless, parts)), harmless(right)
        self.refresh()

    def render(self) -> Content:
        """The line, with as much at its left end as leaves the right one whole."""
        width, parts = self.size.width - 2, self._parts[:]
        while len(parts) > 1 and cell_len(_SEPARATOR.join(parts) + self._right) + 2 > width:
            parts.pop()
        left = _SEPARATOR.join(parts)
        right = self._right if cell_len(left + self._right) + 2 <= width else ""
        return Content(f" {fit(left, width - cell_len(right))}{right} ")
