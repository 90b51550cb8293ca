"""`report ageing`: what is outstanding by how long it is past due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from collectrules.cli import common, report_output
from collectrules.money import to_decimal

if TYPE_CHECKING:
    from collectrules.reports.ageing import Ageing
    from collectrules.reports.judged import Judged


def ageing(
    context: typer.Context,
    *,
    as_of: common.AsOfOption = None,
    known_on: common.KnownOnOption = None,
    by: Annotated[
        Literal["currency", "account", "policy"], typer.Option("--by", help="What has a line.")
    ] = "currency",
    sort: Annotated[
        Literal["outstanding", "overdue", "over-90", "account", "name"],
        typer.Option("--sort", help="Which account comes first, with `--by account`."),
    ] = "outstanding",
    json: common.JsonOption = False,
    csv: report_output.CsvOption = False,
    chart: report_output.ChartOption = False,
    html: report_output.HtmlOption = None,
    ledger: common.LedgerOption = None,
) -> None:
    """What is outstanding by how long it is past due; currencies are never added together."""
    from collectrules.ledger.book import Ledger
    from collectrules.reports.ageing import ageing as aged
    from collectrules.reports.ageing import in_order
    from collectrules.reports.judged import MAIN, judged_on
    from collectrules.reports.standing import Books
    from collectrules.reports.tell_ageing import ageing_page

    output = report_output.Output(json, csv, chart, html)
    day = common.day_or_today(as_of)
    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        known = common.known_by(book, known_on)
        judged = judged_on(book, day, known) if by == "policy" else MAIN
        lines = aged(Books.of(book, day, known), by, judged)
    if by == "account":
        lines = in_order(lines, sort)
    output.put(
        lambda: [_as_json(line, day, by, judged) for line in lines],
        lambda: _as_rows(lines, day, by, judged),
        lambda: ageing_page(lines, by, day, report_output.known_text(known_on), judged.name),
    )


def _as_json(line: Ageing, day: date, by: str, judged: Judged) -> dict[str, object]:
    from collectrules.reports.buckets import BUCKETS

    amounts = zip(BUCKETS, line.buckets, strict=True)
    return {
        "as_of": day.isoformat(),
        "currency": line.currency,
        **_of_whom(line, by, judged),
        "accounts": line.accounts,
        "invoices": line.invoices,
        "overdue_invoices": line.overdue_invoices,
        "buckets": {name: str(to_decimal(amount, line.currency)) for name, amount in amounts},
        **_beside(line),
    }


def _as_rows(
    lines: Sequence[Ageing], day: date, by: str, judged: Judged
) -> Iterator[dict[str, object]]:
    from collectrules.reports.buckets import COLUMNS

    for line in lines:
        whom = _of_whom(line, by, judged)
        if by == "policy":
            whom = {"policy": judged.name(line.policy)}
        amounts = zip(COLUMNS, line.buckets, strict=True)
        yield {
            "as_of": day.isoformat(),
            "currency": line.currency,
            **whom,
            "accounts": line.accounts,
            "invoices": line.invoices,
            "overdue_invoices": line.overdue_invoices,
            **{name: str(to_decimal(amount, line.currency)) for name, amount in amounts},
            **_beside(line),
        }


def _of_whom(line: Ageing, by: str, judged: Judged) -> dict[str, object]:
    if by == "account":
        return {"account": line.account, "name": line.name}
    return {"policy": judged.as_json(line.policy)} if by == "policy" else {}


def _beside(line: Ageing) -> dict[str, str]:
    amounts = {
        "credit": line.credit,
        "charges": line.charges,
        "interest": line.interest,
        "unapplied": line.unapplied,
        "outstanding": line.outstanding,
    }
    return {name: str(to_decimal(amount, line.currency)) for name, amount in amounts.items()}
