"""`stop`: who is not contacted any more, from which moment, and until when."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, cast

import typer
from typer.core import TyperCommand

from collectrules.cli import common
from collectrules.cli.agreed import AccountArgument, OnOption, ReasonOption
from collectrules.cli.consent import ChannelChoice
from collectrules.cli.moments import AtOption, clock_on, moment_that_came
from collectrules.cli.person_reach import act_of
from collectrules.clock import parse_day
from collectrules.errors import InputError

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    from collectrules.compliance.stop_kinds import Term
    from collectrules.ledger.people import Person
    from collectrules.ledger.stops import Stop
    from collectrules.worklist.dispute_periods import Told

app = typer.Typer(
    help="Stops: who is not contacted any more. They count at once, whatever the policy says.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

KindArgument = Annotated[
    str, typer.Argument(metavar="KIND", help="Which kind: `stop set --help` lists them.")
]


class HowChoice(StrEnum):
    """How we know."""

    written = "written"
    oral = "oral"
    court = "court"
    own = "own"


class StopCommand(TyperCommand):
    """The `stop set` command, whose help ends with the kinds of stop."""

    def get_help(self, ctx: object) -> str:
        """The help of any command, then the kinds."""
        return f"{super().get_help(cast(typer.Context, ctx))}\n\n{_kinds()}"


def _kinds() -> str:
    from collectrules.compliance.stop_kinds import kinds_of_stop

    rows = [(each.kind, each.label, each.ends, each.cite) for each in kinds_of_stop().values()]
    return "Kinds of stop, each until it is ended:\n" + "\n".join(
        f"  {kind:<11} {label}; {ends}{f' ({cite})' if cite else ''}"
        for kind, label, ends, cite in rows
    )


@app.command(name="set", cls=StopCommand)
def set_(
    context: typer.Context,
    account: AccountArgument,
    kind: KindArgument,
    *,
    person: Annotated[
        str | None,
        typer.Option("--person", metavar="PERSON", help="One person (default: everybody)."),
    ] = None,
    channel: Annotated[
        ChannelChoice | None, typer.Option("--channel", help="Which channel, of an opt-out.")
    ] = None,
    how: Annotated[
        HowChoice,
        typer.Option("--how", help="In writing, by word of mouth, by a court, of our own accord."),
    ] = HowChoice.written,
    at: AtOption = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help="The last day (default: as the kind has it)."),
    ] = None,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="What else there is.")] = "",
    by: common.ByOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Set a stop; from its moment on nobody steps over it."""
    from collectrules.acts.people import Act
    from collectrules.acts.stops import goes_on_from, set_stop
    from collectrules.cli.people_shown import period_json, stop_json
    from collectrules.compliance.stop_kinds import kind_named
    from collectrules.ledger.book import Ledger
    from collectrules.ledger.people import people_of
    from collectrules.ledger.policies import NoneInForce
    from collectrules.worklist.dispute_periods import periods_of
    from collectrules.worklist.find import find_account
    from collectrules.worklist.find_people import find_person
    from collectrules.worklist.stops import StopWanted
    from collectrules.worklist.versions import policy_in_force

    now, meant = common.now(), kind_named(kind)
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        named = find_account(book, account)
        moment, day = moment_that_came(book, at, now)
        wanted = StopWanted(
            account_id=named.id,
            kind=meant.kind,
            person_id=find_person(book, named, person).seq if person else None,
            channel=channel.value if channel else "",
            at=moment,
            on=day,
            until_on=parse_day(until) if until else None,
            how=how.value,
            note=note,
        )
        try:
            policy, _ = policy_in_force(book, day)
        except NoneInForce:
            policy = None
        act = Act(day, now, common.actor(by), dry_run)
        stop, term = set_stop(book, wanted, act, policy=policy)
        people = people_of(book.connection, named.id)
        period = periods_of(book, [stop]).get(stop.seq)
        clock = clock_on(book, day)
        earlier = None if dry_run else goes_on_from(book, stop, clock)
    if json:
        confirm = {"confirm_in_writing_by": term.confirm_by, "period": period_json(period)}
        common.print_json({**stop_json(stop, people, clock), **confirm, "dry_run": dry_run})
        return
    lines = [
        f"{'would stop' if dry_run else 'stopped'}: {_what(stop)} for {_whom(stop, people)}, "
        f"from {stop.at:%Y-%m-%d %H:%M} UTC {_until(stop, meant.ends)}",
        *_why(meant.cite, term),
        *_period_lines(period),
        *_going_on(earlier),
        "nothing was written" if dry_run else f"event {stop.seq} of the journal",
    ]
    typer.echo("\n".join(map(common.printable, lines)))


def _why(cite: str, term: Term) -> list[str]:
    if term.shorter is not None:
        law = f"by {term.shorter.cite} ({term.shorter.confidence})"
        return [f"{law} it holds so long, unless it comes in writing by {term.confirm_by}"]
    return [f"by {cite}"] if cite else []


def _going_on(earlier: int | None) -> list[str]:
    """That what was used under an earlier stop is used, where nobody asked anew after it."""
    if earlier is None:
        return []
    return [f"it goes on from event {earlier}: what was let through once since then is used"]


def _period_lines(told: Told | None) -> list[str]:
    """Whether a dispute came within the period that the first letter began, and why."""
    if told is None:
        return []
    received = (
        f", taken to be received on {told.received_on}" if told.received_on != told.begun_on else ""
    )
    return [
        f"it came {_within(told)}, the last day of `{told.rule}`: "
        f"letter of {told.begun_on}, event {told.letter}{received}",
        _by(told),
    ]


