"""`take-back`: an event of the journal was a mistake."""

from __future__ import annotations

from typing import Annotated

import typer

from collectrules.cli import common
from collectrules.errors import InputError


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
    by: common.ByOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Take back what was recorded by mistake, with what came of it; both stay in the journal."""
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.reversals import reverse

    day = common.day_or_today(on)
    if day > common.day_or_today(None):
        raise InputError(f"{day} has not come yet", help="take it back today, or from a day before")
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        who = common.actor(by)
        events = reverse(book, seq=event, reason=reason, on=day, at=common.now(), by=who)
    if json:
        common.print_json({"event": event, "on": day, "taken_back": list(events)})
        return
    with_it = ", ".join(map(str, events[1:]))
    more = f", and with it {with_it}" if with_it else ""
    typer.echo(common.printable(f"event {event} counts no more from {day} on{more}"))
