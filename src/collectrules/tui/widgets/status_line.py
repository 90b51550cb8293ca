"""The line that says what just happened, instead of boxes that pop up over the list."""

from __future__ import annotations

from typing import Literal

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from collectrules.errors import CollectrulesError
from collectrules.tui.cells import harmless
from collectrules.tui.widgets.bare import Bare

Kind = Literal["said", "done", "error"]


class _Said(Bare, Static):
    """One of its parts."""


class StatusLine(Horizontal):
    """What was said last, and beside it what stays true until something is done about it."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        # Held, not looked up: work that ends while the screen closes may still have something to say.
        self._said = _Said(id="said", markup=False)
        self._text = ""
        self._notice = Static(id="notice", markup=False)

    def compose(self) -> ComposeResult:
        """The two parts."""
        yield self._said
        yield self._notice

    @property
    def said(self) -> str:
        """What was said last."""
        return self._text

    def say(self, text: str, kind: Kind = "said") -> None:
        """Say something in place of what was said before."""
        said = harmless(text)
        # To lay the screen out anew takes longer than all else that a key does: only where lines are added.
        wraps = max(cell_len(said), cell_len(self._text)) > self._said.size.width
        self._text = said
        self._said.update(Content(said), layout=wraps)
        self._said.set_classes(f"-{kind}")

    def say_error(self, error: CollectrulesError) -> None:
        """Say what went wrong and what to do about it."""
        self.say(error_text(error), "error")

    def notice(self, text: str) -> None:
        """Keep something in view; empty takes it away."""
        if text != str(self._notice.content):
            self._notice.update(Content(text))


def error_text(error: CollectrulesError) -> str:
    """An error in one line: the sentence, then what to do."""
    return f"error: {error.message}" + (f": {error.help}" if error.help else "")
