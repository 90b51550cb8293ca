"""The dialog over a contact while it is being made: what is reserved, the number, the keys, a note."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input

from collectrules.actions.action import Field
from collectrules.compliance.gate import Verdict
from collectrules.compliance.results import Result, results_of
from collectrules.errors import CollectrulesError
from collectrules.policy.model import Channel
from collectrules.tui.ahead import NOTE, Ahead
from collectrules.tui.desk import Desk
from collectrules.tui.held import Held
from collectrules.tui.instead import Instead, instead_of
from collectrules.tui.key_order import let_keys_go_on
from collectrules.tui.making import Making
from collectrules.tui.opened import Opened
from collectrules.tui.outcome import REASON, is_hard, is_soft, questions
from collectrules.tui.screens.help import HelpScreen
from collectrules.tui.widgets.contact_panel import ContactPanel, Shown
from collectrules.tui.widgets.field_form import FieldForm
from collectrules.tui.widgets.status_line import error_text
from collectrules.worklist.outcomes import LoggedContact

REST_SECONDS: Final = 0.7
"""How long the key that opened the dialog has to rest before it counts as a result: a key held down
repeats itself, and some letters open a dialog and are a result in it."""


CLOCK_SECONDS: Final = 5.0
"""How often it is looked whether what was reserved counts as made by now."""


class HoldingDialog(ModalScreen[LoggedContact | Instead | str]):
    """Reserves an attempt, shows the number to use, and lists the results of its channel.

    Answers with what was written, with what is to be done instead, or says what became of the attempt.
    What a result comes to is not said here.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "back", id="dialog-back"),
        Binding("question_mark", "help", "help", id="dialog-help"),
        Binding("ctrl+s,f10", "finish", "log it", id="dialog-finish"),
        Binding("down", "scroll(1)", "down", id="dialog-down"),
        Binding("up", "scroll(-1)", "up", id="dialog-up"),
    ]

    def __init__(
        self, desk: Desk, account_id: int, currency: str, channel: Channel, *, opened_by: str = ""
    ) -> None:
        super().__init__()
        self._desk, self._currency = desk, currency
        self._making = Making(desk, account_id, currency, channel)
        self._results = results_of(channel)
        self._panel = ContactPanel(channel)
        self._moment = desk.now()
        self._opened: Opened | None = None
        self._failed = False
        """Whether it could not be opened, as where the ledger is locked: a key tries again."""
        self._ahead = Ahead()
        """What was pressed before there was anything to press it for."""
        self._stepping_over: dict[str, Verdict] = {}
        """The soft limits that only some results of what is held have to step over, by the code of these."""
        self._picked: Result | None = None
        self._reasoning = False
        """Whether it is asked why a soft limit is stepped over, before anything is reserved."""
        self._note = ""
        self._noting = False
        """Whether a note is being written."""
        self._writing = False
        self._leaving = False
        self.resting = opened_by
        """The key that opened this, until it has rested."""
        self._rest: Timer | None = None

    def compose(self) -> ComposeResult:
        """All of it in one panel."""
        yield self._panel

    def on_resize(self) -> None:
        """Set the results to the width."""
        self._tell()

    def on_mount(self) -> None:
        """Reserve at once: who may not be contacted should see it before dialling, and so should others."""
        self._tell()
        self._rest = self.set_timer(REST_SECONDS, self._rested)
        self.set_interval(CLOCK_SECONDS, self.look_at_the_clock)
        self._open()

    @work(group="hold")
    async def _open(self) -> None:
        try:
            opened = await self._making.open()
        except CollectrulesError as error:
            self._failed, self._ahead = True, Ahead()
            self._say(error_text(error), error=True)
            if self._leaving:
                self.dismiss("nothing was logged")
            let_keys_go_on(self.app, forget=not self._leaving)
            return
        self._now_open(opened)
        if self._leaving:
            self._leave()
        elif is_soft(opened.held.verdict) and opened.held.attempt is None and not self._ahead.key:
            self._ask_reason()
        elif self._ahead.key:
            self._press(self._ahead.take_key())

    def _now_open(self, opened: Opened) -> None:
        self._opened = opened
        if opened.held.attempt is not None:
            self._moment = opened.held.attempt.at
        self._tell()

    def look_at_the_clock(self) -> None:
        """Say it where what was reserved can be given back no more."""
        if self._opened is not None and self._opened.held.attempt and not self._writing:
            self._tell()

    def holds(self, key: events.Key) -> bool:
        """Whether a key is for what comes after this: it is about to be left, or a result is written."""
        if self._writing or self._leaving:
            return True
        ahead = self._result(self._ahead.result) if self._opened is None else None
        return ahead is not None and key.key != "escape" and not self._questions(ahead)

    def _questions(self, result: Result) -> tuple[Field, ...]:
        """What has to be asked before a result can be logged."""
        return questions(result, self._currency, self._stepping_over.get(result.code))

    def on_unmount(self) -> None:
        """What was pressed while this was being left is for what was under it."""
        let_keys_go_on(self.app)

    def on_key(self, event: events.Key) -> None:
        """A letter picks a result, a digit a number, unless something is being written into a field."""
        if self._writing or self._leaving:
            return
        if self._asking:
            self._pass_on(event)
            return
        if self._opened is None and event.key == "enter":
            self._ahead.enter()
        if event.character is None:
            return
        if event.character == self.resting and not self._ahead.key:
            found = self._result(event.character)
            if found is not None:
                event.stop()
                self._keep_resting(found)
            return
        if self._opened is None:
            self._press_later(event.character)
        elif self._press(event.character):
            event.stop()

    def _press_later(self, character: str) -> None:
        """Keep a result, and what is typed after it, for when it is open; where that failed, try again."""
        if self._ahead.key:
            self._ahead.keep(character)
            return
        if self._result(character) is None and character != NOTE:
            return
        self._ahead.key = character
        if self._failed:
            self._failed = False
            self._say("")
            self._open()

    @property
    def _asking(self) -> bool:
        """Whether keys go into a field."""
        return bool(self.query(FieldForm)) or self._noting

    def _result(self, character: str) -> Result | None:
        return next((each for each in self._results if each.key == character), None)

    def _press(self, character: str) -> bool:
        """Do what a key asks for; returns whether it asks for anything."""
        assert self._opened is not None
        if is_hard(self._verdict):
            instead = instead_of(self._opened, character, self._result(character))
            if instead is not None:
                self.dismiss(instead)
                return True
        if character == NOTE:
            self._write_note()
            return True
        if character.isdecimal():
            return self._choose(self._opened, int(character) - 1)
        found = self._result(character)
        if found is not None:
            self._pick(found)
        return found is not None

    @property
    def _verdict(self) -> Verdict | None:
        return self._opened.held.verdict if self._opened else None

    @property
    def _held(self) -> Held:
        return self._opened.held if self._opened else Held()

    def _choose(self, opened: Opened, place: int) -> bool:
        """Use another number: what is held is given back, and held anew for it."""
        if not 0 <= place < len(opened.numbers) or place == opened.chosen:
            return False
        if opened.held.earlier:
            self._say("the attempt is of the number it was reserved for", error=True)
            return True
        self._hold_again(place, "")
        return True

    @work(exclusive=True, group="hold")
    async def _hold_again(self, place: int, reason: str) -> None:
        opened = self._opened
        assert opened is not None
        self._writing = True
        try:
            again = await self._making.hold_again(opened, place, reason)
        except CollectrulesError as error:
            self._say(error_text(error), error=True)
        else:
            if again is opened:
                self._say("what was reserved counts as made: give it its result first", error=True)
            self._close_form()
            self._now_open(again)
            if is_soft(again.held.verdict) and again.held.attempt is None:
                self._ask_reason()
        finally:
            self._writing = False
            let_keys_go_on(self.app)

    def _ask_reason(self) -> None:
        """Ask why a soft limit is stepped over before anybody dials, and reserve then."""
        self._reasoning = True
        self._mount(FieldForm((REASON,)))
        self._tell()

    def _mount(self, form: FieldForm) -> None:
        self._say("")
        self._panel.ask(form)

    def _close_form(self) -> None:
        self._picked, self._reasoning = None, False
        self.query(FieldForm).remove()
        self._say("")

    def action_back(self) -> None:
        """From a field to the results, and from there to the list; never out of a write."""
        if self._writing or self._leaving:
            return
        if self._noting:
            self._noting = False
            self.query("#dialog-note").remove()
        elif self._picked is not None or self._reasoning:
            self._close_form()
        elif self._failed:
            self.dismiss("nothing was logged")
            return
        elif self._opened is None:
            self._leaving = True
            return
        else:
            self._leaving = True
            self._leave()
            return
        self._tell()

    @work(group="write")
    async def _leave(self) -> None:
        try:
            counts = await self._making.leave(self._held)
        except CollectrulesError as error:
            self.dismiss(f"nothing was logged; the attempt was not given back: {error}")
        else:
            made = "; the attempt counts, and can still be given its result" if counts else ""
            self.dismiss(f"nothing was logged{made}")

    def action_finish(self) -> None:
        """Answer with the fields as they stand."""
        for form in self.query(FieldForm):
            form.finish()

    def action_help(self) -> None:
        """Say what the letters mean."""
        self.app.push_screen(HelpScreen("dialog"))

    def action_scroll(self, lines: int) -> None:
        """Move what does not fit by some lines."""
        self._panel.scroll_relative(y=lines, animate=False)

    def _write_note(self) -> None:
        """Open a line for a note that goes with whatever is logged."""
        typed, ended, pressed = self._ahead.take_note()
        if ended:
            self._note = typed.strip()
            self._tell()
            if pressed:
                self._press(pressed)
            return
        value = f"{self._note}{typed}"
        note = Input(
            value,
            placeholder="a note, Enter keeps it",
            compact=True,
            id="dialog-note",
            select_on_focus=False,
        )
        self._noting = True
        self._panel.ask(note)
        note.focus()

    def _pass_on(self, event: events.Key) -> None:
        """Give a letter to the field that is about to have the cursor: none is lost or taken for a result."""
        if event.character is None or not event.is_printable:
            return
        fields = list(self.query(Input))
        # One with the cursor would have taken it, had it come a moment later.
        chosen = next((each for each in fields if each.has_focus), next(iter(fields), None))
        if chosen is not None:
            chosen.insert_text_at_cursor(event.character)
            event.stop()

    @on(Input.Submitted, "#dialog-note")
    def _noted(self, event: Input.Submitted) -> None:
        event.stop()
        self._note, self._noting = event.value.strip(), False
        event.input.remove()
        self._tell()

    def _pick(self, result: Result) -> None:
        """Log a result, or ask what it needs."""
        raise NotImplementedError

    def _tell(self) -> None:
        self._panel.tell(
            Shown(
                opened=self._opened,
                results=self._results,
                picked=self._picked,
                reasoning=self._reasoning,
                note=self._note,
                at=self._moment,
                now=self._desk.now(),
            )
        )

    def _say(self, text: str, *, error: bool = False) -> None:
        self._panel.say(text, error=error)

    def _keep_resting(self, result: Result) -> None:
        self._say(f"`{self.resting}` opened this; once more, after a moment, logs `{result.label}`")
        if self._rest is not None:
            self._rest.reset()

    def _rested(self) -> None:
        self.resting = ""
