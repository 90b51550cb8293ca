"""How somebody is reached, and when not: `person phone`, `email`, `address`, `end`, `quiet`, `end-quiet`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import common
from collectrules.cli.agreed import AccountArgument, OnOption, ReasonOption, day_that_came
from collectrules.cli.moments import moment_that_came

if TYPE_CHECKING:
    from datetime import date

    from collectrules.acts.people import Act
    from collectrules.ledger.book import Ledger
    from collectrules.ledger.people import Person
    from collectrules.worklist.find import AccountNamed


class PlaceChoice(StrEnum):
    """Where a number or an address reaches somebody."""

    home = "home"
    mobile = "mobile"
    work = "work"
    other = "other"


PersonArgument = Annotated[
    str, typer.Argument(metavar="PERSON", help="Their name, or the event that added them.")
]
PlaceOption = Annotated[
    PlaceChoice | None,
    typer.Option("--place", help="Where it reaches them (default: other, which is not known)."),
]
ZoneOption = Annotated[
    list[str] | None,
    typer.Option(
        "--zone", metavar="ZONE", help="Their time zone, where you know it better; may be repeated."
    ),
]
RegionOption = Annotated[
    str | None,
    typer.Option(
        "--region", metavar="CODE", help="The country, or its state, by ISO 3166: GB, US-CA."
    ),
]


def act_of(book: Ledger, on: str | None, by: str | None, *, dry_run: bool) -> Act:
    """An act of a day that has come, as recorded now; today by the policy's clock, as the gate reads it."""
    from collectrules.acts.people import Act

    now = common.now()
    day = moment_that_came(book, None, now)[1] if on is None else day_that_came(on)
    return Act(day, now, common.actor(by), dry_run)


@contextmanager
def opened(
    context: typer.Context, ledger: Path | None, account: str, person: str
) -> Iterator[tuple[Ledger, AccountNamed, Person]]:
    """The ledger, open, with the account and the person that are meant."""
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account
    from collectrules.worklist.find_people import find_person

    with Ledger.open(common.ledger_path(context, ledger)) as book:
        named = find_account(book, account)
        yield book, named, find_person(book, named, person)


def put(person: Person, account: str, *, json: bool, dry_run: bool) -> None:
    """Show a person as they stand after an act, or would."""
    from collectrules.cli.people_shown import person_json, person_text

    if json:
        common.print_json({**person_json(person, account), "dry_run": dry_run})
        return
    typer.echo(person_text(person, account))
    if dry_run:
        typer.echo("nothing was written")


def phone(
    context: typer.Context,
    account: AccountArgument,
    person: PersonArgument,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="As it is dialled.")],
    *,
    place: PlaceOption = None,
    region: RegionOption = None,
    zone: ZoneOption = None,
    on: OnOption = None,
    by: common.ByOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Add a telephone number of a person; its time zones are worked out from it."""
    from collectrules.acts.people import ReachWanted, add_reach
    from collectrules.compliance.telephone import telephone

    with opened(context, ledger, account, person) as (book, named, found):
        act = act_of(book, on, by, dry_run=dry_run)
        read = telephone(number, _country(book, number, region, act.on))
        wanted = ReachWanted(
            kind="phone",
            value=read.value,
            place=place.value if place else "mobile" if read.mobile else "other",
            zones=_zones(zone) or read.zones,
        )
        changed = add_reach(book, found, act, wanted)
    put(changed, named.number, json=json, dry_run=dry_run)


def email(
    context: typer.Context,
    account: AccountArgument,
    person: PersonArgument,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Such as ana@example.com.")],
    *,
    place: PlaceOption = None,
    on: OnOption = None,
    by: common.ByOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Add an e-mail address of a person."""
    from collectrules.acts.people import ReachWanted, add_reach
    from collectrules.compliance.telephone import email_address

    wanted = ReachWanted(
        kind="email", value=email_address(address), place=place.value if place else "other"
    )
    with opened(context, ledger, account, person) as (book, named, found):
        act = act_of(book, on, by, dry_run=dry_run)
        changed = add_reach(book, found, act, wanted)
    put(changed, named.number, json=json, dry_run=dry_run)


