"""One line of the views: the one that is shown in full, of the others how many and, if it fits, the name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from collectrules.money import format_minor
from collectrules.tui.widgets.bare import Bare
from collectrules.worklist.tallies import Tallies, Tally
from collectrules.worklist.views import VIEWS, View, ViewId

_CURRENCIES: Final = 2
"""Of so many currencies the sums are told; what there is more is said to be more."""


class ViewTabs(Bare, Widget):
    """The digit of each view, its name and its count; a click shows the view."""

    @dataclass
    class Picked(Message):
        """A view was clicked."""

        view: ViewId

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view = VIEWS[-1]
        self._tallies: Tallies | None = None
        self._ends: list[tuple[int, ViewId]] = []

    def tell(self, view: View, tallies: Tallies | None) -> None:
        """Tell which view is shown, and what was counted where it has been."""
        if (view, tallies) != (self._view, self._tallies):
            self._view, self._tallies = view, tallies
            self.refresh()

    def render(self) -> Content:
        """The line, as wordy as the width allows."""
        width = self.size.width - 2
        texts, gap = next(
            (way for way in self._ways() if _length(*way) <= width), (self._texts(0, sums=0), " ")
        )
        self._ends, end = [], 1
        for (text, _), view in zip(texts, VIEWS, strict=True):
            end += cell_len(text) + len(gap)
            self._ends.append((end, view.id))
        styled = [Content.styled(text, style) for text, style in texts]
        return Content(" ") + Content(gap).join(styled)

    def _ways(self) -> Iterator[tuple[list[tuple[str, str]], str]]:
        """The tabs and what is between them, from the wordiest to the shortest."""
        for words, sums in ((2, 2), (1, 2), (1, 1), (0, 2), (0, 1), (0, 0)):
            yield self._texts(words, sums=sums), "  "

    def _texts(self, words: int, *, sums: int) -> list[tuple[str, str]]:
        return [self._text(view, words, sums) for view in VIEWS]

    def _text(self, view: View, words: int, sums: int) -> tuple[str, str]:
        tally = self._tallies.views[view.id] if self._tallies else None
        count = f"{tally.rows:,}" if tally else ""
        if view.id == self._view.id:
            said = f"{view.key} {view.title} {count}".rstrip()
            money = f": {sums_text(tally, sums)}" if tally and tally.sums and sums else ""
            return f"[{said}{money}]", "bold $text-accent"
        name = view.title if words == 2 else view.short
        compact = f"{view.key}:{count}" if count else view.key
        text = f"{view.key} {name} {count}".rstrip() if words else compact
        return text, "$foreground-muted" if tally and not tally.rows else ""

    def on_click(self, event: events.Click) -> None:
        """Show the view that was clicked."""
        picked = next((id for end, id in self._ends if event.x < end), None)
        if picked is not None:
            self.post_message(self.Picked(picked))


def sums_text(tally: Tally, most: int = _CURRENCIES) -> str:
    """The sums of a view by currency: `1,204.50 GBP + 300.00 EUR`."""
    told = [f"{format_minor(amount, currency)} {currency}" for currency, amount in tally.sums]
    more = len(told) - most
    return " + ".join(told[:most]) + (f" + {more} more" if more > 0 else "")


def _length(texts: list[tuple[str, str]], gap: str) -> int:
    return sum(cell_len(text) for text, _ in texts) + len(gap) * (len(texts) - 1)
