"""`settle`: settlements with customers for less than is owed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import agreed, common
from collectrules.clock import parse_day
from collectrules.money import format_minor

if TYPE_CHECKING:
    from collectrules.charges.agreements import SettlementMade

app = typer.Typer(
    help="Settlements: less than is owed is taken for the whole, if it arrives in time.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def agree(
    context: typer.Context,
    account: agreed.AccountArgument,
    *,
    offer: Annotated[
        str | None,
        typer.Option("--offer", metavar="ID", help="Which offer of the policy; else the one."),
    ] = None,
    invoice: agreed.InvoicesOption = None,
    percent: Annotated[
        str | None,
        typer.Option(
            "--percent", metavar="N", help="What share settles it, other than the offer's."
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help="The last day, other than the offer's."),
    ] = None,
    currency: agreed.CurrencyOption = "",
    approved_by: agreed.ApprovedOption = "",
    note: agreed.NoteOption = "",
    on: agreed.OnOption = None,
    dry_run: common.DryRunOption = False,
    by: common.ByOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Agree on a settlement; the rest is written off only when the money has arrived in time."""
    from collectrules.acts.settling import SettlementWanted, agree_settlement
    from collectrules.cli.percents import percent_of_text
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account

    day = agreed.day_that_came(on, "a settlement is recorded on the day it is agreed, or later")
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        named = find_account(book, account)
        wanted = SettlementWanted(
            account=named,
            invoices=agreed.invoices_named(book, named, invoice),
            currency=currency.upper(),
            offer=offer,
            percent=percent_of_text(percent) if percent is not None else None,
            until=parse_day(until) if until else None,
            approved_by=approved_by,
            note=note,
            on=day,
        )
        who = common.actor(by)
        settlement = agree_settlement(book, wanted, at=common.now(), by=who, dry_run=dry_run)
    _print(settlement, json=json, dry_run=dry_run)


@app.command()
def cancel(
    context: typer.Context,
    account: agreed.AccountArgument,
    *,
    reason: agreed.ReasonOption,
    settlement: Annotated[
        int | None,
        typer.Option("--settlement", metavar="EVENT", help="Which, where there are more."),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The first day without it (default: today)."),
    ] = None,
    dry_run: common.DryRunOption = False,
    by: common.ByOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """End a settlement by hand: everything is owed as before."""
    from collectrules.acts.settling import cancel_settlement
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account

    day = agreed.day_that_came(on, "a settlement ends today, without `--on`, or on a day before")
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        named, who = find_account(book, account), common.actor(by)
        ended = cancel_settlement(
            book, named, settlement, reason=reason, on=day, at=common.now(), by=who, dry_run=dry_run
        )
    _print(ended, json=json, dry_run=dry_run)


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
    """The settlements of the ledger, those that are over too: what has arrived, and by when it must."""
    from collectrules.charges.agreements import settlements
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account

    day = common.day_or_today(as_of)
    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        chosen = None if account is None else (find_account(book, account).id,)
        found = settlements(book.connection, day, accounts=chosen)
    if json:
        common.print_json([settlement_json(each) for each in found])
        return
    if not found:
        typer.echo(f"there are no settlements by {day}; `collectrules settle agree` makes one")
        return
    header = ("event", "account", "agreed", "state", "owed", "settles it", "received", "until")
    rows = [
        (
            each.seq,
            each.account,
            each.from_on,
            each.state,
            agreed.money(each.owed, each.currency),
            format_minor(each.amount, each.currency),
            format_minor(each.received, each.currency),
            each.until_on,
        )
        for each in found
    ]
    typer.echo(common.table(header, rows, right=frozenset({0, 4, 5, 6})))


def _print(settlement: SettlementMade, *, json: bool, dry_run: bool) -> None:
    if json:
        common.print_json({**settlement_json(settlement), "dry_run": dry_run})
        return
    code, ended = settlement.currency, settlement.ended
    numbers = ", ".join(each.number for each in settlement.invoices)
    would = "would settle" if dry_run else "settles"
    if ended:
        said = f"the settlement of {settlement.from_on} on {numbers} is {ended.outcome} since {ended.on}"
    else:
        forgiven = agreed.money(settlement.owed - settlement.amount, code)
        said = (
            f"{agreed.money(settlement.amount, code)} {would} {numbers} of account {settlement.account}"
            f" if it arrives by {settlement.until_on}; owed are {agreed.money(settlement.owed, code)}, and "
            f"{forgiven} would be written off"
        )
    typer.echo(common.printable(said))


def settlement_json(settlement: SettlementMade) -> dict[str, object]:
    """A settlement as JSON."""
    return {
        **agreed.agreement_json(settlement),
        "owed": agreed.decimal(settlement.owed, settlement.currency),
        "until": settlement.until_on,
    }
