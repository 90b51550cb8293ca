"""The list on the screen: what is read of it when, what is shown, and who has which account open."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from typing import TypeVar

from textual import on, work

from collectrules.compliance.local import local_day
from collectrules.errors import CollectrulesError
from collectrules.ledger.book import Ledger
from collectrules.tui.acting import ActingScreen
from collectrules.tui.columns import columns_of
from collectrules.tui.desk import Desk
from collectrules.tui.listed import CHUNK, Around, Listed, state
from collectrules.tui.reading import Read, read_all, read_first
from collectrules.tui.state import StateFile
from collectrules.tui.widgets.account_list import AccountList
from collectrules.tui.widgets.filter_bar import FilterBar
from collectrules.tui.widgets.title_bar import TitleBar
from collectrules.tui.widgets.view_tabs import ViewTabs
from collectrules.worklist.claims import claim, claims, unclaim
from collectrules.worklist.listing import Listing
from collectrules.worklist.pages import Page, Pages, Place
from collectrules.worklist.row import Row
from collectrules.worklist.tallies import Tallies

T = TypeVar("T")


class Browsing(ActingScreen):
    """A screen with the list on it, of which only the rows that are seen are read."""

    def __init__(self, desk: Desk, remembered: StateFile) -> None:
        super().__init__(desk)
        self._remembered = remembered
        self._read: Read | None = None
        self._shown = remembered.read()
        self._listed = Listed()
        self._around = Around(by=desk.by)

    @property
    def listing(self) -> Listing | None:
        """The list without its rows; None before it was read."""
        return self._read.listing if self._read else None

    @property
    def beginning(self) -> bool:
        """Whether only the first rows have been read yet."""
        return self._read is None or self._read.pages is None

    @property
    def words(self) -> str:
        """The words that are looked for."""
        return self._shown.words

    @property
    def selected(self) -> frozenset[int]:
        """The ids of the accounts that are selected."""
        return self._around.chosen

    @property
    def accounts(self) -> AccountList:
        """The list as it is drawn."""
        return self.query_one(AccountList)

    def offer(self) -> None:
        """Have the footer name the keys that are true now."""

    @work(exclusive=True, group="list")
    async def read_list(self, said: str = "") -> None:
        """Read the list; the first time its first rows before the rest of it."""
        try:
            if self._read is None:
                shown, now = self._shown, self._desk.now()
                read, rows = await self._desk.read(lambda ledger: read_first(ledger, shown, now))
                self._take_in(read)
                if rows:
                    self._draw_list(Listed.beginning(rows), 0)
            await self._read_all(said)
        except CollectrulesError as error:
            self.status.say_error(error)

    async def _read_all(self, said: str) -> None:
        shown, now, keep = self._shown, self._desk.now(), self._place()
        what = partial(read_all, shown=shown, now=now, keep=keep, otherwise=self.accounts.cursor)
        read, page = await self._desk.read(what)
        self._take_in(read)
        self._take_page(page, keep)
        self.status.notice("")
        await self.read_claims()
        self.status.say(said or f"{_rows(read.tallies):,} accounts, `?` shows the keys")
        if shown != self._shown:
            self.show()

    def _take_in(self, read: Read) -> None:
        self._read = read
        today = local_day(read.head.policy, self._desk.now())
        self._around = replace(self._around, today=today, zone=read.head.zone)

    def show(self) -> None:
        """Show what is to be shown, with the cursor on its row where that is still shown."""
        if self._read is not None and self._read.pages is not None:
            self._show(self._read.pages)
        self._tell()

    @work(exclusive=True, group="show")
    async def _show(self, pages: Pages) -> None:
        keep = self._place()
        what = partial(
            pages.show, shown=self._shown, keep=keep, otherwise=self.accounts.cursor, size=CHUNK
        )
        page = await self._asked(what)
        if page is not None and self._read is not None and pages is self._read.pages:
            self._take_page(page, keep)

    def _take_page(self, page: Page, keep: Place | None) -> None:
        """Show rows that were read, with the cursor on the row it was moved to in the meantime, if it was."""
        listed, row = Listed.of(page), self.accounts.row
        moved = row is not None and self._place() != keep
        found = listed.position(row) if moved and row else None
        self._draw_list(listed, page.position if found is None else found)

    def _draw_list(self, listed: Listed, cursor: int) -> None:
        self._listed = listed
        if self._read is None:
            return
        columns = columns_of(
            self._read.extent,
            self._read.head,
            self._shown.view.id,
            self._desk.now,
            lambda: self._around,
        )
        empty = "no account matches" if self.words else self._shown.view.nothing
        self.accounts.look(self._around)
        self.accounts.show(listed, columns, cursor=cursor, empty=empty, sort=self._shown)
        self._tell()

    def _tell(self) -> None:
        """Say in the title, the tabs and the filter what is shown, and how far it has been worked."""
        read = self._read
        if read is not None:
            title = self.query_one(TitleBar)
            title.tell(read.listing, read.tallies, self._around.today)
            title.choose(len(self.selected))
            tally = read.tallies.views[self._shown.view.id].rows if read.tallies else 0
            self.query_one(FilterBar).count(len(self._listed), tally)
        self.query_one(ViewTabs).tell(self._shown.view, read.tallies if read else None)
        self.offer()

    def draw(self) -> None:
        """Draw the rows as they look by now."""
        self.accounts.look(self._around)

    def _place(self) -> Place | None:
        row = self.accounts.row
        return Place(row.rank, row.account_id, row.currency) if row else None

    async def _asked(self, what: Callable[[Ledger], T]) -> T | None:
        """What the ledger answers; None where it cannot, which is said."""
        try:
            return await self._desk.ask(what)
        except CollectrulesError as error:
            self.status.say_error(error)
            return None

    @on(AccountList.Wanted)
    def _wanted(self, event: AccountList.Wanted) -> None:
        if self._read is not None and self._read.pages is not None:
            self._read_rows(self._read.pages, event.listed, event.position)

    @work(group="rows")
    async def _read_rows(self, pages: Pages, listed: Listed, position: int) -> None:
        await self._fill(pages, listed, position)

    async def _fill(self, pages: Pages, listed: Listed, position: int) -> None:
        if listed.get(position) is not None:
            return
        what = partial(pages.page, number=listed.number, middle=position, size=CHUNK)
        page = await self._asked(what)
        if page is not None and listed is self._listed:
            before = self.accounts.row
            listed.fill(page)
            self.accounts.filled(moved=before is None)

    def with_row(self, act: Callable[[Row | None], None]) -> None:
        """Do something with the row under the cursor: at once, or as soon as it has been read."""
        row, read = self.accounts.row, self._read
        if row is not None or read is None or read.pages is None or not len(self._listed):
            act(row)
        else:
            self._with_row(read.pages, self.accounts.cursor, act)

    @work(group="rows")
    async def _with_row(
        self, pages: Pages, position: int, act: Callable[[Row | None], None]
    ) -> None:
        listed = self._listed
        await self._fill(pages, listed, position)
        act(listed.get(position))

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
        read = self._read
        if read is None or read.pages is None or not accounts:
            return
        pages = read.pages

        def touch(ledger: Ledger) -> tuple[tuple[Row, ...], Tallies]:
            return pages.touch(ledger, accounts), pages.tallies(ledger)

        answer = await self._asked(touch)
        if answer is not None and self._read is read:
            rows, tallies = answer
            self._listed.update(rows)
            self._read = replace(read, tallies=tallies)
            self.draw()
            self._tell()

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
        self._take(account_id, name)

    @work(group="claims")
    async def _take(self, account_id: int, name: str) -> None:
        what = partial(claim, account_id=account_id, by=self._desk.by, at=self._desk.now())
        who = await self._asked(what)
        if who:
            self.status.say(f"{name} is taken by {who}")

    def give_back(self, account_id: int) -> None:
        """Show others that one is not at work on an account any more."""
        self._give_back(account_id)

    @work(group="claims")
    async def _give_back(self, account_id: int) -> None:
        await self._asked(partial(unclaim, account_id=account_id, by=self._desk.by))

    async def read_claims(self) -> None:
        """Show who has which account open; nothing moves, and no change is told."""
        now = self._desk.now()
        found = await self._desk.ask(lambda ledger: claims(ledger, at=now))
        if found != self._around.claims:
            self._around = replace(self._around, claims=found)
            self.draw()
            self.claims_changed()


def _rows(tallies: Tallies | None) -> int:
    return tallies.views["all"].rows if tallies else 0
