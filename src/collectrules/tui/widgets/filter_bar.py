"""Where the list is narrowed as one types, and what says that it is narrowed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widgets import Input

from collectrules.tui.widgets.bare import Bare

_SIGN: Final = " / "
_AROUND: Final = 3
"""Cells that are left free around the count: two before it, one after it."""


class _Words(Bare, Input):
    """The field; like the bar around it, it chooses its looks as it is drawn.

    To have the stylesheet work them out anew takes longer than all else that a key does here.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"filter-words--armed"}
    virtual_size: Reactive[Size] = Reactive(Size(0, 0))
    """The same whatever is in it, so that the screen need not be laid out anew for each letter."""
    armed = False

    @property
    def rich_style(self) -> Style:
        """How the words are drawn."""
        return (
            self.get_component_rich_style("filter-words--armed")
            if self.armed
            else super().rich_style
        )

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Look no style up anew, but have the sign drawn: it tells where the keys go, as the cursor does."""
        if isinstance(self.parent, FilterBar):
            self.parent.refresh()


class FilterBar(Bare, Horizontal):
    """A field for the words to look for, and beside it how many accounts hold them."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "filter-bar--sign",
        "filter-bar--sign-focused",
        "filter-bar--armed",
        "filter-bar--count",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "leave", "to the list", priority=True, id="leave-filter"),
        Binding("escape", "clear", "clear it", key_display="Esc", id="clear-filter-here"),
    ]

    @dataclass
    class Changed(Message):
        """Other words are looked for."""

        text: str

    @dataclass
    class Left(Message):
        """Back to the list, with nothing looked for any more where that is to be cleared."""

        clears: bool = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._input = _Words(
            id="filter-text",
            placeholder="filter: name, account, invoice, rule",
            compact=True,
            select_on_focus=False,
        )
        self._said = ""

    def compose(self) -> ComposeResult:
        """The field; what is beside it is drawn under it."""
        yield self._input

    @property
    def text(self) -> str:
        """The words that are looked for."""
        return self._input.value

    def open(self) -> None:
        """Take the keys."""
        self.screen.set_focus(self._input)
        self.refresh()

    def clear(self) -> None:
        """Look for nothing."""
        self._input.value = ""
        self.refresh()

    @property
    def said(self) -> str:
        """What is said of how much of the list is shown; nothing where it is all of it."""
        return self._said

    def count(self, shown: int, total: int) -> None:
        """Say how much of the list is shown, where it is not all of it."""
        said = f"{shown:,} of {total:,} shown, Esc clears"
        # As wide for every letter, so that the screen need not be laid out anew for each.
        wide = len(f"{total:,}") - len(f"{shown:,}") + len(said)
        said = said.rjust(wide) if self.text.strip() else ""
        if said != self._said:
            self._said = said
            self._input.armed = bool(said)
            self._input.refresh()
            self._make_room()
            self.refresh()

    def on_resize(self) -> None:
        """Leave as much room for the count as there is now."""
        self._make_room()

    def _make_room(self) -> None:
        """Where the screen is wide the count has its room at all times: nothing is laid out anew for it."""
        styles, room = self._input.styles, len(self._said) + _AROUND
        if not self.screen.has_class("-wide"):
            if room != styles.margin.right:
                styles.margin = (0, room, 0, len(_SIGN))
        elif styles.clear_rule("margin"):
            self._input.refresh(layout=True)

    def render_line(self, y: int) -> Strip:
        """The sign at the left end, the count at the right one; the field is over what is between."""
        style = self.get_component_rich_style
        armed, count = style("filter-bar--armed"), style("filter-bar--count")
        ground = Style(bgcolor=(armed if self._said else self.rich_style).bgcolor)
        sign = style("filter-bar--sign-focused" if self._input.has_focus else "filter-bar--sign")
        between = " " * (self.size.width - len(_SIGN) - len(self._said) - 1)
        return Strip(
            [
                Segment(" ", ground),
                Segment("/", count if self._said else sign),
                Segment(f" {between}", ground),
                Segment(self._said, count),
                Segment(" ", ground),
            ]
        )

    def action_leave(self) -> None:
        """Go to the list with the filter as it is."""
        self.post_message(self.Left())

    def action_clear(self) -> None:
        """Look for nothing and go back to the list."""
        self.post_message(self.Left(clears=True))

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(event.value))

    @on(Input.Blurred)
    def _blurred(self, event: Input.Blurred) -> None:
        event.stop()
