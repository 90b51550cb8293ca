"""`rates`: the reference rates that interest follows, and adding one that was published."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import common

if TYPE_CHECKING:
    from collectrules.acts.rates import Added
    from collectrules.charges.rates import Rate, RateTable, Tables

app = typer.Typer(
    help="The reference rates that interest follows.", no_args_is_help=True, rich_markup_mode=None
)


@app.command(name="list")
def list_(
    context: typer.Context,
    reference: Annotated[
        str | None,
        typer.Argument(
            metavar="REFERENCE",
            help="bank-of-england, ecb or basiszinssatz (default: all).",
            show_default=False,
        ),
    ] = None,
    *,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """The rates that are known, those added to the ledger among them, with their source."""
    from collectrules.acts.rates import find_table

    tables = _known_tables(common.ledger_path(context, ledger), named=bool(ledger or context.obj))
    chosen = [find_table(tables, reference)] if reference else list(tables.values())
    if json:
        common.print_json([_as_json(rate) for table in chosen for rate in table.rates])
        return
    typer.echo("\n\n".join(map(_table, chosen)))


def _known_tables(path: Path, *, named: bool) -> Tables:
    """The tables of a ledger; those that come with the program where there is none and none was named."""
    from collectrules.charges.rates import rate_tables, shipped_rates
    from collectrules.ledger.book import Ledger

    if not path.exists() and not named and "COLLECTRULES_LEDGER" not in os.environ:
        return shipped_rates()
    with Ledger.open(path) as book:
        return rate_tables(book.connection)


def _table(table: RateTable) -> str:
    from collectrules.charges.rates import UNCONFIRMED

    rows = [
        (
            rate.from_on,
            rate.percent,
            f"{rate.counts_from} to {rate.counts_through}",
            rate.confidence,
            f"{rate.source} ({UNCONFIRMED})" if rate.unconfirmed else rate.source,
        )
        for rate in table.rates
    ]
    header = ("dated", "%", "for interest", "confidence", "source")
    starts = " that starts" if table.day_before else ""
    last = table.rates[-1]
    holes = [
        f"the rate of {dated} is not known: `collectrules rates add` adds it"
        for dated in table.missing(last.counts_from)
    ]
    needs = (
        f"interest{starts} after {last.counts_through} needs the rate of "
        f"{table.dated_for(_day_after(last))}"
    )
    shown = common.table(header, rows, right=frozenset({1}))
    return "\n".join((f"{table.reference}: {table.title}\n", f"{shown}\n", *holes, needs))


def _day_after(rate: Rate) -> date:
    return rate.counts_through + timedelta(days=1)


def _as_json(rate: Rate) -> dict[str, object]:
    return {
        "reference": rate.reference,
        "from": rate.from_on.isoformat(),
        "percent": str(rate.percent),
        "counts_from": rate.counts_from.isoformat(),
        "counts_through": rate.counts_through.isoformat(),
        "source": rate.source,
        "confidence": rate.confidence,
        "unconfirmed": rate.unconfirmed,
    }


@app.command()
def add(
    context: typer.Context,
    reference: Annotated[
        str, typer.Argument(metavar="REFERENCE", help="bank-of-england, ecb or basiszinssatz.")
    ],
    *,
    from_on: Annotated[
        str,
        typer.Option(
            "--from", metavar="DATE", help="The day the rate is dated, as it was published."
        ),
    ],
    percent: Annotated[
        str, typer.Option("--percent", metavar="X", help="The rate in per cent, such as 3.75.")
    ],
    source: Annotated[
        str, typer.Option("--source", metavar="TEXT", help="Where it was published.")
    ],
    correction: Annotated[
        bool, typer.Option("--correction", help="The rate that is known of that day is wrong.")
    ] = False,
    dry_run: common.DryRunOption = False,
    by: common.ByOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Add a reference rate as it was published, or put right one that is known."""
    from collectrules.acts.rates import add_rate
    from collectrules.clock import parse_day
    from collectrules.ledger.book import Ledger

    with Ledger.open(common.ledger_path(context, ledger)) as book:
        added = add_rate(
            book,
            reference,
            from_on=parse_day(from_on),
            percent=percent,
            source=source,
            correction=correction,
            at=common.now(),
            by=common.actor(by),
            dry_run=dry_run,
        )
    if json:
        said = {**_as_json(added.rate), "new": added.new, "dry_run": dry_run}
        common.print_json(said)
        return
    typer.echo(common.printable(_sentence(added, dry_run=dry_run)))
    if dry_run or not added.new:
        typer.echo("nothing was written")


def _sentence(added: Added, *, dry_run: bool) -> str:
    rate, before = added.rate, added.before
    said = f"{rate.reference} {rate.from_on}: {rate.percent} % ({rate.source})"
    if not added.new:
        return f"known already: {said}"
    to_be = "to be " if dry_run else ""
    if before is None:
        return (
            f"{to_be}added: {said}, for interest from {rate.counts_from} to {rate.counts_through}"
        )
    if before.percent == rate.percent:
        return f"{to_be}confirmed: {said}"
    return f"{to_be}corrected: {said}, before {before.percent} % ({before.source})"
