"""The charts say under each bar what it is: where not all fit, others would be left out each time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest
from rich.text import Text
from textual_plotext.plot import Plot

from collectrules.reports.ageing import Ageing
from collectrules.reports.definitions import DEFINITIONS
from collectrules.reports.figures import Figure
from collectrules.reports.money_in import MoneyIn, week_of
from collectrules.reports.year import FIGURES, MonthFigures, last_months
from collectrules.tui.dashboard_charts import ageing_chart, collected_chart, year_chart
from collectrules.tui.dashboard_reading import Collected
from collectrules.tui.widgets.chart import Colours, Draw

DAY = date(2026, 6, 30)
SMALLEST, WIDEST = 24, 70


def drawn(draw: Draw | None, width: int, height: int = 9) -> list[str]:
    assert draw is not None
    plot = Plot()
    draw(plot, Colours((1, 2, 3), (4, 5, 6)))
    plot.plotsize(width, height)
    plot._set_size(width, height)
    return Text.from_ansi(plot.build()).plain.splitlines()


def fits(draw: Draw | None, labels: Sequence[str]) -> bool:
    return all(drawn(draw, width)[-1].split() == list(labels) for width in range(SMALLEST, WIDEST))


@pytest.mark.parametrize("largest", [1, 99_999, 10**11])
def test_every_bucket_is_named(largest: int) -> None:
    line = Ageing("EUR", 1, 1, 1, (largest, 0, 1, largest // 2, largest))
    assert fits(ageing_chart(line), ("cur", "30", "60", "90", ">90"))


@pytest.mark.parametrize("largest", [1, 99_999, 10**11])
def test_every_day_is_named(largest: int) -> None:
    week = week_of(DAY)
    found = Collected(week, week_of(week.before), {"EUR": MoneyIn({DAY: largest})})
    days = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
    assert fits(collected_chart(found, "EUR"), days)


def test_a_week_without_money_has_no_chart() -> None:
    week = week_of(DAY)
    assert collected_chart(Collected(week, week_of(week.before), {}), "EUR") is None


def months(value: Fraction | None) -> list[MonthFigures]:
    return [
        MonthFigures(month, {key: Figure(DEFINITIONS[key], value, "") for key in FIGURES})
        for month in last_months(DAY)
    ]


@pytest.mark.parametrize("value", [Fraction(1), Fraction(99_999, 100)])
def test_every_third_month_is_named(value: Fraction) -> None:
    assert fits(year_chart(months(value)), ("07", "10", "01", "04"))


def test_months_without_figures_have_no_chart() -> None:
    assert year_chart(months(None)) is None
    assert year_chart([]) is None
