"""An account opened: all that happened to it, and beside that what is next, money, people and why."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import ClassVar, Final, Literal

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from collectrules.errors import CollectrulesError
from collectrules.money import format_minor
from collectrules.policy.model import Channel
from collectrules.tui.account_keys import ACCOUNT, WORKING
from collectrules.tui.account_people_text import dial_string, first_number
from collectrules.tui.account_reading import Opened, changed_since, open_account
from collectrules.tui.account_text import head_text, stacked, sums_text
from collectrules.tui.account_undo import TakingBack
from collectrules.tui.cells import harmless
from collectrules.tui.desk import Desk
from collectrules.tui.screens.ask_day import AskDay
from collectrules.tui.screens.help import HelpScreen
from collectrules.tui.undo import Act, Subject
from collectrules.tui.widgets.account_panes import PANES, AccountPanes, Pane
from collectrules.tui.widgets.bindings import bindings_of
from collectrules.tui.widgets.key_bar import KeyBar
from collectrules.tui.widgets.status_line import error_text
from collectrules.tui.widgets.timeline import Timeline
from collectrules.worklist.account import Account, read_account
from collectrules.worklist.account_offers import payoff_on
from collectrules.worklist.payoff import Payoff
from collectrules.worklist.timeline import VIEWS, Entry, View, read_entries

Part = Literal["timeline"] | Pane
PARTS: Final[tuple[Part, ...]] = ("timeline", *PANES)
POLL_SECONDS: Final = 2.0
"""How often it is looked whether somebody else has written about the account."""
_WIDE: Final = 100


class AccountScreen(TakingBack):
    """One account in one currency, read afresh when something was written or when it is asked for."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of((*ACCOUNT, *WORKING))

    def __init__(self, desk: Desk, account_id: int, currency: str) -> None:
        super().__init__(desk)
        self._account_id, self._currency = account_id, currency
        self._account: Account | None = None
        self._payoff: Payoff | str | None = None
        self._payoff_on: date | None = None
        self._view: View = "all"
        self._part: Part = "timeline"
        self.wrote = False
        """Whether anything was written here, so that the list has to be read again."""
        self._looking = False

    def compose(self) -> ComposeResult:
        """From whose account it is to the keys."""
        yield Static(id="account-head", markup=False)
        yield Static(id="account-sums", markup=False)
        yield Static(id="account-tabs", markup=False)
        with Container(id="account-body"):
            with Vertical(id="account-timeline"):
                yield Timeline(id="timeline")
                yield Static(id="account-event", markup=False)
            yield AccountPanes(id="account-panes")
        yield self.status
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the account, and from then on look for changes."""
        self._go_to("timeline")
        self.status.say("reading the account ...")
        self._read()
        self._claim()
        self.set_interval(POLL_SECONDS, self.look_for_changes)

    @work(group="claims")
    async def _claim(self) -> None:
        """Show others that one is at work on the account."""
        desk, id = self._desk, self._account_id
        with suppress(CollectrulesError):
            await desk.take(id)

    async def on_unmount(self) -> None:
        """Show others that one is not at work on it any more."""
        desk, id = self._desk, self._account_id
        with suppress(CollectrulesError, RuntimeError):
            await desk.give_back(id)

    def on_resize(self, event: events.Resize) -> None:
        """Set what is shown to the new width."""
        self.query_one(KeyBar).compact = event.size.width < _WIDE
        self.call_after_refresh(self._draw)

    @work(exclusive=True, group="account")
    async def _read(self, said: str = "") -> None:
        """First what happened, which is there at once; then the rest, which has to be worked out."""
        desk, id, currency, now = self._desk, self._account_id, self._currency, self._desk.now()
        try:
            opened = await desk.ask(
                lambda ledger: open_account(ledger, id, now, self._view, by=desk.by)
            )
            self._opened = opened
            self._show_timeline()
            account = await desk.ask(
                lambda ledger: read_account(ledger, id, currency, now, by=desk.by)
            )
        except CollectrulesError as error:
            self.status.say_error(error)
            return
        self._account = account
        self.status.notice("")
        events = f"{_events(len(opened.index))}, `?` shows the keys"
        self.status.say(said or events, "done" if said else "said")
        self._payoff_on = self._payoff_on or account.on
        self._payoff = None
        self._draw()
        self._read_payoff(self._payoff_on)

    @work(exclusive=True, group="payoff")
    async def _read_payoff(self, on: date) -> None:
        id, currency = self._account_id, self._currency
        try:
            found = await self._desk.ask(lambda ledger: payoff_on(ledger, id, currency, on))
        except CollectrulesError as error:
            self._payoff = error_text(error)
        else:
            self._payoff = found or f"nothing was issued in {currency} by {on}"
        self._draw()

    def _show_timeline(self) -> None:
        if self._opened is None:
            return
        opened = self._opened
        self.query_one("#account-head", Static).update(head_text(opened.head, ""))
        self.query_one(Timeline).show(
            opened.index.seqs(self._view),
            opened.entries,
            currency=self._currency,
            empty="nothing of the kind happened",
        )
        self._draw_tabs()

    @on(Timeline.Wanted)
    def _wanted(self, event: Timeline.Wanted) -> None:
        self._read_window(event.seqs)

    @work(group="window")
    async def _read_window(self, seqs: tuple[int, ...]) -> None:
        if self._opened is None:
            return
        id, on, zone = self._account_id, self._opened.on, self._opened.zone
        try:
            entries = await self._desk.ask(
                lambda ledger: read_entries(ledger, id, seqs, as_of=on, zone=zone)
            )
        except CollectrulesError as error:
            self.status.say_error(error)
        else:
            self.query_one(Timeline).fill(entries)

    @on(Timeline.Moved)
    def _moved(self, event: Timeline.Moved) -> None:
        entry = event.entry
        said = Content("") if entry is None else _event_text(entry)
        self.query_one("#account-event", Static).update(said)

    def _draw(self) -> None:
        """Set every part to its width."""
        self._draw_tabs()
        account = self._account
        if account is None:
            return
        segment = account.next.explanation.judgement.segment if account.next else ""
        self.query_one("#account-head", Static).update(head_text(account.head, segment))
        self.query_one("#account-sums", Static).update(sums_text(account, self.size.width - 2))
        self.query_one(AccountPanes).tell(account, self._payoff)

    def _draw_tabs(self) -> None:
        """The parts with their numbers, and through what the timeline is looked at."""
        tabs = [
            Content.styled(
                f" {number} {part} ", "bold reverse" if part == self._part else "$foreground-muted"
            )
            for number, part in enumerate(PARTS, 1)
        ]
        style = "$text-accent" if self._view != "all" else "$foreground-muted"
        looked = Content.styled(f"  v: {self._view}", style)
        self.query_one("#account-tabs", Static).update(Content("").join([*tabs, looked]))

    def look_for_changes(self) -> None:
        """Ask the ledger whether somebody else has written, unless it has not answered the last time yet."""
        if self._opened is not None and not self._looking and self.is_current:
            self._looking = True
            self._tell_of_changes(self._opened)

    @work(group="changes")
    async def _tell_of_changes(self, opened: Opened) -> None:
        try:
            changed = await self._desk.ask(
                lambda ledger: changed_since(ledger, self._account_id, opened)
            )
        except CollectrulesError as error:
            self.status.say_error(error)
        else:
            self.status.notice("account changed, R to refresh" if changed else "")
        finally:
            self._looking = False

    def subjects(self) -> Sequence[Subject]:
        """The account that is opened."""
        if self._opened is None:
            return ()
        head = self._opened.head
        return (Subject(head.id, head.number, head.name, self._currency),)

    def action_log(self, channel: Channel | None = None) -> None:
        """Log a contact: over a channel, or over that of the next action."""
        step = self._account.next if self._account else None
        if channel is None and step is not None and not step.channels:
            self.status.say(f"{step.action}: this is no contact; c, e, l and s log one")
        else:
            self.action_act(channel or (step.channels[0] if step else "call"))

    def acted(self, subjects: Sequence[Subject], act: Act, *, contact: bool) -> None:
        """Read the account again, with what was done on top."""
        self.written(act.said)

    def taken_back(self, act: Act, said: str) -> None:
        """Read the account again."""
        self.written(said)

    def written(self, said: str) -> None:
        """Read the account again, and the list once this is closed."""
        self.wrote = True
        self._read(said)

    def action_back(self) -> None:
        """Close the account."""
        self.dismiss()

    def action_refresh(self) -> None:
        """Read the account again, with the cursor on the same event."""
        self._read("the account was read again")

    def action_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(HelpScreen("account"))

    def action_look(self) -> None:
        """Look through the timeline for the next kind of thing."""
        self._view = VIEWS[(VIEWS.index(self._view) + 1) % len(VIEWS)]
        if self._opened is not None:
            seqs = self._opened.index.seqs(self._view)
            self.query_one(Timeline).look_at(seqs, f"nothing about {self._view} happened")
            self.status.say(f"{self._view}: {_events(len(seqs))}")
        self._draw_tabs()

    def action_part(self, part: Part) -> None:
        """Go to a part of the screen."""
        self._go_to(part)

    def action_other_part(self, step: int) -> None:
        """Go to the part after or before this one."""
        self._go_to(PARTS[(PARTS.index(self._part) + step) % len(PARTS)])

    def _go_to(self, part: Part) -> None:
        self._part = part
        for each in PARTS:
            self.set_class(each == part, f"-on-{each}")
        if part == "timeline":
            self.query_one(Timeline).focus()
        else:
            panes = self.query_one(AccountPanes)
            panes.focus()
            panes.go_to(part)
        self._draw_tabs()

    def action_payoff_day(self, days: int) -> None:
        """Move the day of the payoff."""
        if self._payoff_on is not None:
            try:
                self._show_payoff(self._payoff_on + timedelta(days=days))
            except OverflowError:
                self.status.say("there is no day after that")

    def action_ask_day(self) -> None:
        """Ask for the day of the payoff."""
        if self._account is not None:
            dialog = AskDay("payoff on which day?", self._account.on)
            self.app.push_screen(dialog, lambda day: self._show_payoff(day) if day else None)

    def _show_payoff(self, on: date) -> None:
        self._payoff_on = on
        self.status.say(f"payoff on {on:%A} {on}")
        self._read_payoff(on)

    def action_copy(self) -> None:
        """Copy the number to dial."""
        number = first_number(self._account) if self._account else ""
        if not number:
            self.status.say("there is no number")
            return
        self.app.copy_to_clipboard(dial_string(number) or number)
        self.status.say(f"copied: {dial_string(number) or number}", "done")


def _events(count: int) -> str:
    return f"{count:,} event{'' if count == 1 else 's'}"


def _event_text(entry: Entry) -> Content:
    """All about one event, for the lines under the timeline."""
    recorded = f"event {entry.seq} by {entry.by}, recorded {entry.at:%Y-%m-%d %H:%M} UTC"
    money = "" if entry.amount is None else format_minor(entry.amount, entry.currency)
    amount = f"  {money} {entry.currency}" if money else ""
    return stacked(
        [
            Content(harmless(entry.sentence + amount)),
            Content.styled(harmless(recorded), "$foreground-muted"),
        ]
    )
