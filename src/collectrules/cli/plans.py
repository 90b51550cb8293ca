"""`plan`: payment plans with customers, agreed, looked at and cancelled."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import agreed, common
from collectrules.clock import parse_day
from collectrules.money import format_minor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from collectrules.charges.agreed import InstalmentState
    from collectrules.charges.agreements import PlanMade

app = typer.Typer(
    help="Payment plans: what is owed is paid in instalments.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

PlanOption = Annotated[
    int | None,
    typer.Option("--plan", metavar="EVENT", help="Which plan, by its event, where there are more."),
]


class EveryChoice(StrEnum):
    """How far apart instalments are."""

    week = "week"
    fortnight = "fortnight"
    month = "month"


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
    first: Annotated[
        str | None,
        typer.Option("--first", metavar="DATE", help="When the first instalment is due."),
    ] = None,
    instalments: Annotated[
        int | None,
        typer.Option(
            "--instalments",
            metavar="N",
            help="How many; fewer than the offer's, or with approval more.",
        ),
    ] = None,
    every: Annotated[
        EveryChoice | None, typer.Option("--every", help="How far apart, other than the offer's.")
    ] = None,
    skip_holidays: Annotated[
        bool | None,
        typer.Option(
            "--skip-holidays/--no-skip-holidays",
            help="Whether what would be due on a weekend or a holiday is due on the next working day.",
        ),
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
    """Agree on a plan: what is owed now, late fees and booked interest counted, in instalments."""
    from collectrules.acts.plans import PlanWanted, agree_plan
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account

    day = agreed.day_that_came(on, "a plan is recorded on the day it is agreed, or later")
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        named = find_account(book, account)
        wanted = PlanWanted(
            account=named,
            invoices=agreed.invoices_named(book, named, invoice),
            currency=currency.upper(),
            offer=offer,
            instalments=instalments,
            every=every.value if every else None,
            first=parse_day(first) if first else None,
            skip_holidays=skip_holidays,
            approved_by=approved_by,
            note=note,
            on=day,
        )
        plan = agree_plan(book, wanted, at=common.now(), by=common.actor(by), dry_run=dry_run)
    _print(plan, day, json=json, dry_run=dry_run)


@app.command()
def cancel(
    context: typer.Context,
    account: agreed.AccountArgument,
    *,
    reason: agreed.ReasonOption,
    plan: PlanOption = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The first day without it (default: today)."),
    ] = None,
    dry_run: common.DryRunOption = False,
    by: common.ByOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """End a plan by hand: what is left to pay is due again as it was before."""
    from collectrules.acts.plans import cancel_plan
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account

    day = agreed.day_that_came(on, "a plan ends today, without `--on`, or on a day before")
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        named, who = find_account(book, account), common.actor(by)
        ended = cancel_plan(
            book, named, plan, reason=reason, on=day, at=common.now(), by=who, dry_run=dry_run
        )
    _print(ended, day, json=json, dry_run=dry_run)


@app.command()
def show(
    context: typer.Context,
    account: agreed.AccountArgument,
    *,
    plan: PlanOption = None,
    as_of: common.AsOfOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """The last plan of an account, or another, instalment by instalment."""
    from collectrules.acts.plans import plan_meant
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account

    day = common.day_or_today(as_of)
    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        found = plan_meant(book, find_account(book, account), plan, day, standing=False)
    _print(found, day, json=json, dry_run=False)


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
    """The plans of the ledger, those that are over too: what has arrived and what is due next."""
    from collectrules.charges.agreements import plans
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account

    day = common.day_or_today(as_of)
    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        chosen = None if account is None else (find_account(book, account).id,)
        found = plans(book.connection, day, accounts=chosen)
    if json:
        common.print_json([plan_json(each, day) for each in found])
        return
    if not found:
        typer.echo(f"there are no plans by {day}; `collectrules plan agree` makes one")
        return
    header = (
        "event",
        "account",
        "agreed",
        "state",
        "sum",
        "received",
        "next due",
        "next",
        "missed",
    )
    rows = [_row(each, day) for each in found]
    typer.echo(common.table(header, rows, right=frozenset({0, 4, 5, 7, 8})))


def _row(plan: PlanMade, day: date) -> Sequence[object]:
    due = None if plan.ended else plan.next_due
    return (
        plan.seq,
        plan.account,
        plan.from_on,
        plan.state,
        agreed.money(plan.amount, plan.currency),
        format_minor(plan.received, plan.currency),
        due.instalment.due_on if due else "",
        format_minor(due.to_pay - due.paid, plan.currency) if due else "",
        sum(each.missed(day) for each in plan.states) if due else "",
    )


def _print(plan: PlanMade, day: date, *, json: bool, dry_run: bool) -> None:
    if json:
        common.print_json({**plan_json(plan, day), "dry_run": dry_run})
        return
    numbers = ", ".join(each.number for each in plan.invoices)
    would = "would be " if dry_run else ""
    said = [
        f"plan of {agreed.money(plan.amount, plan.currency)} on {numbers} of account {plan.account}, "
        f"{would}agreed on {plan.from_on}"
        + (f" by offer {plan.rule}" if plan.rule else ", by terms of its own")
        + (f", approved by {plan.approved_by}" if plan.approved_by else ""),
        _state_text(plan),
    ]
    typer.echo(common.printable(said[0]) + "\n" + common.printable(said[1]) + "\n")
    rows = [
        (
            each.instalment.number,
            each.instalment.due_on,
            format_minor(each.instalment.amount, plan.currency),
            format_minor(each.paid, plan.currency),
            _instalment_text(each, plan, day),
        )
        for each in plan.states
    ]
    header = ("", "due", "instalment", "received", "")
    typer.echo(common.table(header, rows, right=frozenset({0, 2, 3})))


def _state_text(plan: PlanMade) -> str:
    if plan.ended:
        why = f": {plan.ended.reason}" if plan.ended.reason else ""
        return f"{plan.ended.outcome} since {plan.ended.on}{why}"
    days = plan.broken_after_days
    return f"open; broken once an instalment is more than {days} day{'' if days == 1 else 's'} late"


def _instalment_text(state: InstalmentState, plan: PlanMade, day: date) -> str:
    if not state.to_pay:
        return "falls away"
    if state.covered:
        return "covered"
    if state.missed(day):
        return "missed" if not state.paid else "missed in part"
    if plan.ended:
        return "not paid"
    return "next" if state == plan.next_due else "to come"


def plan_json(plan: PlanMade, day: date) -> dict[str, object]:
    """A plan with its instalments as JSON."""
    due = None if plan.ended else plan.next_due
    return {
        **agreed.agreement_json(plan),
        "as_of": day,
        "broken_after_days": plan.broken_after_days,
        "next_due": due.instalment.due_on if due else None,
        "next_amount": agreed.decimal(due.to_pay - due.paid, plan.currency) if due else None,
        "instalments": [
            {
                "number": each.instalment.number,
                "due": each.instalment.due_on,
                "amount": agreed.decimal(each.instalment.amount, plan.currency),
                "to_pay": agreed.decimal(each.to_pay, plan.currency),
                "received": agreed.decimal(each.paid, plan.currency),
                "covered": each.covered,
                "missed": each.missed(day),
            }
            for each in plan.states
        ],
    }
