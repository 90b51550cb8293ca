"""A part of the dashboard: what it says in words and numbers, and beside it a chart where there is one."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from collectrules.tui.widgets.chart import Chart, Draw
from collectrules.tui.widgets.text_pane import TextPane, Told


class Panel(Horizontal):
    """One part, under its title; Tab goes to it where it has to be scrolled."""

    def __init__(self, title: str, *, chart: bool = False, id: str) -> None:
        super().__init__(id=id)
        self.border_title = Content(title)
        self._chart = Chart() if chart else None
        self._numbers = TextPane()

    def compose(self) -> ComposeResult:
        """The chart, then the numbers."""
        if self._chart is not None:
            yield self._chart
        yield self._numbers

    def tell(self, told: Told, draw: Draw | None = None) -> None:
        """Say something, with a chart of it."""
        if self._chart is not None:
            self._chart.tell(draw)
        self.set_class(self._chart is not None and draw is not None, "-drawn")
        self._numbers.tell(told)
