"""Publishing a version that was reviewed: what the checks find in it, who approves it, and why."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Final

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from collectrules.actions.action import Field
from collectrules.errors import CollectrulesError
from collectrules.ledger.policies import Approval
from collectrules.tui.cells import harmless
from collectrules.tui.dashboard_reading import begin
from collectrules.tui.desk import Desk
from collectrules.tui.key_order import let_keys_go_on
from collectrules.tui.publishing import Looked, look_before, publish_reviewed
from collectrules.tui.reviewed import Reviewed
from collectrules.tui.screens.asking import AskingDialog
from collectrules.tui.screens.help import HelpScreen
from collectrules.tui.widgets.field_form import FieldForm
from collectrules.tui.widgets.status_line import error_text

_FIELDS: Final = (
    Field(name="by", label="approved by", hint="a name"),
    Field(name="reason", label="reason", hint="why it is changed"),
)
_HINT: Final = "both are written with it; Enter goes on, Ctrl+S publishes, Esc goes back"


class PublishDialog(AskingDialog[str | None]):
    """Answers with what was done, or None."""

    def __init__(self, desk: Desk, reviewed: Reviewed) -> None:
        super().__init__()
        self._desk, self._reviewed = desk, reviewed
        self._form = FieldForm(_FIELDS, {"reason": reviewed.after.policy.reason})
        self._looked: Looked | None = None

    def compose(self) -> ComposeResult:
        """From what it is about to what was found in it."""
        policy = self._reviewed.after.policy
        with VerticalScroll(id="act", can_focus=False) as dialog:
            dialog.border_title = Content(harmless(f"publish {policy.id} {policy.version}"))
            dialog.border_subtitle = Content("Esc goes back, nothing is written")
            yield Static(self._about(), id="act-about", markup=False)
            yield self._form
            yield Static("checking ...", id="act-preview", markup=False)
            yield Static(id="act-said", markup=False)
            yield Static(_HINT, id="act-hint", markup=False)

    def _about(self) -> Content:
        read = self._reviewed
        policy, before = read.after.policy, read.before.policy
        said = (
            f"{read.after.name}, in force from {policy.effective_from}",
            f"sha-256 {policy.sha256[:12]}; reviewed against {before.id} {before.version}",
        )
        first, *others = map(harmless, said)
        return Content("\n").join(
            [
                Content.styled(first, "bold"),
                *(Content.styled(each, "$foreground-muted") for each in others),
            ]
        )

    def on_mount(self) -> None:
        """Have it checked."""
        self._look()

    @work(group="look")
    async def _look(self) -> None:
        now = self._desk.now()
        try:
            today = (await self._desk.ask(partial(begin, now=now))).today
            self._looked = await asyncio.to_thread(look_before, self._reviewed, today)
        except CollectrulesError as error:
            self._write_in("preview", Content(""))
            self._say(error_text(error), error=True)
        else:
            told = "\n".join(map(harmless, self._looked.lines()))
            self._write_in("preview", Content(told))

    @on(FieldForm.Answered)
    def _answered(self, event: FieldForm.Answered) -> None:
        if self._busy:
            return
        if self._looked is None:
            self._say("it is still being checked")
            return
        policy = self._reviewed.after.policy
        approval = Approval(event.answers["by"].strip(), event.answers["reason"].strip())
        doubt = f"{self._looked.in_doubt}: all the same, " if self._looked.in_doubt else ""
        self._ask(
            f"{doubt}publish {policy.id} {policy.version}, in force from {policy.effective_from}?",
            yes=partial(self._begin_to_publish, approval),
            no=self._form.begin,
        )

    def _begin_to_publish(self, approval: Approval) -> None:
        self._writing = True
        self._say("writing ...")
        self._publish(approval)

    @work(group="write")
    async def _publish(self, approval: Approval) -> None:
        version = self._reviewed.after
        request = partial(
            publish_reviewed,
            version=version,
            approval=approval,
            at=self._desk.now(),
            by=self._desk.by,
        )
        try:
            said = await self._desk.surely(request)
        except CollectrulesError as error:
            self._say(error_text(error), error=True)
            self._form.begin()
            let_keys_go_on(self.app, forget=True)
        else:
            self.dismiss(said)
        finally:
            self._writing = False

    def action_finish(self) -> None:
        """Publish with the fields as they stand."""
        self._form.finish()

    def action_help(self) -> None:
        """Say what the keys do, and what publishing is."""
        self.app.push_screen(HelpScreen("publish"))
