"""What the dialog over a contact shows: with whom, which number, what the gate says, what can be logged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Digits, Static

from collectrules.compliance.results import Result
from collectrules.policy.model import Channel
from collectrules.tui.cells import harmless
from collectrules.tui.dialog_text import (
    NOUNS,
    about_text,
    hint_text,
    instead_text,
    number_text,
    opening_text,
    results_text,
)
from collectrules.tui.opened import Opened

_ROOMY: Final = 32
"""From so many lines on a terminal has room for large digits."""
_DIGIT_WIDTH: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How a contact stands, as it is drawn."""

    opened: Opened | None
    results: Sequence[Result]
    picked: Result | None
    reasoning: bool
    """Whether a reason to step over a soft limit is asked for, before anything is reserved."""
    note: str
    at: datetime
    """When the contact will be dated."""
    now: datetime


class ContactPanel(VerticalScroll):
    """The parts of the dialog under each other; fields are put in below the results."""

    def __init__(self, channel: Channel) -> None:
        super().__init__(id="dialog", can_focus=False)
        self.border_title = Content(f"log {NOUNS[channel]}")
        self.border_subtitle = Content("Esc goes back, nothing is logged")

    def compose(self) -> ComposeResult:
        """From whom it is about to what can be done."""
        yield Static(id="dialog-about", markup=False)
        yield Static(id="dialog-number", markup=False)
        yield Digits(id="dialog-digits")
        yield Static(id="dialog-gate", markup=False)
        yield Static(id="dialog-results", markup=False)
        yield Static(id="dialog-said", markup=False)
        yield Static(id="dialog-hint", markup=False)

    def ask(self, fields: Widget) -> None:
        """Put fields in below the results."""
        self.mount(fields, after="#dialog-results")

    def tell(self, shown: Shown) -> None:
        """Draw everything but what was said."""
        self._put("about", about_text(shown.opened))
        self._put("number", number_text(shown.opened, shown.now, self._width))
        self._tell_large(shown.opened)
        self._put("gate", opening_text(shown.opened, shown.now))
        self._put("results", self._results_text(shown))
        self._put("hint", _hint(shown))

    @property
    def _width(self) -> int:
        """How wide its lines are, were there a scrollbar, which what is drawn may bring or take away."""
        bar = 0 if self.show_vertical_scrollbar else self.styles.scrollbar_size_vertical
        return self.scrollable_content_region.width - bar

    def _tell_large(self, opened: Opened | None) -> None:
        """Show the number to dial in large digits, where there is room for them."""
        number = opened.number.value if opened and opened.dialled else ""
        wide = len(number) * _DIGIT_WIDTH <= self.scrollable_content_region.width
        for digits in self.query(Digits):
            digits.display = bool(number) and wide and self.app.size.height >= _ROOMY
            if digits.display:
                digits.update(harmless(number.partition(" ext")[0]))

    def say(self, text: str, *, error: bool = False) -> None:
        """Say something in place of what was said before."""
        self._put("said", Content(harmless(text)))
        for said in self.query("#dialog-said"):
            said.set_class(error, "-error")
            if text:
                said.scroll_visible(animate=False)

    def _put(self, part: str, text: Content) -> None:
        """Write into a part; into none where the screen is left before there are any."""
        for each in self.query(f"#dialog-{part}").results(Static):
            each.update(text)

    def _results_text(self, shown: Shown) -> Content:
        if shown.picked is not None:
            return Content.styled(shown.picked.label, "bold $text-primary")
        if shown.reasoning:
            return Content.styled("a reason first, which reserves an attempt", "bold $text-primary")
        verdict = shown.opened.held.verdict if shown.opened else None
        width = self.scrollable_content_region.width
        parts = (instead_text(shown.opened), results_text(shown.results, verdict, width))
        return Content("\n\n").join(each for each in parts if each.plain)


def _hint(shown: Shown) -> Content:
    if shown.reasoning:
        return Content.styled("Enter reserves an attempt with this reason", "$foreground-muted")
    asking = shown.picked is not None
    return hint_text(shown.opened, shown.at, asking=asking, note=shown.note)
