"""`report`: figures from the ledger."""

from __future__ import annotations

import typer

from collectrules.cli import common
from collectrules.money import format_minor, to_decimal

app = typer.Typer(help="Figures from the ledger.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _group() -> None:
    pass


@app.command()
def ageing(
    context: typer.Context,
    as_of: common.AsOfOption = None,
    known_on: common.KnownOnOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """What is outstanding by how long it is past due; currencies are never added together."""
    from collectrules.engine.gather import Moment
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.ageing import BUCKETS
    from collectrules.worklist.ageing import ageing as aged

    day = common.day_or_today(as_of)
    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        lines = aged(book.connection, Moment.on(day, common.known_by(book, known_on)))
    if json:
        common.print_json(
            [
                {
                    "as_of": day.isoformat(),
                    "currency": line.currency,
                    "accounts": line.accounts,
                    "invoices": line.invoices,
                    "overdue_invoices": line.overdue_invoices,
                    "buckets": {
                        name: str(to_decimal(amount, line.currency))
                        for name, amount in zip(BUCKETS, line.buckets, strict=True)
                    },
                    "credit": str(to_decimal(line.credit, line.currency)),
                    "charges": str(to_decimal(line.charges, line.currency)),
                    "interest": str(to_decimal(line.interest, line.currency)),
                    "outstanding": str(to_decimal(line.outstanding, line.currency)),
                }
                for line in lines
            ]
        )
        return
    header = (
        "currency",
        "accounts",
        "invoices",
        "overdue",
        *BUCKETS,
        "credit",
        "late fees",
        "interest",
        "outstanding",
    )
    rows = [
        (
            line.currency,
            line.accounts,
            line.invoices,
            line.overdue_invoices,
            *(
                format_minor(amount, line.currency)
                for amount in (
                    *line.buckets,
                    line.credit,
                    line.charges,
                    line.interest,
                    line.outstanding,
                )
            ),
        )
        for line in lines
    ]
    typer.echo(f"ageing as of {day}, by days past due\n")
    typer.echo(common.table(header, rows, right=frozenset(range(1, len(header)))))
