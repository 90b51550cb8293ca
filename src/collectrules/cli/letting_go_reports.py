"""`report vat-relief` and `report placements`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import agreed, common, report_output

if TYPE_CHECKING:
    from collectrules.reports.placements import PlacementLine
    from collectrules.reports.vat_relief import Relief


def vat_relief(
    context: typer.Context,
    *,
    rate: Annotated[
        str,
        typer.Option("--rate", metavar="PERCENT", help="The VAT rate of the invoices, such as 20."),
    ],
    as_of: common.AsOfOption = None,
    json: common.JsonOption = False,
    csv: report_output.CsvOption = False,
    html: report_output.HtmlOption = None,
    ledger: common.LedgerOption = None,
) -> None:
    """UK VAT on written-off debts: how much can be claimed back, and from when until when."""
    from collectrules.cli.percents import percent_of_text
    from collectrules.ledger.book import Ledger
    from collectrules.reports.tell_let_go import vat_relief_page
    from collectrules.reports.vat_relief import CITE, CONFIDENCE
    from collectrules.reports.vat_relief import vat_relief as relief

    output = report_output.Output(json, csv, html=html)
    day, percent = common.day_or_today(as_of), percent_of_text(rate)
    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        found = relief(book.connection, day, percent)
    head = {"as_of": day, "rate": f"{percent:f}", "cite": CITE, "confidence": CONFIDENCE}
    output.put(
        lambda: {**head, "debts": [_relief(each) for each in found]},
        lambda: map(_relief, found),
        lambda: vat_relief_page(found, day, percent),
    )


def _relief(found: Relief) -> dict[str, object]:
    return {
        "account": found.account,
        "invoice": found.invoice,
        "currency": found.currency,
        "supplied": found.supplied_on,
        "due": found.due_on,
        "written_off_on": found.written_off_on,
        "written_off": agreed.decimal(found.written_off, found.currency),
        "vat": agreed.decimal(found.vat, found.currency),
        "claim_from": found.claim_from,
        "claim_until": found.claim_until,
        "status": found.status,
    }


def placements(
    context: typer.Context,
    *,
    as_of: common.AsOfOption = None,
    json: common.JsonOption = False,
    csv: report_output.CsvOption = False,
    chart: report_output.ChartOption = False,
    html: report_output.HtmlOption = None,
    ledger: common.LedgerOption = None,
) -> None:
    """What agencies hold, what they recovered, kept, and what was expected: by agency and currency."""
    from collectrules.ledger.book import Ledger
    from collectrules.reports.placements import placement_lines
    from collectrules.reports.tell_let_go import placements_page

    output = report_output.Output(json, csv, chart, html)
    day = common.day_or_today(as_of)
    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        lines = placement_lines(book.connection, day)
    output.put(
        lambda: {"as_of": day, "placements": [_placement(each) for each in lines]},
        lambda: map(_placement, lines),
        lambda: placements_page(lines, day),
    )


def _placement(line: PlacementLine) -> dict[str, object]:
    return {
        "place_with": line.place_with,
        "currency": line.currency,
        "placements": line.count,
        "placed": agreed.decimal(line.placed, line.currency),
        "recalled": agreed.decimal(line.recalled, line.currency),
        "returned": agreed.decimal(line.returned, line.currency),
        "recovered": agreed.decimal(line.recovered, line.currency),
        "share": agreed.decimal(line.share, line.currency),
        "net": agreed.decimal(line.net, line.currency),
        "expected_net": agreed.decimal(line.expected_net, line.currency),
    }
