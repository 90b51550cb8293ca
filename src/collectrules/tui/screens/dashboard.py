"""The dashboard: how collecting goes, in one look, part by part as each is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import ClassVar, Final, TypeVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen

from collectrules.errors import CollectrulesError
from collectrules.ledger.book import Ledger
from collectrules.reports.stages import by_stage
from collectrules.reports.year import EndOfDay, ends_of, figures_by_month, last_months
from collectrules.tui import dashboard_reading as reading
from collectrules.tui.dashboard_parts import PARTS, Parts
from collectrules.tui.desk import Desk
from collectrules.tui.keys import DASHBOARD
from collectrules.tui.screens.help import HelpScreen
from collectrules.tui.widgets.bindings import bindings_of
from collectrules.tui.widgets.heading import Heading
from collectrules.tui.widgets.key_bar import KeyBar
from collectrules.tui.widgets.panel import Panel
from collectrules.tui.widgets.status_line import StatusLine

T = TypeVar("T")

_BARE: Final = 72
"""Below so many cells there are numbers and no charts."""
_TWO: Final = 116
"""From so many cells on two parts stand beside each other."""
_ROOMY_FOOTER: Final = 96


class DashboardScreen(Screen[None]):
    """Reads the books once when it is opened, and again when asked to."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of(DASHBOARD)
    OWNERS: ClassVar[bool] = True
    """One of the owner's screens, which take each other's place."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._parts = Parts()
        self._standing: reading.Standing | None = None
        self._currency = ""
        self._several = False
        self.status = StatusLine(id="status")

    def compose(self) -> ComposeResult:
        """From the title to the keys."""
        yield Heading("dashboard", id="title")
        with VerticalScroll(id="panels", can_focus=False):
            for id, (title, chart) in PARTS.items():
                yield Panel(title, chart=chart, id=id)
        yield self.status
        yield KeyBar()

    def on_mount(self) -> None:
        """Read all of it."""
        self.status.say("reading the books ...")
        self._read()

    def on_resize(self, event: events.Resize) -> None:
        """Leave the charts out, and let the keys stand closer, where there is little room."""
        self.set_class(event.size.width < _BARE, "-bare")
        self.set_class(event.size.width >= _TWO, "-two")
        self.query_one(KeyBar).compact = event.size.width < _ROOMY_FOOTER

    @work(exclusive=True, group="read")
    async def _read(self, said: str = "") -> None:
        now, self._parts = self._desk.now(), Parts()
        parts = self._parts
        try:
            standing = await self._desk.ask(lambda ledger: reading.begin(ledger, now))
        except CollectrulesError as error:
            self.status.say_error(error)
            for panel in self.query(Panel):
                panel.tell(lambda _width: Content("the ledger cannot be read"))
            return
        self._standing = standing
        parts.ageing = await self._ask("ageing", partial(reading.read_ageing, standing=standing))
        self._show()
        parts.waits = await self._ask("blocked", reading.read_waits)
        self._show()
        parts.collected = await self._ask(
            "collected", partial(reading.read_collected, standing=standing)
        )
        self._show()
        parts.promises = await self._ask(
            "promises", partial(reading.read_promises, standing=standing)
        )
        self._show()
        stood = await self._ask("stages", partial(reading.read_stages, standing=standing))
        parts.stages = None if stood is None else by_stage(stood, standing.ladder)
        self._show()
        await self._read_year(standing)
        self.status.say(said)

    async def _read_year(self, standing: reading.Standing) -> None:
        """Read month by month, the latest first, and show each as it is known."""
        months = last_months(standing.today)
        days = ends_of(months)
        ends: dict[date, EndOfDay] = {}
        for number, day in enumerate(days, 1):
            end = await self._ask("year", partial(reading.read_end, standing=standing, day=day))
            if end is None:
                self._show()
                return
            ends[day] = end
            self._parts.months = figures_by_month(months, ends)
            self._parts.months_left = len(days) - number
            self._show()

    async def _ask(self, id: str, request: Callable[[Ledger], T]) -> T | None:
        """What a part is read as; None where it cannot be read, which the part then says."""
        try:
            return await self._desk.ask(request)
        except CollectrulesError as error:
            self._parts.errors[id] = error
            return None

    def _show(self) -> None:
        """Show all that has been read, in the currency that is chosen."""
        if self._standing is None:
            return
        known = self._parts.currencies(self._standing)
        currency = self._currency if self._currency in known else next(iter(known), "")
        for panel in self.query(Panel):
            shown = self._parts.shown(panel.id or "", self._standing, currency)
            if shown is not None:
                panel.tell(*shown)
        self._tell(currency, known)

    def _tell(self, currency: str, known: Sequence[str]) -> None:
        standing = self._standing
        assert standing is not None
        policy = standing.policy
        named = f"policy {policy.id} {policy.version}" if policy else "no policy in force"
        chosen = currency
        if len(known) > 1:
            chosen = f"{currency}, {known.index(currency) + 1} of {len(known)} currencies"
        parts = [f"dashboard of {standing.today}", named, self._desk.by]
        self.query_one(Heading).tell(parts, chosen)
        if self._several != (len(known) > 1):
            self._several = len(known) > 1
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the currencies only where there are several."""
        return self._several if action == "currency" else True

    def action_currency(self, step: int) -> None:
        """Show another currency."""
        if self._standing is not None:
            known = self._parts.currencies(self._standing)
            place = known.index(self._currency) if self._currency in known else 0
            self._currency = known[(place + step) % len(known)]
            self._show()

    def action_read_again(self) -> None:
        """Read all of it again."""
        self.status.say("reading the books ...")
        self._read("the books were read again")

    def action_back(self) -> None:
        """Back to where one was."""
        self.dismiss()

    def action_help(self) -> None:
        """Show the keys, and what the figures mean."""
        self.app.push_screen(HelpScreen("dashboard"))
