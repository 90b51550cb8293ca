"""Asks for a day: as a date, or as days from today."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from collectrules.clock import parse_day
from collectrules.errors import InputError
from collectrules.tui.cells import harmless
from collectrules.tui.widgets.status_line import error_text

_FROM_TODAY: Final = re.compile(r"([+-])\s*(\d{1,5})")


def day_meant(text: str, today: date) -> date:
    """The day that a text means: `2026-07-01`, or `+7` and `-1` from today; raises `InputError`."""
    text = text.strip()
    if found := _FROM_TODAY.fullmatch(text):
        days = int(found[2]) * (1 if found[1] == "+" else -1)
        try:
            return today + timedelta(days=days)
        except OverflowError:
            raise InputError(f"`{text}` is no day", help="name a day nearer to today") from None
    return parse_day(text)


class AskDay(ModalScreen[date | None]):
    """One question; Esc leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "leave it", id="day-leave")]

    def __init__(self, title: str, today: date) -> None:
        super().__init__()
        self._title, self._today = title, today

    def compose(self) -> ComposeResult:
        """The question."""
        with VerticalScroll(id="dialog", can_focus=False) as dialog:
            dialog.border_title = Content(harmless(self._title))
            dialog.border_subtitle = Content("Esc leaves it")
            yield Input(
                placeholder=f"{self._today}, or +7", id="day-text", max_length=20, compact=True
            )
            yield Static(id="day-said", markup=False)

    def on_mount(self) -> None:
        """Begin with the field."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _written(self, event: Input.Submitted) -> None:
        try:
            day = day_meant(event.value, self._today)
        except InputError as error:
            self.query_one("#day-said", Static).update(Content(harmless(error_text(error))))
        else:
            self.dismiss(day)

    def action_leave(self) -> None:
        """Close it."""
        self.dismiss(None)
