"""`carry-out`: a stage that is no contact was carried out, a placement or a task."""

from __future__ import annotations

from typing import Annotated

import typer

from collectrules.cli import common
from collectrules.errors import InputError


def carry_out(
    context: typer.Context,
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's number.")],
    stage: Annotated[
        str, typer.Argument(metavar="STAGE", help="The stage that was carried out, by its id.")
    ],
    *,
    invoice: Annotated[
        str | None,
        typer.Option("--invoice", metavar="N", help="For one invoice; else for all that wait."),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The day it was done (default: today)."),
    ] = None,
    approved_by: Annotated[
        str,
        typer.Option("--approved-by", metavar="NAME", help="Who approved what the owner has to."),
    ] = "",
    by: common.ByOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Record that a placement or a task of the ladder was carried out; a contact is logged instead."""
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account, find_invoice
    from collectrules.worklist.other_steps import carry_out as carried
    from collectrules.worklist.state import invoice_state
    from collectrules.worklist.versions import policy_in_force

    day = common.day_or_today(on)
    if day > common.day_or_today(None):
        raise InputError(f"{day} has not come yet", help="record it once it is done")
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        named = find_account(book, account)
        policy, seq = policy_in_force(book, day)
        done = carried(
            book,
            policy,
            seq,
            account_id=named.id,
            stage=stage,
            invoice_id=None if invoice is None else find_invoice(book, named, invoice),
            on=day,
            at=common.now(),
            by=common.actor(by),
            approved_by=approved_by.strip(),
        )
        numbers = [invoice_state(book.connection, each.invoice_id).number for each in done]
    if json:
        common.print_json({"account": named.number, "stage": stage, "on": day, "invoices": numbers})
        return
    for number in numbers:
        typer.echo(common.printable(f"carried out on {day}: {stage} of {number}"))
