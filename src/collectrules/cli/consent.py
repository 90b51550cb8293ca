"""`consent`: what a person allows over which channel, given, taken back and listed."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import common, person_reach
from collectrules.cli.agreed import AccountArgument
from collectrules.cli.moments import AtOption
from collectrules.cli.person_reach import PersonArgument

if TYPE_CHECKING:
    from pathlib import Path

app = typer.Typer(
    help="What a person allows: contact over a channel, or over one number or address.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class ChannelChoice(StrEnum):
    """The channels of contacts."""

    call = "call"
    email = "email"
    sms = "sms"
    letter = "letter"


ChannelOption = Annotated[ChannelChoice, typer.Option("--channel", help="Which channel.")]
ToOption = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="WHAT",
        help="One number or address of theirs (default: all of the channel).",
    ),
]
HowOption = Annotated[
    str, typer.Option("--how", metavar="TEXT", help="How they said so; it is the proof.")
]


@app.command()
def give(
    context: typer.Context,
    account: AccountArgument,
    person: PersonArgument,
    *,
    channel: ChannelOption,
    to: ToOption = None,
    how: HowOption,
    at: AtOption = None,
    by: common.ByOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Record that a person allows contact over a channel."""
    who = (account, person, channel, to)
    _tell(context, ledger, who, given=True, how=how, at=at, by=by, dry_run=dry_run, json=json)


@app.command()
def withdraw(
    context: typer.Context,
    account: AccountArgument,
    person: PersonArgument,
    *,
    channel: ChannelOption,
    to: ToOption = None,
    how: HowOption,
    at: AtOption = None,
    by: common.ByOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Record that a person took back what they allowed over a channel."""
    who = (account, person, channel, to)
    _tell(context, ledger, who, given=False, how=how, at=at, by=by, dry_run=dry_run, json=json)


def _tell(
    context: typer.Context,
    ledger: Path | None,
    who: tuple[str, str, ChannelChoice, str | None],
    *,
    given: bool,
    how: str,
    at: str | None,
    by: str | None,
    dry_run: bool,
    json: bool,
) -> None:
    from collectrules.acts.consents import ConsentWanted, tell_consent
    from collectrules.acts.people import Act
    from collectrules.cli.moments import moment_that_came
    from collectrules.cli.people_shown import consent_json, moment_shown
    from collectrules.worklist.find_people import find_reach

    account, person, channel, to = who
    now = common.now()
    with person_reach.opened(context, ledger, account, person) as (book, named, found):
        moment, day = moment_that_came(book, at, now)
        reach = find_reach(found, to) if to else None
        wanted = ConsentWanted(
            channel=channel.value,
            given=given,
            reach_id=reach.seq if reach else None,
            told_at=moment,
            how=how,
        )
        act = Act(day, now, common.actor(by), dry_run)
        said = tell_consent(book, found, act, wanted)
    changed = said.person
    told = max(changed.consents, key=lambda each: each.seq)
    if json:
        about = {"person": changed.seq, "account": named.number}
        ended = {"ended_stops": list(said.ended_stops), "dry_run": dry_run}
        common.print_json({**about, **consent_json(told, changed), **ended})
        return
    verb = ("would be " if dry_run else "is ") + ("given" if given else "withdrawn")
    to_what = f"{channel.value} to {reach.value}" if reach else channel.value
    line = f"consent of {changed.name} to {to_what} {verb}, {moment_shown(told.at)}: {told.how}"
    typer.echo(common.printable(line))
    for each in said.ended_stops:
        typer.echo(f"their opt-out, event {each}, is over: they allow it again")
    if not given:
        typer.echo("if they want none at all, say it with `stop set`: an opt-out of the channel")
    typer.echo("nothing was written" if dry_run else f"event {told.seq} of the journal")


@app.command(name="list")
def list_(
    context: typer.Context,
    account: AccountArgument,
    *,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Every consent of the persons of an account, given or taken back, in the order they were told."""
    from collectrules.cli.people_shown import consent_json, moment_shown
    from collectrules.ledger.book import Ledger
    from collectrules.ledger.people import people_of
    from collectrules.worklist.find import find_account

    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        named = find_account(book, account)
        people = people_of(book.connection, named.id)
    told = sorted(
        ((each, person) for person in people for each in person.consents),
        key=lambda pair: (pair[0].at, pair[0].seq),
    )
    rows = [
        {"person": person.seq, "name": person.name, **consent_json(each, person)}
        for each, person in told
    ]
    if json:
        common.print_json(rows)
        return
    if not rows:
        typer.echo(common.printable(f"account {named.number} has told no consents"))
        return
    lines = [
        (
            each.seq,
            person.name,
            each.channel,
            row["to"] or "all",
            "given" if each.given else "withdrawn",
            moment_shown(each.at),
            each.how,
        )
        for (each, person), row in zip(told, rows, strict=True)
    ]
    header = ("event", "person", "channel", "to", "", "told", "how")
    typer.echo(common.table(header, lines, right=frozenset({0})))
