"""`trial`: a share of the accounts on another policy, from a day until it is ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import common
from collectrules.cli.percents import percent_of_text
from collectrules.errors import InputError

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from collectrules.ledger.trials import Trial

app = typer.Typer(
    help="Another policy for a share of the accounts, to see which does better.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The trial's name.")]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is kept.")]


@app.command()
def start(
    context: typer.Context,
    name: NameArgument,
    *,
    policy: Annotated[
        str, typer.Option("--policy", metavar="ID", help="A policy published with `--beside`.")
    ],
    share: Annotated[
        str, typer.Option("--share", metavar="PERCENT", help="Of how many accounts in a hundred.")
    ],
    reason: ReasonOption,
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="The first day it counts (default: today)."),
    ] = None,
    by: common.ByOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Put a share of the accounts under another policy; it counts from the next run on.

    A hash of the trial's name and the account's number says who is in it, of those opened later too.
    """
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.trials import TrialWanted, start_trial

    wanted = TrialWanted(
        name=name,
        policy_id=policy,
        share=_share(share),
        from_on=common.day_or_today(from_),
        reason=reason,
    )
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        who = common.actor(by)
        made = start_trial(book, wanted, at=common.now(), by=who, dry_run=dry_run)
        told = trial_json(book.connection, made)
    if json:
        common.print_json({**told, "dry_run": dry_run})
        return
    verb = "would begin" if dry_run else "begins"
    typer.echo(
        common.printable(
            f"trial `{made.name}` {verb} on {made.from_on}: {share_text(made)} of the accounts, by now "
            f"{told['accounts']} of {told['of_accounts']}, under policy `{made.policy_id}`: {made.reason}"
        )
    )
    typer.echo("nothing was written" if dry_run else f"event {made.seq} of the journal")


@app.command()
def end(
    context: typer.Context,
    name: NameArgument,
    *,
    reason: ReasonOption,
    on: Annotated[
        str | None,
        typer.Option(
            "--on", metavar="DATE", help="The first day it counts no more (default: today)."
        ),
    ] = None,
    by: common.ByOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """End a trial: from that day everybody is under the policy in force again."""
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.trials import end_trial

    day, today = common.day_or_today(on), common.day_or_today(None)
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        _refuse_future(book.connection, name, day, today)
        who = common.actor(by)
        made = end_trial(
            book, name, reason=reason, on=day, at=common.now(), by=who, dry_run=dry_run
        )
        told = trial_json(book.connection, made)
    if json:
        common.print_json({**told, "dry_run": dry_run})
        return
    verb = "would be" if dry_run else "is"
    typer.echo(
        common.printable(
            f"trial `{made.name}` {verb} over from {day} on: everybody is under the policy in force again"
        )
    )
    if dry_run:
        typer.echo("nothing was written")


@app.command(name="list")
def list_(
    context: typer.Context,
    *,
    as_of: common.AsOfOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """The trials of the ledger, those over and those to come too, and which counts on a day."""
    from collectrules.ledger.book import Ledger
    from collectrules.ledger.trials import trials

    day = common.day_or_today(as_of)
    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        found = trials(book.connection)
        told = [
            {**trial_json(book.connection, each), "counts": each.counts_on(day)} for each in found
        ]
    if json:
        common.print_json(told)
        return
    if not found:
        typer.echo("there are no trials; `collectrules trial start` begins one")
        return
    header = ("trial", "policy", "share", "accounts", "from", "until", f"on {day}", "reason", "by")
    rows = [
        (
            each.name,
            each.policy_id,
            share_text(each),
            f"{of['accounts']} of {of['of_accounts']}",
            each.from_on,
            each.last_on or "open",
            _state(each, day),
            each.reason,
            each.by,
        )
        for each, of in zip(found, told, strict=True)
    ]
    typer.echo(common.table(header, rows, right=frozenset({2, 3})))


def _state(trial: Trial, day: date) -> str:
    if trial.counts_on(day):
        return "counts"
    return "is over" if trial.from_on <= day else "to come"


def _share(text: str) -> int:
    """Of ten thousand; raises `InputError` for what is no percentage, or too exact a one."""
    parts = percent_of_text(text) * 100
    if parts != int(parts):
        raise InputError(
            f"`{text}` is too exact a share", help="write two places at most, such as 12.5"
        )
    return int(parts)


def share_text(trial: Trial) -> str:
    """`20%`, `12.5%`."""
    return f"{trial.share / 100:g}%"


def _refuse_future(connection: sqlite3.Connection, name: str, day: date, today: date) -> None:
    from collectrules.worklist.trials import find_trial

    if day > today and day != find_trial(connection, name).from_on:
        raise InputError(
            f"{day} has not come yet",
            help="a trial ends today, without `--on`, or on a day before",
        )


def trial_json(connection: sqlite3.Connection, trial: Trial) -> dict[str, object]:
    """A trial as JSON, with how many of the accounts known by now were drawn for its policy."""
    numbers = [number for (number,) in connection.execute("SELECT number FROM account")]
    return {
        "event": trial.seq,
        "trial": trial.name,
        "policy": trial.policy_id,
        "share": share_text(trial).removesuffix("%"),
        "accounts": sum(map(trial.has, numbers)),
        "of_accounts": len(numbers),
        "from": trial.from_on,
        "until": trial.last_on,
        "reason": trial.reason,
        "by": trial.by,
        "ended_reason": trial.ended_reason or None,
    }
