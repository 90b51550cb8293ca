"""`report retention`: what has to be kept of each account, until when, and who may be erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import common

if TYPE_CHECKING:
    from datetime import date

    from collectrules.ledger.people import Person
    from collectrules.reports.retention import Kept


def retention(
    context: typer.Context,
    account: Annotated[
        str | None, typer.Argument(metavar="ACCOUNT", help="Only this account.")
    ] = None,
    *,
    as_of: common.AsOfOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """What has to be kept of each account until when, and which persons may be erased."""
    from collectrules.ledger.book import Ledger
    from collectrules.ledger.people import people_of
    from collectrules.reports import retention as reports
    from collectrules.worklist.find import find_account

    day = common.day_or_today(as_of)
    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        chosen = find_account(book, account).id if account is not None else None
        found = reports.retention(book.connection, day, chosen)
        with_people = [each.account_id for each in found if each.persons]
        people = {
            person.seq: person
            for each in with_people
            for person in people_of(book.connection, each)
        }
    if json:
        law = {"cite": reports.CITE, "confidence": reports.CONFIDENCE, "years": reports.YEARS}
        shown = [_kept_json(each, people, day) for each in found]
        common.print_json({"as_of": day, **law, "accounts": shown})
        return
    typer.echo(
        f"what has to be kept as of {day}: {reports.YEARS} years from the last that was done to collect, "
        f"and\nrecordings of calls, which the ledger has none of, from the call ({reports.CITE})\n"
    )
    header = ("account", "last done", "", "keep until", "recordings until", "may be erased")
    rows = [
        (
            each.account,
            each.last_activity_on or "",
            each.last_activity,
            "while they owe" if each.owes else each.keep_until or "no need",
            each.recordings_until or "",
            ", ".join(people[seq].name for seq in each.erasable(day)) or "nobody",
        )
        for each in found
    ]
    typer.echo(common.table(header, rows))


def _kept_json(kept: Kept, people: dict[int, Person], day: date) -> dict[str, object]:
    erasable = set(kept.erasable(day))
    return {
        "account": kept.account,
        "owes": kept.owes,
        "last_activity": kept.last_activity or None,
        "last_activity_on": kept.last_activity_on,
        "keep_until": kept.keep_until,
        "recordings_until": kept.recordings_until,
        "persons": [
            {"person": seq, "name": people[seq].name, "may_erase": seq in erasable}
            for seq, _ in kept.persons
        ],
    }
