"""The figures of a period as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from collectrules.money import format_minor
from collectrules.reports.buckets import BUCKETS
from collectrules.reports.definitions import DEFINITIONS, ROLL_RATE
from collectrules.reports.figures import Figure, two_decimals
from collectrules.reports.kpi import Kpi
from collectrules.reports.page import Bars, Page, Part, Section, Table, Terms, bars
from collectrules.reports.period import Period
from collectrules.reports.trend import MonthEnd

_NOTES = (
    "Receivables are what is left of the amounts of invoices, less credit and unapplied cash; late fees and "
    "interest are left out, as they are no sales. Sales are invoices by their date, less credit notes and "
    "credit given.",
    "Figures are rounded half up to two decimals, here and nowhere before. Currencies are never added.",
)


@dataclass(frozen=True, slots=True)
class Told:
    """Figures of one currency, under one version of the policy where `policy` names it."""

    kpi: Kpi
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """How figures are told."""

    period: Period
    known: str
    """What of the books is known; empty where all is."""
    begins: date | None
    """The day on which the ledger first saw an invoice."""
    explain: bool = False
    trends: Mapping[str, Sequence[MonthEnd]] | None = None


def kpi_page(told: Sequence[Told], how: Telling) -> Page:
    """The page: for each currency the figures, roll rates, and how the months before went."""
    period = how.period
    below = f"{period}, {period.days} days, as the books stood at its end{how.known}."
    if how.begins and period.first < how.begins:
        below += (
            f" The ledger begins on {how.begins}: "
            "of sales before that day it knows only what was still open."
        )
    sections = [_section(each, how) for each in told]
    if not sections:
        sections = [Section("", ("Nothing was sold, owed or promised by the end of the period.",))]
    if how.explain:
        sections.append(_definitions())
    return Page("How collecting goes", below, tuple(sections), _NOTES)


def _section(told: Told, how: Telling) -> Section:
    kpi = told.kpi
    heading = kpi.ground.currency
    if told.policy:
        heading += f", {told.policy}: {kpi.ground.period}"
    parts: list[Part] = [_ground(kpi), _figures(kpi)]
    if kpi.ground.promises.undecided:
        parts.append(_undecided(kpi.ground.promises.undecided))
    parts.append(_rolls(kpi) if kpi.rolls else "Roll rates: no whole month in the period.")
    if not told.policy and how.trends:
        parts += _trend(how.trends.get(kpi.ground.currency, ()))
    if how.explain:
        parts.append(Table(("worked", ""), tuple(map(_worked, kpi.figures)), words=(0, 1)))
    return Section(heading, tuple(parts))


def _undecided(count: int) -> str:
    one = "1 promise that was due is" if count == 1 else f"{count} promises that were due are"
    return f"{one} not decided yet and not counted: the days for paying are not over."


def _ground(kpi: Kpi) -> Table:
    ground = kpi.ground
    amounts = (
        (f"receivables at the end of {ground.period.before}", ground.opening.receivables),
        ("sales of the period", ground.sold),
        (f"receivables at the end of {ground.period.last}", ground.closing.receivables),
        ("of these past due", ground.closing.overdue),
    )
    rows = tuple((name, format_minor(amount, ground.currency)) for name, amount in amounts)
    return Table(("from the books", ground.currency), rows)


def _figures(kpi: Kpi) -> Table:
    rows = tuple(
        (figure.definition.name, str(figure.rounded), figure.definition.unit, "")
        if figure.value is not None
        else (figure.definition.name, "-", "", figure.why_not)
        for figure in kpi.figures
    )
    return Table(("figure", "value", "unit", "why not"), rows, words=(0, 2, 3))


def _rolls(kpi: Kpi) -> Table:
    assert kpi.rolls is not None
    months = (*kpi.months, kpi.rolls) if len(kpi.months) > 1 else kpi.months
    names = [f"{month.period.first:%Y-%m}" for month in kpi.months]
    header = ("roll rates, %", *names, *(["together"] if len(months) > 1 else []))
    rows = [
        (step.name, *(_percent(month.steps[n].value) for month in months))
        for n, step in enumerate(kpi.rolls.steps)
    ]
    through = f"{BUCKETS[0]} to {BUCKETS[-1]}"
    rows.append((through, *(_percent(month.chain) for month in months)))
    return Table(header, tuple(rows), total=True)


def _percent(value: Fraction | None) -> str:
    return "-" if value is None else str(two_decimals(value))


def _worked(figure: Figure) -> tuple[str, str]:
    definition = figure.definition
    if figure.value is None:
        return definition.name, f"{figure.working}: {figure.why_not}"
    return definition.name, f"{figure.working} = {figure.rounded} {definition.unit}"


def _definitions() -> Section:
    terms = (
        (each.name, (f"= {each.formula}", each.about, f"Source: {each.source}."))
        for each in (*DEFINITIONS.values(), ROLL_RATE)
    )
    return Section("How each figure is computed", (Terms(tuple(terms)),))


def _trend(ends: Sequence[MonthEnd]) -> Iterator[Bars]:
    counted = [(end.day, end.count_back) for end in ends]
    overdue = [(end.day, end.overdue) for end in ends]
    for title, unit, values in (
        ("Days sales outstanding, count-back, at the end of each month", "days", counted),
        ("Share past due at the end of each month", "%", overdue),
    ):
        if any(value is not None for _, value in values):
            yield bars(
                title,
                [
                    (f"{day:%Y-%m}", f"{_percent(value)} {unit}", value or Fraction(0))
                    for day, value in values
                ],
            )
