"""`recover`, `discount` and `placement received`: money on lost debts, and credits that offers give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import agreed, common
from collectrules.cli.amounts import amount_given
from collectrules.cli.money_text import PART_NAMES, uses_json, uses_lines
from collectrules.money import format_minor

if TYPE_CHECKING:
    from collectrules.acts.recoveries import Recovery

AmountArgument = Annotated[str, typer.Argument(metavar="AMOUNT", help="What arrived: 120.00.")]
ReferenceOption = Annotated[
    str, typer.Option("--reference", metavar="TEXT", help="What the bank calls it.")
]


def recover(
    context: typer.Context,
    account: agreed.AccountArgument,
    invoice: Annotated[str, typer.Argument(metavar="INVOICE", help="The invoice's number.")],
    amount: AmountArgument,
    *,
    reference: ReferenceOption = "",
    on: agreed.OnOption = None,
    dry_run: common.DryRunOption = False,
    by: common.ByOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Record money on an invoice that was written off: so much of it is owed, and paid, again."""
    from collectrules.acts.recoveries import recover as recovered
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account, find_invoice
    from collectrules.worklist.state import invoice_state

    day = agreed.day_that_came(on, "record it once the money has arrived")
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        named = find_account(book, account)
        invoice_id = find_invoice(book, named, invoice)
        currency = invoice_state(book.connection, invoice_id).currency
        found = recovered(
            book,
            named,
            invoice_id,
            amount_given(amount, currency),
            reference=reference,
            on=day,
            at=common.now(),
            by=common.actor(by),
            dry_run=dry_run,
        )
    _print(found, named.number, json=json, dry_run=dry_run)


def received(
    context: typer.Context,
    account: agreed.AccountArgument,
    amount: Annotated[
        str, typer.Argument(metavar="AMOUNT", help="What the customer paid, their share in it.")
    ],
    *,
    share: Annotated[
        str | None,
        typer.Option(
            "--share", metavar="AMOUNT", help="What they kept, other than their percentage."
        ),
    ] = None,
    placement: Annotated[
        int | None,
        typer.Option("--placement", metavar="EVENT", help="Which, where there are more."),
    ] = None,
    reference: ReferenceOption = "",
    on: agreed.OnOption = None,
    dry_run: common.DryRunOption = False,
    by: common.ByOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Record what the customer paid by way of whom the debt is placed with."""
    from collectrules.acts.placements import placement_meant
    from collectrules.acts.recoveries import recover_by_agency
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account

    day = agreed.day_that_came(on, "record it once the money has arrived")
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        named = find_account(book, account)
        placed = placement_meant(book, named, placement, day, standing=False)
        found, placed = recover_by_agency(
            book,
            named,
            placed.seq,
            amount_given(amount, placed.currency),
            share=amount_given(share, placed.currency) if share is not None else None,
            reference=reference,
            on=day,
            at=common.now(),
            by=common.actor(by),
            dry_run=dry_run,
        )
    _print(found, named.number, json=json, dry_run=dry_run)
    if not json:
        code = placed.currency
        typer.echo(
            common.printable(
                f"{placed.place_with} keep {format_minor(found.share, code)}, "
                f"{agreed.money(found.amount - found.share, code)} come to us"
            )
        )


def _print(found: Recovery, account: str, *, json: bool, dry_run: bool) -> None:
    code = found.currency
    if json:
        common.print_json(
            {
                "event": found.receipt,
                "account": account,
                "currency": code,
                "amount": agreed.decimal(found.amount, code),
                "share": agreed.decimal(found.share, code),
                "unapplied": agreed.decimal(found.unapplied, code),
                "recovered": [
                    {
                        "invoice": each.number,
                        "part": each.part,
                        "amount": agreed.decimal(each.amount, code),
                    }
                    for each in found.owed_again
                ],
                "used": uses_json(found.uses, code),
                "dry_run": dry_run,
            }
        )
        return
    would = "would be recorded" if dry_run else "recorded"
    typer.echo(
        common.printable(f"{would}: {agreed.money(found.amount, code)} of account {account}")
    )
    for each in found.owed_again:
        amount = format_minor(each.amount, code)
        what = (
            f"  {amount} {PART_NAMES[each.part]} of {each.number} had been written off: owed again"
        )
        typer.echo(common.printable(what))
    for line in uses_lines(found.uses, code):
        typer.echo(common.printable(line))
    if found.unapplied:
        typer.echo(f"  {format_minor(found.unapplied, code)} for nothing that is owed: on account")


def discount(
    context: typer.Context,
    account: agreed.AccountArgument,
    *,
    offer: Annotated[
        str | None,
        typer.Option("--offer", metavar="ID", help="Which offer of the policy; else the one."),
    ] = None,
    invoice: Annotated[
        list[str] | None,
        typer.Option("--invoice", metavar="N", help="Off which; else as the offer says."),
    ] = None,
    currency: agreed.CurrencyOption = "",
    approved_by: agreed.ApprovedOption = "",
    on: agreed.OnOption = None,
    dry_run: common.DryRunOption = False,
    by: common.ByOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Take the discount of an offer off the last invoice, or off all overdue: each invoice once."""
    from collectrules.acts.discounts import give_discount
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account

    day = agreed.day_that_came(on)
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        named = find_account(book, account)
        given = give_discount(
            book,
            named,
            offer=offer,
            invoices=agreed.invoices_named(book, named, invoice),
            currency=currency.upper(),
            approved_by=approved_by,
            on=day,
            at=common.now(),
            by=common.actor(by),
            dry_run=dry_run,
        )
    code = given.currency
    if json:
        common.print_json(
            {
                "account": named.number,
                "offer": given.offer,
                "currency": code,
                "total": agreed.decimal(given.total, code),
                "credits": [
                    {"invoice": number, "amount": agreed.decimal(amount, code)}
                    for number, amount in given.credits
                ],
                "on": day,
                "dry_run": dry_run,
            }
        )
        return
    would = "would be taken off" if dry_run else "taken off"
    parts = ", ".join(f"{format_minor(amount, code)} {number}" for number, amount in given.credits)
    said = f"{would} by {given.offer}: {agreed.money(given.total, code)}, of which {parts}"
    typer.echo(common.printable(said))
