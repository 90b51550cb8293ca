"""Fields under each other, each with its label; Enter goes on, and after the last one answers them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid
from textual.message import Message
from textual.widgets import Input, Static

from collectrules.actions.action import Field


class FieldInput(Input):
    """One field; of a choice, the arrows go through the words."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "turn(-1)", "word before", show=False, id="field-word-before"),
        Binding("down", "turn(1)", "next word", show=False, id="field-next-word"),
    ]

    def __init__(self, field: Field, value: str = "") -> None:
        super().__init__(value, placeholder=field.hint, compact=True, id=f"answer-{field.name}")
        self.field = field

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a choice is turned; elsewhere the arrows scroll."""
        return bool(self.field.choices) if action == "turn" else True

    def action_turn(self, by: int) -> None:
        """Go to another word of the choice."""
        words = [word for word, _ in self.field.choices]
        said = self.value.strip().lower()
        place = words.index(said) + by if said in words else (0 if by > 0 else -1)
        self.value = words[place % len(words)]
        self.cursor_position = len(self.value)


class FieldForm(Grid):
    """A label and an input for each field."""

    @dataclass
    class Answered(Message):
        """Every field that has to be was filled; by their names."""

        answers: dict[str, str]

    @dataclass
    class Changed(Message):
        """Something else stands in a field."""

        answers: dict[str, str]

    @dataclass
    class Entered(Message):
        """The cursor is in a field."""

        field: Field

    def __init__(
        self,
        fields: Sequence[Field],
        values: Mapping[str, str] | None = None,
        *,
        typed: str = "",
        waiting: bool = False,
    ) -> None:
        """`typed` was typed before there was a field for it; `waiting` for what stands in them at first."""
        super().__init__()
        self._typed, self._waiting = typed, waiting
        values = values or {}
        self._inputs = [FieldInput(each, values.get(each.name, "")) for each in fields]

    def compose(self) -> ComposeResult:
        """The fields in order."""
        for each in self._inputs:
            yield Static(each.field.label, classes="question", markup=False)
            yield each

    def on_mount(self) -> None:
        """Begin with the first field that has to be filled and is not."""
        if not self._waiting:
            self.begin(self._typed)

    def begin(self, typed: str = "", *, finish: bool = False) -> None:
        """Go to the first field that has to be filled and is not, else to the first, and type there.

        A line end in what was `typed` goes on as Enter does; `finish` says that it was ended then.
        """
        first = next((each for each in self._inputs if _lacking(each)), self._inputs[0])
        place = self._inputs.index(first)
        for line in typed.split("\n")[:-1]:
            self._put(place, line)
            place += 1
            if place == len(self._inputs):
                place, finish = place - 1, True
        self._put(place, typed.rpartition("\n")[2])
        self._inputs[place].focus()
        if finish:
            self.finish()

    def _put(self, place: int, typed: str) -> None:
        if typed:
            field = self._inputs[place]
            # What follows is typed after it, and not in its place.
            field.select_on_focus = False
            field.value = typed
            field.cursor_position = len(typed)

    @property
    def answers(self) -> dict[str, str]:
        """What stands in the fields, by their names."""
        return {each.field.name: each.value for each in self._inputs}

    def fill(self, values: Mapping[str, str]) -> None:
        """Put values into the fields that nobody has written into."""
        for each in self._inputs:
            if not each.value and values.get(each.field.name):
                each.value = values[each.field.name]
                each.cursor_position = len(each.value)

    def point_at(self, name: str) -> None:
        """Put the cursor into a field."""
        for each in self._inputs:
            if each.field.name == name:
                each.focus()
                each.action_select_all()

    def finish(self) -> None:
        """Answer with what there is, unless a field that has to be filled is empty: then go there."""
        lacking = next((each for each in self._inputs if _lacking(each)), None)
        if lacking is not None:
            lacking.focus()
        else:
            self.post_message(self.Answered(self.answers))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        place = next(n for n, each in enumerate(self._inputs) if each is event.input)
        if place + 1 < len(self._inputs):
            self._inputs[place + 1].focus()
        else:
            self.finish()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(self.answers))

    @on(events.DescendantFocus)
    def _entered(self, event: events.DescendantFocus) -> None:
        if isinstance(event.widget, FieldInput):
            self.post_message(self.Entered(event.widget.field))


def _lacking(each: FieldInput) -> bool:
    return not each.field.optional and not each.value.strip()