def _by(told: Told) -> str:
    """The law of a period; of one's own the policy, and what it names."""
    if told.confidence == "own":
        return f"by the policy: {told.cite}" if told.cite else "by the policy"
    return f"by {told.cite} ({told.confidence})"


def _within(told: Told) -> str:
    return f"in time, by {told.last_on}" if told.within else f"late, after {told.last_on}"


@app.command()
def end(
    context: typer.Context,
    account: AccountArgument,
    which: Annotated[
        str, typer.Argument(metavar="KIND", help="Its kind, or its event where there are several.")
    ],
    *,
    reason: ReasonOption,
    on: OnOption = None,
    by: common.ByOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """End a stop; from that moment, or the beginning of another day, the policy alone decides."""
    from collectrules.acts.stops import end_stop, standing_stops
    from collectrules.cli.people_shown import stop_json
    from collectrules.ledger.book import Ledger
    from collectrules.ledger.people import people_of
    from collectrules.worklist.find import find_account

    with Ledger.open(common.ledger_path(context, ledger)) as book:
        act = act_of(book, on, by, dry_run=dry_run)
        named = find_account(book, account)
        meant = _meant(standing_stops(book, named.id, act.on), which, named.number, act.on)
        ended = end_stop(book, meant, act, reason=reason)
        people = people_of(book.connection, named.id)
        clock = clock_on(book, act.on)
    if json:
        common.print_json({**stop_json(ended, people, clock), "dry_run": dry_run})
        return
    verb = "would end" if dry_run else "ended"
    since = _within_day(ended, clock) or ended.ended_on
    line = f"{verb}: {_what(ended)} for {_whom(ended, people)}, from {since} on"
    typer.echo(common.printable(line))
    if dry_run:
        typer.echo("nothing was written")


def _within_day(stop: Stop, clock: ZoneInfo) -> str:
    """The moment from which a stop that was ended within a day counts no more; empty of any other."""
    from collectrules.compliance.local import day_begins
    from collectrules.compliance.stop_ends import ended_at

    if stop.end is None:
        return ""
    at = ended_at(stop.end, clock)
    return "" if at == day_begins(stop.end.on, clock) else f"{at:%Y-%m-%d %H:%M} UTC"


def _last(stop: Stop, clock: ZoneInfo) -> str:
    """The last day that a stop counts, or the moment of a day until which it does."""
    if stop.until_on and stop.last_on == stop.until_on:
        return str(stop.until_on)
    return _within_day(stop, clock) or str(stop.last_on or "open")


def _meant(standing: list[Stop], which: str, account: str, on: date) -> Stop:
    wanted = which.strip().lower()
    found = [each for each in standing if wanted in {each.kind, str(each.seq)}]
    if len(found) == 1:
        return found[0]
    if found:
        events = " or ".join(str(each.seq) for each in found)
        raise InputError(
            f"account `{account}` has several stops `{which}` on {on}",
            help=f"name one by its event: {events}",
        )
    kinds = ", ".join(f"`{each.kind}` (event {each.seq})" for each in standing)
    raise InputError(
        f"account `{account}` has no stop `{which}` on {on}",
        help=f"it has {kinds}" if kinds else "it has none at all",
    )


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
    """The stops of the ledger, those that are over too."""
    from collectrules.cli.people_shown import period_json, stop_json
    from collectrules.ledger.book import Ledger
    from collectrules.ledger.people import people_of
    from collectrules.ledger.stops import stops
    from collectrules.worklist.dispute_periods import periods_of
    from collectrules.worklist.find import find_account

    day = common.day_or_today(as_of)
    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        chosen = find_account(book, account).id if account is not None else None
        found = stops(book.connection, chosen, as_of=day)
        named = {each.account_id for each in found if each.person_id is not None}
        people = [person for each in sorted(named) for person in people_of(book.connection, each)]
        periods = periods_of(book, found)
        clock = clock_on(book, day)
    if json:
        shown = [
            {
                **stop_json(each, people, clock),
                "counts": each.counts_on(day),
                "period": period_json(periods.get(each.seq)),
            }
            for each in found
        ]
        common.print_json(shown)
        return
    if not found:
        typer.echo(f"there are no stops by {day}; `collectrules stop set` sets one")
        return
    header = ["event", "account", "stop", "for", "from", "until", f"on {day}", "how", "by"]
    header += ["disputed"] if periods else []
    rows = [
        (
            each.seq,
            each.account,
            _what(each),
            _whom(each, people),
            each.from_on,
            _last(each, clock),
            "counts" if each.counts_on(day) else "over",
            each.how,
            each.by,
            *([_told(periods.get(each.seq))] if periods else []),
        )
        for each in found
    ]
    typer.echo(common.table(header, rows, right=frozenset({0})))


def _told(told: Told | None) -> str:
    return _within(told) if told else ""


def _what(stop: Stop) -> str:
    return f"{stop.kind} of {stop.channel}" if stop.channel else stop.kind


def _whom(stop: Stop, people: list[Person] | tuple[Person, ...]) -> str:
    named = {each.seq: each.name for each in people}
    return named.get(stop.person_id or 0, "everybody") if stop.person_id else "everybody"


def _until(stop: Stop, ends: str) -> str:
    return f"until {stop.until_on}" if stop.until_on else ends
