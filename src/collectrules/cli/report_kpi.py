"""`report kpi`: how well collecting goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from collectrules.cli import common, report_output
from collectrules.clock import parse_day
from collectrules.money import to_decimal

if TYPE_CHECKING:
    from collectrules.ledger.book import Ledger
    from collectrules.ledger.policies import StoredPolicy
    from collectrules.reports.kpi import Ask, Kpi
    from collectrules.reports.roll import RollRates
    from collectrules.reports.standing import Books

    Found = tuple[StoredPolicy | None, Kpi]

FromOption = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="DATE",
        help="The first day of the period.",
        show_default="whole months before its end",
    ),
]
ToOption = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="DATE",
        help="The last day of the period.",
        show_default="the end of the last month that is over",
    ),
]


def kpi(
    context: typer.Context,
    *,
    first: FromOption = None,
    last: ToOption = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="The day to look from (default: today)."),
    ] = None,
    known_on: common.KnownOnOption = None,
    by: Annotated[
        Literal["currency", "policy"],
        typer.Option(
            "--by", help="`policy`: the period in parts, one a version that was in force."
        ),
    ] = "currency",
    grace: Annotated[
        int,
        typer.Option(
            min=0, max=60, help="Days after the day promised on which a payment is in time."
        ),
    ] = 0,
    cei_months: Annotated[
        int,
        typer.Option(
            "--cei-months", min=1, max=120, help="N, by which the sales of the index are divided."
        ),
    ] = 1,
    explain: Annotated[
        bool, typer.Option("--explain", help="Each formula, with its numbers and its source.")
    ] = False,
    json: common.JsonOption = False,
    csv: report_output.CsvOption = False,
    chart: report_output.ChartOption = False,
    html: report_output.HtmlOption = None,
    ledger: common.LedgerOption = None,
) -> None:
    """How well collecting goes in a period: days sales outstanding, effectiveness, roll rates, promises kept.

    By default in the last three calendar months that are over.
    """
    from collectrules.ledger.book import Ledger
    from collectrules.reports.kpi import Ask
    from collectrules.reports.period import period_of
    from collectrules.reports.positions import begins
    from collectrules.reports.standing import Books
    from collectrules.reports.tell_kpi import Telling, Told, kpi_page
    from collectrules.reports.trend import trends

    output = report_output.Output(json, csv, chart, html)
    day = common.day_or_today(as_of)
    period = period_of(_day(first), _day(last), day)
    ask = Ask(period, grace, cei_months)
    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        known = common.known_by(book, known_on)
        books = Books.of(book, day, known)
        found = _found(book, books, ask, by, known)
        how = Telling(
            period,
            report_output.known_text(known_on),
            begins(books),
            explain or html is not None,
            trends(books, period) if output.draws else None,
        )
    output.put(
        lambda: [_as_json(policy, each, how.begins) for policy, each in found],
        lambda: _as_rows(found),
        lambda: kpi_page([Told(each, _name(policy, by)) for policy, each in found], how),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else parse_day(text)


def _name(policy: StoredPolicy | None, by: str) -> str:
    if by == "currency":
        return ""
    return f"{policy.id} {policy.version}" if policy else "no policy in force"


def _found(
    ledger: Ledger, books: Books, ask: Ask, by: str, known: int | None
) -> list[tuple[StoredPolicy | None, Kpi]]:
    """The figures, each with the version of the policy that they are told by, if they are."""
    from collectrules.reports.kpi import kpis
    from collectrules.reports.spans import spans

    if by == "currency":
        return [(None, each) for each in kpis(books, ask)]
    parts = (
        (span.policy, each)
        for span in spans(ledger, ask.period, known)
        for each in kpis(books, replace(ask, period=span.period))
    )
    return sorted(parts, key=lambda part: (part[1].ground.currency, part[1].ground.period))


def _as_json(policy: StoredPolicy | None, found: Kpi, begins: date | None) -> dict[str, object]:
    ground = found.ground
    amounts = {
        "receivables_before": ground.opening.receivables,
        "sales": ground.sold,
        "receivables": ground.closing.receivables,
        "current": ground.closing.current,
        "overdue": ground.closing.overdue,
    }
    return {
        "from": ground.period.first.isoformat(),
        "to": ground.period.last.isoformat(),
        "days": ground.period.days,
        "currency": ground.currency,
        "policy": {"id": policy.id, "version": policy.version} if policy else None,
        "ledger_begins": begins.isoformat() if begins else None,
        **{name: str(to_decimal(minor, ground.currency)) for name, minor in amounts.items()},
        "undecided_promises": ground.promises.undecided,
        "figures": {
            figure.definition.key: {
                "name": figure.definition.name,
                "value": _text(figure.value),
                "unit": figure.definition.unit,
                "why_not": figure.why_not or None,
                "formula": figure.definition.formula,
                "working": figure.working,
                "source": figure.definition.source,
            }
            for figure in found.figures
        },
        "roll_rates": [_rolls(each, ground.currency) for each in found.months],
        "roll_rates_together": _rolls(found.rolls, ground.currency) if found.rolls else None,
    }


def _rolls(rates: RollRates, currency: str) -> dict[str, object]:
    from collectrules.reports.buckets import BUCKETS

    return {
        "from": rates.period.first.isoformat(),
        "to": rates.period.last.isoformat(),
        "steps": [
            {
                "from": BUCKETS[step.step],
                "to": BUCKETS[step.step + 1],
                "was": str(to_decimal(step.was, currency)),
                "came": str(to_decimal(step.came, currency)),
                "value": _text(step.value),
            }
            for step in rates.steps
        ],
        "through": _text(rates.chain),
    }


def _text(value: Fraction | None) -> str | None:
    from collectrules.reports.figures import two_decimals

    return None if value is None else str(two_decimals(value))


def _as_rows(found: Sequence[Found]) -> Iterator[dict[str, object]]:
    for policy, each in found:
        ground = each.ground
        whose = {
            "currency": ground.currency,
            "policy": f"{policy.id} {policy.version}" if policy else "",
        }
        for figure in each.figures:
            yield {
                "from": ground.period.first.isoformat(),
                "to": ground.period.last.isoformat(),
                **whose,
                "figure": figure.definition.key,
                "value": _text(figure.value) or "",
                "unit": figure.definition.unit,
                "why_not": figure.why_not,
            }
        for month in each.months:
            for step in month.steps:
                yield {
                    "from": month.period.first.isoformat(),
                    "to": month.period.last.isoformat(),
                    **whose,
                    "figure": f"roll_rate {step.name}",
                    "value": _text(step.value) or "",
                    "unit": "%",
                    "why_not": "" if step.was else "nothing was in the bucket",
                }
