"""The last line: the keys that do something now, and what each does; a click on one presses it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import ActiveBinding, Binding
from textual.dom import DOMNode
from textual.geometry import clamp
from textual.reactive import reactive
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from collectrules.tui.widgets.bare import Bare


@dataclass(frozen=True, slots=True)
class _Shown:
    """One key as it is shown."""

    key: str
    display: str
    does: str
    enabled: bool


class KeyBar(Bare, Widget):
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
    """How many keys are left out in front, for the sake of those for which there is no room."""

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
        for _, binding, enabled, _ in _in_order(screen.active_bindings.values()):
            if binding.action not in found:
                display = self.app.get_key_display(binding)
                found[binding.action] = _Shown(binding.key, display, binding.description, enabled)
        keys = tuple(found.values())
        if keys != self._keys:
            self._keys, self._under = keys, -1
            self._from = self.validate__from(self._from)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """As many keys as there is room for: one that would be cut off is left out."""
        lines = [self._drawn(self._keys[n], under=n == self._under) for n in self._seen()]
        segments = [segment for line in lines for segment in line] if y == 0 else []
        return Strip(segments).adjust_cell_length(self.size.width, self._ground)

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

    def _ends(self, first: int) -> list[int]:
        """Where each key from one on ends, in cells from the left end of the line, the space after it too."""
        around = 2 if self.compact else 3
        shown = self._keys[first:]
        return list(
            accumulate(cell_len(each.display) + cell_len(each.does) + around for each in shown)
        )

    def _seen(self) -> range:
        """Which keys there is room for: the space after the last need not be there."""
        ends = self._ends(self._from)
        return range(self._from, self._from + sum(end - 1 <= self.size.width for end in ends))

    def _at(self, x: int) -> int:
        """Which key is at a place; -1 for none."""
        ends = zip(self._seen(), self._ends(self._from), strict=False)
        return next((n for n, end in ends if x < end), -1)

    def validate__from(self, keys: int) -> int:
        """Leave out no more keys than have to be for the last one to be seen."""
        wide = self.size.width
        last = next((n for n in range(len(self._keys)) if self._ends(n)[-1] - 1 <= wide), 0)
        return clamp(keys, 0, last)

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
        self._from += 1

    def on_mouse_scroll_up(self) -> None:
        """Show keys further to the left."""
        self._from -= 1


def _in_order(active: Iterable[ActiveBinding]) -> list[ActiveBinding]:
    """The bindings that are shown, in the order of their tables: one with another key keeps its place."""
    nodes: dict[object, int] = {}
    shown = [each for each in active if each.binding.show]
    listed = [(nodes.setdefault(each.node, len(nodes)), each) for each in shown]
    return [each for _, each in sorted(listed, key=lambda one: (one[0], _place(one[1])))]


def _place(active: ActiveBinding) -> int:
    places = _places(type(active.node))
    return places.get(active.binding.id or "", len(places))


@cache
def _places(kind: type[DOMNode]) -> Mapping[str, int]:
    """Where the bindings of a part of the screen stand in its table, by their ids."""
    ids = [each.id for each in kind.BINDINGS if isinstance(each, Binding) and each.id]
    return {id: place for place, id in enumerate(ids)}
