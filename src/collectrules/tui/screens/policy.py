"""The policy screen: what the policy says in plain words, its versions, what is doubtful, who is where."""

from __future__ import annotations

import asyncio
from datetime import date
from functools import partial
from typing import ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input

from collectrules.errors import CollectrulesError
from collectrules.reports.stages import OnStage, by_stage
from collectrules.tui import dashboard_reading
from collectrules.tui import policy_reading as reading
from collectrules.tui.desk import Desk
from collectrules.tui.keys import POLICY
from collectrules.tui.policy_parts import LISTS, NO_POLICY, PARTS, SEARCHED, PolicyParts
from collectrules.tui.screens.account import AccountScreen
from collectrules.tui.screens.help import HelpScreen
from collectrules.tui.widgets.bindings import bindings_of
from collectrules.tui.widgets.choice_list import ChoiceList
from collectrules.tui.widgets.heading import Heading
from collectrules.tui.widgets.key_bar import KeyBar
from collectrules.tui.widgets.part_bar import PartBar
from collectrules.tui.widgets.status_line import StatusLine, error_text
from collectrules.tui.widgets.text_pane import TextPane

_ROOMY_FOOTER: Final = 96


class PolicyScreen(Screen[None]):
    """Shows one version at a time: the one in force, until another is chosen among the versions."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of(POLICY)
    AUTO_FOCUS = ""
    OWNERS: ClassVar[bool] = True

    class AccountChosen(Message):
        """An account on a stage was chosen."""

        def __init__(self, account: OnStage) -> None:
            super().__init__()
            self.account = account

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._part = "rules"
        self._parts = PolicyParts()
        self.status = StatusLine(id="status")

    def compose(self) -> ComposeResult:
        """From the title to the keys."""
        yield Heading("the policy", self._desk.by, id="title")
        yield PartBar(PARTS, id="parts")
        yield Input(id="find", placeholder="find: every word has to be in the rule", compact=True)
        yield TextPane(id="text")
        yield ChoiceList(id="choices")
        yield self.status
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the policy in force."""
        self._close_find()
        self._show()
        self._read_policy()

    def on_resize(self, event: events.Resize) -> None:
        """Let the keys stand closer where there is little room."""
        self.query_one(KeyBar).compact = event.size.width < _ROOMY_FOOTER

    @work(exclusive=True, group="policy")
    async def _read_policy(self, said: str = "") -> None:
        now, parts = self._desk.now(), PolicyParts()
        try:
            parts.standing = await self._desk.ask(partial(dashboard_reading.begin, now=now))
            today = parts.standing.today
            parts.versions = await self._desk.ask(partial(reading.read_versions, today=today))
            chosen = reading.in_force_now(parts.versions)
            if chosen is None:
                parts.why_not = NO_POLICY
            else:
                parts.read = await self._desk.ask(
                    partial(reading.read_version, version=chosen, today=today)
                )
        except CollectrulesError as error:
            parts.why_not = error_text(error).removeprefix("error: ")
            self.status.say_error(error)
        else:
            self.status.say(said)
        self._parts = parts
        self._show()

    @work(exclusive=True, group="policy")
    async def _read_version(self, version: reading.Version, today: date) -> None:
        try:
            read = await self._desk.ask(partial(reading.read_version, version=version, today=today))
        except CollectrulesError as error:
            self.status.say_error(error)
            return
        self._parts.read, self._parts.checked = read, None
        self.status.say(f"{version.name} is read here until another is chosen")
        self.action_part_named("rules")

    @work(exclusive=True, group="checks")
    async def _check(self, read: reading.ReadVersion, today: date) -> None:
        """Make the checks beside the ledger's thread: they need the text alone, and take their time."""

        def all_texts() -> list[reading.Checked]:
            beside = reading.check_files(self._desk.path, read, today)
            return [reading.check_version(read, today), *beside]

        try:
            checked = await asyncio.to_thread(all_texts)
        except CollectrulesError as error:
            self.status.say_error(error)
            return
        if read is self._parts.read:
            self._parts.checked = checked
            self._show()

    @work(exclusive=True, group="stages")
    async def _read_stages(self, standing: dashboard_reading.Standing) -> None:
        parts = self._parts
        try:
            parts.accounts = await self._desk.ask(
                partial(dashboard_reading.read_stages, standing=standing)
            )
        except CollectrulesError as error:
            self.status.say_error(error)
            return
        parts.stages = by_stage(parts.accounts, standing.ladder)
        self._show()

    def _show(self) -> None:
        """Show the part that is chosen, and have read what it needs."""
        self._read_what_is_needed()
        parts, is_list = self._parts, self._part in LISTS
        opened = parts.opened if self._part == "stages" else None
        right = f"on {opened.stage}, {opened.currency}" if opened else ""
        self.query_one(Heading).tell(parts.heading(self._desk.by), right)
        self.query_one(PartBar).tell(self._part)
        text, choices = self.query_one(TextPane), self.query_one(ChoiceList)
        text.display, choices.display = not is_list, is_list
        if is_list:
            choices.show(parts.choices(self._part))
            choices.focus()
        else:
            text.tell(parts.text(self._part, self._find))
            if not self.query_one("#find", Input).has_focus:
                text.focus()
        self.refresh_bindings()

    def _read_what_is_needed(self) -> None:
        parts, standing = self._parts, self._parts.standing
        if standing is None:
            return
        if self._part == "findings" and parts.read is not None and parts.checked is None:
            self._check(parts.read, standing.today)
        if self._part == "stages" and parts.stages is None:
            self._read_stages(standing)

    @property
    def _find(self) -> str:
        return self.query_one("#find", Input).value

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done in the part that is shown."""
        match action:
            case "open":
                return self._part in LISTS
            case "find":
                return self._part in SEARCHED and self._parts.read is not None
            case _:
                return True

    @on(PartBar.Asked)
    def _part_asked(self, event: PartBar.Asked) -> None:
        self.action_part_named(event.part)

    def action_part_named(self, part: str) -> None:
        """Show a part."""
        self._part, self._parts.opened = part, None
        if part not in SEARCHED:
            self._close_find()
        self._show()
        self.query_one(TextPane).scroll_home(animate=False)

    def action_part(self, step: int) -> None:
        """Show the next part, or the one before."""
        names = list(PARTS)
        self.action_part_named(names[(names.index(self._part) + step) % len(names)])

    def action_find(self) -> None:
        """Take the words to look for."""
        field = self.query_one("#find", Input)
        field.display, field.disabled = True, False
        field.focus()

    @on(Input.Changed, "#find")
    def _find_changed(self) -> None:
        self.query_one(TextPane).tell(self._parts.text(self._part, self._find))

    @on(Input.Submitted, "#find")
    def _found(self) -> None:
        self.query_one(TextPane).focus()

    def _close_find(self) -> None:
        field = self.query_one("#find", Input)
        field.value, field.display, field.disabled = "", False, True

    def action_open(self) -> None:
        """Choose what is under the cursor."""
        self.query_one(ChoiceList).choose()

    @on(ChoiceList.Chosen)
    def _chosen(self, event: ChoiceList.Chosen) -> None:
        parts = self._parts
        if self._part == "versions" and parts.standing is not None:
            self._read_version(parts.versions[event.position], parts.standing.today)
        elif parts.opened is not None:
            self.post_message(self.AccountChosen(parts.on_opened[event.position]))
        elif parts.stages:
            parts.opened = parts.stages[event.position]
            self._show()

    @on(AccountChosen)
    def _account_chosen(self, event: AccountChosen) -> None:
        account = event.account
        self.app.push_screen(AccountScreen(self._desk, account.account_id, account.currency))

    def action_back(self) -> None:
        """Clear what is looked for, close the stage, or go back to where one was."""
        if self.query_one("#find", Input).display:
            self._close_find()
            self.query_one(TextPane).focus()
        elif self._parts.opened is not None and self._parts.stages is not None:
            place = self._parts.stages.index(self._parts.opened)
            self._parts.opened = None
            self._show()
            self.query_one(ChoiceList).go_to(place)
        else:
            self.dismiss()

    def action_read_again(self) -> None:
        """Read all of it again."""
        self._read_policy("the policy was read again")

    def action_help(self) -> None:
        """Show the keys, and what the parts are."""
        self.app.push_screen(HelpScreen("policy"))
