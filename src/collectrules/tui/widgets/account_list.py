"""The list of accounts: draws only the lines that are seen, so a hundred thousand are as quick as ten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from collectrules.tui.cells import fit
from collectrules.tui.columns import GAP, SORTED_BY, Column, Placed, placed
from collectrules.tui.keys import MOVEMENT
from collectrules.tui.listed import NOWHERE, Around, Listed, State, mark, state
from collectrules.tui.widgets.bare import Bare
from collectrules.tui.widgets.bindings import bindings_of
from collectrules.tui.widgets.scroll_bar import QuickScrollBar
from collectrules.worklist.pages import Shown
from collectrules.worklist.row import Row

_POINTER: Final = ">"
"""In front of the row under the cursor: a cursor that is only a colour is none without colours."""
_CHOSEN: Final = "*"
_MARK: Final = 5
_LEAD: Final = len(_POINTER) + len(_CHOSEN) + _MARK + 1
"""What comes before the columns and never gives way: the pointer, whether it is selected, the mark."""
_AHEAD: Final = 60
"""So many rows beyond those that are seen are read before they are asked for."""
_MARKED: Final = ("done", "wait", "ask", "call-back", "taken")


class AccountList(Bare, ScrollView, can_focus=True):
    """Rows under a heading that stays, one of them under the cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "account-list--heading",
        "account-list--cursor",
        "account-list--cursor-focused",
        "account-list--done",
        "account-list--chosen",
        *(f"account-list--mark-{state}" for state in _MARKED),
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

    @dataclass
    class Wanted(Message):
        """Rows around a position are about to be seen and have not been read."""

        listed: Listed
        position: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._listed = Listed()
        self._around = NOWHERE
        self._columns: Sequence[Column] = ()
        self._placed: Sequence[Placed] = ()
        self._placed_for = -1
        self._sort = Shown()
        self._empty = ""
        self._wanted = (-1, -1)

    @property
    def row(self) -> Row | None:
        """The row under the cursor; None where none is shown, or it has not been read yet."""
        return self._listed.get(self.cursor)

    def show(
        self, listed: Listed, columns: Sequence[Column], *, cursor: int, empty: str, sort: Shown
    ) -> None:
        """Show a list with the cursor at a position; `empty` is said where it has no rows."""
        self._listed, self._columns, self._empty, self._sort = listed, columns, empty, sort
        self._placed_for = -1
        self._wanted = (-1, -1)
        self._grow(len(listed) + 1)
        self.set_reactive(AccountList.cursor, self.validate_cursor(cursor))
        self._see_cursor()
        self.refresh()
        self.post_message(self.Moved(self.row))

    def _grow(self, lines: int) -> None:
        """Take in how many lines there are to scroll through.

        The list keeps its place on the screen however long it is: to set the size as usual would have all of
        the screen laid out anew, for each view and each letter of the filter.
        """
        size = Size(1, lines)
        if size != self.virtual_size:
            self.set_reactive(AccountList.virtual_size, size)
            self._scroll_update(size)

    def look(self, around: Around) -> None:
        """Draw the rows as they look now: somebody else opened one, some were selected, a minute went by."""
        before, self._around = self._around, around
        if replace(before, chosen=around.chosen) != around:
            self.refresh()
            return
        for position in range(self.scroll_offset.y, self.scroll_offset.y + self._height):
            row = self._listed.get(position)
            if row is not None and row.account_id in before.chosen ^ around.chosen:
                self._draw_line(position)

    def filled(self, *, moved: bool) -> None:
        """Draw the rows anew, as more have been read, the one under the cursor too if it `moved`."""
        self.refresh()
        self._want()
        if moved and self.row is not None:
            self.post_message(self.Moved(self.row))

    def go_to(self, position: int) -> None:
        """Put the cursor on a row and draw all of them anew, for what is known of them has changed."""
        self.set_reactive(AccountList.cursor, self.validate_cursor(position))
        self._see_cursor()
        self.refresh()
        self._want()
        self.post_message(self.Moved(self.row))

    def validate_cursor(self, position: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(position, len(self._listed) - 1))

    def watch_cursor(self, before: int, now: int) -> None:
        """Draw the cursor where it is now, and bring it into view."""
        if not self._see_cursor():
            self._draw_line(before)
            self._draw_line(now)
        self._want()
        self.post_message(self.Moved(self.row))

    def _draw_line(self, position: int) -> None:
        """Draw one row anew: to draw all of them for each key would take several times as long."""
        y = position - self.scroll_offset.y + 1
        if 1 <= y <= self._height:
            self.refresh(Region(0, y, self.size.width, 1))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for what comes into view where the mouse scrolls."""
        super().watch_scroll_y(old_value, new_value)
        self._want()

    def _want(self) -> None:
        """Ask for the rows that are seen, or will be soon, where they have not been read."""
        top = self.scroll_offset.y
        bottom = top + self._height
        ranges = ((top, bottom), (self.cursor, self.cursor), (top - _AHEAD, bottom + _AHEAD))
        missing = (self._listed.missing(*each) for each in ranges)
        position = next((each for each in missing if each is not None), None)
        if position is not None and (self._listed.number, position) != self._wanted:
            self._wanted = self._listed.number, position
            self.post_message(self.Wanted(self._listed, position))

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

    def on_focus(self, event: events.Focus) -> None:
        """Draw the cursor as where the keys go."""
        self._take_focus(event, events.DescendantFocus(self), has=True)

    def on_blur(self, event: events.Blur) -> None:
        """Draw the cursor as where it will be again."""
        self._take_focus(event, events.DescendantBlur(self), has=False)

    def _take_focus(self, event: events.Event, told: events.Event, *, has: bool) -> None:
        """Do as any widget does, but draw one line: the others look alike with the keys and without."""
        event.prevent_default()
        self.has_focus = has
        self._draw_line(self.cursor)
        if self.parent is not None:
            self.parent.post_message(told)

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Look no style up anew: which one the cursor has is chosen as it is drawn."""

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

    def drawn(self, crop: Region) -> Iterable[Iterable[Segment]]:
        """The lines that are asked for."""
        top, width = self.scroll_offset.y, self.scrollable_content_region.width
        return (self._line(y, top, width) for y in crop.line_range)

    def render_line(self, y: int) -> Strip:
        """One line of what is seen: the heading, then the rows from where it is scrolled to."""
        return Strip(self._line(y, self.scroll_offset.y, self.scrollable_content_region.width))

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """Its scrollbar, made when it is first asked for."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = QuickScrollBar(name="vertical")
            self._vertical_scrollbar.display = False
            self.app._start_widget(self, self._vertical_scrollbar)
        return self._vertical_scrollbar

    def _line(self, y: int, top: int, width: int) -> list[Segment]:
        self._place(width)
        if y == 0:
            style = self.get_component_rich_style("account-list--heading")
            return [Segment(fit(self._heading(), width), style)]
        position = top + y - 1
        if position < len(self._listed):
            row = self._listed.get(position)
            return self._row_line(row, position, width) if row else self._unread(position, width)
        said = self._empty if y == 2 and not len(self._listed) else ""
        style = self.get_component_rich_style("account-list--empty")
        return [Segment(fit(f"  {said}", width), style)]

    @property
    def _height(self) -> int:
        """How many rows are seen at once."""
        return max(1, self.scrollable_content_region.height - 1)

    def _place(self, width: int) -> None:
        """Choose the columns for a width, where they were not chosen for it already."""
        if width != self._placed_for:
            self._placed = placed(self._columns, width - _LEAD) if self._columns else ()
            self._placed_for = width

    def _see_cursor(self) -> bool:
        """Bring the cursor into view; returns whether that took scrolling."""
        top = self.scroll_offset.y
        wanted = min(max(top, self.cursor - self._height + 1), self.cursor)
        if wanted != top:
            self.scroll_to(y=wanted, animate=False, force=True)
        return wanted != top

    def _heading(self) -> str:
        cells = [self._column_heading(column, width) for column, width in self._placed]
        return " " * (_LEAD - GAP) + "".join(cells)

    def _column_heading(self, column: Column, width: int) -> str:
        """The heading after its gap; an arrow says that the list is sorted by it, down the smallest first.

        Where a column that is set to the right has no room for the arrow, it stands in the gap.
        """
        said = self._said_of(column)
        if column.right and len(said) > width:
            arrow = said[-1]
            return " " * (GAP - 1) + fit(f"{arrow}{column.heading}", width + 1, right=True)
        return " " * GAP + fit(said, width, right=column.right)

    def _said_of(self, column: Column) -> str:
        way = SORTED_BY.get(column.name, {}).get(self._sort.sort.id)
        if way is None:
            return column.heading
        return f"{column.heading} {'▼' if way != self._sort.reverse else '▲'}"

    def _unread(self, position: int, width: int) -> list[Segment]:
        """A row that has not been read yet: where the cursor is can be seen all the same."""
        here = position == self.cursor
        style = self.get_component_rich_style(self._cursor) if here else self.rich_style
        text = f"{_POINTER if here else ' '}{' ' * (_LEAD - 1)}..."
        return [Segment(fit(text, width), style)]

    def _row_line(self, row: Row, position: int, width: int) -> list[Segment]:
        now = state(row, self._around)
        here = position == self.cursor
        style, marked = self._row_styles(now, here=here)
        cells = [fit(each.text(row), each.width, right=each.column.right) for each in self._placed]
        chosen = row.account_id in self._around.chosen
        lead = f"{_POINTER if here else ' '}{_CHOSEN if chosen else ' '}"
        if chosen:
            style += self.get_component_rich_style("account-list--chosen", partial=True)
        segments = [
            Segment(lead, style),
            Segment(f"{fit(mark(row, self._around), _MARK)} ", marked),
            Segment((" " * GAP).join(cells), style),
        ]
        return Segment.adjust_line_length(segments, width, style)

    @property
    def _cursor(self) -> str:
        """What the cursor's row looks like; it stands out more where the keys go."""
        return "account-list--cursor-focused" if self.has_focus else "account-list--cursor"

    def _row_styles(self, now: State, *, here: bool) -> tuple[Style, Style]:
        """How a row and its mark are drawn."""
        done = "account-list--done" if now in ("done", "held") else None
        name = self._cursor if here else done
        style = self.get_component_rich_style(name) if name else self.rich_style
        # On the cursor's ground no colour of a mark can be read: it has its letters.
        if here or now not in _MARKED:
            return style, style
        own = self.get_component_rich_style(f"account-list--mark-{now}", partial=True)
        return style, style + own
