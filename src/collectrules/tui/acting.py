"""What every screen that works on accounts does alike: acts, their undo, and acts with many accounts."""

from __future__ import annotations

from collections.abc import Sequence

from textual import work
from textual.screen import Screen

from collectrules.actions.action import Action, Done
from collectrules.actions.bulk import Tally
from collectrules.actions.contact import CHANNEL_ACTIONS
from collectrules.actions.doing import undoing_contact
from collectrules.actions.table import action_named
from collectrules.compliance.limits import CHANNEL_NAMES
from collectrules.policy.model import Channel
from collectrules.policy.words import joined
from collectrules.tui.bulk import act_with_all
from collectrules.tui.desk import Desk
from collectrules.tui.dialog_text import OPENING_KEYS
from collectrules.tui.instead import Instead
from collectrules.tui.painting import NarrowCompositor
from collectrules.tui.screens.act import ActDialog, ForMany
from collectrules.tui.screens.log_contact import LogDialog
from collectrules.tui.undo import Act, Subject
from collectrules.tui.undoing import take_back
from collectrules.tui.widgets.status_line import StatusLine
from collectrules.worklist.find import called
from collectrules.worklist.outcomes import LoggedContact


class ActingScreen(Screen[None]):
    """A screen on which accounts are worked.

    A screen says which accounts are meant (`subjects`), and what is to be drawn anew after something was done
    (`acted`) or taken back (`taken_back`).
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._compositor = NarrowCompositor()
        self._desk = desk
        self.status = StatusLine(id="status")
        """Says what just happened; held, not looked up: work may still speak while the screen closes."""
        self._stopping = False
        self._many = False
        """Whether an act with many accounts is under way."""

    def subjects(self) -> Sequence[Subject]:
        """The accounts that are selected, else the one under the cursor; none where there is none."""
        raise NotImplementedError

    def acted(self, subjects: Sequence[Subject], act: Act, *, contact: bool) -> None:
        """Show that something was done: with a contact, the next account is to be worked."""
        raise NotImplementedError

    def taken_back(self, act: Act, said: str) -> None:
        """Show that something was taken back, and say so."""
        raise NotImplementedError

    def opened(self, subject: Subject) -> None:
        """A dialog about an account was opened."""

    def closed(self, subject: Subject) -> None:
        """It was closed."""

    @property
    def many(self) -> bool:
        """Whether an act with many accounts is under way."""
        return self._many

    def action_act(self, id: str) -> None:
        """Do an action of the table with the accounts that are meant."""
        self.act(action_named(id))

    def act(self, action: Action) -> None:
        """Open the dialog of an action; of a contact with one account, the one that reserves an attempt."""
        subjects = self.subjects()
        if not subjects:
            self.status.say("no account is under the cursor")
        elif len(subjects) > 1:
            self.act_with_many(action, subjects)
        elif action.id in CHANNEL_ACTIONS:
            self.log_contact(subjects[0], CHANNEL_ACTIONS[action.id], by_key=True)
        else:
            self.act_with(subjects[0], action)

    def act_with(
        self, subject: Subject, action: Action, answers: dict[str, str] | None = None
    ) -> None:
        """Open the dialog of an action with one account, with what is known of the answers."""
        dialog = ActDialog(
            self._desk, subject.account_id, subject.currency, action, answers=answers
        )

        def done(came: Done | ForMany | None) -> None:
            self.closed(subject)
            if isinstance(came, Done):
                self._done(subject, action, came)
            else:
                self.status.say("nothing was written")

        self.opened(subject)
        self.app.push_screen(dialog, done)

    def _done(self, subject: Subject, action: Action, done: Done) -> None:
        undos = ((subject, done.undo),) if done.undo else ()
        act = Act(done.sentence, undos)
        self._desk.acts.push(act)
        self.status.say(done.sentence, "done")
        self.acted((subject,), act, contact=action.group == "contact")

    def log_contact(self, subject: Subject, channel: Channel, *, by_key: bool = False) -> None:
        """Open the dialog that reserves an attempt; `by_key` says that the channel's key opened it."""
        key = OPENING_KEYS[channel] if by_key else ""
        dialog = LogDialog(self._desk, subject.account_id, subject.currency, channel, opened_by=key)

        def logged(came: LoggedContact | Instead | str | None) -> None:
            self.closed(subject)
            if isinstance(came, LoggedContact):
                self._logged(subject, came)
            elif isinstance(came, Instead):
                self._instead(subject, came)
            else:
                self.status.say(came or "nothing was logged")

        self.opened(subject)
        self.app.push_screen(dialog, logged)

    def _instead(self, subject: Subject, instead: Instead) -> None:
        if instead.channel is not None:
            self.log_contact(subject, instead.channel)
        else:
            self.act_with(subject, action_named("call-back"), {"at": instead.call_back_at})

    def _logged(self, subject: Subject, logged: LoggedContact) -> None:
        said = f"{logged.result.label} - {called(subject.name)}"
        left = (
            [CHANNEL_NAMES[way] for way in logged.unfinished[0].left] if logged.unfinished else []
        )
        told = f"logged: {said}"
        if left:
            told = f"{told}; {joined(left, 'and')} still to come"
        if logged.beyond:
            told = f"{told}; beyond `{logged.beyond}`, and written as it was"
        undo = undoing_contact(logged, said)
        act = Act(told, ((subject, undo),), logged.result.code, list_changed=bool(left))
        self._desk.acts.push(act)
        self.status.say(told, "done")
        self.acted((subject,), act, contact=not left)

    def act_with_many(self, action: Action, subjects: Sequence[Subject]) -> None:
        """Open the dialog of an action that is then done with each of several accounts."""
        if not action.bulk:
            self.status.say(f"`{action.label}` is done with one account at a time")
            return
        if self._many:
            self.status.say("an act with many accounts is under way; Esc stops it")
            return

        def answered(came: Done | ForMany | None) -> None:
            if isinstance(came, ForMany):
                self._many, self._stopping = True, False
                self._with_all(action, subjects, came.answers)
            else:
                self.status.say("nothing was written")

        first = subjects[0]
        dialog = ActDialog(self._desk, first.account_id, first.currency, action, many=len(subjects))
        self.app.push_screen(dialog, answered)

    @work(group="many")
    async def _with_all(
        self, action: Action, subjects: Sequence[Subject], answers: dict[str, str]
    ) -> None:
        def progress(tally: Tally) -> None:
            self.status.say(f"{action.label}: {tally.tried:,} of {tally.total:,}, Esc stops")

        try:
            tally, act = await act_with_all(
                self._desk,
                action,
                subjects,
                answers,
                progress=progress,
                stopping=lambda: self._stopping,
            )
        finally:
            self._many = False
        self._desk.acts.push(act)
        self.status.say(tally.sentence, "done" if tally.done else "error")
        self.acted(subjects, act, contact=False)

    def stop_many(self) -> bool:
        """Stop an act with many accounts before the next one; returns whether there was one."""
        if self._many:
            self._stopping = True
            self.status.say("stopping ...")
        return self._many

    def action_undo(self) -> None:
        """Take back the last act that was done here."""
        if self._desk.acts:
            self._undo(self._desk.acts.pop())

    @work(group="write")
    async def _undo(self, act: Act) -> None:
        came = await take_back(self._desk, act)
        if came.left is not None:
            self._desk.acts.push(came.left)
        if came.sentence:
            self.taken_back(act, came.sentence)
        elif came.error is not None:
            self.status.say_error(came.error)
            self.refresh_bindings()
