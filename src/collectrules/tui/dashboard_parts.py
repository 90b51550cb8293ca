"""The parts of the dashboard as they have been read so far, and what each shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from textual.content import Content

from collectrules.errors import CollectrulesError
from collectrules.reports.ageing import Ageing
from collectrules.reports.stages import StageSum
from collectrules.reports.year import MonthFigures
from collectrules.tui import dashboard_charts as charts
from collectrules.tui import dashboard_text as texts
from collectrules.tui.cells import harmless
from collectrules.tui.dashboard_reading import Collected, PromisesNow, Standing, WaitsOnList
from collectrules.tui.widgets.chart import Draw
from collectrules.tui.widgets.status_line import error_text
from collectrules.tui.widgets.text_pane import Told

PARTS: Final[Mapping[str, tuple[str, bool]]] = {
    "ageing": ("what is outstanding", True),
    "promises": ("promises to pay", False),
    "year": ("the last twelve months", True),
    "blocked": ("the list", False),
    "collected": ("collected", True),
    "stages": ("accounts by stage", False),
}
"""The title of each part, and whether it has a chart, in the order in which they are shown."""


_NOTHING: Final = "nothing was sold, owed, paid or promised yet"


@dataclass(slots=True)
class Parts:
    """What has been read; None is not yet, or not at all where there is an error."""

    ageing: Mapping[str, Ageing] | None = None
    waits: WaitsOnList | None = None
    collected: Collected | None = None
    promises: PromisesNow | None = None
    stages: Sequence[StageSum] | None = None
    months: Mapping[str, Sequence[MonthFigures]] | None = None
    months_left: int = 0
    """How many ends of months are still to be read."""
    errors: dict[str, CollectrulesError] = field(default_factory=dict)
    """By part, why it cannot be read."""

    def currencies(self, standing: Standing) -> tuple[str, ...]:
        """The currencies that anything is known of: the one that most accounts owe in first, of as many the
        one that the policy names first, then the others.

        Where nothing is known of any, the first of the policy; without a policy none.
        """
        known = {
            *(self.ageing or ()),
            *(self.months or ()),
            *(each.currency for each in self.stages or ()),
        }
        if self.collected is not None:
            known |= set(self.collected.money)
        if self.promises is not None:
            promised = self.promises
            known |= {*promised.today, *promised.soon, *promised.later, *promised.lately}
        own = standing.policy.currencies if standing.policy else ()
        found = (*(code for code in own if code in known), *sorted(known.difference(own)))
        lines = self.ageing or {}
        accounts = {code: lines[code].accounts if code in lines else 0 for code in found}
        return tuple(sorted(found, key=lambda code: -accounts[code])) or own[:1]

    def shown(self, id: str, standing: Standing, currency: str) -> tuple[Told, Draw | None] | None:
        """What a part shows of a currency, and its chart; None while it is still being read."""
        if id in self.errors:
            why = harmless(error_text(self.errors[id]).removeprefix("error: "))
            return (lambda _width: Content(why)), None
        if not currency and id != "blocked":
            return (lambda _width: Content(_NOTHING)), None
        match id:
            case "ageing" if self.ageing is not None:
                line = self.ageing.get(currency)
                draw = charts.ageing_chart(line) if line is not None else None
                return partial(texts.ageing_text, self.ageing, currency), draw
            case "promises" if self.promises is not None:
                return partial(texts.promises_text, self.promises, currency), None
            case "year" if self.months is not None:
                months = self.months.get(currency, ())
                return partial(texts.year_text, months, self.months_left), charts.year_chart(months)
            case "blocked" if self.waits is not None:
                return partial(texts.waits_text, self.waits), None
            case "collected" if self.collected is not None:
                draw = charts.collected_chart(self.collected, currency)
                return partial(texts.collected_text, self.collected, standing, currency), draw
            case "stages" if self.stages is not None:
                return partial(texts.stages_text, self.stages, currency), None
            case _:
                return None
