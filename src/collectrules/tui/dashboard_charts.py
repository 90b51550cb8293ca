"""The dashboard's charts: each shows nothing that is not said in numbers beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Final

from textual_plotext.plot import Plot

from collectrules.money import to_decimal
from collectrules.reports.ageing import Ageing
from collectrules.reports.money_in import MoneyIn
from collectrules.reports.year import MonthFigures
from collectrules.tui.dashboard_reading import Collected
from collectrules.tui.widgets.chart import Colours, Draw

_BUCKETS: Final = ("cur", "30", "60", "90", ">90")
_DAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
"""Labels so short that all of them fit under the bars: of others, other ones are left out each time."""
_SIDES: Final = {"left": 1, "right": 2}
_DSO: Final = "o"
_CEI: Final = "+"
"""Marks that tell the two lines apart where there is no colour."""


def ageing_chart(line: Ageing) -> Draw:
    """A bar for each bucket."""
    heights = [float(to_decimal(each, line.currency)) for each in line.buckets]
    return partial(_bars, _BUCKETS, heights)


def _bars(labels: Sequence[str], heights: Sequence[float], plot: Plot, colours: Colours) -> None:
    plot.bar(labels, heights, color=colours.first, width=0.6)
    plot.yticks([], [])
    plot.frame(False)


def collected_chart(found: Collected, currency: str) -> Draw | None:
    """Two bars for each day: this week's is full, that of the week before is shaded; None without money."""
    money = found.money.get(currency, MoneyIn())
    if not money.total:
        return None

    def week(first: int) -> list[float]:
        days = (found.week.first + timedelta(days=first + n) for n in range(7))
        return [float(to_decimal(money.by_day.get(day, 0), currency)) for day in days]

    return partial(_two_bars, week(0), week(-7))


def _two_bars(now: Sequence[float], before: Sequence[float], plot: Plot, colours: Colours) -> None:
    for heights, aside, mark, colour in (
        (before, -0.2, "░", colours.second),
        (now, 0.2, "█", colours.first),
    ):
        places = [day + aside for day in range(len(heights))]
        plot.bar(places, heights, color=colour, marker=mark, width=0.4)
    plot.xticks([float(day) for day in range(len(_DAYS))], list(_DAYS))
    plot.yticks([], [])
    plot.frame(False)


def year_chart(months: Sequence[MonthFigures]) -> Draw | None:
    """DSO by the scale on the left, CEI by the one on the right; None where there is nothing to draw."""
    lines = {
        key: [
            (n, float(value))
            for n, each in enumerate(months)
            if (value := each.figures[key].value) is not None
        ]
        for key in ("dso_count_back", "cei")
    }
    if not any(lines.values()):
        return None
    ticks = [f"{each.month.first:%m}" for each in months]
    return partial(_lines, lines["dso_count_back"], lines["cei"], ticks)


def _lines(
    dso: Sequence[tuple[int, float]],
    cei: Sequence[tuple[int, float]],
    ticks: Sequence[str],
    plot: Plot,
    colours: Colours,
) -> None:
    for points, mark, side, colour, label in (
        (dso, _DSO, "left", colours.first, "DSO"),
        (cei, _CEI, "right", colours.second, "CEI"),
    ):
        if points:
            plot.plot(
                [x for x, _ in points],
                [y for _, y in points],
                yside=side,
                marker=mark,
                color=colour,
                label=label,
            )
            ends = sorted({min(y for _, y in points), max(y for _, y in points)})
            plot.yticks(ends, [f"{each:.0f}" for each in ends], yside=_SIDES[side])
    plot.xticks([float(place) for place in range(0, len(ticks), 3)], list(ticks[::3]))
    plot.xlim(-0.5, max(1, len(ticks) - 1) + 0.5)
