"""`person`: who speaks for a customer, added, shown, changed and erased."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import common, person_reach
from collectrules.cli.agreed import AccountArgument, OnOption, ReasonOption
from collectrules.cli.person_reach import PersonArgument, act_of

if TYPE_CHECKING:
    from collectrules.ledger.people import Person

app = typer.Typer(
    help="Who speaks for a customer, and how they can be reached.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command()(person_reach.phone)
app.command()(person_reach.email)
app.command()(person_reach.address)
app.command()(person_reach.end)
app.command()(person_reach.quiet)
app.command(name="end-quiet")(person_reach.end_quiet)


class RoleChoice(StrEnum):
    """What somebody is to the debt."""

    debtor = "debtor"
    attorney = "attorney"
    other = "other"


LanguageOption = Annotated[
    str | None, typer.Option("--language", metavar="CODE", help="What they speak, such as de.")
]


@app.command()
def add(
    context: typer.Context,
    account: AccountArgument,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What they are called.")],
    *,
    role: Annotated[
        RoleChoice,
        typer.Option("--role", help="The debtor or who answers for them, an attorney, another."),
    ] = RoleChoice.debtor,
    language: LanguageOption = None,
    on: OnOption = None,
    by: common.ByOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Add a person of an account."""
    from collectrules.acts.people import add_person
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account

    with Ledger.open(common.ledger_path(context, ledger)) as book:
        act = act_of(book, on, by, dry_run=dry_run)
        named = find_account(book, account)
        person = add_person(book, named, act, name=name, role=role.value, language=language or "")
    person_reach.put(person, named.number, json=json, dry_run=dry_run)


@app.command()
def change(
    context: typer.Context,
    account: AccountArgument,
    person: PersonArgument,
    *,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="What they are called now.")
    ] = None,
    role: Annotated[RoleChoice | None, typer.Option("--role", help="What they are now.")] = None,
    language: LanguageOption = None,
    on: OnOption = None,
    by: common.ByOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Change the name, the role or the language of a person."""
    from collectrules.acts.people import change_person

    with person_reach.opened(context, ledger, account, person) as (book, named, found):
        act = act_of(book, on, by, dry_run=dry_run)
        changed = change_person(
            book, found, act, name=name, role=role.value if role else None, language=language
        )
    person_reach.put(changed, named.number, json=json, dry_run=dry_run)


@app.command()
def show(
    context: typer.Context,
    account: AccountArgument,
    person: PersonArgument,
    *,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """All that is recorded of a person, what has ended too."""
    from collectrules.cli.people_shown import person_json, person_text

    with person_reach.opened(context, ledger, account, person) as (_, named, found):
        pass
    if json:
        common.print_json(person_json(found, named.number))
    else:
        typer.echo(person_text(found, named.number))


@app.command(name="list")
def list_(
    context: typer.Context,
    account: AccountArgument,
    *,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="As it was on that day (default: all)."),
    ] = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """The persons of an account, with the numbers and addresses that reach them."""
    from datetime import date

    from collectrules.cli.people_shown import person_json
    from collectrules.clock import parse_day
    from collectrules.ledger.book import Ledger
    from collectrules.ledger.people import people_of
    from collectrules.worklist.find import find_account

    day = parse_day(as_of) if as_of is not None else date.max
    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        named = find_account(book, account)
        people = people_of(book.connection, named.id, as_of=day)
    if json:
        common.print_json([person_json(each, named.number) for each in people])
        return
    if not people:
        typer.echo(
            common.printable(f"account {named.number} has no persons; `person add` records one")
        )
        return
    header = ("person", "name", "role", "speaks", "reached at")
    rows = [_row(each) for each in people]
    typer.echo(common.table(header, rows, right=frozenset({0})))


def _row(person: Person) -> tuple[object, ...]:
    reached = ", ".join(f"{each.value} ({each.place})" for each in person.reached_at)
    return person.seq, person.name, person.role, person.language, reached or "nowhere"


@app.command()
def erase(
    context: typer.Context,
    account: AccountArgument,
    person: PersonArgument,
    *,
    reason: ReasonOption,
    yes: common.YesOption = False,
    by: common.ByOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> int:
    """Erase the name, the numbers and the addresses of a person, where nothing has to be kept any more."""
    from collectrules.acts.erasing import erase_person

    with person_reach.opened(context, ledger, account, person) as (book, named, found):
        act = act_of(book, None, by, dry_run=dry_run)
        question = f"erase {found.name} for good?"
        if not dry_run and not common.confirmed(question, yes=yes):
            typer.echo("nothing was written")
            return 1
        erased = erase_person(book, found, act, reason=reason)
    if json:
        common.print_json(
            {
                "person": erased.person.seq,
                "account": named.number,
                "erased_on": erased.person.erased_on,
                "values": erased.values,
                "cleaned": erased.cleaned,
                "dry_run": dry_run,
            }
        )
        return 0
    verb = "would be" if dry_run else "is"
    typer.echo(f"person {found.seq} {verb} erased: {_how_many(erased.values)}")
    if dry_run:
        typer.echo("nothing was written")
    elif erased.cleaned:
        typer.echo("the file was written anew without them; backups made before still have them")
    else:
        typer.echo(
            "another program has the file open, and it may still have them: say it once more later"
        )
    return 0


def _how_many(values: int) -> str:
    if not values:
        return "nothing was left"
    return "1 value" if values == 1 else f"{values} values: names, numbers, addresses"
