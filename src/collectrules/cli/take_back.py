"""`take-back`: an event of the journal was a mistake."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import common
from collectrules.errors import InputError
from collectrules.money import format_minor, to_decimal

if TYPE_CHECKING:
    from collectrules.worklist.told import Told


def take_back(
    context: typer.Context,
    event: Annotated[
        int, typer.Argument(metavar="EVENT", help="The event's number in the journal.")
    ],
    *,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="What was wrong; it is kept.")
    ],
    on: Annotated[
        str | None,
        typer.Option(
            "--on", metavar="DATE", help="The first day it counts no more (default: today)."
        ),
    ] = None,
    dry_run: common.DryRunOption = False,
    by: common.ByOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Take back what was recorded by mistake, with what came of it; both stay in the journal."""
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.reversals import reverse
    from collectrules.worklist.told import told

    day = common.day_or_today(on)
    if day > common.day_or_today(None):
        raise InputError(f"{day} has not come yet", help="take it back today, or from a day before")
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        who = common.actor(by)
        taken_back = reverse(
            book, seq=event, reason=reason, on=day, at=common.now(), by=who, dry_run=dry_run
        )
        events = told(book.connection, taken_back.events)
    if json:
        common.print_json(
            {
                "event": event,
                "on": day,
                "taken_back": list(taken_back.events),
                "events": [_as_json(each) for each in events],
                "attempt": taken_back.attempt,
                "dry_run": dry_run,
            }
        )
        return
    _print(events, taken_back.attempt, day, dry_run=dry_run)


def _print(events: Sequence[Told], attempt: int | None, day: date, *, dry_run: bool) -> None:
    verb = "would be taken back" if dry_run else "taken back"
    header = ("event", "what", "of", "account", "invoice", "amount", "")
    rows = [
        (each.seq, each.what, each.on, each.account, each.invoice, _amount(each), each.currency)
        for each in events
    ]
    if attempt is None:
        typer.echo(f"{verb}, and counts no more from {day} on:\n")
    else:
        typer.echo(f"{verb} from {day} on; the attempt goes on counting as made:\n")
    typer.echo(common.table(header, rows, right=frozenset({0, 5})))
    if attempt is not None:
        typer.echo(
            f"\nlog what came of it with `collectrules log ... --attempt {attempt}`; "
            "until then it counts as what was taken back"
        )
    if dry_run:
        typer.echo("\nnothing was written")


def _amount(one: Told) -> str:
    return "" if one.amount is None else format_minor(one.amount, one.currency)


def _as_json(one: Told) -> dict[str, object]:
    return {
        "event": one.seq,
        "what": one.what,
        "on": one.on,
        "account": one.account or None,
        "invoice": one.invoice or None,
        "amount": None if one.amount is None else str(to_decimal(one.amount, one.currency)),
        "currency": one.currency or None,
    }
