"""The list of accounts: draws only the lines that are seen, so a hundred thousand are as quick as ten."""

from __future__ import annotations

from collections.abc import Sequence
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

from collectrules.tui.cells import fit
from collectrules.tui.columns import GAP, Column, Placed, placed
from collectrules.tui.keys import MOVEMENT
from collectrules.tui.listed import Listed, State, mark, state
from collectrules.tui.widgets.bindings import bindings_of
from collectrules.worklist.listing import Row

_POINTER: Final = "> "
"""In front of the row under the cursor: a cursor that is only a colour is none without colours."""
_MARK: Final = 4
_LEAD: Final = len(_POINTER) + _MARK + 1
"""What comes before the columns and never gives way to them: the pointer and the mark of the row."""


class AccountList(ScrollView, can_focus=True):
    """Rows under a heading that stays, one of them under the cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "account-list--heading",
        "account-list--cursor",
        "account-list--done",
        "account-list--mark-done",
        "account-list--mark-wait",
        "account-list--mark-ask",
        "account-list--empty",
    }
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(MOVEMENT)

    cursor = reactive(0, repaint=False)
    """The position of the row under the cursor."""

    @dataclass
    class Moved(Message):
        """Another row is under the cursor; None where no row is shown."""

        row: Row | None

    @dataclass
    class Chosen(Message):
        """A row was clicked twice."""

        row: Row

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._listed = Listed(())
        self._columns: Sequence[Column] = ()
        self._placed: Sequence[Placed] = ()
        self._placed_for = -1
        self._empty = ""

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self._listed[self.cursor] if self.cursor < len(self._listed) else None

    def show(self, listed: Listed, columns: Sequence[Column], *, cursor: int, empty: str) -> None:
        """Show a list with the cursor at a position; `empty` is said where it has no rows."""
        self._listed, self._columns, self._empty = listed, columns, empty
        self._placed_for = -1
        self.virtual_size = Size(1, len(listed) + 1)
        self.set_reactive(AccountList.cursor, self.validate_cursor(cursor))
        self._see_cursor()
        self.refresh()
        self.post_message(self.Moved(self.row))

    def go_to(self, position: int) -> None:
        """Put the cursor on a row and draw all of them anew, for what is known of them has changed."""
        self.set_reactive(AccountList.cursor, self.validate_cursor(position))
        self.watch_cursor()

    def validate_cursor(self, position: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(position, len(self._listed) - 1))

    def watch_cursor(self) -> None:
        """Draw the cursor where it is now, and bring it into view."""
        self._see_cursor()
        self.refresh()
        self.post_message(self.Moved(self.row))

    def action_move(self, rows: int) -> None:
        """Move the cursor by some rows."""
        self.cursor += rows

    def action_page(self, pages: int) -> None:
        """Move the cursor by what is seen at once."""
        self.cursor += pages * max(1, self._height - 1)

    def action_first(self) -> None:
        """Move the cursor to the first row."""
        self.cursor = 0

    def action_last(self) -> None:
        """Move the cursor to the last row."""
        self.cursor = len(self._listed) - 1

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._see_cursor()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; a second click chooses the row."""
        position = self.scroll_offset.y + event.y - 1
        if event.y < 1 or position >= len(self._listed):
            return
        self.cursor = position
        if event.chain == 2 and self.row is not None:
            self.post_message(self.Chosen(self.row))

    def render_line(self, y: int) -> Strip:
        """One line of what is seen: the heading, then the rows from where it is scrolled to."""
        width = self.scrollable_content_region.width
        self._place(width)
        if y == 0:
            style = self.get_component_rich_style("account-list--heading")
            return Strip([Segment(fit(self._heading(), width), style)])
        position = self.scroll_offset.y + y - 1
        if position < len(self._listed):
            return self._row_line(position, width)
        said = self._empty if y == 2 and not len(self._listed) else ""
        style = self.get_component_rich_style("account-list--empty")
        return Strip([Segment(fit(f"  {said}", width), style)])

    @property
    def _height(self) -> int:
        """How many rows are seen at once."""
        return max(1, self.scrollable_content_region.height - 1)

    def _place(self, width: int) -> None:
        """Choose the columns for a width, where they were not chosen for it already."""
        if width != self._placed_for:
            self._placed = placed(self._columns, width - _LEAD) if self._columns else ()
            self._placed_for = width

    def _see_cursor(self) -> None:
        top = self.scroll_offset.y
        wanted = min(max(top, self.cursor - self._height + 1), self.cursor)
        if wanted != top:
            self.scroll_to(y=wanted, animate=False, force=True)

    def _heading(self) -> str:
        cells = [fit(column.heading, width, right=column.right) for column, width in self._placed]
        return " " * _LEAD + (" " * GAP).join(cells)

    def _row_line(self, position: int, width: int) -> Strip:
        row = self._listed[position]
        now = state(row)
        here = position == self.cursor
        style = self._row_style(now, here=here)
        marked = style
        if now != "open":
            marked += self.get_component_rich_style(f"account-list--mark-{now}", partial=True)
        cells = [fit(each.text(row), each.width, right=each.column.right) for each in self._placed]
        segments = [
            Segment(_POINTER if here else " " * len(_POINTER), style),
            Segment(fit(mark(row), _MARK + 1), marked),
            Segment((" " * GAP).join(cells), style),
        ]
        return Strip(segments).adjust_cell_length(width, style)

    def _row_style(self, now: State, *, here: bool) -> Style:
        if here:
            return self.get_component_rich_style("account-list--cursor")
        if now == "done":
            return self.get_component_rich_style("account-list--done")
        return self.rich_style
