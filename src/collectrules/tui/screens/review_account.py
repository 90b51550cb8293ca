"""An account that a change of the policy treats differently: both explanations side by side."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.screen import Screen

from collectrules.errors import CollectrulesError
from collectrules.review.model import Moved, Version
from collectrules.tui.cells import fit
from collectrules.tui.desk import Desk
from collectrules.tui.keys import REVIEW_ACCOUNT
from collectrules.tui.review_account_text import differs_text, side_text
from collectrules.tui.review_desk import Left, ReviewDesk
from collectrules.tui.review_reading import Explained, explain_both
from collectrules.tui.screens.account import AccountScreen
from collectrules.tui.screens.help import HelpScreen
from collectrules.tui.widgets.bindings import bindings_of
from collectrules.tui.widgets.heading import Heading
from collectrules.tui.widgets.key_bar import KeyBar
from collectrules.tui.widgets.status_line import StatusLine
from collectrules.tui.widgets.text_pane import TextPane

_NAME: Final = 30
"""Cells of an account's name, so that there is room for the rest of the line."""


class ReviewAccount(Screen[None]):
    """One of the accounts of a list at a time; `after` says which changes the right side has."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of(REVIEW_ACCOUNT)
    AUTO_FOCUS = "#before"
    OWNERS: ClassVar[bool] = True

    def __init__(
        self,
        desk: Desk,
        copy: ReviewDesk,
        versions: tuple[Version, Version],
        *,
        after: str,
        accounts: Sequence[Moved],
        place: int,
    ) -> None:
        super().__init__()
        self._desk, self._copy, self._versions = desk, copy, versions
        self._after, self._accounts, self._place = after, accounts, place
        self.status = StatusLine(id="status")

    def compose(self) -> ComposeResult:
        """What differs, above both sides."""
        yield Heading("an account under both versions")
        yield TextPane(id="differs")
        with Horizontal(id="sides"):
            yield TextPane(id="before")
            yield TextPane(id="after")
        yield self.status
        yield KeyBar()

    def on_mount(self) -> None:
        """Ask both."""
        self._explain()

    @property
    def _moved(self) -> Moved:
        return self._accounts[self._place]

    @work(exclusive=True, group="explain")
    async def _explain(self) -> None:
        moved = self._moved
        before = moved.before
        self.query_one(Heading).tell(
            [f"{before.account}  {fit(before.name, _NAME).rstrip()}", f"in {before.currency}"],
            f"{self._place + 1:,} of {len(self._accounts):,}",
        )
        try:
            request = partial(explain_both, moved=moved, versions=self._versions)
            explained = await self._copy.ask(request, self.status.say)
        except Left:
            return
        except CollectrulesError as error:
            self.status.say_error(error)
        else:
            self.status.say("")
            self._show(explained)

    def _show(self, explained: Explained) -> None:
        moved = explained.moved
        was = self._versions[0].policy
        names = f"before: {was.id} {was.version}", f"after: {self._after}"
        self.query_one("#differs", TextPane).tell(partial(differs_text, explained))
        for id, name, standing in zip(
            ("#before", "#after"), names, (moved.before, moved.after), strict=True
        ):
            pane = self.query_one(id, TextPane)
            pane.tell(partial(side_text, name, moved, standing, explained))
            pane.scroll_home(animate=False)

    def action_step(self, by: int) -> None:
        """Explain another account of the list."""
        self._place = (self._place + by) % len(self._accounts)
        self._explain()

    def action_open_account(self) -> None:
        """Open the account itself."""
        before = self._moved.before
        self.app.push_screen(AccountScreen(self._desk, before.account_id, before.currency))

    def action_back(self) -> None:
        """Back to the review."""
        self.dismiss()

    def action_help(self) -> None:
        """Show the keys, and what the sides are."""
        self.app.push_screen(HelpScreen("explained"))
