"""The last line: the keys that do something now, and what each does; a click on one presses it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import clamp
from textual.reactive import reactive
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

_STEP: Final = 4
"""So many cells the wheel of a mouse moves keys for which there is no room."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """One key as it is shown."""

    key: str
    display: str
    does: str
    enabled: bool


class KeyBar(Widget):
    """One widget for all keys: to lay out and style one for each takes longer than what most keys do."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "key-bar--key",
        "key-bar--does",
        "key-bar--key-hover",
        "key-bar--does-hover",
        "key-bar--disabled",
    }

    compact = reactive(False)
    """Whether the keys stand closer together."""
    _under = reactive(-1)
    """Which of the keys is under the mouse."""
    _from = reactive(0)
    """How many cells of the line are left out at its left end."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._keys: Sequence[_Shown] = ()

    def on_mount(self) -> None:
        """Follow what can be done on the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def on_unmount(self) -> None:
        """Follow it no more."""
        self.screen.bindings_updated_signal.unsubscribe(self)

    def _follow(self, screen: Screen[object]) -> None:
        """Take in which keys do something by now; one of several keys for the same thing is shown."""
        if not self.app.app_focus:
            return
        found: dict[str, _Shown] = {}
        for _, binding, enabled, _ in screen.active_bindings.values():
            if binding.show and binding.action not in found:
                display = self.app.get_key_display(binding)
                found[binding.action] = _Shown(binding.key, display, binding.description, enabled)
        keys = tuple(found.values())
        if keys != self._keys:
            self._keys, self._under = keys, -1
            self._from = self.validate__from(self._from)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The keys from the left, as many as there is room for."""
        width = self.size.width
        lines = [self._drawn(each, under=n == self._under) for n, each in enumerate(self._keys)]
        segments = [segment for line in lines for segment in line] if y == 0 else []
        return Strip(segments).crop(self._from).adjust_cell_length(width, self._ground)

    @property
    def _ground(self) -> Style:
        """How it looks where no key stands."""
        return Style(bgcolor=self.rich_style.bgcolor)

    def _drawn(self, shown: _Shown, *, under: bool) -> list[Segment]:
        hover = "-hover" if under else ""
        key, does = (
            self.get_component_rich_style(f"key-bar--{part}{hover}") for part in ("key", "does")
        )
        if not shown.enabled:
            dim = self.get_component_rich_style("key-bar--disabled", partial=True)
            key, does = key + dim, does + dim
        if self.compact:
            texts = Segment(shown.display, key), Segment(f" {shown.does}", does)
            return [*texts, Segment(" ", self._ground)]
        return [Segment(f" {shown.display} ", key), Segment(f"{shown.does} ", does)]

    def _ends(self) -> list[int]:
        """Where each key ends, in cells from the left end of the line."""
        around = 2 if self.compact else 3
        return list(
            accumulate(cell_len(each.display) + cell_len(each.does) + around for each in self._keys)
        )

    def _at(self, x: int) -> int:
        """Which key is at a place; -1 for none."""
        place = x + self._from
        return next((n for n, end in enumerate(self._ends()) if place < end), -1)

    def validate__from(self, cells: int) -> int:
        """Leave no room empty while there are keys for it."""
        whole = self._ends()[-1] if self._keys else 0
        return clamp(cells, 0, max(0, whole - self.size.width))

    def on_resize(self) -> None:
        """Leave no room empty."""
        self._from = self.validate__from(self._from)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Press the key that was clicked."""
        place = self._at(event.x)
        if place < 0:
            return
        if self._keys[place].enabled:
            self.app.simulate_key(self._keys[place].key)
        else:
            self.app.bell()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show which key a click would press."""
        self._under = self._at(event.x)

    def on_leave(self) -> None:
        """Show that it would press none any more."""
        self._under = -1

    def on_mouse_scroll_down(self) -> None:
        """Show keys further to the right."""
        self._from += _STEP

    def on_mouse_scroll_up(self) -> None:
        """Show keys further to the left."""
        self._from -= _STEP
