"""The terminal application around the worklist."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from collectrules.tui import themes
from collectrules.tui.browser import is_left_alone, is_served
from collectrules.tui.desk import Clock, Desk
from collectrules.tui.key_order import KeysInOrder
from collectrules.tui.keymap import shown_as
from collectrules.tui.keys import EVERYWHERE
from collectrules.tui.palette import commands
from collectrules.tui.screens.owner import Name, owner_screen
from collectrules.tui.screens.worklist import WorklistScreen
from collectrules.tui.state import StateFile
from collectrules.tui.stylesheet import ReadOnce
from collectrules.tui.widgets.bindings import bindings_of
from collectrules.tui.widgets.status_line import StatusLine

_WIDTHS: Final = [(0, "-narrow"), (100, "-wide")]
_HEIGHTS: Final = [(0, "-tiny"), (16, "-low"), (24, "-tall")]
"""From how many cells on a screen has which class, by which the stylesheet lays it out."""

SERVER_SECONDS: Final = 1.0
"""How often a screen in a browser looks whether its server is still there."""


class WorklistApp(KeysInOrder[None]):
    """The worklist of a ledger as one person works it; `now` says what moment it is.

    What is `remembered` is where the list was left the last time; `first` makes a screen that is shown over
    it to begin with; `once_read` is called as soon as all of the list has been read.
    """

    TITLE = "collectrules"
    CSS_PATH = "collectrules.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(EVERYWHERE)
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    VERTICAL_BREAKPOINTS = _HEIGHTS

    def __init__(
        self,
        path: Path,
        *,
        by: str,
        now: Clock,
        keymap: Mapping[str, str] | None = None,
        theme: str | None = None,
        remembered: StateFile | None = None,
        first: Callable[[Desk], Screen[None]] | None = None,
        once_read: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self.moved_keys = dict(keymap or {})
        """The keys that this person gave to what can be done, by ids."""
        self.set_keymap(self.moved_keys)
        for each in themes.OWN:
            self.register_theme(each)
        if theme is not None or "TEXTUAL_THEME" not in os.environ:
            self.theme = theme or themes.DARK.name
        self.stylesheet = ReadOnce(variables=self.get_css_variables())
        self.desk = Desk(path, by=by, now=now)
        self._remembered, self._first = remembered, first
        self._once_read = once_read

    def get_default_screen(self) -> Screen[None]:
        """Begin with the worklist."""
        return WorklistScreen(self.desk, remembered=self._remembered, once_read=self._once_read)

    def get_key_display(self, binding: Binding) -> str:
        """How a key is written in the footer: as the help and the documentation write it."""
        return binding.key_display or shown_as(binding.key)

    def on_mount(self) -> None:
        """In a browser, end with the server: nobody could reach this any more."""
        if is_served():
            self.set_interval(SERVER_SECONDS, self._end_with_server)
        if self._first is not None:
            self.push_screen(self._first(self.desk))

    def _end_with_server(self) -> None:
        if is_left_alone():
            self.exit()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """In the palette, what the keys do here, then other colours and a picture of the screen."""
        yield from commands(self, screen)
        yield SystemCommand("colours", "choose another theme", self.action_change_theme)
        yield SystemCommand(
            "picture", "keep the screen as an SVG file", partial(self.deliver_screenshot, None)
        )

    async def on_unmount(self) -> None:
        """Let go of the ledger."""
        await self.desk.close()

    def action_owner(self, name: Name) -> None:
        """Show one of the owner's screens, in the place of another of them where one is shown.

        What was opened over that one goes with it.
        """
        wanted = owner_screen(name, self.desk)
        if any(type(wanted) is type(each) for each in self.screen_stack):
            return
        while _is_owners(self.screen) and _is_owners(self.screen_stack[-2]):
            self.pop_screen()
        if _is_owners(self.screen):
            self.switch_screen(wanted)
        else:
            self.push_screen(wanted)

    def action_help_quit(self) -> None:
        """Say how to leave, for those whose fingers say Ctrl+C."""
        for line in self.screen.query(StatusLine):
            line.say("q quits; what was logged is written")


def _is_owners(screen: Screen[object]) -> bool:
    return getattr(screen, "OWNERS", False)
