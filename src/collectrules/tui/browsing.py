"""The list on the screen: what is read of it when, what is shown, and who has which account open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from textual import events, on, work
from textual.widgets import Input

from collectrules.compliance.local import local_day
from collectrules.errors import CollectrulesError
from collectrules.ledger.book import Ledger
from collectrules.tui.acting import ActingScreen
from collectrules.tui.columns import columns_of
from collectrules.tui.desk import Desk
from collectrules.tui.key_order import let_keys_go_on
from collectrules.tui.keys import ON_ROWS
from collectrules.tui.listed import CHUNK, Around, Listed
from collectrules.tui.reading import Read, read_all, read_first
from collectrules.tui.state import StateFile
from collectrules.tui.widgets.account_list import AccountList
from collectrules.tui.widgets.filter_bar import FilterBar
from collectrules.tui.widgets.title_bar import TitleBar
from collectrules.tui.widgets.view_tabs import ViewTabs
from collectrules.worklist.listing import Listing
from collectrules.worklist.pages import Page, Pages, Place
from collectrules.worklist.row import Row
from collectrules.worklist.tallies import Tallies

T = TypeVar("T")


class Browsing(ActingScreen):
    """A screen with the list on it, of which only the rows that are seen are read."""

    def __init__(
        self, desk: Desk, remembered: StateFile, once_read: Callable[[], None] | None = None
    ) -> None:
        super().__init__(desk)
        self._remembered = remembered
        self._once_read = once_read
        """What is called as soon as all of the list has been read."""
        self._read: Read | None = None
        self._shown = remembered.read()
        self._listed = Listed()
        self._showing = False
        """Whether something else was asked for than what is shown as yet."""
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

    async def read_claims(self) -> None:
        """Show who has which account open."""

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
            self._show_no_more()

    async def _read_all(self, said: str) -> None:
        shown, now, keep = self._shown, self._desk.now(), self._place()
        what = partial(read_all, shown=shown, now=now, keep=keep, otherwise=self.accounts.cursor)
        read, page = await self._desk.read(what)
        self._take_in(read)
        self._take_page(page, keep)
        self.status.notice("")
        await self.read_claims()
        self.status.say(said or f"{_rows(read.tallies):,} accounts, `?` shows the keys")
        if self._once_read is not None:
            self._once_read()
            self._once_read = None
        if shown != self._shown:
            self.show()
        else:
            self._show_no_more()

    def _take_in(self, read: Read) -> None:
        self._read = read
        today = local_day(read.head.policy, self._desk.now())
        self._around = replace(self._around, today=today, zone=read.head.zone)

    def show(self) -> None:
        """Show what is to be shown, with the cursor on its row where that is still shown."""
        self._showing = True
        if self._read is not None and self._read.pages is not None:
            self._show(self._read.pages)
        else:
            self._tell()

    @work(exclusive=True, group="show")
    async def _show(self, pages: Pages) -> None:
        keep = self._place()
        what = partial(pages.show, shown=self._shown, keep=keep, otherwise=0, size=CHUNK)
        page = await self._asked(what)
        if self._read is not None and pages is self._read.pages:
            if page is not None:
                self._take_page(page, keep)
            self._show_no_more()

    def holds(self, key: events.Key) -> bool:
        """Whether a key is about rows that were asked for and are not shown yet."""
        if not self._showing or isinstance(self.focused, Input):
            return False
        active = self.active_bindings.get(key.key)
        return active is not None and active.binding.id in ON_ROWS

    def _show_no_more(self) -> None:
        """Nothing else is to come than what is shown, or it cannot be had: keys need not wait for it."""
        self._showing = False
        let_keys_go_on(self.app)

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
            if read.tallies is not None:
                whole = read.tallies.views[self._shown.view.id].rows
                self.query_one(FilterBar).count(len(self._listed), whole)
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
        return await self.told(self._desk.ask(what))

    async def told(self, coming: Awaitable[T]) -> T | None:
        """What comes of a request to the desk; None where it fails, which is said."""
        try:
            return await coming
        except CollectrulesError as error:
            self.status.say_error(error)
            return None

    @on(AccountList.Wanted)
    def _wanted(self, event: AccountList.Wanted) -> None:
        event.stop()
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


def _rows(tallies: Tallies | None) -> int:
    return tallies.views["all"].rows if tallies else 0
