"""The terminal application around the worklist."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from textual.app import App
from textual.screen import Screen

from collectrules.tui.desk import Clock, Desk
from collectrules.tui.screens.worklist import WorklistScreen
from collectrules.tui.state import StateFile
from collectrules.tui.widgets.status_line import StatusLine

_WIDTHS: Final = [(0, "-narrow"), (100, "-wide")]
_HEIGHTS: Final = [(0, "-tiny"), (16, "-low"), (24, "-tall")]
"""From how many cells on a screen has which class, by which the stylesheet lays it out."""


class WorklistApp(App[None]):
    """The worklist of a ledger as one person works it; `now` says what moment it is.

    What is `remembered` is where the list was left the last time.
    """

    TITLE = "collectrules"
    CSS_PATH = "collectrules.tcss"
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    VERTICAL_BREAKPOINTS = _HEIGHTS

    def __init__(
        self, path: Path, *, by: str, now: Clock, remembered: StateFile | None = None
    ) -> None:
        super().__init__()
        self.desk = Desk(path, by=by, now=now)
        self._remembered = remembered

    def get_default_screen(self) -> Screen[None]:
        """Begin with the worklist."""
        return WorklistScreen(self.desk, remembered=self._remembered)

    async def on_unmount(self) -> None:
        """Let go of the ledger."""
        await self.desk.close()

    def action_help_quit(self) -> None:
        """Say how to leave, for those whose fingers say Ctrl+C."""
        for line in self.screen.query(StatusLine):
            line.say("q quits; what was logged is written")
