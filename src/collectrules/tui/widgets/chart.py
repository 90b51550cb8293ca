"""Charts of the dashboard, drawn anew whenever they are shown, in the colours of the theme that is on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from textual.app import RenderResult
from textual.color import Color
from textual_plotext import PlotextPlot
from textual_plotext.plot import Plot

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Colours:
    """What a chart is drawn in."""

    first: Rgb
    second: Rgb


Draw = Callable[[Plot, Colours], None]
"""Puts a chart into an empty plot."""

_LEAST: Final = (24, 5)
"""Cells below which a chart says nothing."""


class Chart(PlotextPlot):
    """A chart; empty until it is told what to draw."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._draw: Draw | None = None

    def tell(self, draw: Draw | None) -> None:
        """Draw something else; None is nothing."""
        self._draw = draw
        self.refresh()

    def render(self) -> RenderResult:
        """The chart at its size, in the theme's colours."""
        self.plt.clear_figure()
        fits = self.size.width >= _LEAST[0] and self.size.height >= _LEAST[1]
        if self._draw is None or not fits:
            return ""
        self._draw(self.plt, self._colours())
        return super().render()

    def _colours(self) -> Colours:
        theme = self.app.theme_variables
        return Colours(_rgb(theme["text-primary"]), _rgb(theme["text-accent"]))


def _rgb(colour: str) -> Rgb:
    red, green, blue = Color.parse(colour).rgb
    return red, green, blue
