"""The question before an event of the timeline is taken back; answered with its reason, or None."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from collectrules.money import format_minor
from collectrules.tui.cells import harmless
from collectrules.worklist.timeline import Entry

REASON: Final = "recorded by mistake"
"""What is kept where nobody says more."""


class TakeBackDialog(ModalScreen[str | None]):
    """Shows what would count no more. Only `y` takes it back; it is asked by another key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "yes", "take it back", id="take-back-yes"),
        Binding("escape,n,enter", "no", "leave it", id="take-back-no"),
        Binding("r,tab", "reason", "the reason", id="take-back-reason"),
    ]

    AUTO_FOCUS: ClassVar[str | None] = ""
    """Nothing is in focus at first, so that no key is taken for a letter of the reason."""

    def __init__(self, taken_back: Sequence[Entry]) -> None:
        super().__init__()
        self._taken_back = taken_back

    def compose(self) -> ComposeResult:
        """What it is about, the reason, and the keys."""
        with VerticalScroll(id="dialog", can_focus=False) as dialog:
            dialog.border_title = Content("take back")
            dialog.border_subtitle = Content("Esc leaves it")
            yield Static(self._about(), id="take-back-about", markup=False)
            yield Input(REASON, id="take-back-text", max_length=200, compact=True)
            yield Static(self._keys(), id="take-back-keys", markup=False)

    def _about(self) -> Content:
        first, *others = self._taken_back
        lines = [_told(first)]
        if others:
            lines.append(Content.styled("and what came of it:", "$foreground-muted"))
        lines += [_told(each) for each in others]
        lines.append(
            Content.styled("both stay in the journal; the reason is kept:", "$foreground-muted")
        )
        return Content("\n").join(lines)

    def _keys(self) -> Content:
        return Content.assemble(
            "take it back?  ",
            ("y", "bold $text-accent"),
            " yes   ",
            ("N", "bold $text-accent"),
            " no, Enter and Esc too\n",
            ("r", "bold $text-accent"),
            " write another reason",
        )

    @on(Input.Submitted)
    def _written(self) -> None:
        """The reason is written; it is asked again whether it is meant."""
        self.set_focus(None)

    def action_reason(self) -> None:
        """Go to the reason."""
        self.query_one(Input).focus()

    def action_yes(self) -> None:
        """Take it back."""
        reason = self.query_one(Input).value.strip()
        if reason:
            self.dismiss(reason)
        else:
            self.action_reason()

    def action_no(self) -> None:
        """Leave it; from within the reason, back to the question first."""
        if isinstance(self.focused, Input):
            self.set_focus(None)
        else:
            self.dismiss(None)


def _told(entry: Entry) -> Content:
    amount = "" if entry.amount is None else f"  {format_minor(entry.amount, entry.currency)}"
    return Content(harmless(f"{entry.on}  {entry.sentence}{amount}"))
