"""A few questions under each other; Enter goes on, and after the last one answers them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Grid
from textual.message import Message
from textual.widgets import Input, Static

from collectrules.tui.outcome import Question


class QuestionForm(Grid):
    """A label and a field for each question."""

    @dataclass
    class Answered(Message):
        """Every question was answered, by its name."""

        answers: dict[str, str]

    def __init__(self, questions: Sequence[Question]) -> None:
        super().__init__()
        self._questions = questions

    def compose(self) -> ComposeResult:
        """The fields in order."""
        for question in self._questions:
            yield Static(question.label, classes="question", markup=False)
            yield Input(
                question.value,
                placeholder=question.hint,
                compact=True,
                id=f"answer-{question.name}",
            )

    def on_mount(self) -> None:
        """Begin with the first question that has no answer yet."""
        fields = list(self.query(Input))
        next((field for field in fields if not field.value), fields[0]).focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        fields = list(self.query(Input))
        empty = next((field for field in fields if not field.value.strip()), None)
        if event.input is not fields[-1]:
            fields[fields.index(event.input) + 1].focus()
        elif empty is not None:
            empty.focus()
        else:
            names = [question.name for question in self._questions]
            values = [field.value for field in fields]
            self.post_message(self.Answered(dict(zip(names, values, strict=True))))
