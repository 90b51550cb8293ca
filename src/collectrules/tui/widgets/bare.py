"""What widgets of a line or two have in common that are drawn with nearly every key."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.geometry import Region
from textual.strip import Strip

if TYPE_CHECKING:
    from textual.widget import Widget as _Widget
else:
    # The stylesheet's rules for a widget are those for the first widget it is made from, which this is not.
    _Widget = object


class Bare(_Widget):
    """A widget with neither a border nor a padding, which looks up its styles once.

    Textual looks for what is around each line, and looks up all styles anew after each refresh: either takes
    longer than drawing the line does.
    """

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines that are asked for."""
        return self.finished(map(self.render_line, crop.line_range), crop)

    def finished(self, lines: Iterable[Iterable[Segment]], crop: Region) -> list[Strip]:
        """Lines as they come to the terminal: filtered, and of their width what is asked for."""
        filters, (_, background) = self.get_line_filters(), self.background_colors
        left, right = crop.column_span
        ground = Style(bgcolor=self.rich_style.bgcolor)
        finished = []
        for each in lines:
            line = Segment.adjust_line_length(list(each), right, ground)
            for line_filter in filters:
                line = line_filter.apply(line, background)
            # A strip is dear to make, and much to clear away: one a line, and none on the way to it.
            finished.append(Strip(line, right).crop(left, right))
        return finished

    def get_component_rich_style(
        self, *names: str, partial: bool = False, default: Style | None = None
    ) -> Style:
        """How a part of it is drawn."""
        key = names, partial, default
        if key not in self._looks:
            look_up = super().get_component_rich_style
            self._looks[key] = look_up(*names, partial=partial, default=default)
        return self._looks[key]

    @property
    def rich_style(self) -> Style:
        """How it is drawn."""
        return self._look

    @property
    def background_colors(self) -> tuple[Color, Color]:
        """The ground it stands on, and its own."""
        return self._grounds

    @cached_property
    def _looks(self) -> dict[tuple[tuple[str, ...], bool, Style | None], Style]:
        return {}

    @cached_property
    def _look(self) -> Style:
        return super().rich_style

    @cached_property
    def _grounds(self) -> tuple[Color, Color]:
        return super().background_colors

    def notify_style_update(self) -> None:
        """Look the styles up anew: the stylesheet or the theme has changed them."""
        super().notify_style_update()
        for kept in ("_looks", "_look", "_grounds"):
            self.__dict__.pop(kept, None)
