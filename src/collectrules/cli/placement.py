"""`placement`: debts that an agency or a lawyer collects, and how that ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import agreed, common
from collectrules.money import format_minor

if TYPE_CHECKING:
    from collectrules.acts.placements import Outcome
    from collectrules.charges.placements import PlacementMade

app = typer.Typer(
    help="Debts placed with an agency or a lawyer; `carry-out` of a placing stage places them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

PlacementOption = Annotated[
    int | None,
    typer.Option("--placement", metavar="EVENT", help="Which, by its event, where there are more."),
]
EndOption = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help="The first day that is ours again (default: today)."),
]


@app.command()
def recall(
    context: typer.Context,
    account: agreed.AccountArgument,
    *,
    reason: agreed.ReasonOption,
    placement: PlacementOption = None,
    on: EndOption = None,
    dry_run: common.DryRunOption = False,
    by: common.ByOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Take debts back from whom they were placed with."""
    _end(
        context,
        account,
        "recalled",
        placement=placement,
        reason=reason,
        on=on,
        dry_run=dry_run,
        by=by,
        json=json,
        ledger=ledger,
    )


@app.command(name="return")
def return_(
    context: typer.Context,
    account: agreed.AccountArgument,
    *,
    reason: agreed.ReasonOption,
    placement: PlacementOption = None,
    on: EndOption = None,
    dry_run: common.DryRunOption = False,
    by: common.ByOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Record that they gave debts back."""
    _end(
        context,
        account,
        "returned",
        placement=placement,
        reason=reason,
        on=on,
        dry_run=dry_run,
        by=by,
        json=json,
        ledger=ledger,
    )


@app.command()
def close(
    context: typer.Context,
    account: agreed.AccountArgument,
    *,
    reason: agreed.ReasonOption,
    placement: PlacementOption = None,
    on: EndOption = None,
    dry_run: common.DryRunOption = False,
    by: common.ByOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Record that they are done: paid, or nothing more is to be had."""
    _end(
        context,
        account,
        "closed",
        placement=placement,
        reason=reason,
        on=on,
        dry_run=dry_run,
        by=by,
        json=json,
        ledger=ledger,
    )


@app.command()
def show(
    context: typer.Context,
    account: agreed.AccountArgument,
    *,
    placement: PlacementOption = None,
    as_of: common.AsOfOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """The last placement of an account, or another: what was placed, what came, what they kept."""
    from collectrules.acts.placements import placement_meant
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account

    day = common.day_or_today(as_of)
    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        named = find_account(book, account)
        found = placement_meant(book, named, placement, day, standing=False)
    _print(found, json=json, dry_run=False)


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
    """The placements of the ledger, those that are over too."""
    from collectrules.charges.placements import placements
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account

    day = common.day_or_today(as_of)
    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        chosen = None if account is None else (find_account(book, account).id,)
        found = placements(book.connection, day, accounts=chosen)
    if json:
        common.print_json([placement_json(each) for each in found])
        return
    if not found:
        typer.echo(f"nothing was placed by {day}; `collectrules carry-out` of a placing stage does")
        return
    header = ("event", "account", "with", "since", "state", "placed", "recovered", "their share")
    rows = [
        (
            each.seq,
            each.account,
            each.place_with,
            each.from_on,
            each.state,
            agreed.money(each.amount, each.currency),
            format_minor(each.recovered, each.currency),
            format_minor(each.share, each.currency),
        )
        for each in found
    ]
    typer.echo(common.table(header, rows, right=frozenset({0, 5, 6, 7})))


def _end(
    context: typer.Context,
    account: str,
    outcome: Outcome,
    *,
    placement: int | None,
    reason: str,
    on: str | None,
    dry_run: bool,
    by: str | None,
    json: bool,
    ledger: common.LedgerOption,
) -> None:
    from collectrules.acts.placements import end_placement
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account

    day = agreed.day_that_came(on, "a placement ends today, without `--on`, or on a day before")
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        ended = end_placement(
            book,
            find_account(book, account),
            placement,
            outcome,
            reason=reason,
            on=day,
            at=common.now(),
            by=common.actor(by),
            dry_run=dry_run,
        )
    _print(ended, json=json, dry_run=dry_run)


def _print(placement: PlacementMade, *, json: bool, dry_run: bool) -> None:
    if json:
        common.print_json({**placement_json(placement), "dry_run": dry_run})
        return
    code, ended = placement.currency, placement.ended
    numbers = ", ".join(
        f"{n} ({format_minor(amount, code)})" for _, n, amount in placement.invoices
    )
    would = "would be " if dry_run else ""
    state = f"{would}{ended.outcome} on {ended.on}: {ended.reason}" if ended else "placed"
    said = {
        "account": placement.account,
        "placed with": f"{placement.place_with}, who keep {placement.contingency_percent:f} %",
        "since": placement.from_on,
        "state": state,
        "placed": f"{agreed.money(placement.amount, code)}: {numbers}",
        "recovered": format_minor(placement.recovered, code),
        "their share": format_minor(placement.share, code),
        "net": f"{format_minor(placement.net, code)}, "
        f"expected {format_minor(placement.expected_net, code)}",
    }
    typer.echo(common.plain(said))


def placement_json(placement: PlacementMade) -> dict[str, object]:
    """A placement as JSON."""
    code, ended = placement.currency, placement.ended
    return {
        "event": placement.seq,
        "account": placement.account,
        "currency": code,
        "place_with": placement.place_with,
        "contingency_percent": f"{placement.contingency_percent:f}",
        "stage": placement.rule or None,
        "on": placement.from_on,
        "state": placement.state,
        "ended_on": ended.on if ended else None,
        "ended_reason": ended.reason if ended else None,
        "placed": agreed.decimal(placement.amount, code),
        "recovered": agreed.decimal(placement.recovered, code),
        "share": agreed.decimal(placement.share, code),
        "net": agreed.decimal(placement.net, code),
        "expected_net": agreed.decimal(placement.expected_net, code),
        "invoices": [
            {"invoice": number, "placed": agreed.decimal(amount, code)}
            for _, number, amount in placement.invoices
        ],
        "by": placement.by,
    }
