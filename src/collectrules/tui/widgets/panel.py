"""A part of the dashboard: what it says in words and numbers, and beside it a chart where there is one."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from collectrules.tui.widgets.chart import Chart, Draw

Told = Callable[[int], Content]
"""What a panel says, set to a width."""


class Panel(Horizontal):
    """One part, under its title; Tab goes to it where it has to be scrolled."""

    def __init__(self, title: str, *, chart: bool = False, id: str) -> None:
        super().__init__(id=id)
        self.border_title = Content(title)
        self._chart = Chart() if chart else None
        self._text = Static("reading ...", markup=False, classes="panel-text")
        self._told: Told | None = None

    def compose(self) -> ComposeResult:
        """The chart, then the numbers."""
        if self._chart is not None:
            yield self._chart
        with VerticalScroll(classes="panel-numbers"):
            yield self._text

    def tell(self, told: Told, draw: Draw | None = None) -> None:
        """Say something, with a chart of it."""
        self._told = told
        if self._chart is not None:
            self._chart.tell(draw)
        self.set_class(self._chart is not None and draw is not None, "-drawn")
        self._set()

    def on_resize(self) -> None:
        """Set the numbers to the new width."""
        self._set()

    def _set(self) -> None:
        numbers = self.query_one(".panel-numbers", VerticalScroll)
        width = numbers.scrollable_content_region.width
        if self._told is not None and width > 0:
            self._text.update(self._told(width))
