"""What the tests of the screen do again and again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Static

from collectrules.tui.app import WorklistApp
from collectrules.tui.screens.worklist import WorklistScreen
from collectrules.tui.widgets.account_list import AccountList
from collectrules.tui.widgets.title_bar import TitleBar
from tests.tui import ledgers


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

    async def settle(self) -> None:
        """Wait until nothing is left to do."""
        await self.pilot.pause()
        await self.app.workers.wait_for_complete()
        await self.pilot.pause()

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
