"""The line that says what just happened, instead of boxes that pop up over the list."""

from __future__ import annotations

from typing import Literal

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from collectrules.errors import CollectrulesError
from collectrules.tui.cells import harmless

Kind = Literal["said", "done", "error"]


class StatusLine(Horizontal):
    """What was said last, and beside it what stays true until something is done about it."""

    def compose(self) -> ComposeResult:
        """The two parts."""
        yield Static(id="said", markup=False)
        yield Static(id="notice", markup=False)

    def say(self, text: str, kind: Kind = "said") -> None:
        """Say something in place of what was said before."""
        said = self.query_one("#said", Static)
        said.update(Content(harmless(text)))
        said.set_classes(f"-{kind}")

    def say_error(self, error: CollectrulesError) -> None:
        """Say what went wrong and what to do about it."""
        self.say(error_text(error), "error")

    def notice(self, text: str) -> None:
        """Keep something in view; empty takes it away."""
        self.query_one("#notice", Static).update(Content(text))


def error_text(error: CollectrulesError) -> str:
    """An error in one line: the sentence, then what to do."""
    return f"error: {error.message}" + (f": {error.help}" if error.help else "")
