"""`timeline`: all that happened to an account, the latest first."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import common
from collectrules.money import format_minor, to_decimal

if TYPE_CHECKING:
    from collectrules.worklist.timeline import Entry, View


class OnlyChoice(StrEnum):
    """What the events are about."""

    money = "money"
    contacts = "contacts"
    people = "people"
    policy = "policy"


def timeline(
    context: typer.Context,
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's number.")],
    *,
    only: Annotated[
        OnlyChoice | None, typer.Option("--only", help="Only what is about one of these.")
    ] = None,
    every: Annotated[
        bool,
        typer.Option(
            "--every",
            help="What is told with another event too, such as each posting of a payment.",
        ),
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option("--limit", metavar="N", min=1, help="The latest N (default: all)."),
    ] = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """All that happened to an account, the latest first: money, contacts, promises, decisions, mistakes."""
    from collectrules.errors import InputError
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.account import business_clock
    from collectrules.worklist.find import find_account
    from collectrules.worklist.timeline import read_entries, read_index

    if every and only is not None:
        raise InputError("`--every` and `--only` exclude each other", help="leave one of them out")
    view: View = "every event" if every else only.value if only else "all"
    day = common.day_or_today(None)
    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        named = find_account(book, account)
        seqs = read_index(book, named.id).seqs(view)
        zone = business_clock(book, day)
        entries = read_entries(book, named.id, seqs[:limit], as_of=day, zone=zone)
    if json:
        common.print_json([entry_json(each) for each in entries])
        return
    if not entries:
        typer.echo(common.printable(f"nothing of the kind happened to account {named.number}"))
        return
    typer.echo(common.printable(f"account {named.number} ({named.name})"))
    typer.echo("")
    header = ("event", "on", "what", "", "amount", "", "by")
    typer.echo(common.table(header, map(_row, entries), right=frozenset({0, 4})))
    if len(entries) < len(seqs):
        typer.echo(f"\nthe latest {len(entries):,} of {len(seqs):,}")


def _row(entry: Entry) -> tuple[object, ...]:
    said = entry.sentence.removeprefix(f"{entry.what}: ")
    amount = "" if entry.amount is None else format_minor(entry.amount, entry.currency)
    code = "" if entry.amount is None else entry.currency
    return entry.seq, entry.on, entry.what, said, amount, code, entry.by


def entry_json(entry: Entry) -> dict[str, object]:
    """An event of the timeline as JSON; `text`, `note` and `outcome` are for people."""
    back = entry.taken_back
    return {
        "event": entry.seq,
        "kind": entry.kind,
        "on": entry.on,
        "recorded_at": entry.at.isoformat(),
        "by": entry.by,
        "what": entry.what,
        "text": entry.text,
        "amount": None if entry.amount is None else str(to_decimal(entry.amount, entry.currency)),
        "currency": entry.currency or None,
        "note": entry.note or None,
        "outcome": entry.outcome or None,
        "taken_back": None
        if back is None
        else {"event": back.seq, "on": back.on, "by": back.by, "reason": back.reason},
    }
