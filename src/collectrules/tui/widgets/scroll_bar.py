"""The scrollbar of a list that is scrolled with most keys."""

from __future__ import annotations

from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.scrollbar import ScrollBar, ScrollBarRender

from collectrules.tui.widgets.bare import Bare


class QuickScrollBar(Bare, ScrollBar):
    """Always there, but drawn only where there is something to scroll.

    Were it to come and go, the screen would be laid out anew each time. What it draws is what Textual's does,
    without the detour by way of a console, which takes several times as long.
    """

    @property
    def needed(self) -> bool:
        """Whether there is more than is seen at once."""
        return self.window_virtual_size > self.window_size

    def drawn(self, crop: Region) -> Iterable[Iterable[Segment]]:
        """The lines that are asked for."""
        if not self.needed:
            return [()] * crop.height
        return [[cell] for cell in self._cells()[crop.y : crop.bottom]]

    def _cells(self) -> list[Segment]:
        """Its cells from the top."""
        bar = self.render()
        assert isinstance(bar, ScrollBarRender)
        assert isinstance(bar.style, Style)
        assert bar.style.color is not None
        assert bar.style.bgcolor is not None
        drawn = bar.render_bar(
            size=self.size.height,
            virtual_size=bar.virtual_size,
            window_size=bar.window_size,
            position=bar.position,
            thickness=bar.thickness,
            back_color=bar.style.bgcolor,
            bar_color=bar.style.color,
        )
        return list(Segment.apply_style(drawn.segments, self.rich_style))

    async def _on_click(self, event: events.Click) -> None:
        """Leave a click to the list where nothing is drawn: it is beside a row."""
        if not self.needed:
            event.prevent_default()
