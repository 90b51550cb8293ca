"""The pane beside the list: all about the account under the cursor."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from collectrules.tui.cells import harmless
from collectrules.tui.detail_text import detail_text
from collectrules.tui.listed import NOWHERE, Around
from collectrules.worklist.account_brief import Dossier
from collectrules.worklist.listing import Row


class DetailPane(VerticalScroll):
    """What the row says at once; the rest when it has been read."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._row: Row | None = None
        self._dossier: Dossier | None = None
        self._taken_by = ""
        self._around = NOWHERE

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(id="detail-text", markup=False)

    def tell(
        self, row: Row | None, dossier: Dossier | None = None, *, around: Around = NOWHERE
    ) -> None:
        """Tell about a row, with what has been read about its account or without it yet."""
        if row is None and self._row is None:
            return
        same = self._row is not None and row is not None and row.rank == self._row.rank
        self._row, self._dossier, self._around = row, dossier, around
        if not same:
            self.scroll_home(animate=False)
        self._draw()

    def taken(self, by: str) -> None:
        """Tell who else has the account open; empty where nobody has."""
        if by != self._taken_by:
            self._taken_by = by
            self._draw()

    def on_resize(self) -> None:
        """Set the tables to the new width."""
        self._draw()

    def _draw(self) -> None:
        width = self.scrollable_content_region.width - 1
        text = Content("")
        if self._row:
            text = detail_text(self._row, self._dossier, width, self._around)
        if self._row and self._taken_by:
            taken = Content.styled(harmless(f"taken by {self._taken_by}"), "bold $text-warning")
            text = Content("\n").join((taken, text))
        self.query_one("#detail-text", Static).update(text)
