"""The worklist: the list, all about the account under the cursor, and what can be done about it."""

from __future__ import annotations

import asyncio
from typing import ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.widgets import Footer

from collectrules.compliance.limits import CHANNEL_NAMES
from collectrules.errors import CollectrulesError, Refused
from collectrules.policy.model import Channel
from collectrules.policy.words import joined
from collectrules.tui.choosing import Choosing
from collectrules.tui.desk import Desk
from collectrules.tui.keys import BROWSING, WORKLIST
from collectrules.tui.screens.help import HelpScreen, Topic
from collectrules.tui.screens.log_contact import LogDialog
from collectrules.tui.state import StateFile
from collectrules.tui.widgets.account_list import AccountList
from collectrules.tui.widgets.bindings import bindings_of
from collectrules.tui.widgets.detail_pane import DetailPane
from collectrules.tui.widgets.filter_bar import FilterBar
from collectrules.tui.widgets.title_bar import TitleBar
from collectrules.tui.widgets.view_tabs import ViewTabs
from collectrules.worklist.outcomes import LoggedContact
from collectrules.worklist.row import Row

DETAIL_DELAY = 0.08
"""Seconds the cursor has to rest on an account before the ledger is asked about it."""
POLL_SECONDS: Final = 2.0
"""How often it is looked whether somebody else has written into the ledger."""
CLOCK_SECONDS: Final = 30.0
"""How often the times of day in the list are drawn anew."""
_ROOMY_FOOTER: Final = 96
_OPENING_KEYS: Final[dict[Channel, str]] = {"call": "c", "email": "e", "letter": "l", "sms": "s"}


async def rest() -> None:
    """Wait until the cursor has rested; the waits of the accounts it passed are cancelled."""
    await asyncio.sleep(DETAIL_DELAY)


class WorklistScreen(Choosing):
    """Works one list; reads it again only when asked to."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of((*WORKLIST, *BROWSING))

    def __init__(self, desk: Desk, *, remembered: StateFile | None = None) -> None:
        super().__init__(desk, remembered or StateFile())
        self._logged: list[tuple[Row, LoggedContact]] = []
        self._offered: tuple[bool, ...] = ()
        self._looking = False

    def compose(self) -> ComposeResult:
        """From the title to the keys."""
        yield TitleBar(by=self._desk.by, id="title")
        yield ViewTabs(id="views")
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
        self.read_list()
        self.set_interval(POLL_SECONDS, self.look_for_changes)
        self.set_interval(CLOCK_SECONDS, self.keep_up)

    def keep_up(self) -> None:
        """Draw the times of day as they are by now, and keep the account one is at work on."""
        self.draw()
        self.renew()

    def on_resize(self, event: events.Resize) -> None:
        """Let the keys stand closer where there is little room."""
        self.query_one(Footer).compact = event.size.width < _ROOMY_FOOTER

    def offer(self) -> None:
        """Have the footer name the keys that are true now, where these have changed."""
        offered = bool(self._logged), bool(self.words), bool(self.selected)
        if offered != self._offered:
            self._offered = offered
            self.refresh_bindings()

    @on(AccountList.Moved)
    def _moved(self, event: AccountList.Moved) -> None:
        if event.row is None or self.beginning:
            self.query_one(DetailPane).tell(event.row)
        else:
            self._read_detail(event.row)

    @work(exclusive=True, group="detail")
    async def _read_detail(self, row: Row) -> None:
        await rest()
        if self.listing is None:
            return
        pane = self.query_one(DetailPane)
        pane.tell(row)
        pane.taken(self.taken_by(row))
        try:
            dossier = await self._desk.dossier(self.listing, row)
        except CollectrulesError as error:
            self.status.say_error(error)
        else:
            pane.tell(row, dossier)

    def claims_changed(self) -> None:
        """Say in the pane too who has the account under the cursor."""
        row = self.accounts.row
        self.query_one(DetailPane).taken(self.taken_by(row) if row else "")

    def look_for_changes(self) -> None:
        """Ask the ledger whether somebody else has written, unless it has not answered the last time yet."""
        if self.listing is not None and not self._looking:
            self._looking = True
            self._tell_of_changes()

    @work(group="changes")
    async def _tell_of_changes(self) -> None:
        try:
            changed = await self._desk.changed()
            await self.read_claims()
        except CollectrulesError as error:
            self.status.say_error(error)
        else:
            self.status.notice("list changed, R to refresh" if changed else "")
        finally:
            self._looking = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        match action:
            case "take_back":
                return bool(self._logged)
            case "filter":
                return self._topic() != "filter"
            case "clear":
                return bool(self.words or self.selected)
            case _:
                return True

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
        self.with_row(lambda row: self._open_dialog(row, channel))

    def _open_dialog(self, row: Row | None, channel: Channel | None) -> None:
        if row is None or self.listing is None:
            self.status.say("no account is under the cursor")
            return
        way = channel or ("call" if self.calls_back(row) else row.channel)
        if way is None:
            why = "this waits for the owner" if row.approval else "this is no contact"
            said = row.why if row.held else f"{row.next_action}: {why}"
            self.status.say(f"{said}; c, e, l and s log a contact")
            return
        key = _OPENING_KEYS[channel] if channel else ""
        self.take(row)
        dialog = LogDialog(self._desk, self.listing, row, way, opened_by=key)
        self.app.push_screen(dialog, lambda logged: self._after_log(row, logged))

    def _after_log(self, row: Row, logged: LoggedContact | str | None) -> None:
        self.give_back(row)
        if logged is None or isinstance(logged, str):
            self.status.say(logged or "nothing was logged")
            return
        self._logged.append((row, logged))
        if logged.unfinished:
            left = joined([CHANNEL_NAMES[way] for way in logged.unfinished[0].left], "and")
            self.read_list(f"logged: {logged.result.label} - {row.name}; {left} still to come")
            return
        said = f"logged: {logged.result.label} - {row.name}"
        self.status.say(said, "done")
        self.worked(row, logged.result.code, all_done=f"{said}; every account shown is done")
        self.offer()

    def action_take_back(self) -> None:
        """Take back the last contact that was logged here."""
        if self._logged:
            self._take_back(*self._logged.pop())

    @work(group="write")
    async def _take_back(self, row: Row, logged: LoggedContact) -> None:
        try:
            counts = await self._desk.take_back(logged)
        except CollectrulesError as error:
            if not isinstance(error, Refused):
                self._logged.append((row, logged))
            self.status.say_error(error)
            return
        said = f"taken back: {logged.result.label} - {row.name}"
        if counts:
            said = f"{said}; the attempt counts as made"
        if logged.unfinished:
            self.read_list(said)
            return
        self.status.say(said, "done")
        await self.unworked(row)
        self.offer()
