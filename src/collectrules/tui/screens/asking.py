"""What every dialog of fields does alike: it says things, asks before it writes, is not left in a write."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from collectrules.tui.cells import harmless
from collectrules.tui.key_order import let_keys_go_on

Answer = TypeVar("Answer")


class AskingDialog(ModalScreen[Answer]):
    """A dialog whose parts are called `act-about`, `act-preview`, `act-said` and `act-hint`."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "back", id="act-back"),
        Binding("f1", "help", "help", id="act-help"),
        Binding("ctrl+s,f10", "finish", "do it", id="act-finish"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._yes: Callable[[], None] | None = None
        """What waits for a `y`."""
        self._no: Callable[[], None] | None = None
        self._writing = False

    def holds(self, key: events.Key) -> bool:
        """Whether a key is for what comes after this: it is being written."""
        return self._writing

    def on_unmount(self) -> None:
        """What was pressed while it was written is for what was under it."""
        let_keys_go_on(self.app)

    @property
    def _busy(self) -> bool:
        """Whether a question waits, or it is being written."""
        return self._writing or self._yes is not None

    def _ask(self, question: str, *, yes: Callable[[], None], no: Callable[[], None]) -> None:
        """Ask before it is done; only a `y` is a yes."""
        self._yes, self._no = yes, no
        self.set_focus(None)
        self._say(f"{question} y to do it, any other key goes back", error=True)

    def on_key(self, event: events.Key) -> None:
        """Answer the question."""
        yes, no = self._yes, self._no
        if yes is None or no is None:
            return
        event.stop()
        event.prevent_default()
        self._yes = self._no = None
        self._say("")
        (yes if event.character == "y" else no)()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a question waits every key is its answer."""
        return self._yes is None

    def action_back(self) -> None:
        """Leave; never out of a write."""
        if not self._writing:
            self.dismiss(None)

    def _say(self, text: str, *, error: bool = False) -> None:
        for said in self._write_in("said", Content(harmless(text))):
            said.set_class(error, "-error")
            if text:
                said.scroll_visible(animate=False)

    def _write_in(self, part: str, text: Content) -> list[Static]:
        """Write into a part of the dialog; into none where Esc has taken the dialog apart meanwhile."""
        found = list(self.query(f"#act-{part}").results(Static))
        for each in found:
            each.update(text)
        return found
