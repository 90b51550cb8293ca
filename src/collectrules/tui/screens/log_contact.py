"""The dialog in which a contact is logged: one letter for the result, and the gate has the last word."""

from __future__ import annotations

import asyncio
from typing import ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Static

from collectrules.compliance.gate import Verdict
from collectrules.compliance.local import local_day
from collectrules.compliance.results import Result, results_of
from collectrules.errors import CollectrulesError
from collectrules.policy.model import Channel
from collectrules.tui.cells import harmless
from collectrules.tui.desk import Desk
from collectrules.tui.dialog_text import NOUNS, about_text, hint_text, opening_text, results_text
from collectrules.tui.held import Held
from collectrules.tui.outcome import Outcome, is_hard, is_soft, questions, read_answers
from collectrules.tui.screens.help import HelpScreen
from collectrules.tui.widgets.question_form import QuestionForm
from collectrules.tui.widgets.status_line import error_text
from collectrules.worklist.listing import Listing, Row
from collectrules.worklist.outcomes import Blocked, LoggedContact

REST_SECONDS: Final = 0.7
"""How long the key that opened the dialog has to rest before it counts as a result: a key held down
repeats itself, and some letters open a dialog and are a result in it."""


CLOCK_SECONDS: Final = 5.0
"""How often it is looked whether what was reserved counts as made by now."""


