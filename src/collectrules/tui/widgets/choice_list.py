"""A list of lines to choose from, of any length: only the lines in view are ever made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from collectrules.tui.cells import fit, harmless

_GAP = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in cells, and whether it is numbers; one of width 0 takes the rest."""

    heading: str
    width: int
    right: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from: how many lines, and the cells of each by its position."""

    columns: tuple[Column, ...]
    count: int
    cells: Callable[[int], Sequence[str]]
    empty: str = "nothing"


NONE = Choices((), 0, lambda _: ())


class ChoiceList(ScrollView, can_focus=True):
    """A cursor over lines; Enter or a click on the line under it chooses."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"choice-list--heading", "choice-list--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "down", show=False, id="choice-down"),
        Binding("up,k", "move(-1)", "up", show=False, id="choice-up"),
        Binding("pagedown", "page(1)", "a page down", show=False, id="choice-page-down"),
        Binding("pageup", "page(-1)", "a page up", show=False, id="choice-page-up"),
        Binding("home", "go(0)", "first", show=False, id="choice-first"),
        Binding("end", "go(-1)", "last", show=False, id="choice-last"),
    ]

    class Said(Message):
        """Something about the line at a position of a list."""

        def __init__(self, choices: ChoiceList, position: int) -> None:
            super().__init__()
            self.choices, self.position = choices, position

        @property
        def control(self) -> ChoiceList:
            """The list."""
            return self.choices

    class Chosen(Said):
        """The line was chosen."""

    class Pointed(Said):
        """The cursor came to the line."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._choices = NONE
        self.cursor = 0

    def show(self, choices: Choices, cursor: int = 0) -> None:
        """Show other lines."""
        self._choices = choices
        self.virtual_size = Size(0, choices.count + 1)
        self.go_to(cursor)
        self.refresh()

    def go_to(self, position: int) -> None:
        """Move the cursor to a line, or the nearest there is."""
        before, self.cursor = self.cursor, max(0, min(position, self._choices.count - 1))
        if self.cursor != before:
            self.post_message(self.Pointed(self, self.cursor))
        # The heading lies over the first line in view.
        self.scroll_to_region(Region(0, self.cursor, 1, 2), animate=False, force=True, x_axis=False)
        self.refresh()

    def action_move(self, lines: int) -> None:
        """Move the cursor by some lines."""
        self.go_to(self.cursor + lines)

    def action_page(self, pages: int) -> None:
        """Move the cursor by some pages."""
        self.go_to(self.cursor + pages * max(1, self.size.height - 2))

    def action_go(self, position: int) -> None:
        """Move the cursor to the first line, or to the last one for -1."""
        self.go_to(position if position >= 0 else self._choices.count - 1)

    def choose(self) -> None:
        """Choose the line under the cursor."""
        if self._choices.count:
            self.post_message(self.Chosen(self, self.cursor))

    def on_click(self, event: Click) -> None:
        """Move the cursor to the line; choose it where it is there already."""
        position = event.y - 1 + int(self.scroll_offset.y)
        if event.y < 1 or position >= self._choices.count:
            return
        if position == self.cursor:
            self.choose()
        else:
            self.go_to(position)

    def render_line(self, y: int) -> Strip:
        """The heading, then the lines in view."""
        width = self.scrollable_content_region.width
        if y == 0:
            headings = [column.heading for column in self._choices.columns]
            return self._strip(
                headings, width, self.get_component_rich_style("choice-list--heading")
            )
        position = y - 1 + int(self.scroll_offset.y)
        if not self._choices.count and y == 1:
            return self._plain(self._choices.empty, width, self.rich_style)
        if position >= self._choices.count:
            return self._plain("", width, self.rich_style)
        style = self.rich_style
        if position == self.cursor:
            style = self.get_component_rich_style("choice-list--cursor")
        return self._strip(self._choices.cells(position), width, style)

    def _strip(self, cells: Sequence[str], width: int, style: Style) -> Strip:
        texts = [
            fit(text, size, right=column.right)
            for column, size, text in zip(
                self._choices.columns, self._sizes(width), cells, strict=True
            )
            if size
        ]
        return self._plain((" " * _GAP).join(texts), width, style)

    def _plain(self, text: str, width: int, style: Style) -> Strip:
        line = fit(f" {text}", width)
        return Strip([Segment(line, style)], cell_len(harmless(line)))

    def _sizes(self, width: int) -> list[int]:
        """The width of each column; those on the right that do not fit have none."""
        left = width - 2
        sizes = []
        for column in self._choices.columns:
            least = column.width or 12
            sizes.append(least if least <= left else 0)
            left -= least + _GAP if sizes[-1] else left
        for place, column in enumerate(self._choices.columns):
            if column.width == 0 and sizes[place]:
                sizes[place] += max(0, left)
        return sizes