def address(
    context: typer.Context,
    account: AccountArgument,
    person: PersonArgument,
    text: Annotated[str, typer.Argument(metavar="ADDRESS", help="All of it, on one line.")],
    *,
    region: RegionOption = None,
    postcode: Annotated[
        str,
        typer.Option(
            "--postcode", metavar="CODE", help="Narrows a country down where that is safe."
        ),
    ] = "",
    place: PlaceOption = None,
    zone: ZoneOption = None,
    on: OnOption = None,
    by: common.ByOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Add a postal address of a person; its time zones are those of its country or state."""
    from collectrules.acts.people import ReachWanted, add_reach
    from collectrules.compliance.zones import region_named, zones_of_place

    zones = _zones(zone) or zones_of_place(region_named(region) if region else "", postcode)
    wanted = ReachWanted(
        kind="address", value=text, place=place.value if place else "other", zones=zones
    )
    with opened(context, ledger, account, person) as (book, named, found):
        act = act_of(book, on, by, dry_run=dry_run)
        changed = add_reach(book, found, act, wanted)
    put(changed, named.number, json=json, dry_run=dry_run)


def end(
    context: typer.Context,
    account: AccountArgument,
    person: PersonArgument,
    what: Annotated[
        str, typer.Argument(metavar="WHAT", help="The number or the address, or its event.")
    ],
    *,
    reason: ReasonOption,
    on: OnOption = None,
    by: common.ByOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """End a number or an address of a person: from that day it does not reach them."""
    from collectrules.acts.people import end_reach
    from collectrules.worklist.find_people import find_reach

    with opened(context, ledger, account, person) as (book, named, found):
        act = act_of(book, on, by, dry_run=dry_run)
        reach = find_reach(found, what)
        changed = end_reach(book, found, reach.seq, act, reason=reason)
    put(changed, named.number, json=json, dry_run=dry_run)


def quiet(
    context: typer.Context,
    account: AccountArgument,
    person: PersonArgument,
    *,
    days: Annotated[
        str, typer.Option("--days", metavar="DAYS", help="Such as mon-fri, sat,sun or every.")
    ],
    from_: Annotated[str, typer.Option("--from", metavar="TIME", help="Such as 12:00.")],
    until: Annotated[
        str, typer.Option("--until", metavar="TIME", help="Such as 13:30; before --from, next day.")
    ],
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="What they said.")] = "",
    on: OnOption = None,
    by: common.ByOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Record hours that a person called inconvenient, by their clock."""
    from collectrules.acts.people import QuietTimeWanted, set_quiet_time
    from collectrules.cli.hours_text import days_named, minute_named

    wanted = QuietTimeWanted(
        days=days_named(days),
        from_minute=minute_named(from_),
        until_minute=minute_named(until),
        note=note,
    )
    with opened(context, ledger, account, person) as (book, named, found):
        act = act_of(book, on, by, dry_run=dry_run)
        changed = set_quiet_time(book, found, act, wanted)
    put(changed, named.number, json=json, dry_run=dry_run)


def end_quiet(
    context: typer.Context,
    account: AccountArgument,
    person: PersonArgument,
    event: Annotated[
        list[int], typer.Argument(metavar="EVENT...", help="The events that set the hours.")
    ],
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")] = "",
    on: OnOption = None,
    by: common.ByOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """End inconvenient hours of a person: from that day they are like any other."""
    from collectrules.acts.people import end_quiet_times

    with opened(context, ledger, account, person) as (book, named, found):
        act = act_of(book, on, by, dry_run=dry_run)
        changed = end_quiet_times(book, found, event, act, reason=reason)
    put(changed, named.number, json=json, dry_run=dry_run)


def _zones(named: list[str] | None) -> tuple[str, ...]:
    from collectrules.compliance.zones import zone_named

    return tuple(dict.fromkeys(zone_named(each) for each in named or ()))


def _country(book: Ledger, number: str, region: str | None, on: date) -> str:
    """The country in which a number is read: as named, else that of the business; empty where unknown."""
    from collectrules.compliance.telephone import country_of_business
    from collectrules.compliance.zones import region_named
    from collectrules.ledger.policies import NoneInForce
    from collectrules.worklist.versions import policy_in_force

    if region:
        return region_named(region).partition("-")[0]
    if number.strip().startswith("+"):
        return ""
    try:
        policy, _ = policy_in_force(book, on)
    except NoneInForce:
        return ""
    return country_of_business(policy)
