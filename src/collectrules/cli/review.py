"""`collectrules review`: what changes, for whom and at what cost, before a version is published."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, get_args

import typer

from collectrules.cli import common, report_output
from collectrules.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from collectrules.cli.review_parts import AskedParts
    from collectrules.engine.explain import Explanation
    from collectrules.policy.model import Channel
    from collectrules.review.ground import Ground, Progress
    from collectrules.review.model import Impact, Version
    from collectrules.review.reasons import Reasons
    from collectrules.review.tell import Work

_VERSION: Final = (
    "A policy file, a published version (2, or ready@2), or `published`: the one in force."
)

BeforeArgument = Annotated[str, typer.Argument(metavar="BEFORE", help=_VERSION, show_default=False)]
AfterArgument = Annotated[
    str,
    typer.Argument(
        metavar="AFTER", help="The same: what it would be changed to.", show_default=False
    ),
]


def review(
    context: typer.Context,
    before: BeforeArgument,
    after: AfterArgument,
    *,
    as_of: common.AsOfOption = None,
    capacity: Annotated[
        float | None,
        typer.Option(
            "--capacity",
            metavar="HOURS",
            min=0,
            help="Hours a week that the staff has for contacts.",
        ),
    ] = None,
    minutes: Annotated[
        list[str] | None,
        typer.Option(
            "--minutes",
            metavar="CHANNEL=MINUTES",
            help="What a contact takes (default: call=8, letter=4, email=1, sms=1); may be repeated.",
        ),
    ] = None,
    account: Annotated[
        str | None,
        typer.Option(
            "--account",
            metavar="ACCOUNT",
            help="One account, explained by both.",
            show_default=False,
        ),
    ] = None,
    each_change: Annotated[
        bool, typer.Option("--changes", help="What each change does alone, the others left out.")
    ] = False,
    in_flight: Annotated[
        bool,
        typer.Option(
            "--in-flight", help="What becomes of accounts on a stage: kept, moved, begun anew."
        ),
    ] = False,
    every: Annotated[bool, typer.Option("--all", help="List every account that changes.")] = False,
    json: common.JsonOption = False,
    csv: Annotated[
        Path | None,
        typer.Option(
            "--csv",
            metavar="FILE",
            help="Write the accounts that change to a file, for a spreadsheet.",
            show_default=False,
        ),
    ] = None,
    ledger: common.LedgerOption = None,
) -> None:
    """Compare two versions on the ledger: who is treated differently, and what it costs. Writes nothing."""
    from collectrules.cli.review_parts import asked_parts
    from collectrules.review.ground import ground_of
    from collectrules.review.impact import impact_of
    from collectrules.review.notes import notes_of
    from collectrules.review.reasons import reasons
    from collectrules.review.tell import Work

    day, path = common.day_or_today(as_of), common.ledger_path(context, ledger)
    work = Work(None if capacity is None else Fraction(str(capacity)), _minutes(minutes or ()))
    versions = [_version(text, path, day) for text in (before, after)]
    progress = _progress()
    with ground_of(path, day, at=common.now(), progress=progress) as ground:
        if account is not None:
            said = _explained(ground, versions, account)
            progress("")
            typer.echo("\n".join(map(common.printable, said)))
            return
        impact = impact_of(ground, versions[0], versions[1], progress)
        progress("looking for the reasons")
        why, notes = reasons(ground, impact), notes_of(ground, impact)
        more = asked_parts(
            ground, impact, each_change=each_change, in_flight=in_flight, progress=progress
        )
        progress("")
    _put(impact, why, notes, work, more, json=json, csv=csv, every=every)


def _version(text: str, path: Path, day: date) -> Version:
    from collectrules.cli.named import named_policy
    from collectrules.review.model import Version

    named = named_policy(text, path, day)
    return Version(named.name, named.policy, named.data)


def _minutes(given: Sequence[str]) -> Mapping[Channel, Fraction]:
    """The minutes a contact takes, those given in the place of the usual ones."""
    from collectrules.policy.model import Channel
    from collectrules.review.impact import MINUTES

    minutes = dict(MINUTES)
    for text in given:
        name, _, number = text.partition("=")
        channel = next((each for each in get_args(Channel) if each == name.strip()), None)
        if channel is None:
            raise InputError(
                f"`{text}` names no channel",
                help=f"write one of {', '.join(get_args(Channel))}, as in `--minutes call=8`",
            )
        minutes[channel] = _number(text, number)
    return minutes


def _number(text: str, number: str) -> Fraction:
    try:
        found = Fraction(number.strip())
    except (ValueError, ZeroDivisionError):
        found = Fraction(-1)
    if found < 0:
        raise InputError(
            f"`{text}` says no number of minutes", help="write it as in `--minutes call=8`"
        )
    return found


def _progress() -> Progress:
    """Says on stderr, where people read it, what is being done; the empty text clears the line."""
    if not sys.stderr.isatty():
        return lambda said: None

    def say(said: str) -> None:
        sys.stderr.write(f"\r\x1b[K{common.printable(said)}")
        sys.stderr.flush()

    return say


def _put(
    impact: Impact,
    why: Reasons,
    notes: Sequence[str],
    work: Work,
    more: AskedParts,
    *,
    json: bool,
    csv: Path | None,
    every: bool,
) -> None:
    from collectrules.review.shapes import account_rows, impact_json
    from collectrules.review.tell import impact_page

    if csv is not None:
        text = report_output.as_csv(account_rows(impact.moved, why))
        common.write_text(csv, text, option="--csv")
    if json:
        common.print_json(impact_json(impact, why, work) | {"notes": list(notes)} | more.json)
        return
    page = impact_page(impact, why, notes, work, **({"shown": None} if every else {}))
    page = replace(page, sections=(*page.sections, *more.sections))
    typer.echo("\n".join(report_output.as_text(page, chart=False)))
    if csv is not None:
        typer.echo(f"\nwrote {common.printable(str(csv))}")


def _explained(ground: Ground, versions: Sequence[Version], account: str) -> Iterator[str]:
    """Both explanations of an account, one below the other."""
    found = ground.ledger.connection.execute(
        "SELECT a.seq, n.currency FROM account AS a JOIN invoice AS n ON n.account_id = a.seq"
        " WHERE a.number = ? GROUP BY n.currency ORDER BY n.currency",
        (account,),
    ).fetchall()
    if not found:
        raise InputError(
            f"there is no account `{account}` with an invoice",
            help="name it by its number, as `collectrules review` lists it",
        )
    from collectrules.review.reasons import explanations

    for seq, currency in found:
        for version in versions:
            yield f"{account} in {currency} by {version.name} (version {version.policy.version})"
            said = explanations(ground, version, seq, currency)
            yield from (
                _lines(said) if said else ("  nothing is open, or it does not serve the currency",)
            )
            yield ""


def _lines(explained: Sequence[Explanation]) -> Iterator[str]:
    for each in explained:
        yield f"  {each.invoice.number}: {each.decision}"
        for one in each.considered:
            if one.decided:
                read = "; ".join(reading.text for reading in one.when)
                yield f"    {one.section} {one.rule}: {one.outcome}{f' ({read})' if read else ''}"
        if each.change:
            yield f"    {each.change.sentence}"
