"""The policy screen: what the policy says in plain words, its versions, what is doubtful, who is where."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Footer, Input

from collectrules.errors import CollectrulesError
from collectrules.reports.stages import OnStage, StageSum, by_stage
from collectrules.tui import dashboard_reading as reading
from collectrules.tui import policy_reading
from collectrules.tui.desk import Desk
from collectrules.tui.keys import OWNER, POLICY
from collectrules.tui.policy_choices import account_choices, stage_choices, version_choices
from collectrules.tui.policy_entries import contact_chapters, found_in, rule_chapters
from collectrules.tui.policy_text import chapters_text, findings_text
from collectrules.tui.screens.help import HelpScreen
from collectrules.tui.widgets.bindings import bindings_of
from collectrules.tui.widgets.choice_list import ChoiceList, Choices
from collectrules.tui.widgets.heading import Heading
from collectrules.tui.widgets.part_bar import PartBar
from collectrules.tui.widgets.status_line import StatusLine, error_text
from collectrules.tui.widgets.text_pane import TextPane, Told

PARTS: Final[Mapping[str, str]] = {
    "rules": "rules",
    "contacts": "contacts",
    "versions": "versions",
    "findings": "findings",
    "stages": "stages",
}
_LISTS: Final = frozenset({"versions", "stages"})
_ROOMY_FOOTER: Final = 96
_NO_POLICY: Final = "no policy is in force today: `collectrules policy publish FILE` publishes one"


class PolicyScreen(Screen[None]):
    """Shows one version at a time: the one in force, until another is chosen among the versions."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of((*POLICY, *OWNER))
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
        self._versions: Sequence[policy_reading.Version] = ()
        self._read: policy_reading.ReadVersion | None = None
        self._standing: reading.Standing | None = None
        self._checked: Sequence[policy_reading.Checked] | None = None
        self._accounts: Sequence[OnStage] = ()
        self._stages: Sequence[StageSum] | None = None
        """None is not read yet."""
        self._opened: StageSum | None = None
        """The stage whose accounts are shown."""
        self._why_not = ""
        self.status = StatusLine(id="status")

    def compose(self) -> ComposeResult:
        """From the title to the keys."""
        yield Heading("the policy", self._desk.by, id="title")
        yield PartBar(PARTS, id="parts")
        yield Input(id="find", placeholder="find: every word has to be in the rule", compact=True)
        yield TextPane(id="text")
        yield ChoiceList(id="choices")
        yield self.status
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Read the policy in force."""
        self._close_find()
        self._show()
        self._read_policy()

    def on_resize(self, event: events.Resize) -> None:
        """Let the keys stand closer where there is little room."""
        self.query_one(Footer).compact = event.size.width < _ROOMY_FOOTER

    @work(exclusive=True, group="policy")
    async def _read_policy(self, said: str = "") -> None:
        now, self._why_not = self._desk.now(), ""
        try:
            standing = await self._desk.ask(partial(reading.begin, now=now))
            found = await self._desk.ask(
                partial(policy_reading.read_versions, today=standing.today)
            )
            self._standing, self._versions = standing, found
            chosen = policy_reading.in_force_now(found)
            self._checked, self._read = None, None
            if chosen is None:
                self._why_not = _NO_POLICY
            else:
                self._read = await self._desk.ask(
                    partial(policy_reading.read_version, version=chosen, today=standing.today)
                )
        except CollectrulesError as error:
            self._why_not = error_text(error).removeprefix("error: ")
            self.status.say_error(error)
        else:
            self.status.say(said)
        self._accounts, self._stages, self._opened = (), None, None
        self._show()

    @work(exclusive=True, group="policy")
    async def _read_version(self, version: policy_reading.Version) -> None:
        assert self._standing is not None
        try:
            self._read = await self._desk.ask(
                partial(policy_reading.read_version, version=version, today=self._standing.today)
            )
        except CollectrulesError as error:
            self.status.say_error(error)
            return
        self._checked = None
        self.status.say(f"{version.name} is read here; it is shown until another is chosen")
        self.action_part_named("rules")

    @work(exclusive=True, group="checks")
    async def _check(self, read: policy_reading.ReadVersion) -> None:
        """Make the checks beside the ledger's thread: they need the text alone, and take their time."""
        assert self._standing is not None
        today = self._standing.today

        def all_texts() -> list[policy_reading.Checked]:
            beside = policy_reading.check_files(self._desk.path, read, today)
            return [policy_reading.check_version(read, today), *beside]

        try:
            checked = await asyncio.to_thread(all_texts)
        except CollectrulesError as error:
            self.status.say_error(error)
            return
        if read is self._read:
            self._checked = checked
            self._show()

    @work(exclusive=True, group="stages")
    async def _read_stages(self) -> None:
        assert self._standing is not None
        standing = self._standing
        try:
            accounts = await self._desk.ask(partial(reading.read_stages, standing=standing))
        except CollectrulesError as error:
            self.status.say_error(error)
            return
        self._accounts = accounts
        self._stages = by_stage(accounts, standing.ladder)
        self._show()

    def _show(self) -> None:
        """Show the part that is chosen."""
        self._tell()
        is_list = self._part in _LISTS and not self._why_not_shown
        text, choices = self.query_one(TextPane), self.query_one(ChoiceList)
        text.display, choices.display = not is_list, is_list
        if is_list:
            choices.show(self._choices())
            choices.focus()
        else:
            text.tell(self._text())
            if not self.query_one("#find", Input).has_focus:
                text.focus()
        self.refresh_bindings()

    @property
    def _why_not_shown(self) -> bool:
        """Whether there is nothing to show but why; versions and stages need no policy in force."""
        return bool(self._why_not) and not self._versions and self._standing is None

    def _choices(self) -> Choices:
        if self._part == "versions":
            return version_choices(self._versions)
        if self._opened is not None:
            return account_choices(self._on_stage(self._opened))
        if self._stages is None and self._standing is not None:
            self._read_stages()
        return stage_choices(self._stages or ())

    def _on_stage(self, stage: StageSum) -> list[OnStage]:
        return [
            each
            for each in self._accounts
            if each.owes and (each.currency, each.stage) == (stage.currency, stage.stage)
        ]

    def _text(self) -> Told:
        read = self._read
        if read is None:
            why = self._why_not or "reading ..."
            return lambda _width: Content(why)
        if self._part == "findings":
            checked = self._checked
            if checked is None:
                self._check(read)
                return lambda _width: Content("checking ...")
            return partial(findings_text, checked)
        make = rule_chapters if self._part == "rules" else contact_chapters
        return partial(chapters_text, found_in(make(read.policy), self._find))

    def _tell(self) -> None:
        read = self._read
        parts = ["no policy in force" if self._why_not else "the policy", self._desk.by]
        if read is not None:
            stored = read.version.stored
            if read.version.today:
                since = "beside the main one" if stored.beside else "in force"
            else:
                since = "not in force today"
            parts = [
                f"policy {read.version.name}, {since}",
                f"from {stored.effective_from}",
                self._desk.by,
            ]
        opened = self._opened
        right = f"on {opened.stage}, {opened.currency}" if opened and self._part == "stages" else ""
        self.query_one(Heading).tell(parts, right)
        self.query_one(PartBar).tell(self._part)

    @property
    def _find(self) -> str:
        return self.query_one("#find", Input).value

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done in the part that is shown."""
        match action:
            case "open":
                return self._part in _LISTS
            case "find":
                return self._part in ("rules", "contacts") and self._read is not None
            case _:
                return True

    @on(PartBar.Asked)
    def _part_asked(self, event: PartBar.Asked) -> None:
        self.action_part_named(event.part)

    def action_part_named(self, part: str) -> None:
        """Show a part."""
        self._part, self._opened = part, None
        if part not in ("rules", "contacts"):
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
        self.query_one(TextPane).tell(self._text())

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
        if self._part == "versions":
            self._read_version(self._versions[event.position])
        elif self._opened is None:
            self._opened = (self._stages or ())[event.position]
            self._show()
        else:
            self.post_message(self.AccountChosen(self._on_stage(self._opened)[event.position]))

    @on(AccountChosen)
    def _account_chosen(self, event: AccountChosen) -> None:
        account = event.account
        self.status.say(
            f"{account.account} {account.name}: `/{account.account}` on the list finds it"
        )

    def action_back(self) -> None:
        """Clear what is looked for, close the stage, or go back to where one was."""
        if self.query_one("#find", Input).display:
            self._close_find()
            self.query_one(TextPane).focus()
        elif self._opened is not None:
            place = (self._stages or ()).index(self._opened)
            self._opened = None
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
