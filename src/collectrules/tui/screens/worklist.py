"""The worklist: the list, all about the account under the cursor, and what can be done about it."""

from __future__ import annotations

import asyncio
from typing import ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Footer

from collectrules.compliance.limits import CHANNEL_NAMES
from collectrules.compliance.local import local_day
from collectrules.errors import CollectrulesError, Refused
from collectrules.policy.model import Channel
from collectrules.policy.words import joined
from collectrules.tui.columns import columns_of
from collectrules.tui.desk import Desk
from collectrules.tui.keys import OWNER, WORKLIST
from collectrules.tui.listed import Listed
from collectrules.tui.screens.account import AccountScreen
from collectrules.tui.screens.help import HelpScreen, Topic
from collectrules.tui.screens.log_contact import LogDialog
from collectrules.tui.widgets.account_list import AccountList
from collectrules.tui.widgets.bindings import bindings_of
from collectrules.tui.widgets.detail_pane import DetailPane
from collectrules.tui.widgets.filter_bar import FilterBar
from collectrules.tui.widgets.status_line import StatusLine
from collectrules.tui.widgets.title_bar import TitleBar
from collectrules.worklist.listing import Listing, Row
from collectrules.worklist.outcomes import LoggedContact

DETAIL_DELAY: Final = 0.08
"""Seconds the cursor has to rest on an account before the ledger is asked about it."""
POLL_SECONDS: Final = 2.0
"""How often it is looked whether somebody else has written into the ledger."""
_ROOMY_FOOTER: Final = 96
_OPENING_KEYS: Final[dict[Channel, str]] = {"call": "c", "email": "e", "letter": "l", "sms": "s"}


async def rest() -> None:
    """Wait until the cursor has rested; the waits of the accounts it passed are cancelled."""
    await asyncio.sleep(DETAIL_DELAY)


