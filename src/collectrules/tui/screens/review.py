"""The place of the review: what it will hold, and what compares two versions of a policy today."""

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
There is no review yet.

It will set two versions of a policy side by side: what changed, who of the customers of today would be \
treated otherwise, which change does what, and what the new version would have done over the past year.

Until then, in a shell:

collectrules policy diff A B
What is different, rule by rule; each is a file or a version.

collectrules run --dry-run --policy FILE
What a run would find and write by another version.

collectrules policy test FILE
The scenarios beside a version.\
"""


class ReviewScreen(Screen[None]):
    """Says what is not there yet, and what is."""

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
