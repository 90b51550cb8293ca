"""The first line: whose list of which day this is, by which policy, and how far it has been worked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from collectrules.tui.cells import fit, harmless
from collectrules.tui.listed import State, state
from collectrules.worklist.listing import Listing, Row

_SEPARATOR: Final = "  ·  "
_SAID: Final[dict[State, str]] = {"done": "done", "wait": "wait", "ask": "to ask"}


class TitleBar(Widget):
    """One line; what does not fit is left out from the right of its left part."""

    def __init__(self, *, by: str, id: str | None = None) -> None:
        super().__init__(id=id)
        self._by = by
        self._parts = ["collectrules"]
        self._progress = ""

    def tell(self, listing: Listing, rows: Sequence[Row], today: date) -> None:
        """Tell of a list as it stands."""
        policy = listing.policy
        day = f"list of {listing.as_of}{', today' if listing.as_of == today else ', not of today'}"
        self._parts = [day, f"policy {policy.id} {policy.version}", self._by]
        self._progress = _progress(rows)
        self.refresh()

    def render(self) -> Content:
        """The line, with as much at its left end as leaves the right one whole."""
        width = self.size.width - 2
        parts = list(map(harmless, self._parts))
        while len(parts) > 1 and cell_len(_SEPARATOR.join(parts) + self._progress) + 2 > width:
            parts.pop()
        left = _SEPARATOR.join(parts)
        progress = self._progress if cell_len(left + self._progress) + 2 <= width else ""
        return Content(f" {fit(left, width - cell_len(progress))}{progress} ")


def _progress(rows: Sequence[Row]) -> str:
    counts = Counter(map(state, rows))
    parts = [
        f"{len(rows):,} accounts" if len(rows) != 1 else "1 account",
        *(f"{counts[each]:,} {word}" for each, word in _SAID.items() if counts[each]),
    ]
    return ", ".join(parts)
