"""Taking back the event of the timeline that is under the cursor, once somebody has said yes to it."""

from __future__ import annotations

from textual import work

from collectrules.errors import CollectrulesError
from collectrules.tui.account_reading import Opened
from collectrules.tui.acting import ActingScreen
from collectrules.tui.desk import Desk
from collectrules.tui.screens.take_back import TakeBackDialog
from collectrules.tui.timeline_undo import take_back, what_goes
from collectrules.tui.widgets.timeline import Timeline
from collectrules.worklist.timeline import Entry


class TakingBack(ActingScreen):
    """A screen with the timeline of an account, of which events are taken back."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._opened: Opened | None = None

    def written(self, said: str) -> None:
        """Show what was written."""
        raise NotImplementedError

    def action_take_back(self) -> None:
        """Ask whether the event under the cursor is to be taken back."""
        entry = self.query_one(Timeline).entry
        if entry is None:
            self.status.say("no event is under the cursor")
        else:
            self._ask_to_take_back(entry)

    @work(group="write", exclusive=True)
    async def _ask_to_take_back(self, entry: Entry) -> None:
        """Find out what goes with an event, or why it stays, and ask."""
        opened, by, now = self._opened, self._desk.by, self._desk.now()
        if opened is None:
            return
        try:
            entries = await self._desk.ask(
                lambda ledger: what_goes(ledger, opened, entry, at=now, by=by)
            )
        except CollectrulesError as error:
            self.status.say_error(error)
            return
        dialog = TakeBackDialog(entries)
        self.app.push_screen(dialog, lambda reason: self._after_asking(entry, reason))

    def _after_asking(self, entry: Entry, reason: str | None) -> None:
        if reason is None:
            self.status.say("nothing was taken back")
        else:
            self._take_back(entry, reason)

    @work(group="write", exclusive=True)
    async def _take_back(self, entry: Entry, reason: str) -> None:
        opened, by, now = self._opened, self._desk.by, self._desk.now()
        if opened is None:
            return
        try:
            said = await self._desk.ask(
                lambda ledger: take_back(ledger, opened, entry, reason, at=now, by=by)
            )
        except CollectrulesError as error:
            self.status.say_error(error)
        else:
            self.written(said)
