"""The dialog of any action: its fields, what would come of it, and the act."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from collectrules.actions.action import Action, Done, Field
from collectrules.actions.answers import WrongAnswer
from collectrules.actions.context import context_at
from collectrules.actions.filling import first_values, missing
from collectrules.errors import CollectrulesError
from collectrules.ledger.book import Ledger
from collectrules.tui.bulk import perform
from collectrules.tui.cells import harmless
from collectrules.tui.desk import Desk
from collectrules.tui.dialog_text import account_text
from collectrules.tui.key_order import let_keys_go_on
from collectrules.tui.screens.asking import AskingDialog
from collectrules.tui.screens.help import HelpScreen
from collectrules.tui.undo import Subject
from collectrules.tui.widgets.field_form import FieldForm
from collectrules.tui.widgets.status_line import error_text
from collectrules.worklist.find import AccountNamed, account_by_id

PREVIEW_DELAY: Final = 0.25
"""Seconds that nothing has to be typed before it is asked what would come of it."""


@dataclass(frozen=True, slots=True)
class ForMany:
    """The answers with which an action is to be done with many accounts."""

    answers: dict[str, str]


class ActDialog(AskingDialog[Done | ForMany | None]):
    """Asks what an action asks, shows what would come of it, and carries it out.

    Answers with what was done, with the answers where it is for many accounts, or None for nothing.
    """

    def __init__(
        self,
        desk: Desk,
        account_id: int,
        currency: str,
        action: Action,
        *,
        answers: Mapping[str, str] | None = None,
        many: int = 0,
    ) -> None:
        super().__init__()
        self._desk, self._action, self._many = desk, action, many
        self._subject = Subject(account_id, "", "", currency)
        self._given = dict(answers or {})
        fields = [replace(each, optional=each.optional or each.own) for each in action.fields]
        asked = fields if many else action.fields
        self._form = FieldForm(asked, self._given, waiting=not many)
        self._ready = bool(many)
        """Whether the fields have what stands in them at first; what is typed before is kept for them."""
        self._typed = ""
        self._finish = False
        """Whether it was to be done by then, with what was typed."""
        self._writing = False
        self._refused = False
        """Whether it was tried with the answers as they stand, and what is wrong with them is said."""

    def compose(self) -> ComposeResult:
        """From whom it is about to what would come of it."""
        with VerticalScroll(id="act", can_focus=False) as dialog:
            dialog.border_title = Content(self._action.label)
            dialog.border_subtitle = Content("Esc goes back, nothing is written")
            yield Static(id="act-about", markup=False)
            yield self._form
            yield Static(id="act-preview", markup=False)
            yield Static(id="act-said", markup=False)
            yield Static(id="act-hint", markup=False)

    def on_mount(self) -> None:
        """Say what it is, and fill in what stands in the fields at first."""
        if self._many:
            self._about(Content.styled(f"{self._many:,} accounts", "bold"))
            self._show("what is left empty is as each account has it")
        else:
            self._read()

    @work(group="first")
    async def _read(self) -> None:
        now, subject = self._desk.now(), self._subject

        def read(ledger: Ledger) -> tuple[AccountNamed, dict[str, str]]:
            account = account_by_id(ledger, subject.account_id)
            context = context_at(
                ledger, account, currency=subject.currency, at=now, by=self._desk.by
            )
            return account, first_values(context, self._action)

        try:
            account, firsts = await self._desk.ask(read)
        except CollectrulesError as error:
            self._say(error_text(error), error=True)
            self._begin()
            return
        self._about(account_text(account))
        self._form.fill(firsts)
        self._begin()
        self._preview(self._form.answers)

    def _begin(self) -> None:
        self._ready = True
        self._form.begin(self._typed, finish=self._finish)

    def _about(self, who: Content) -> None:
        about = Content("\n").join((who, Content.styled(self._action.help, "$foreground-muted")))
        self._write_in("about", about)

    @on(FieldForm.Changed)
    def _changed(self, event: FieldForm.Changed) -> None:
        self._say("")
        self._refused = False
        if not self._many:
            self._preview(event.answers)

    @work(exclusive=True, group="preview")
    async def _preview(self, answers: dict[str, str]) -> None:
        await asyncio.sleep(PREVIEW_DELAY)
        if missing(self._action, answers) is not None:
            self._show("")
            return
        try:
            would = await perform(self._desk, self._subject, self._action, answers, dry_run=True)
        except CollectrulesError as error:
            if not self._refused:
                self._show(f"not as it stands: {error.message}")
        else:
            self._show("\n".join(map(harmless, (would.sentence, *would.lines))))

    @on(FieldForm.Entered)
    def _entered(self, event: FieldForm.Entered) -> None:
        self._hint(_field_text(event.field))

    @on(FieldForm.Answered)
    def _answered(self, event: FieldForm.Answered) -> None:
        if self._busy:
            return
        question = self._action.confirm
        if self._many:
            question = question or f"{self._action.label} with {self._many:,} accounts?"
        if not question:
            self._act(event.answers)
            return
        self._ask(question, yes=partial(self._act, event.answers), no=self._form.begin)

    def on_key(self, event: events.Key) -> None:
        """Keep what is typed before the fields are ready."""
        if not self._ready and not self._finish:
            typed = "\n" if event.key == "enter" else event.character or ""
            self._typed += typed if event.is_printable or typed == "\n" else ""

    def _act(self, answers: dict[str, str]) -> None:
        if self._many:
            self.dismiss(ForMany(answers))
            return
        self._writing = True
        self._say("writing ...")
        self._write(answers)

    @work(group="write")
    async def _write(self, answers: dict[str, str]) -> None:
        try:
            done = await perform(self._desk, self._subject, self._action, answers)
        except CollectrulesError as error:
            self._refused = True
            self._show("")
            self._say(error_text(error), error=True)
            if isinstance(error, WrongAnswer):
                self._form.point_at(error.field)
            elif self.focused is None:
                self._form.begin()
            let_keys_go_on(self.app, forget=True)
        else:
            self.dismiss(done)
        finally:
            self._writing = False

    def action_finish(self) -> None:
        """Do it with the fields as they stand, as soon as there are any."""
        if self._ready:
            self._form.finish()
        else:
            self._finish = True

    def action_help(self) -> None:
        """Say what the keys do."""
        self.app.push_screen(HelpScreen("act"))

    def _show(self, text: str) -> None:
        self._write_in("preview", Content.styled(text, "$text-primary"))

    def _hint(self, text: str) -> None:
        self._write_in("hint", Content.styled(text, "$foreground-muted"))


def _field_text(field: Field) -> str:
    """What can be written into a field, and how to go on."""
    words = "\n".join(f"{word}: {said}" for word, said in field.choices)
    on = "arrows choose, Enter goes on" if words else "Enter goes on"
    may = ", it may stay empty" if field.optional else ""
    end = f"{on}{may}; Ctrl+S does it, Esc goes back"
    return f"{words}\n{end}" if words else end