class LogDialog(ModalScreen[LoggedContact | str]):
    """Reserves an attempt and lists the results of its channel.

    Answers with what was written, or says what became of the attempt where no contact was.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "back", id="dialog-back"),
        Binding("question_mark", "help", "help", id="dialog-help"),
        Binding("down", "scroll(1)", "down", id="dialog-down"),
        Binding("up", "scroll(-1)", "up", id="dialog-up"),
    ]

    def __init__(
        self, desk: Desk, listing: Listing, row: Row, channel: Channel, *, opened_by: str = ""
    ) -> None:
        super().__init__()
        self._desk, self._listing, self._row, self._channel = desk, listing, row, channel
        self._results = results_of(channel)
        self._moment = desk.now()
        self._held = Held()
        self._opened = asyncio.Event()
        self._verdict: Verdict | None = None
        self._stepping_over: dict[str, Verdict] = {}
        """The soft limits that only some results of what is held have to step over, by the code of these."""
        self._picked: Result | None = None
        self._writing = False
        self.resting = opened_by
        """The key that opened this, until it has rested."""
        self._rest: Timer | None = None

    def compose(self) -> ComposeResult:
        """From whom it is about to what can be done."""
        with VerticalScroll(id="dialog", can_focus=False) as dialog:
            dialog.border_title = Content(f"log {NOUNS[self._channel]}")
            dialog.border_subtitle = Content("Esc goes back, nothing is logged")
            yield Static(about_text(self._row), id="dialog-about")
            yield Static(id="dialog-gate", markup=False)
            yield Static(id="dialog-results", markup=False)
            yield Static(id="dialog-said", markup=False)
            yield Static(id="dialog-hint", markup=False)

    def on_resize(self) -> None:
        """Set the results to the width."""
        self._tell()

    def on_mount(self) -> None:
        """Reserve at once: who may not be contacted should see it before dialling, and so should others."""
        self._tell()
        self._rest = self.set_timer(REST_SECONDS, self._rested)
        self.set_interval(CLOCK_SECONDS, self.look_at_the_clock)
        self._hold()

    @work(exclusive=True, group="gate")
    async def _hold(self) -> None:
        try:
            self._held = await self._desk.hold(self._listing, self._row, self._channel)
        except CollectrulesError as error:
            self._say(error_text(error), error=True)
        self._verdict = self._held.verdict
        if self._held.attempt is not None:
            self._moment = self._held.attempt.at
        self._opened.set()
        self._tell()

    def look_at_the_clock(self) -> None:
        """Say it where what was reserved can be given back no more."""
        if self._held.attempt is not None and not self._writing:
            self._tell()

    def on_key(self, event: events.Key) -> None:
        """A letter picks a result, unless questions are being answered."""
        if self._picked is not None or event.character is None:
            return
        found = next((each for each in self._results if each.key == event.character), None)
        if found is None:
            return
        event.stop()
        if event.character == self.resting:
            self._keep_resting(found)
        else:
            self._pick(found)

    def action_back(self) -> None:
        """From the questions to the results, and from there to the list; never out of a write."""
        if self._writing:
            return
        if self._picked is None:
            self._writing = True
            self._leave()
            return
        self._picked = None
        self.query(QuestionForm).remove()
        self._say("")
        self._tell()

    @work(group="write")
    async def _leave(self) -> None:
        await self._opened.wait()
        try:
            counts = await self._desk.let_go(self._held)
        except CollectrulesError as error:
            self.dismiss(f"nothing was logged; the attempt was not given back: {error}")
        else:
            made = "; the attempt counts, and can still be given its result" if counts else ""
            self.dismiss(f"nothing was logged{made}")

    def action_help(self) -> None:
        """Say what the letters mean."""
        self.app.push_screen(HelpScreen("dialog"))

    def action_scroll(self, lines: int) -> None:
        """Move what does not fit by some lines."""
        self.query_one("#dialog", VerticalScroll).scroll_relative(y=lines, animate=False)

    @on(QuestionForm.Answered)
    def _answered(self, event: QuestionForm.Answered) -> None:
        if self._picked is None or self._writing:
            return
        day = local_day(self._listing.policy, self._moment)
        try:
            self._write(self._picked, read_answers(event.answers, self._row, day))
        except CollectrulesError as error:
            self._say(error_text(error), error=True)

    def _pick(self, result: Result) -> None:
        if self._writing:
            return
        if is_hard(self._verdict) and result.passes_gate:
            rule = self._verdict.rule if self._verdict else ""
            self._say(f"`{result.label}` was not logged: `{rule}` is in the way", error=True)
            return
        verdict = self._stepping_over.get(result.code, self._verdict)
        asked = questions(result, self._row, verdict)
        if not asked:
            self._write(result, Outcome())
            return
        self._picked = result
        self._say("")
        form = QuestionForm(asked)
        self.query_one("#dialog", VerticalScroll).mount(form, after="#dialog-results")
        self._tell()

    def _write(self, result: Result, outcome: Outcome) -> None:
        self._writing = True
        self._say("writing ...")
        self._log(result, outcome)

    @work(group="write")
    async def _log(self, result: Result, outcome: Outcome) -> None:
        await self._opened.wait()
        try:
            logged = await self._desk.log(
                self._listing,
                self._row,
                self._channel,
                result=result,
                outcome=outcome,
                held=self._held,
            )
        except Blocked as blocked:
            self._refused(result, blocked)
            self._tell()
        except CollectrulesError as error:
            self._say(error_text(error), error=True)
        else:
            self.dismiss(logged)
        finally:
            self._writing = False

    def _refused(self, result: Result, blocked: Blocked) -> None:
        """Say which limit is in the way; what is held can still be given a result that counts as less."""
        if self._held.attempt is None:
            self._verdict = blocked.verdict
            self._say(f"`{result.label}` was not logged: {blocked.help}", error=True)
            return
        if is_soft(blocked.verdict):
            self._stepping_over[result.code] = blocked.verdict
        said = f"`{result.label}` was not logged: {blocked.verdict.sentence}; {blocked.help}"
        self._say(said, error=True)

    def _tell(self) -> None:
        gate = opening_text(
            self._held, self._verdict, self._listing.policy, self._channel, self._desk.now()
        )
        self.query_one("#dialog-gate", Static).update(gate)
        if self._picked is None:
            width = self.query_one("#dialog", VerticalScroll).scrollable_content_region.width
            results = results_text(self._results, self._verdict, width)
        else:
            results = Content.styled(self._picked.label, "bold $text-primary")
        self.query_one("#dialog-results", Static).update(results)
        asking = self._picked is not None
        hint = hint_text(self._listing, self._moment, self._verdict, asking=asking)
        self.query_one("#dialog-hint", Static).update(hint)

    def _say(self, text: str, *, error: bool = False) -> None:
        said = self.query_one("#dialog-said", Static)
        said.update(Content(harmless(text)))
        said.set_class(error, "-error")
        if text:
            said.scroll_visible(animate=False)

    def _keep_resting(self, result: Result) -> None:
        self._say(f"`{self.resting}` opened this; once more, after a moment, logs `{result.label}`")
        if self._rest is not None:
            self._rest.reset()

    def _rested(self) -> None:
        self.resting = ""
