"""What widgets of a line or two, and the list, have in common: they are drawn with nearly every key."""

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
    # Textual takes a widget's rules from the first widget it is made from: this must not be one.
    _Widget = object


class Bare(_Widget):
    """A widget with neither a border nor a padding, which looks its styles up once.

    Textual looks for what is around each line, and looks up all styles anew after each refresh: either takes
    longer than drawing the line does.
    """

    _styled: tuple[object, ...] = ()
    """What its styles were when they were looked up."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines that are asked for, as they come to the terminal."""
        self._look_anew_where_restyled()
        filters, (_, background) = self.get_line_filters(), self.background_colors
        left, right = crop.column_span
        ground = Style(bgcolor=self.rich_style.bgcolor)
        lines = []
        for drawn in self.drawn(crop):
            line = Segment.adjust_line_length(list(drawn), right, ground)
            for line_filter in filters:
                line = line_filter.apply(line, background)
            # A strip is dear to make, and much to clear away: one a line, and none on the way to it.
            lines.append(Strip(line, right).crop(left, right))
        return lines

    def drawn(self, crop: Region) -> Iterable[Iterable[Segment]]:
        """The lines that are asked for; what a line lacks of its width is left blank."""
        return map(self.render_line, crop.line_range)

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

    def _look_anew_where_restyled(self) -> None:
        """Forget what was looked up where its own style is another, or that of a part of it or around it."""
        around = (node.styles._cache_key for node in self.ancestors_with_self)
        styled = (*self._component_styles.values(), *around)
        if styled != self._styled:
            self._styled = styled
            self._rich_style_cache.clear()
            for kept in ("_looks", "_look", "_grounds"):
                self.__dict__.pop(kept, None)
