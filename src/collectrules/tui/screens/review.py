"""The review: on the left each change between two versions of the policy, on the right what it does."""

from __future__ import annotations

import asyncio
from datetime import date
from functools import partial
from typing import ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen

from collectrules.errors import CollectrulesError
from collectrules.review.attribution import Alone
from collectrules.review.model import Moved
from collectrules.review.tell import Work
from collectrules.tui import review_reading as reading
from collectrules.tui.dashboard_reading import begin
from collectrules.tui.desk import Desk
from collectrules.tui.keys import REVIEW
from collectrules.tui.review_choices import account_choices, line_choices
from collectrules.tui.review_desk import Left, ReviewDesk
from collectrules.tui.review_text import line_text
from collectrules.tui.reviewed import Line, Reviewed
from collectrules.tui.screens.account import AccountScreen
from collectrules.tui.screens.help import HelpScreen
from collectrules.tui.screens.publish import PublishDialog
from collectrules.tui.screens.review_account import ReviewAccount
from collectrules.tui.screens.review_versions import Names, ReviewVersions
from collectrules.tui.widgets.bindings import bindings_of
from collectrules.tui.widgets.choice_list import NONE, ChoiceList
from collectrules.tui.widgets.heading import Heading
from collectrules.tui.widgets.key_bar import KeyBar
from collectrules.tui.widgets.status_line import StatusLine
from collectrules.tui.widgets.text_pane import TextPane, Told

_ROOMY_FOOTER: Final = 84


