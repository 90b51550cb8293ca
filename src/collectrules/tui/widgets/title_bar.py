"""The first line: whose list of which day this is, by which policy, and how far it has been worked."""

from __future__ import annotations

from datetime import date
from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from collectrules.tui.cells import fit, harmless
from collectrules.tui.widgets.bare import Bare
from collectrules.worklist.listing import Listing
from collectrules.worklist.tallies import Tallies

_SEPARATOR: Final = "  ·  "


class TitleBar(Bare, Widget):
    """One line; what does not fit is left out from the right of its left part."""

    def __init__(self, *, by: str, id: str | None = None) -> None:
        super().__init__(id=id)
        self._by = by
        self._parts = ["collectrules"]
        self._progress = ""
        self._chosen = 0

    def tell(self, listing: Listing, tallies: Tallies | None, today: date) -> None:
        """Tell of a list as it stands; how far it has been worked only where it has been counted."""
        policy = listing.policy
        day = f"list of {listing.as_of}{', today' if listing.as_of == today else ', not of today'}"
        parts = [day, f"policy {policy.id} {policy.version}", self._by]
        progress = _progress(tallies) if tallies else ""
        if (parts, progress) != (self._parts, self._progress):
            self._parts, self._progress = parts, progress
            self.refresh()

    def choose(self, accounts: int) -> None:
        """Tell how many accounts are selected."""
        if accounts != self._chosen:
            self._chosen = accounts
            self.refresh()

    def render(self) -> Content:
        """The line, with as much at its left end as leaves the right one whole."""
        width = self.size.width - 2
        parts = list(map(harmless, self._parts))
        chosen = f"{self._chosen:,} selected" if self._chosen else ""
        ends = [end for end in (f"{chosen}, {self._progress}", chosen) if end] if chosen else []
        ends = [end.removesuffix(", ") for end in ends] or [self._progress]
        for right in ends:
            kept = list(parts)
            while len(kept) > 1 and cell_len(_SEPARATOR.join(kept) + right) + 2 > width:
                kept.pop()
            left = _SEPARATOR.join(kept)
            if cell_len(left + right) + 2 <= width:
                return Content(f" {fit(left, width - cell_len(right))}{right} ")
        return Content(f" {fit(left, width)} ")


def _progress(tallies: Tallies) -> str:
    rows = tallies.views["all"].rows
    told = ((tallies.done, "done"), (tallies.wait, "wait"), (tallies.ask, "to ask"))
    parts = [
        f"{rows:,} accounts" if rows != 1 else "1 account",
        *(f"{count:,} {word}" for count, word in told if count),
    ]
    return ", ".join(parts)
