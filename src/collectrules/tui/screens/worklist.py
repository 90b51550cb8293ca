"""The worklist: the list, all about the account under the cursor, and what can be done about it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.reactive import Reactive
from textual.widget import Widget

from collectrules.actions.action import Action
from collectrules.errors import CollectrulesError
from collectrules.policy.model import Channel
from collectrules.tui.choosing import Choosing
from collectrules.tui.desk import Desk
from collectrules.tui.keys import ACTS, BROWSING, WORKLIST
from collectrules.tui.screens.account import AccountScreen
from collectrules.tui.screens.help import HelpScreen, Topic
from collectrules.tui.state import StateFile
from collectrules.tui.undo import Act, Subject
from collectrules.tui.widgets.account_list import AccountList
from collectrules.tui.widgets.bindings import bindings_of
from collectrules.tui.widgets.detail_pane import DetailPane
from collectrules.tui.widgets.filter_bar import FilterBar
from collectrules.tui.widgets.key_bar import KeyBar
from collectrules.tui.widgets.title_bar import TitleBar
from collectrules.tui.widgets.view_tabs import ViewTabs
from collectrules.worklist.row import Row

DETAIL_DELAY = 0.08
"""Seconds the cursor has to rest on an account before the ledger is asked about it."""
POLL_SECONDS: Final = 2.0
"""How often it is looked whether somebody else has written into the ledger."""
CLOCK_SECONDS: Final = 30.0
"""How often the times of day in the list are drawn anew."""
_ROOMY_FOOTER: Final = 96


async def rest() -> None:
    """Wait until the cursor has rested; the waits of the accounts it passed are cancelled."""
    await asyncio.sleep(DETAIL_DELAY)


class WorklistScreen(Choosing):
    """Works one list; reads it again only when asked to."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of((*WORKLIST, *ACTS, *BROWSING))

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """Who has the focus: what looks different by it draws itself, the rest of the screen stays."""

    def __init__(
        self,
        desk: Desk,
        *,
        remembered: StateFile | None = None,
        once_read: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(desk, remembered or StateFile(), once_read)
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
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the list, and from then on look for changes."""
        self.query_one(AccountList).focus()
        self.status.say("reading the list ...")
        self.read_list()
        self._desk.on_waiting = self._say_waiting
        self.set_interval(POLL_SECONDS, self.look_for_changes)
        self.set_interval(CLOCK_SECONDS, self.keep_up)

    def keep_up(self) -> None:
        """Draw the times of day as they are by now, and keep the account one is at work on."""
        self.draw()
        self.renew()

    def on_resize(self, event: events.Resize) -> None:
        """Let the keys stand closer where there is little room."""
        self.query_one(KeyBar).compact = event.size.width < _ROOMY_FOOTER

    def offer(self) -> None:
        """Have the footer name the keys that are true now, where these have changed."""
        offered = bool(self._desk.acts), bool(self.words), bool(self.selected), self.many
        if offered != self._offered:
            self._offered = offered
            self.refresh_bindings()

    @on(AccountList.Moved)
    def _moved(self, event: AccountList.Moved) -> None:
        event.stop()
        if self.beginning:
            self.query_one(DetailPane).tell(event.row, around=self._around)
        else:
            self._read_detail(event.row)

    @work(exclusive=True, group="detail")
    async def _read_detail(self, row: Row | None) -> None:
        await rest()
        if self.listing is None:
            return
        pane = self.query_one(DetailPane)
        pane.tell(row, around=self._around)
        if row is None:
            return
        pane.taken(self.taken_by(row))
        try:
            dossier = await self._desk.dossier(self.listing, row)
        except CollectrulesError as error:
            self.status.say_error(error)
        else:
            pane.tell(row, dossier, around=self._around)

    def row_changed(self, row: Row) -> None:
        """Tell of it in the pane too."""
        self._read_detail(row)

    def claims_changed(self) -> None:
        """Say in the pane too who has the account under the cursor."""
        row = self.accounts.row
        self.query_one(DetailPane).taken(self.taken_by(row) if row else "")

    def _say_waiting(self) -> None:
        """Keep it in view until the ledger answers again, which the next look for changes finds."""
        self.status.notice("waiting for another program ...")

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
            case "undo":
                return bool(self._desk.acts)
            case "filter":
                return self._topic() != "filter"
            case "clear":
                return self.many or bool(self.words or self.selected)
            case _:
                return True

    def action_open_account(self) -> None:
        """Open the account under the cursor."""
        if (row := self.accounts.row) is not None:
            screen = AccountScreen(self._desk, row.account_id, row.currency)
            self.app.push_screen(screen, lambda _: self._after_account(screen))

    def _after_account(self, screen: AccountScreen) -> None:
        if screen.wrote:
            self.read_list()

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
        row = self.accounts.row
        return (_subject(row),) if row is not None else ()

    def act(self, action: Action) -> None:
        """Do an action with the accounts that are selected, else with the one under the cursor."""
        if self.selected:
            self._act_with_selected(action)
        else:
            self.with_row(lambda _: super(WorklistScreen, self).act(action))

    @work(group="select")
    async def _act_with_selected(self, action: Action) -> None:
        named = await self.named(self.selected)
        if named:
            self.act_with_many(action, [Subject(*each) for each in named])

    def action_log(self, channel: Channel | None = None) -> None:
        """Log a contact: over a channel, or over that of the next action of the account under the cursor."""
        if channel is not None:
            self.action_act(channel)
        else:
            self.with_row(self._log_next)

    def _log_next(self, row: Row | None) -> None:
        if row is None:
            self.status.say("no account is under the cursor")
            return
        channel = "call" if self.calls_back(row) else row.channel
        if channel is not None:
            self.log_contact(_subject(row), channel)
            return
        why = "this waits for the owner" if row.approval else "this is no contact"
        said = row.why if row.held else f"{row.next_action}: {why}"
        self.status.say(f"{said}; c, e, l and s log a contact")

    def opened(self, subject: Subject) -> None:
        """Show others that one is at work on an account."""
        self.take(subject.account_id, subject.name)

    def closed(self, subject: Subject) -> None:
        """Show others that one is not at work on it any more."""
        self.give_back(subject.account_id)

    def acted(self, subjects: Sequence[Subject], act: Act, *, contact: bool) -> None:
        """Show what was done, and go on to the next account after a contact."""
        first = subjects[0]
        if act.list_changed or len(subjects) > 1:
            self.select(frozenset())
            self.read_list(act.said)
        elif act.result:
            done = f"{act.said}; every account shown is done"
            self.worked(first.account_id, act.result, all_done=done)
        else:
            self._acted(first, act, go_on=contact)
        self.offer()

    @work(group="work")
    async def _acted(self, subject: Subject, act: Act, *, go_on: bool) -> None:
        await self.changed({subject.account_id})
        if go_on:
            await self.go_on(f"{act.said}; every account shown is done")

    def taken_back(self, act: Act, said: str) -> None:
        """Show what was taken back, with the cursor on it."""
        if act.list_changed or len(act.undos) > 1:
            self.read_list(said)
            return
        self.status.say(said, "done")
        self._taken_back(act.undos[0][0])
        self.offer()

    @work(group="work")
    async def _taken_back(self, subject: Subject) -> None:
        await self.unworked(subject.account_id, subject.currency)

    def action_copy(self) -> None:
        """Copy the number of the account under the cursor, through the terminal where there is no desktop."""
        row = self.accounts.row
        if row is not None:
            self.app.copy_to_clipboard(row.account)
            self.status.say(f"copied: {row.account}", "done")

    def action_clear(self) -> None:
        """Stop an act with many accounts, else clear the selection, else the filter."""
        if not self.stop_many():
            super().action_clear()


def _subject(row: Row) -> Subject:
    return Subject(row.account_id, row.account, row.name, row.currency)