class ReviewScreen(Screen[None]):
    """Two versions on a copy of the ledger; what is not worked out yet comes in while one reads.

    `names` are the versions as the command takes them; without, they are asked for. It is as of today, or of
    the day `as_of`; `work` is how much time the staff has.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_of(REVIEW)
    AUTO_FOCUS = "#changes"
    OWNERS: ClassVar[bool] = True

    def __init__(
        self,
        desk: Desk,
        names: Names | None = None,
        *,
        as_of: date | None = None,
        work: Work | None = None,
    ) -> None:
        super().__init__()
        self._desk, self._names = desk, names
        self._as_of, self._staff = as_of, work or Work()
        self._copy: ReviewDesk | None = None
        self._reviewed: Reviewed | None = None
        self._lines: tuple[Line, ...] = ()
        self._told: dict[tuple[str, str], Told] = {}
        self._shown: tuple[Moved, ...] = ()
        """The accounts in the list on the right."""
        self.status = StatusLine(id="status")

    def compose(self) -> ComposeResult:
        """The title, the two columns, the keys."""
        yield Heading("review", self._desk.by)
        with Horizontal(id="columns"):
            yield ChoiceList(id="changes")
            with Vertical(id="effect"):
                yield TextPane(id="told")
                yield ChoiceList(id="moved")
        yield self.status
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin, or ask what is to be compared."""
        self.query_one("#moved", ChoiceList).display = False
        if self._names is None:
            self.action_versions()
        else:
            self._work_out(self._names)

    def on_resize(self, event: events.Resize) -> None:
        """Let the keys stand closer where there is little room."""
        self.query_one(KeyBar).compact = event.size.width < _ROOMY_FOOTER

    def on_unmount(self) -> None:
        """Let go of the copy."""
        self._drop_copy()

    def _drop_copy(self) -> None:
        if self._copy is not None:
            self._copy.close()
            self._copy = None

    def action_versions(self) -> None:
        """Ask which versions are to be compared."""

        def chosen(names: Names | None) -> None:
            if names is not None:
                self._names = names
                self._work_out(names)
            elif self._names is None:
                self.dismiss()

        self.app.push_screen(ReviewVersions(self._desk), chosen)

    def action_read_again(self) -> None:
        """Take a new copy, read the versions again, and work all of it out."""
        if self._names is not None:
            self._work_out(self._names)

    @work(exclusive=True, group="review")
    async def _work_out(self, names: Names) -> None:
        self._drop_copy()
        self._reviewed, self._lines = None, ()
        self.query_one("#changes", ChoiceList).show(NONE)
        self._say(f"reading {' and '.join(names)}")
        try:
            now = self._desk.now()
            day = self._as_of or (await self._desk.ask(partial(begin, now=now))).today
            read = await asyncio.to_thread(reading.read_both, names, self._desk.path, day)
            self._reviewed = read
            self._copy = ReviewDesk(self._desk.path, day, now)
            self._show()
            await self._find_all(read, self._copy)
        except Left:
            return
        except CollectrulesError as error:
            self.status.say_error(error)

    async def _find_all(self, read: Reviewed, copy: ReviewDesk) -> None:
        """Work out the whole, each change, what becomes of accounts on a stage, and the week ahead."""
        loop = asyncio.get_running_loop()

        def part(each: Alone) -> None:
            loop.call_soon_threadsafe(found, each)

        def found(each: Alone) -> None:
            read.parts.append(each)
            self._show_if(read)

        request = partial(
            reading.find_whole, before=read.before, after=read.after, work=self._staff
        )
        whole = await copy.ask(request, self._say)
        read.impact, read.whole, read.told = whole.impact, whole.effect, whole.told
        self._show_if(read)
        parts = partial(reading.find_parts, reviewed=read, found=part)
        read.attribution = await copy.ask(parts, self._say)
        self._show_if(read)
        in_flight = partial(reading.find_in_flight, reviewed=read)
        read.in_flight = await copy.ask(in_flight, self._say)
        self._show_if(read)
        week = partial(reading.find_week, reviewed=read, work=self._staff)
        read.week = await copy.ask(week, self._say)
        self._show_if(read)
        self._say("all of it is worked out; the ledger is as it was")

    def _say(self, text: str) -> None:
        self.status.say(text)

    def _show_if(self, read: Reviewed) -> None:
        """Show what came in, unless other versions are compared by now."""
        if read is self._reviewed and self.is_running:
            self._show()

    def _show(self) -> None:
        read, copy = self._reviewed, self._copy
        if read is None or copy is None:
            return
        changes = self.query_one("#changes", ChoiceList)
        before, self._lines = self._line, read.lines()
        self._told = {}
        place = next(
            (n for n, each in enumerate(self._lines) if before and each.id == before.id), 0
        )
        changes.show(line_choices(self._lines), place)
        names = (f"{each.policy.id} {each.policy.version}" for each in (read.before, read.after))
        self.query_one(Heading).tell(
            [
                f"review: {' -> '.join(names)}",
                f"as of {copy.as_of}",
                f"{read.before.name}, {read.after.name}",
                self._desk.by,
            ]
        )
        self._show_line()
        self.refresh_bindings()

    @property
    def _line(self) -> Line | None:
        """The line under the cursor on the left."""
        place = self.query_one("#changes", ChoiceList).cursor
        return self._lines[place] if 0 <= place < len(self._lines) else None

    def _show_line(self) -> None:
        """Tell on the right of the line under the cursor."""
        line, read = self._line, self._reviewed
        if line is None or read is None:
            return
        if line.id not in self._told:
            self._told[line.id] = line_text(read, line)
        self.query_one("#told", TextPane).tell(self._told[line.id])
        moved = self.query_one("#moved", ChoiceList)
        if line.moved != self._shown:
            self._shown = line.moved
            moved.show(account_choices(line.moved))
        moved.display = bool(line.moved)

    @on(ChoiceList.Pointed, "#changes")
    def _pointed(self) -> None:
        self.query_one("#told", TextPane).scroll_home(animate=False)
        self._show_line()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done with what is shown."""
        read = self._reviewed
        match action:
            case "publish":
                done = read is None or read.published or read.after.published is not None
                return not done
            case "open_account":
                return self.query_one("#moved", ChoiceList).has_focus
            case _:
                return True

    def action_open(self) -> None:
        """Go to the accounts of a change, or explain the one under the cursor."""
        moved = self.query_one("#moved", ChoiceList)
        if moved.has_focus:
            moved.choose()
        elif self._shown:
            moved.focus()
        else:
            self.status.say("no account is treated differently by it")

    @on(ChoiceList.Chosen, "#changes")
    def _change_chosen(self) -> None:
        self.action_open()

    @on(ChoiceList.Chosen, "#moved")
    def _account_chosen(self, event: ChoiceList.Chosen) -> None:
        line, read, copy = self._line, self._reviewed, self._copy
        if line is None or read is None or copy is None or line.after is None:
            return
        versions = read.before, line.after
        label = f"{line.after.policy.id} {line.after.policy.version}"
        if line.after is not read.after:
            label = f"only {line.text}"
        accounts, place = self._shown, event.position
        self.app.push_screen(
            ReviewAccount(self._desk, copy, versions, after=label, accounts=accounts, place=place)
        )

    def action_open_account(self) -> None:
        """Open the account under the cursor."""
        before = self._shown[self.query_one("#moved", ChoiceList).cursor].before
        self.app.push_screen(AccountScreen(self._desk, before.account_id, before.currency))

    def action_publish(self) -> None:
        """Ask who approves the version and why, and publish it."""
        read = self._reviewed
        if read is None:
            return

        def published(said: str | None) -> None:
            if said is None:
                self.status.say("nothing was published")
            else:
                read.published = True
                self.status.say(said, "done")
                self.refresh_bindings()

        self.app.push_screen(PublishDialog(self._desk, read), published)

    def action_back(self) -> None:
        """Back to the changes, or to where one was."""
        changes = self.query_one("#changes", ChoiceList)
        if changes.has_focus:
            self.dismiss()
        else:
            changes.focus()

    def action_help(self) -> None:
        """Show the keys, and what the columns are."""
        self.app.push_screen(HelpScreen("review"))
