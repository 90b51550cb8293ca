"""The worklist: the list, all about the account under the cursor, and what can be done about it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.widgets import Footer

from collectrules.compliance.local import local_day
from collectrules.errors import CollectrulesError
from collectrules.policy.model import Channel
from collectrules.tui.acting import ActingScreen
from collectrules.tui.columns import columns_of
from collectrules.tui.desk import Desk
from collectrules.tui.keys import ACTS, WORKLIST
from collectrules.tui.listed import Listed
from collectrules.tui.screens.help import HelpScreen, Topic
from collectrules.tui.undo import Act, Subject
from collectrules.tui.widgets.account_list import AccountList
from collectrules.tui.widgets.bindings import bindings_of
from collectrules.tui.widgets.detail_pane import DetailPane
from collectrules.tui.widgets.filter_bar import FilterBar
from collectrules.tui.widgets.title_bar import TitleBar
from collectrules.worklist.listing import Listing, Row
from collectrules.worklist.next_step import result_since_run

DETAIL_DELAY: Final = 0.08
"""Seconds the cursor has to rest on an account before the ledger is asked about it."""
POLL_SECONDS: Final = 2.0
"""How often it is looked whether somebody else has written into the ledger."""
_ROOMY_FOOTER: Final = 96


async def rest() -> None:
    """Wait until the cursor has rested; the waits of the accounts it passed are cancelled."""
    await asyncio.sleep(DETAIL_DELAY)


class WorklistScreen(ActingScreen):
    """Works one list; reads it again only when asked to."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of((*WORKLIST, *ACTS))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._listing: Listing | None = None
        self._listed = Listed(())
        self._columns = columns_of(())
        self._offered = (False, False)
        self._looking = False

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
        offered = bool(self._desk.acts), bool(self.query_one(FilterBar).text)
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
            case "undo":
                return bool(self._desk.acts)
            case "filter":
                return self._topic() != "filter"
            case "clear_filter":
                return self._many or bool(self.query_one(FilterBar).text)
            case _:
                return True

    def action_filter(self) -> None:
        """Go to the filter."""
        self.query_one(FilterBar).open()

    def action_clear_filter(self) -> None:
        """Show every row again; while an act with many accounts is under way, stop that."""
        if not self.stop_many():
            self.query_one(FilterBar).clear()

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

    def subjects(self) -> Sequence[Subject]:
        """The account under the cursor."""
        row = self.query_one(AccountList).row
        if row is None or self._listing is None:
            return ()
        return (Subject(row.account_id, row.account, row.name, row.currency),)

    def action_log(self, channel: Channel | None = None) -> None:
        """Log a contact with the account under the cursor, over its next action's channel or a given one."""
        row = self.query_one(AccountList).row
        if channel is not None or row is None:
            self.action_act(channel or "call")
        elif row.channel is None:
            why = "this waits for the owner" if row.approval else "this is no contact"
            self.status.say(f"{row.next_action}: {why}; c, e, l and s log a contact")
        else:
            self.log_contact(self.subjects()[0], row.channel)

    def acted(self, subjects: Sequence[Subject], act: Act, *, contact: bool) -> None:
        """Mark what was done, and go on to the next account after a contact."""
        if act.list_changed:
            self._read_list(act.said)
        elif act.result:
            # At once: the next key may already be for the next account.
            self._marked(subjects[0], act.result, go_on=contact)
        else:
            self._mark(subjects[0], go_on=contact)

    def taken_back(self, act: Act, said: str) -> None:
        """Mark what was taken back, with the cursor on it."""
        if act.list_changed or len(act.undos) > 1:
            self._read_list(said)
            return
        self.status.say(said, "done")
        self._mark(act.undos[0][0], go_on=False, go_to=True)

    @work(group="write")
    async def _mark(self, subject: Subject, *, go_on: bool, go_to: bool = False) -> None:
        try:
            result = await self._desk.ask(
                lambda ledger: result_since_run(ledger, subject.account_id)
            )
        except CollectrulesError as error:
            self.status.say_error(error)
        else:
            self._marked(subject, result, go_on=go_on, go_to=go_to)

    def _marked(self, subject: Subject, result: str, *, go_on: bool, go_to: bool = False) -> None:
        accounts = self.query_one(AccountList)
        before = accounts.cursor
        self._listed.mark(subject.account_id, result)
        place = before
        if go_to:
            place = self._listed.place_of(subject.account_id, subject.currency, before)
        elif go_on:
            following = self._listed.next_to_do(before)
            place = before if following is None else following
            if following is None:
                self.status.say(f"{self.status.said}; every account shown is done", "done")
        accounts.go_to(place)
        self._tell()
