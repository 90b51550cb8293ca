"""The terminal application around the worklist."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from textual.app import App
from textual.screen import Screen

from collectrules.tui import themes
from collectrules.tui.desk import Clock, Desk
from collectrules.tui.screens.owner import Name, owner_screen
from collectrules.tui.screens.worklist import WorklistScreen
from collectrules.tui.widgets.status_line import StatusLine

_WIDTHS: Final = [(0, "-narrow"), (100, "-wide")]
_HEIGHTS: Final = [(0, "-tiny"), (16, "-low"), (24, "-tall")]
"""From how many cells on a screen has which class, by which the stylesheet lays it out."""


class WorklistApp(App[None]):
    """The worklist of a ledger as one person works it; `now` says what moment it is."""

    TITLE = "collectrules"
    CSS_PATH = "collectrules.tcss"
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    VERTICAL_BREAKPOINTS = _HEIGHTS

    def __init__(self, path: Path, *, by: str, now: Clock, theme: str | None = None) -> None:
        super().__init__()
        for each in themes.OWN:
            self.register_theme(each)
        if theme is not None:
            self.theme = theme
        self.desk = Desk(path, by=by, now=now)

    def get_default_screen(self) -> Screen[None]:
        """Begin with the worklist."""
        return WorklistScreen(self.desk)

    async def on_unmount(self) -> None:
        """Let go of the ledger."""
        await self.desk.close()

    def action_owner(self, name: Name) -> None:
        """Show one of the owner's screens, in the place of another of them where one is shown."""
        wanted = owner_screen(name, self.desk)
        if type(wanted) is type(self.screen):
            return
        if self.screen is self.screen_stack[0] or not getattr(self.screen, "OWNERS", False):
            self.push_screen(wanted)
        else:
            self.switch_screen(wanted)

    def action_help_quit(self) -> None:
        """Say how to leave, for those whose fingers say Ctrl+C."""
        for line in self.screen.query(StatusLine):
            line.say("q quits; what was logged is written")
