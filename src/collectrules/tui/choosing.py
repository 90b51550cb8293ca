"""Which accounts are shown and in which order, and which of them are selected, by keys and clicks."""

from __future__ import annotations

from dataclasses import replace

from textual import on, work

from collectrules.tui.widgets.filter_bar import FilterBar
from collectrules.tui.widgets.view_tabs import ViewTabs
from collectrules.tui.working import Working
from collectrules.worklist.pages import Shown
from collectrules.worklist.views import SORTS, VIEWS, ViewId, view_named


class Choosing(Working):
    """Views, sorts, the filter and the selection of the list."""

    @on(ViewTabs.Picked)
    def _picked(self, event: ViewTabs.Picked) -> None:
        self.action_view(event.view)

    def action_view(self, name: ViewId) -> None:
        """Show a view, by its id."""
        self._choose(replace(self._shown, view=view_named(name)))

    def action_step_view(self, steps: int) -> None:
        """Show the view that is so many further on, round and round."""
        place = VIEWS.index(self._shown.view) + steps
        self._choose(replace(self._shown, view=VIEWS[place % len(VIEWS)]))

    def action_sort(self) -> None:
        """Sort by the next thing; after the last in the view's own order again."""
        place = SORTS.index(self._shown.sort) + 1
        sort = SORTS[place % len(SORTS)]
        self._choose(replace(self._shown, sort=sort, reverse=False))

    def action_reverse(self) -> None:
        """Turn the order round."""
        self._choose(replace(self._shown, reverse=not self._shown.reverse))

    def _choose(self, shown: Shown) -> None:
        if shown == self._shown:
            return
        self._shown = shown
        self._remembered.write(shown)
        self.status.say(order_text(shown))
        self.show()

    @on(FilterBar.Changed)
    def _filter_changed(self, event: FilterBar.Changed) -> None:
        event.stop()
        self._shown = replace(self._shown, words=event.text)
        self.show()

    @on(FilterBar.Left)
    def _filter_left(self, event: FilterBar.Left) -> None:
        event.stop()
        self.set_focus(self.accounts)
        # After that, and not before: then all that looks different by now is painted at once.
        if event.clears:
            self.query_one(FilterBar).clear()

    def action_filter(self) -> None:
        """Go to the filter."""
        self.query_one(FilterBar).open()

    def action_clear(self) -> None:
        """Select nothing any more; where nothing was, show every row of the view again."""
        if self.selected:
            self.select(frozenset())
        else:
            self.query_one(FilterBar).clear()

    def action_refresh_list(self) -> None:
        """Read the list again, with the cursor on the same account."""
        self.read_list("the list was read again")

    def action_select(self) -> None:
        """Select the account under the cursor, or not any more, and go on to the next row."""
        self.with_row(lambda row: self._toggle(row.account_id) if row else None)
        self.accounts.action_move(1)

    def _toggle(self, account_id: int) -> None:
        self.select(self.selected ^ {account_id})

    def action_select_shown(self) -> None:
        """Select every account that is shown; none where all of them are selected already."""
        self._select_shown()

    @work(exclusive=True, group="select")
    async def _select_shown(self) -> None:
        if self._read is None or self._read.pages is None:
            return
        shown = await self._asked(self._read.pages.accounts)
        if shown is not None:
            self.select(self.selected - shown if shown <= self.selected else self.selected | shown)

    def select(self, accounts: frozenset[int]) -> None:
        """Have just these accounts selected."""
        self._around = replace(self._around, chosen=accounts)
        self.draw()
        self._tell()


def order_text(shown: Shown) -> str:
    """Which view in which order: `to mail, by to collect, turned round`."""
    by = shown.sort.label or shown.view.ordered
    return f"{shown.view.title}, by {by}{', turned round' if shown.reverse else ''}"
