"""What an opened account shows beside its timeline: next, money, people and why, one under the other."""

from __future__ import annotations

from typing import Final, Literal

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from collectrules.tui.account_money_text import money_text
from collectrules.tui.account_next_text import next_text, why_text
from collectrules.tui.account_people_text import people_text
from collectrules.worklist.account import Account
from collectrules.worklist.payoff import Payoff

Pane = Literal["next", "money", "people", "why"]
PANES: Final[tuple[Pane, ...]] = ("next", "money", "people", "why")


class AccountPanes(VerticalScroll):
    """One text for each part; where there is little room the stylesheet shows one of them."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._texts = {
            each: Static(id=f"account-{each}", classes="account-part", markup=False)
            for each in PANES
        }
        self._account: Account | None = None
        self._payoff: Payoff | str | None = None

    def compose(self) -> ComposeResult:
        """The parts in their order."""
        yield from self._texts.values()

    def tell(self, account: Account, payoff: Payoff | str | None) -> None:
        """Tell of an account; `payoff` is the figure, why there is none, or None while it is worked out."""
        self._account, self._payoff = account, payoff
        self._draw()

    def on_resize(self) -> None:
        """Set the tables to the new width."""
        self._draw()

    def go_to(self, pane: Pane) -> None:
        """Bring a part to the top."""
        self.call_after_refresh(
            self.scroll_to_widget, self._texts[pane], animate=False, top=True, force=True
        )

    def _draw(self) -> None:
        account, payoff = self._account, self._payoff
        if account is None:
            return
        width = max(20, self.scrollable_content_region.width - 2)
        figure = payoff if isinstance(payoff, Payoff) else None
        self._texts["next"].update(next_text(account, figure, width))
        self._texts["money"].update(money_text(account, payoff, width))
        self._texts["people"].update(people_text(account))
        self._texts["why"].update(why_text(account, width))
