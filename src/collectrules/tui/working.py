"""What is done on the list here and elsewhere: results shown at once, and who has which account open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import partial

from textual import work

from collectrules.ledger.book import Ledger
from collectrules.tui.browsing import Browsing
from collectrules.tui.listed import state
from collectrules.worklist.claims import claims
from collectrules.worklist.find import called
from collectrules.worklist.pages import Place
from collectrules.worklist.row import Row
from collectrules.worklist.tallies import Tallies


class Working(Browsing):
    """A list that is worked by several people at once."""

    _mine: tuple[int, str] | None = None
    """The account that one is at work on: its id and name."""

    def worked(self, account_id: int, result: str, *, all_done: str) -> None:
        """Show the result of a contact at once, and go to the next account that is not done."""
        self._listed.mark(account_id, result)
        following = self._listed.next_to_do(self.accounts.cursor)
        self.accounts.go_to(self.accounts.cursor if following is None else following)
        unknown = following is None and not self._listed.whole
        if following is None and self._listed.whole:
            self.status.say(all_done, "done")
        self._after_work(account_id, all_done if unknown else "")

    @work(group="work")
    async def _after_work(self, account_id: int, all_done: str) -> None:
        await self.changed({account_id})
        if all_done:
            await self.go_on(all_done)

    async def go_on(self, all_done: str) -> None:
        """Go to the next account that is not done; say that all are where none is left."""
        if self._read is None or self._read.pages is None:
            return
        place = self.accounts.cursor
        following = await self._asked(partial(self._read.pages.next_to_do, position=place))
        if following is None:
            self.status.say(all_done, "done")
        elif self.accounts.cursor == place:
            self.accounts.go_to(following)

    async def unworked(self, account_id: int, currency: str) -> None:
        """Show an account as it was before what was taken back, with the cursor on it."""
        await self.changed({account_id})
        if self._read is None or self._read.pages is None:
            return
        wanted = Place(0, account_id, currency)
        position = await self._asked(partial(self._read.pages.position, wanted=wanted))
        self.accounts.go_to(self.accounts.cursor if position is None else position)

    async def named(self, accounts: Collection[int]) -> list[tuple[int, str, str, str]]:
        """Accounts by id, number, name, and the currency of their first row."""
        if self._read is None or self._read.pages is None:
            return []
        return await self._asked(partial(self._read.pages.named, accounts=accounts)) or []

    async def changed(self, accounts: Collection[int]) -> None:
        """Read accounts anew of which something was recorded here; their rows stay where they are."""
        pages = self._read.pages if self._read else None
        if pages is None or not accounts:
            return

        def touch(ledger: Ledger) -> tuple[tuple[Row, ...], Tallies]:
            return pages.touch(ledger, accounts), pages.tallies(ledger)

        answer = await self._asked(touch)
        if answer is not None and self._read is not None and self._read.pages is pages:
            rows, tallies = answer
            self._listed.update(rows)
            self._read = replace(self._read, tallies=tallies)
            self.draw()
            self._tell()
            row = self.accounts.row
            if row is not None and row.account_id in accounts:
                self.row_changed(row)

    def row_changed(self, row: Row) -> None:
        """Tell of the account under the cursor as it is by now: something was recorded of it here."""

    def claims_changed(self) -> None:
        """Say wherever it is told that somebody else has another account open by now."""

    def taken_by(self, row: Row) -> str:
        """Who else has an account open; empty where nobody has."""
        return self._around.taken_by(row)

    def calls_back(self, row: Row) -> bool:
        """Whether an account asked to be called back today or before, and was not contacted since the run."""
        return state(row, replace(self._around, claims={})) == "call-back"

    def take(self, account_id: int, name: str) -> None:
        """Show others that one is at work on an account, and say so where somebody else is."""
        self._mine = (account_id, name)
        self._take(account_id, name)

    def renew(self) -> None:
        """Keep the account one is at work on from being forgotten."""
        if self._mine is not None:
            self._take(*self._mine)

    @work(group="claims")
    async def _take(self, account_id: int, name: str) -> None:
        if who := await self.told(self._desk.take(account_id)):
            self.status.say(f"{called(name)} is taken by {who}")

    def give_back(self, account_id: int) -> None:
        """Show others that one is not at work on an account any more."""
        self._mine = None
        self._give_back(account_id)

    @work(group="claims")
    async def _give_back(self, account_id: int) -> None:
        await self.told(self._desk.give_back(account_id))

    async def read_claims(self) -> None:
        """Show who has which account open; nothing moves, and no change is told."""
        now = self._desk.now()
        found = await self._desk.ask(lambda ledger: claims(ledger, at=now))
        if found != self._around.claims:
            self._around = replace(self._around, claims=found)
            self.draw()
            self.claims_changed()
