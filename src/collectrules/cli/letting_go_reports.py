"""`report vat-relief` and `report placements`."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated

import typer

from collectrules.cli import agreed, common
from collectrules.money import format_minor


class Output(StrEnum):
    """How a report is printed."""

    text = "text"
    csv = "csv"
    json = "json"


OutputOption = Annotated[
    Output, typer.Option("--output", help="As a table, as CSV, or as JSON as with --json.")
]


def vat_relief(
    context: typer.Context,
    *,
    rate: Annotated[
        str,
        typer.Option("--rate", metavar="PERCENT", help="The VAT rate of the invoices, such as 20."),
    ],
    as_of: common.AsOfOption = None,
    output: OutputOption = Output.text,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """UK VAT on written-off debts: how much can be claimed back, and from when until when."""
    from collectrules.cli.percents import percent_of_text
    from collectrules.ledger.book import Ledger
    from collectrules.reports.vat_relief import CITE, CONFIDENCE
    from collectrules.reports.vat_relief import vat_relief as relief

    day, percent = common.day_or_today(as_of), percent_of_text(rate)
    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        found = relief(book.connection, day, percent)
    rows = [
        {
            "account": each.account,
            "invoice": each.invoice,
            "currency": each.currency,
            "supplied": each.supplied_on,
            "due": each.due_on,
            "written_off_on": each.written_off_on,
            "written_off": agreed.decimal(each.written_off, each.currency),
            "vat": agreed.decimal(each.vat, each.currency),
            "claim_from": each.claim_from,
            "claim_until": each.claim_until,
            "status": each.status,
        }
        for each in found
    ]
    if json or output is Output.json:
        head = {"as_of": day, "rate": f"{percent:f}", "cite": CITE, "confidence": CONFIDENCE}
        common.print_json({**head, "debts": rows})
    elif output is Output.csv:
        _print_csv(rows)
    else:
        typer.echo(f"VAT bad debt relief as of {day}, at {percent:f} % ({CITE})\n")
        header = ("account", "invoice", "written off", "", "VAT", "claim from", "until", "")
        lines = [
            (
                each.account,
                each.invoice,
                each.written_off_on,
                agreed.money(each.written_off, each.currency),
                format_minor(each.vat, each.currency),
                each.claim_from,
                each.claim_until,
                each.status,
            )
            for each in found
        ]
        typer.echo(common.table(header, lines, right=frozenset({3, 4})))
        typer.echo(
            "\nall at one rate; only for VAT that was paid, and debts not sold: "
            "read in a secondary source, not legal advice"
        )


def placements(
    context: typer.Context,
    *,
    as_of: common.AsOfOption = None,
    output: OutputOption = Output.text,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """What agencies hold, what they recovered, kept, and what was expected: by agency and currency."""
    from collectrules.ledger.book import Ledger
    from collectrules.reports.placements import placement_lines

    day = common.day_or_today(as_of)
    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        lines = placement_lines(book.connection, day)
    rows = [
        {
            "place_with": each.place_with,
            "currency": each.currency,
            "placements": each.count,
            "placed": agreed.decimal(each.placed, each.currency),
            "recalled": agreed.decimal(each.recalled, each.currency),
            "returned": agreed.decimal(each.returned, each.currency),
            "recovered": agreed.decimal(each.recovered, each.currency),
            "share": agreed.decimal(each.share, each.currency),
            "net": agreed.decimal(each.net, each.currency),
            "expected_net": agreed.decimal(each.expected_net, each.currency),
        }
        for each in lines
    ]
    if json or output is Output.json:
        common.print_json({"as_of": day, "placements": rows})
    elif output is Output.csv:
        _print_csv(rows)
    else:
        typer.echo(f"placements as of {day}\n")
        header = [name.replace("_", " ") for name in rows[0]] if rows else ["place with"]
        typer.echo(
            common.table(
                header,
                [list(row.values()) for row in rows],
                right=frozenset(range(2, len(header))),
            )
        )


def _print_csv(rows: Sequence[Mapping[str, object]]) -> None:
    """Rows as CSV, with a header; nothing where there are none."""
    text = io.StringIO()
    if rows:
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    typer.echo(text.getvalue(), nl=False)
