"""What the tests of the screen do again and again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from textual.pilot import Pilot
from textual.widgets import Static
from textual.worker import WorkerCancelled

from collectrules.tui.app import WorklistApp
from collectrules.tui.key_order import KeysInOrder
from collectrules.tui.screens.worklist import WorklistScreen
from collectrules.tui.widgets.account_list import AccountList
from collectrules.tui.widgets.title_bar import TitleBar
from tests.tui import ledgers

QUIET_ROUNDS: Final = 2
"""How often in a row nothing has to be under way: what opens a dialog is done before it reads."""


class Driver:
    """Hands on the keyboard and eyes on the screen."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self.pilot = pilot
        self.app = pilot.app

    async def press(self, *keys: str) -> None:
        """Press keys, each after everything the one before brought has settled."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type a text without waiting between its letters."""
        await self.pilot.press(*("space" if letter == " " else letter for letter in text))
        await self.settle()

    async def resize(self, width: int, height: int) -> None:
        """Give the terminal another size, and wait until the screen has it."""
        await self.pilot.resize_terminal(width, height)
        while self.app.screen.outer_size != (width, height):
            await self.pilot.pause(0.001)
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is left to do."""
        quiet = 0
        while quiet < QUIET_ROUNDS:
            quiet = 0 if self._busy() else quiet + 1
            for worker in tuple(self.app.workers):
                # A preview that a later letter or the end of its dialog made needless.
                with suppress(WorkerCancelled):
                    await worker.wait()
            await self._all_heard()
            await self.pilot.pause(0)

    def _busy(self) -> bool:
        keys = isinstance(self.app, KeysInOrder) and self.app.keys_wait
        return keys or any(not each.is_finished for each in self.app.workers)

    async def _all_heard(self) -> None:
        """Wait until every part of the screen on top has done with what it had been told by now.

        The pilot's own pause ends when little was computed for a moment, which says nothing on a busy
        machine.
        """
        parts = (self.app, self.app.screen, *self.app.screen.walk_children())
        heard = [asyncio.Event() for _ in parts]
        for part, each in zip(parts, heard, strict=True):
            if not part.call_later(each.set):
                each.set()
        for part, each in zip(parts, heard, strict=True):
            # An error ends the program, and with it those who listen.
            while part.is_running and not each.is_set() and not self.app.return_code:
                await asyncio.sleep(0)

    @property
    def list(self) -> AccountList:
        return self.worklist.query_one(AccountList)

    @property
    def worklist(self) -> WorklistScreen:
        screen = self.app.screen_stack[0]
        assert isinstance(screen, WorklistScreen)
        return screen

    @property
    def account(self) -> str:
        """The number of the account under the cursor."""
        row = self.list.row
        return row.account if row else ""

    def lines(self) -> list[str]:
        """The lines of the list as they are drawn, the heading first."""
        return [self.list.render_line(y).text for y in range(self.list.size.height)]

    def shown(self) -> list[str]:
        """The numbers of the accounts in the list as it is drawn, from the top."""
        return [word for line in self.lines()[1:] for word in line.split() if word.startswith("C-")]

    def text(self, selector: str) -> str:
        """What a part of the screen on top says."""
        return str(self.app.screen.query_one(selector, Static).content)

    def title(self) -> str:
        return str(self.worklist.query_one("#title", TitleBar).render())

    def status(self) -> str:
        return str(self.worklist.query_one("#said", Static).content)

    def notice(self) -> str:
        return str(self.worklist.query_one("#notice", Static).content)


@asynccontextmanager
async def driving(
    path: Path,
    *,
    now: datetime | ledgers.Watch = ledgers.MORNING,
    size: tuple[int, int] = (120, 36),
    by: str = "mara",
) -> AsyncIterator[Driver]:
    """The screen on a ledger, with the list read."""
    app: WorklistApp = ledgers.app(path, now=now, by=by)
    async with app.run_test(size=size) as pilot:
        driver = Driver(pilot)
        await driver.settle()
        yield driver
