"""The help: the keys of what was in focus, and what the marks in the list mean."""

from __future__ import annotations

from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from collectrules.tui.help_text import help_text, help_title

Topic = Literal[
    "list", "filter", "detail", "dialog", "act", "account",
    "dashboard", "policy", "review", "versions", "explained", "publish",
]  # fmt: skip


class HelpScreen(ModalScreen[None]):
    """One page; any of the keys that people try closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,enter", "dismiss", "close", id="help-close"),
        Binding("j", "scroll(1)", "down", show=False, id="help-down"),
        Binding("k", "scroll(-1)", "up", show=False, id="help-up"),
    ]

    def __init__(self, topic: Topic) -> None:
        super().__init__()
        self._topic = topic

    def compose(self) -> ComposeResult:
        """The page."""
        with VerticalScroll(id="help") as page:
            page.border_title = Content(help_title(self._topic))
            page.border_subtitle = Content("Esc closes")
            yield Static(id="help-text", markup=False)

    def on_resize(self) -> None:
        """Set the page to its width."""
        page = self.query_one("#help", VerticalScroll)
        keymap = getattr(self.app, "moved_keys", {})
        text = help_text(self._topic, page.scrollable_content_region.width - 1, keymap)
        self.query_one("#help-text", Static).update(text)

    def action_scroll(self, lines: int) -> None:
        """Move the page by some lines."""
        self.query_one("#help", VerticalScroll).scroll_relative(y=lines, animate=False)
