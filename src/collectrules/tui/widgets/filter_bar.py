"""Where the list is narrowed as one types, and what says that it is narrowed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widgets import Input, Static


class _Words(Input):
    """The field: as wide whatever is in it, so that the screen need not be laid out anew for each letter."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0))


class FilterBar(Horizontal):
    """A field for the words to look for, and beside it how many accounts hold them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "leave", "to the list", priority=True, id="leave-filter"),
        Binding("escape", "clear", "clear it", key_display="Esc", id="clear-filter-here"),
    ]

    @dataclass
    class Changed(Message):
        """Other words are looked for."""

        text: str

    class Left(Message):
        """Back to the list."""

    def compose(self) -> ComposeResult:
        """The sign, the field and the count."""
        yield Static("/", id="filter-sign", markup=False)
        yield _Words(
            id="filter-text",
            placeholder="filter: name, account, invoice, rule",
            compact=True,
            select_on_focus=False,
        )
        yield Static(id="filter-count", markup=False)

    @property
    def text(self) -> str:
        """The words that are looked for."""
        return self._input.value

    def open(self) -> None:
        """Take the keys."""
        self._input.focus()

    def clear(self) -> None:
        """Look for nothing."""
        self._input.value = ""

    def count(self, shown: int, total: int) -> None:
        """Say how much of the list is shown, where it is not all of it."""
        armed = bool(self.text.strip())
        self.set_class(armed, "-armed")
        said = f"{shown:,} of {total:,} shown, Esc clears" if armed else ""
        # As wide for every letter, so that the screen need not be laid out anew for each.
        said = said.rjust(len(f"{total:,}") - len(f"{shown:,}") + len(said)) if armed else ""
        counted = self.query_one("#filter-count", Static)
        before = str(counted.content)
        if said != before:
            width = counted.styles.width
            grows = width is not None and width.is_auto and len(said) != len(before)
            counted.update(Content(said), layout=grows)

    def action_leave(self) -> None:
        """Go to the list with the filter as it is."""
        self.post_message(self.Left())

    def action_clear(self) -> None:
        """Look for nothing and go back to the list."""
        self.clear()
        self.post_message(self.Left())

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(event.value))

    @property
    def _input(self) -> Input:
        return self.query_one("#filter-text", Input)
