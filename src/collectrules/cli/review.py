"""`collectrules review`: what changes, for whom and at what cost, before a version is published."""

from __future__ import annotations

import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from collectrules.cli import common, report_output, review_backtest
from collectrules.cli.interrupted import stops_at_once
from collectrules.cli.page_text import as_text
from collectrules.cli.review_html import write_html
from collectrules.cli.review_options import minutes_given, refuse_beside_account, refuse_outputs
from collectrules.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from collectrules.cli.review_parts import AskedParts
    from collectrules.engine.explain import Explanation
    from collectrules.review.ground import Ground, Progress
    from collectrules.review.model import Impact, Version
    from collectrules.review.reasons import Reasons
    from collectrules.review.tell import Work

_VERSION: Final = (
    "A policy file, one of a git revision (git:HEAD~1:policies/ready.toml), a published version (2, or "
    "ready@2), or `published`: the one in force."
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
            help="Hours a week that the staff has for contacts; tells of the week, as --week does.",
        ),
    ] = None,
    week: Annotated[
        bool,
        typer.Option(
            "--week", help="The contacts of the week from the day on, as it would be lived."
        ),
    ] = False,
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
    first: review_backtest.FromOption = None,
    last: review_backtest.ToOption = None,
    by_themselves_within: review_backtest.WithinOption = 7,
    check: review_backtest.CheckOption = False,
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
    html: Annotated[
        Path | None,
        typer.Option(
            "--html",
            metavar="FILE",
            help="Write all of it as one page: the week, each change alone, accounts on a stage, a back-test "
            "where --from and --to are given.",
            show_default=False,
        ),
    ] = None,
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
    screen: Annotated[
        bool,
        typer.Option(
            "--screen", help="Look at it on a screen, down to an account; publish from there."
        ),
    ] = False,
    by: common.ByOption = None,
    ledger: common.LedgerOption = None,
) -> None:
    """Compare two versions on the ledger: who is treated differently, and what it costs.

    Nothing is written, but for a version that is published from the screen.
    """
    from collectrules.cli.review_parts import Asked, asked_parts
    from collectrules.cli.review_screen import open_review, refuse_beside_screen
    from collectrules.review.ground import ground_of
    from collectrules.review.impact import impact_of
    from collectrules.review.notes import notes_of
    from collectrules.review.reasons import reasons
    from collectrules.review.tell import Work
    from collectrules.review.versions import version_named

    if account is not None:
        refuse_beside_account(
            {"--html": html, "--json": json, "--csv": csv, "--from": first, "--to": last}
            | {"--changes": each_change, "--in-flight": in_flight, "--week": week}
        )
    day, path = common.day_or_today(as_of), common.ledger_path(context, ledger)
    refuse_outputs(html, csv, json=json, read=(before, after))
    work = Work(
        None if capacity is None else Fraction(str(capacity)), minutes_given(minutes or ()), week
    )
    if screen:
        known = None if as_of is None else day
        refuse_beside_screen(html, csv, first, last, account, json=json)
        open_review(path, (before, after), by=common.actor(by), as_of=known, work=work)
        return
    versions = [version_named(text, path, day) for text in (before, after)]
    progress = _progress()
    period = review_backtest.period_asked(first, last, by_themselves_within, check=check)
    tried = None
    if period is not None:
        with stops_at_once():
            tried = review_backtest.backtest_asked(
                path, (versions[0], versions[1]), period, minutes=work.minutes, progress=progress
            )
        if html is None and not (each_change or in_flight or week):
            review_backtest.put_backtest(tried, json=json, csv=csv, every=every)
            return
    with stops_at_once(), ground_of(path, day, at=common.now(), progress=progress) as ground:
        if account is not None:
            _print_explained(_explained(ground, versions, account), progress)
            return
        impact = impact_of(ground, versions[0], versions[1], progress)
        progress("looking for the reasons")
        why, notes = reasons(ground, impact), notes_of(ground, impact)
        whole = html is not None
        asked = Asked(
            each_change or whole, in_flight or whole, week or whole or capacity is not None
        )
        more = asked_parts(ground, impact, asked, work, progress=progress)
        if tried is not None and html is None:
            more = more.plus(review_backtest.part_of_review(tried, every=every))
        progress("")
    if html is not None:
        write_html(html, impact, why, notes, work=work, more=more, tried=tried)
    elif json:
        _print_json(impact, why, notes, work, more)
    else:
        _print_page(impact, why, notes, work, more, every=every)
    if csv is not None:
        _write_csv(csv, impact, why)
    if csv is not None and not json:
        typer.echo(f"\nwrote {common.printable(str(csv))}")


def _progress() -> Progress:
    """Says on stderr, where people read it, what is being done; the empty text clears the line."""
    if not sys.stderr.isatty():
        return lambda said: None

    def say(said: str) -> None:
        sys.stderr.write(f"\r\x1b[K{common.printable(said)}")
        sys.stderr.flush()

    return say


def _write_csv(file: Path, impact: Impact, why: Reasons) -> None:
    from collectrules.review.shapes import account_rows

    common.write_text(file, report_output.as_csv(account_rows(impact.moved, why)), option="--csv")


def _print_json(
    impact: Impact, why: Reasons, notes: Sequence[str], work: Work, more: AskedParts
) -> None:
    from collectrules.cli.policy_diff import change_json
    from collectrules.policy.diff import changes
    from collectrules.review.shapes import impact_json

    said = changes(impact.before.version.policy, impact.after.version.policy)
    common.print_json(
        impact_json(impact, why, work)
        | {"changes": [change_json(each) for each in said], "notes": list(notes)}
        | more.json
    )


def _print_page(
    impact: Impact,
    why: Reasons,
    notes: Sequence[str],
    work: Work,
    more: AskedParts,
    *,
    every: bool,
) -> None:
    from collectrules.review.tell import impact_page

    page = impact_page(impact, why, notes, work, **({"shown": None} if every else {}))
    page = replace(page, sections=(*page.sections, *more.sections))
    typer.echo("\n".join(as_text(page, chart=False)))


def _print_explained(said: Iterator[str], progress: Progress) -> None:
    lines = list(map(common.printable, said))
    progress("")
    typer.echo("\n".join(lines))


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
