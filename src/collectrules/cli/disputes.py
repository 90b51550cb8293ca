"""`end-dispute`: what was disputed is settled."""

from __future__ import annotations

from typing import Annotated

import typer

from collectrules.cli import common
from collectrules.errors import InputError


def end_dispute(
    context: typer.Context,
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's number.")],
    invoice: Annotated[str, typer.Argument(metavar="INVOICE", help="The invoice's number.")],
    *,
    outcome: Annotated[str, typer.Option("--outcome", metavar="TEXT", help="How it was settled.")],
    on: Annotated[
        str | None,
        typer.Option(
            "--on", metavar="DATE", help="The first day no longer in dispute (default: today)."
        ),
    ] = None,
    by: common.ByOption = None,
    ledger: common.LedgerOption = None,
) -> None:
    """End the dispute about an invoice; from that day it climbs the ladder again."""
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.disputes import end_dispute as ended
    from collectrules.worklist.find import find_account, find_invoice

    day = common.day_or_today(on)
    if day > common.day_or_today(None):
        raise InputError(
            f"{day} has not come yet",
            help="a dispute ends on the day it is settled: today, without `--on`, or one before",
        )
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        named = find_account(book, account)
        invoice_id = find_invoice(book, named, invoice)
        who = common.actor(by)
        ended(book, invoice_id=invoice_id, outcome=outcome, on=day, at=common.now(), by=who)
    typer.echo(common.printable(f"invoice `{invoice}` is no longer in dispute from {day} on"))
