"""The place of the review on the screen: which commands make one today."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from collectrules.tui.desk import Desk
from collectrules.tui.keys import REVIEW
from collectrules.tui.widgets.bindings import bindings_of
from collectrules.tui.widgets.heading import Heading
from collectrules.tui.widgets.key_bar import KeyBar

_TEXT: Final = """\
The review is not on this screen yet; all of it is in a shell.

collectrules review published FILE
Who of the customers of today would be treated otherwise, and what it costs.

collectrules review published FILE --changes --in-flight
What each change does alone, and what becomes of accounts on a stage.

collectrules review published FILE --from DATE --to DATE
What both versions would have done over the past.

collectrules review published FILE --html FILE
All of it as one page, to be shown to somebody.

collectrules policy suggest
What a year of the books suggests to look at.

collectrules policy diff published FILE
What is different, rule by rule.\
"""


class ReviewScreen(Screen[None]):
    """Says that it is not on the screen yet, and where it is."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of(REVIEW)
    OWNERS: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def compose(self) -> ComposeResult:
        """The title, the text, the keys."""
        yield Heading("review of a policy", self._desk.by)
        with VerticalScroll(id="review"):
            yield Static(_TEXT, markup=False)
        yield KeyBar()

    def action_back(self) -> None:
        """Back to where one was."""
        self.dismiss()
