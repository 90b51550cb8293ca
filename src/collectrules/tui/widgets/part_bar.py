"""The line that names the parts of a screen, the one that is shown in brackets."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget


class PartBar(Widget):
    """One line; a click on a name asks for that part."""

    class Asked(Message):
        """A part was asked for."""

        def __init__(self, part: str) -> None:
            super().__init__()
            self.part = part

    def __init__(self, parts: Mapping[str, str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._parts = parts
        self._shown = next(iter(parts))

    def tell(self, shown: str) -> None:
        """Say which part is shown."""
        self._shown = shown
        self.refresh()

    def render(self) -> Content:
        """The names, each with its key."""
        return Content.assemble(
            *(
                (text, "bold $text-accent" if part == self._shown else "$foreground-muted")
                for part, text in self._texts()
            )
        )

    def _texts(self) -> list[tuple[str, str]]:
        return [
            (part, f"[{n} {name}]" if part == self._shown else f" {n} {name} ")
            for n, (part, name) in enumerate(self._parts.items(), 1)
        ]

    def on_click(self, event: Click) -> None:
        """Ask for the part whose name is there."""
        end = 0
        for part, text in self._texts():
            end += len(text)
            if event.x < end:
                self.post_message(self.Asked(part))
                return
