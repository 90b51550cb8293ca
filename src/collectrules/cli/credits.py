"""`credit`: credit notes and what was paid too much, and what they are used for."""

from __future__ import annotations

from typing import Annotated

import typer

from collectrules.cli import common
from collectrules.cli.amounts import (
    InvoicesOption,
    PartsOption,
    amount_given,
    named_given,
    parts_given,
)
from collectrules.cli.money_text import (
    corrections_json,
    corrections_lines,
    disputed_lines,
    uses_json,
    uses_lines,
)
from collectrules.money import format_minor, to_decimal

app = typer.Typer(
    help="Credit notes and what was paid too much, and what they are used for.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def apply(
    context: typer.Context,
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's number.")],
    note: Annotated[
        str,
        typer.Argument(
            metavar="NOTE", help="The credit note, or the invoice on which too much was paid."
        ),
    ],
    amount: Annotated[
        str | None,
        typer.Argument(metavar="AMOUNT", help="How much (default: as much as can be used)."),
    ] = None,
    *,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The day it is used on (default: today)."),
    ] = None,
    invoice: InvoicesOption = None,
    part: PartsOption = None,
    by: common.ByOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Use credit for what is owed; a credit note goes to principal alone, unless `--part` says more."""
    from collectrules.acts.credits import Crediting, apply_credit
    from collectrules.acts.terms import terms_of
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account, find_invoice
    from collectrules.worklist.state import invoice_state

    day = common.day_or_today(on)
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        named = find_account(book, account)
        source = invoice_state(book.connection, find_invoice(book, named, note))
        code = source.currency
        crediting = Crediting(
            account_id=named.id,
            source=source.id,
            on=day,
            amount=None if amount is None else amount_given(amount, code),
            named=named_given(book, named, invoice or [], code),
            parts=parts_given(part or []),
        )
        terms = terms_of(book, named.id, day)
        who = common.actor(by)
        done = apply_credit(book, crediting, terms, at=common.now(), by=who, dry_run=dry_run)
    if json:
        common.print_json(
            {
                "account": named.number,
                "currency": code,
                "credit": source.number,
                "on": day,
                "used": uses_json(done.uses, code),
                "why": done.why,
                "in_dispute": list(done.passed_over),
                "corrections": corrections_json(done.corrections),
                "left": str(to_decimal(done.left, code)),
                "dry_run": dry_run,
            }
        )
        return
    verb = "would be applied" if dry_run else "applied"
    lines = [f"credit of {source.number} {verb} on {day}, {done.why}"]
    lines += [*uses_lines(done.uses, code, "credited"), *disputed_lines(done.passed_over)]
    lines += corrections_lines(done.corrections)
    lines.append(f"{format_minor(done.left, code)} {code} of it is left")
    lines += ["nothing was written"] if dry_run else []
    typer.echo("\n".join(map(common.printable, lines)))


@app.command(name="list")
def list_(
    context: typer.Context,
    account: Annotated[
        str | None, typer.Argument(metavar="ACCOUNT", help="Only this account's.")
    ] = None,
    *,
    as_of: common.AsOfOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """The credit notes, and invoices on which too much was paid, of which something is left."""
    from collectrules.ledger.book import Ledger
    from collectrules.ledger.owed import owed
    from collectrules.worklist.find import find_account

    day = common.day_or_today(as_of)
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        chosen = None if account is None else [find_account(book, account).id]
        found = [one for one in owed(book.connection, day, accounts=chosen) if one.credit]
    if json:
        common.print_json(
            [
                {
                    "account": one.account,
                    "number": one.number,
                    "currency": one.currency,
                    "issued_on": one.issued_on,
                    "left": str(to_decimal(one.credit, one.currency)),
                }
                for one in found
            ]
        )
        return
    if not found:
        typer.echo("there is no credit that is not used")
        return
    header = ("account", "number", "of", "left", "")
    rows = [
        (
            one.account,
            one.number,
            one.issued_on,
            format_minor(one.credit, one.currency),
            one.currency,
        )
        for one in found
    ]
    typer.echo(common.table(header, rows, right=frozenset({3})))
    typer.echo("\n`collectrules credit apply ACCOUNT NUMBER` puts it to use")