class WorklistScreen(Screen[None]):
    """Works one list; reads it again only when asked to."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of((*WORKLIST, *OWNER))

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._listing: Listing | None = None
        self._listed = Listed(())
        self._columns = columns_of(())
        self._logged: list[tuple[Row, LoggedContact]] = []
        self._offered = (False, False)
        self._looking = False
        self.status = StatusLine(id="status")
        """Says what just happened; held, not looked up: work may still speak while the screen closes."""

    def compose(self) -> ComposeResult:
        """From the title to the keys."""
        yield TitleBar(by=self._desk.by, id="title")
        yield FilterBar(id="filter")
        with Container(id="body"):
            yield AccountList(id="list")
            yield DetailPane(id="detail")
        yield self.status
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Read the list, and from then on look for changes."""
        self.query_one(AccountList).focus()
        self.status.say("reading the list ...")
        self._read_list()
        self._desk.on_waiting = self._say_waiting
        self.set_interval(POLL_SECONDS, self.look_for_changes)

    def on_resize(self, event: events.Resize) -> None:
        """Let the keys stand closer where there is little room."""
        self.query_one(Footer).compact = event.size.width < _ROOMY_FOOTER

    @work(exclusive=True, group="list")
    async def _read_list(self, said: str = "") -> None:
        try:
            listing = await self._desk.listing()
        except CollectrulesError as error:
            self.status.say_error(error)
            return
        listed = await asyncio.to_thread(Listed, listing.rows)
        columns = await asyncio.to_thread(columns_of, listing.rows)
        accounts = self.query_one(AccountList)
        before, place = accounts.row, accounts.cursor
        self._listing, self._listed, self._columns = listing, listed, columns
        self.status.notice("")
        self.status.say(said or f"{len(listed):,} accounts, `?` shows the keys")
        self._show(before, otherwise=place)
        self._tell()

    def _show(self, keep: Row | None, *, otherwise: int = 0) -> None:
        """Show what the filter leaves, with the cursor on the row it was on where that is still shown."""
        self._listed.filter(self.query_one(FilterBar).text)
        position = self._listed.position(keep) if keep else None
        self.query_one(AccountList).show(
            self._listed,
            self._columns,
            cursor=otherwise if position is None else position,
            empty="no account matches" if self._listed.rows else "nobody has to be contacted",
        )
        self.query_one(FilterBar).count(len(self._listed), len(self._listed.rows))
        self._offer()

    def _tell(self) -> None:
        """Say in the title how far the list has been worked."""
        if self._listing is not None:
            today = local_day(self._listing.policy, self._desk.now())
            self.query_one(TitleBar).tell(self._listing, self._listed.rows, today)
        self._offer()

    def _offer(self) -> None:
        """Have the footer name the keys that are true now, where these have changed."""
        offered = bool(self._logged), bool(self.query_one(FilterBar).text)
        if offered != self._offered:
            self._offered = offered
            self.refresh_bindings()

    @on(AccountList.Moved)
    def _moved(self, event: AccountList.Moved) -> None:
        self.query_one(DetailPane).tell(event.row)
        if event.row is not None:
            self._read_detail(event.row)

    @work(exclusive=True, group="detail")
    async def _read_detail(self, row: Row) -> None:
        await rest()
        if self._listing is None:
            return
        try:
            dossier = await self._desk.dossier(self._listing, row)
        except CollectrulesError as error:
            self.status.say_error(error)
        else:
            self.query_one(DetailPane).tell(row, dossier)

    def _say_waiting(self) -> None:
        """Keep it in view until the ledger answers again, which the next look for changes finds."""
        self.status.notice("waiting for another program ...")

    def look_for_changes(self) -> None:
        """Ask the ledger whether somebody else has written, unless it has not answered the last time yet."""
        if self._listing is not None and not self._looking:
            self._looking = True
            self._tell_of_changes()

    @work(group="changes")
    async def _tell_of_changes(self) -> None:
        try:
            changed = await self._desk.changed()
        except CollectrulesError as error:
            self.status.say_error(error)
        else:
            self.status.notice("list changed, R to refresh" if changed else "")
        finally:
            self._looking = False

    @on(FilterBar.Changed)
    def _filter_changed(self) -> None:
        self._show(self.query_one(AccountList).row)

    @on(FilterBar.Left)
    def _filter_left(self) -> None:
        self.query_one(AccountList).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        match action:
            case "take_back":
                return bool(self._logged)
            case "filter":
                return self._topic() != "filter"
            case "clear_filter":
                return bool(self.query_one(FilterBar).text)
            case _:
                return True

    def action_filter(self) -> None:
        """Go to the filter."""
        self.query_one(FilterBar).open()

    def action_clear_filter(self) -> None:
        """Show every row again."""
        self.query_one(FilterBar).clear()

    def action_open_account(self) -> None:
        """Open the account under the cursor."""
        if (row := self.query_one(AccountList).row) is not None:
            screen = AccountScreen(self._desk, row.account_id, row.currency)
            self.app.push_screen(screen, lambda _: self._after_account(screen))

    def _after_account(self, screen: AccountScreen) -> None:
        if screen.wrote:
            self._read_list()

    def action_refresh_list(self) -> None:
        """Read the list again, with the cursor on the same account."""
        self._read_list("the list was read again")

    def action_help(self) -> None:
        """Show the keys of what is in focus."""
        self.app.push_screen(HelpScreen(self._topic()))

    def _topic(self) -> Topic:
        for node in self.focused.ancestors_with_self if self.focused else ():
            if isinstance(node, FilterBar):
                return "filter"
            if isinstance(node, DetailPane):
                return "detail"
        return "list"

    @on(AccountList.Chosen)
    def _chosen(self) -> None:
        self.action_log()

    def action_log(self, channel: Channel | None = None) -> None:
        """Log a contact with the account under the cursor, over its next action's channel or a given one."""
        row = self.query_one(AccountList).row
        if row is None or self._listing is None:
            self.status.say("no account is under the cursor")
            return
        way = channel or row.channel
        if way is None:
            why = "this waits for the owner" if row.approval else "this is no contact"
            self.status.say(f"{row.next_action}: {why}; c, e, l and s log a contact")
            return
        key = _OPENING_KEYS[channel] if channel else ""
        dialog = LogDialog(self._desk, self._listing, row, way, opened_by=key)
        self.app.push_screen(dialog, lambda logged: self._after_log(row, logged))

    def _after_log(self, row: Row, logged: LoggedContact | str | None) -> None:
        if logged is None or isinstance(logged, str):
            self.status.say(logged or "nothing was logged")
            return
        self._logged.append((row, logged))
        if logged.unfinished:
            left = joined([CHANNEL_NAMES[way] for way in logged.unfinished[0].left], "and")
            self._read_list(f"logged: {logged.result.label} - {row.name}; {left} still to come")
            return
        accounts = self.query_one(AccountList)
        self._listed.mark(row.account_id, logged.result.code)
        following = self._listed.next_to_do(accounts.cursor)
        accounts.go_to(accounts.cursor if following is None else following)
        said = f"logged: {logged.result.label} - {row.name}"
        self.status.say(
            f"{said}; every account shown is done" if following is None else said, "done"
        )
        self._tell()

    def action_take_back(self) -> None:
        """Take back the last contact that was logged here."""
        if self._logged:
            self._take_back(*self._logged.pop())

    @work(group="write")
    async def _take_back(self, row: Row, logged: LoggedContact) -> None:
        try:
            attempt = await self._desk.take_back(logged)
        except CollectrulesError as error:
            if not isinstance(error, Refused):
                self._logged.append((row, logged))
            self.status.say_error(error)
            return
        counts = (
            "it counts no more"
            if attempt is None
            else f"attempt {attempt} goes on counting as made, log what came of it"
        )
        said = f"taken back: {logged.result.label} - {row.name}; {counts}"
        if logged.unfinished:
            self._read_list(said)
            return
        accounts = self.query_one(AccountList)
        self._listed.mark(row.account_id, row.result)
        position = self._listed.position(row)
        accounts.go_to(accounts.cursor if position is None else position)
        self.status.say(said, "done")
        self._tell()
