"""A text that is scrolled, and set anew to every width that its place is given."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

Told = Callable[[int], Content]
"""A text, set to a width in cells."""


class TextPane(VerticalScroll):
    """One text; what is told before there is a place for it is shown when there is."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._text = Static("reading ...", markup=False, classes="told")
        self._told: Told | None = None

    def compose(self) -> ComposeResult:
        """One text."""
        yield self._text

    def tell(self, told: Told) -> None:
        """Tell something else."""
        self._told = told
        self._set()

    def on_resize(self) -> None:
        """Set the text to the new width."""
        self._set()

    def _set(self) -> None:
        width = self.scrollable_content_region.width
        if self._told is not None and width > 0:
            self._text.update(self._told(width))
