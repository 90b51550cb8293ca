"""Choosing what is reviewed: the next version from a list or by name, and what it is compared with."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Input, Static

from collectrules.errors import CollectrulesError
from collectrules.review.versions import IN_FORCE
from collectrules.tui import policy_reading
from collectrules.tui.dashboard_reading import begin
from collectrules.tui.desk import Desk
from collectrules.tui.keys import REVIEW_VERSIONS
from collectrules.tui.review_candidates import Candidate, candidates
from collectrules.tui.review_choices import candidate_choices
from collectrules.tui.screens.help import HelpScreen
from collectrules.tui.widgets.bindings import bindings_of
from collectrules.tui.widgets.choice_list import ChoiceList
from collectrules.tui.widgets.heading import Heading
from collectrules.tui.widgets.key_bar import KeyBar
from collectrules.tui.widgets.status_line import StatusLine

Names = tuple[str, str]
"""Two versions as the command `review` takes them, the one before first."""
_ASKS: Final = "What would this version change? Enter reviews it against {}."


class ReviewVersions(Screen[Names | None]):
    """Answers with the two that are to be compared, or None."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of(REVIEW_VERSIONS)
    AUTO_FOCUS = "#versions"
    OWNERS: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._found: tuple[Candidate, ...] = ()
        self._before = IN_FORCE
        self.status = StatusLine(id="status")

    def compose(self) -> ComposeResult:
        """From the title to the keys."""
        yield Heading("review", "which version?", self._desk.by)
        yield Static("reading ...", id="asks", markup=False)
        yield Input(
            id="name", placeholder="name it: a file, 2, ready@2, git:HEAD:FILE", compact=True
        )
        yield ChoiceList(id="versions")
        yield self.status
        yield KeyBar()

    def on_mount(self) -> None:
        """Look for versions."""
        self._close_name()
        self._read()

    @work(exclusive=True, group="versions")
    async def _read(self) -> None:
        now, path = self._desk.now(), self._desk.path
        try:
            standing = await self._desk.ask(partial(begin, now=now))
            published = await self._desk.ask(
                partial(policy_reading.read_versions, today=standing.today)
            )
            found, more = await asyncio.to_thread(candidates, published, path, Path.cwd())
        except CollectrulesError as error:
            self.status.say_error(error)
            return
        self._found = found
        self.query_one("#versions", ChoiceList).show(candidate_choices(found, self._before))
        self._ask()
        if more:
            self.status.say(f"{more} more policy files are near: `/` names one of them")

    def _ask(self) -> None:
        named = "the one in force" if self._before == IN_FORCE else self._before
        self.query_one("#asks", Static).update(_ASKS.format(named))

    def _under_cursor(self) -> Candidate | None:
        place = self.query_one("#versions", ChoiceList).cursor
        return self._found[place] if 0 <= place < len(self._found) else None

    def action_take(self) -> None:
        """Review the version under the cursor."""
        self.query_one("#versions", ChoiceList).choose()

    @on(ChoiceList.Chosen)
    def _chosen(self, event: ChoiceList.Chosen) -> None:
        chosen = self._found[event.position]
        if chosen.faulty:
            self.status.say(f"`{chosen.name}` has faults: {chosen.said}", "error")
        else:
            self.dismiss((self._before, chosen.name))

    def action_before(self) -> None:
        """Compare with the version under the cursor; with the one in force where it is that already."""
        chosen = self._under_cursor()
        if chosen is None or chosen.faulty:
            return
        self._before = IN_FORCE if self._before == chosen.name else chosen.name
        choices = self.query_one("#versions", ChoiceList)
        choices.show(candidate_choices(self._found, self._before), choices.cursor)
        self._ask()

    def action_name(self) -> None:
        """Take the name of a version."""
        field = self.query_one("#name", Input)
        field.display, field.disabled = True, False
        field.focus()

    @on(Input.Submitted, "#name")
    def _named(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self.dismiss((self._before, event.value.strip()))

    def _close_name(self) -> None:
        field = self.query_one("#name", Input)
        field.value, field.display, field.disabled = "", False, True

    def action_back(self) -> None:
        """Back to the list, or to where one was."""
        if self.query_one("#name", Input).display:
            self._close_name()
            self.query_one("#versions", ChoiceList).focus()
        else:
            self.dismiss(None)

    def action_help(self) -> None:
        """Show the keys, and how a version is named."""
        self.app.push_screen(HelpScreen("versions"))
