"""The timeline of an account: draws only the lines that are seen, and asks only for the events in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from collectrules.tui.account_keys import TIMELINE
from collectrules.tui.cells import fit
from collectrules.tui.timeline_lines import Piece, heading, line
from collectrules.tui.widgets.bindings import bindings_of
from collectrules.worklist.timeline import Entry

WINDOW: Final = 100
"""How many events are asked for at once."""
_KEPT: Final = 5_000
"""How many events that were told are kept, before all but the last windows are forgotten."""


class Timeline(ScrollView, can_focus=True):
    """The events of an account, the latest first, one a line under a heading that stays."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "timeline--heading",
        "timeline--cursor",
        "timeline--muted",
        "timeline--what",
        "timeline--struck",
        "timeline--warn",
        "timeline--good",
    }
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(TIMELINE)

    cursor = reactive(0, repaint=False)
    """The position of the event under the cursor."""

    @dataclass
    class Moved(Message):
        """Another event is under the cursor; None where none is, or it is not read yet."""

        entry: Entry | None

    @dataclass
    class Wanted(Message):
        """Events that are seen and were not read yet."""

        seqs: tuple[int, ...]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._seqs: Sequence[int] = ()
        self._entries: dict[int, Entry] = {}
        self._asked: set[int] = set()
        self._currency = ""
        self._empty = ""

    @property
    def entry(self) -> Entry | None:
        """The event under the cursor; None where there is none, or it was not read yet."""
        return self._entries.get(self._seqs[self.cursor]) if self._seqs else None

    def show(
        self, seqs: Sequence[int], entries: Iterable[Entry], *, currency: str, empty: str
    ) -> None:
        """Show events by their numbers, of which some were read; the cursor stays on its event."""
        before = self._seqs[self.cursor] if self._seqs else None
        self._seqs, self._currency, self._empty = seqs, currency, empty
        self._entries = {each.seq: each for each in entries}
        self._asked.clear()
        self.virtual_size = Size(1, len(seqs) + 1)
        place = self._place_of(before)
        self.set_reactive(Timeline.cursor, self.validate_cursor(place))
        self._see_cursor()
        self.refresh()
        self.post_message(self.Moved(self.entry))

    def look_at(self, seqs: Sequence[int], empty: str) -> None:
        """Show others of the same account's events; what was read of them is kept."""
        self.show(seqs, self._entries.values(), currency=self._currency, empty=empty)

    def fill(self, entries: Iterable[Entry]) -> None:
        """Draw events that were wanted."""
        if len(self._entries) > _KEPT:
            self._entries.clear()
            self._asked.clear()
        self._entries |= {each.seq: each for each in entries}
        self.refresh()
        self.post_message(self.Moved(self.entry))

    def _place_of(self, seq: int | None) -> int:
        try:
            return self._seqs.index(seq) if seq is not None else 0
        except ValueError:
            return 0

    def validate_cursor(self, position: int) -> int:
        """Keep the cursor on an event."""
        return max(0, min(position, len(self._seqs) - 1))

    def watch_cursor(self) -> None:
        """Draw the cursor where it is now, and bring it into view."""
        self._see_cursor()
        self.refresh()
        self.post_message(self.Moved(self.entry))

    def action_move(self, events: int) -> None:
        """Move the cursor by some events."""
        self.cursor += events

    def action_page(self, pages: int) -> None:
        """Move the cursor by what is seen at once."""
        self.cursor += pages * max(1, self._height - 1)

    def action_first(self) -> None:
        """Move the cursor to the latest event."""
        self.cursor = 0

    def action_last(self) -> None:
        """Move the cursor to the first event there was."""
        self.cursor = len(self._seqs) - 1

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._see_cursor()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is."""
        position = self.scroll_offset.y + event.y - 1
        if event.y >= 1 and position < len(self._seqs):
            self.cursor = position

    def render_line(self, y: int) -> Strip:
        """One line of what is seen: the heading, then the events from where it is scrolled to."""
        width = self.scrollable_content_region.width
        if y == 0:
            return Strip(
                [Segment(heading(width), self.get_component_rich_style("timeline--heading"))]
            )
        position = self.scroll_offset.y + y - 1
        if position < len(self._seqs):
            return self._event_line(position, width, first=y == 1)
        said = self._empty if y == 2 and not self._seqs else ""
        return Strip([Segment(fit(f"  {said}", width), self._manner("muted", self.rich_style))])

    @property
    def _height(self) -> int:
        """How many events are seen at once."""
        return max(1, self.scrollable_content_region.height - 1)

    def _see_cursor(self) -> None:
        top = self.scroll_offset.y
        wanted = min(max(top, self.cursor - self._height + 1), self.cursor)
        if wanted != top:
            self.scroll_to(y=wanted, animate=False, force=True)

    def _event_line(self, position: int, width: int, *, first: bool) -> Strip:
        here = position == self.cursor
        base = self.get_component_rich_style("timeline--cursor") if here else self.rich_style
        entry = self._entries.get(self._seqs[position])
        if entry is None:
            self._want(position)
            return Strip([Segment(fit("  ...", width), base)])
        above = self._entries.get(self._seqs[position - 1]) if position and not first else None
        dated = above is None or above.on != entry.on
        pieces = line(entry, width, self._currency, dated=dated, here=here)
        return Strip(list(self._segments(pieces, base, here=here))).adjust_cell_length(width, base)

    def _segments(self, pieces: Iterable[Piece], base: Style, *, here: bool) -> Iterator[Segment]:
        """The pieces in their styles; what is struck out is so without the blanks around it."""
        for text, manner in pieces:
            style = self._manner(manner, base, here=here)
            if manner != "struck":
                yield Segment(text, style)
                continue
            said = text.strip()
            before, _, after = text.partition(said) if said else (text, "", "")
            yield from (Segment(before, base), Segment(said, style), Segment(after, base))

    def _manner(self, manner: str, base: Style, *, here: bool = False) -> Style:
        """A style by its name, on a ground; under the cursor colours give way to the cursor's."""
        if not manner:
            return base
        if here:
            return base + Style(strike=True) if manner == "struck" else base
        # The whole style, for a colour that is partly transparent has to be mixed with its ground.
        style = self.get_component_rich_style(f"timeline--{manner}")
        return base + Style(color=style.color, bold=style.bold, strike=style.strike)

    def _want(self, position: int) -> None:
        """Ask for the window around a position, once."""
        window = position // WINDOW
        if window in self._asked:
            return
        self._asked.add(window)
        self.post_message(self.Wanted(tuple(self._seqs[window * WINDOW : (window + 1) * WINDOW])))
