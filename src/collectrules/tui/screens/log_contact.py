"""The dialog in which a contact is logged: one letter for the result, and the gate has the last word."""

from __future__ import annotations

from textual import on, work

from collectrules.actions.answers import WrongAnswer
from collectrules.compliance.results import Result
from collectrules.errors import CollectrulesError
from collectrules.tui.key_order import let_keys_go_on
from collectrules.tui.outcome import REASON, first_answers, is_hard, is_soft
from collectrules.tui.screens.holding import HoldingDialog
from collectrules.tui.widgets.field_form import FieldForm
from collectrules.tui.widgets.status_line import error_text
from collectrules.worklist.outcomes import Blocked


class LogDialog(HoldingDialog):
    """Logs what came of a contact that is being made."""

    @on(FieldForm.Answered)
    def _answered(self, event: FieldForm.Answered) -> None:
        if self._writing:
            return
        if self._reasoning:
            assert self._opened is not None
            self._hold_again(self._opened.chosen, event.answers[REASON.name])
        elif self._picked is not None:
            self._write(self._picked, event.answers)

    def _pick(self, result: Result) -> None:
        verdict = self._verdict
        if is_hard(verdict) and result.passes_gate:
            rule = verdict.rule if verdict else ""
            self._say(f"`{result.label}` was not logged: `{rule}` is in the way", error=True)
            return
        if result.passes_gate and is_soft(verdict) and self._held.attempt is None:
            self._ask_reason()
            return
        assert self._opened is not None
        asked = self._questions(result)
        if not asked:
            self._write(result, {})
            return
        self._picked = result
        typed = self._ahead.take_text()
        self._mount(FieldForm(asked, first_answers(result, self._opened), typed=typed))
        self._tell()

    def _write(self, result: Result, answers: dict[str, str]) -> None:
        self._writing = True
        self._say("writing ...")
        self._log(result, answers)

    @work(group="write")
    async def _log(self, result: Result, answers: dict[str, str]) -> None:
        opened = self._opened
        assert opened is not None
        try:
            logged = await self._making.log(opened, result, answers, self._note)
        except Blocked as blocked:
            self._refused(result, blocked)
            self._tell()
            let_keys_go_on(self.app, forget=True)
        except CollectrulesError as error:
            self._say(error_text(error), error=True)
            if isinstance(error, WrongAnswer):
                self._point_at(error.field)
            let_keys_go_on(self.app, forget=True)
        else:
            self.dismiss(logged)
        finally:
            self._writing = False

    def _point_at(self, field: str) -> None:
        for form in self.query(FieldForm):
            form.point_at(field)

    def _refused(self, result: Result, blocked: Blocked) -> None:
        """Say which limit is in the way; what is held can still be given a result that counts as less."""
        if is_soft(blocked.verdict):
            self._stepping_over[result.code] = blocked.verdict
        said = f"`{result.label}` was not logged: {blocked.verdict.sentence}; {blocked.help}"
        self._say(said, error=True)
