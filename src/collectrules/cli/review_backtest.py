"""`collectrules review A B --from D --to D`: both versions over one's own history, day by day."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.clock import parse_day
from collectrules.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from collectrules.review.backtest import Backtest, Progress
    from collectrules.review.model import Version

FromOption = Annotated[
    str | None,
    typer.Option("--from", metavar="DATE", help="Back-test: live through the days from this one."),
]
ToOption = Annotated[
    str | None, typer.Option("--to", metavar="DATE", help="Back-test: up to this day.")
]
MinutesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--minutes",
        metavar="WHAT=N",
        help="How long each takes, as `call=12`: call, email, sms, letter, placement, task.",
        show_default=False,
    ),
]
WithinOption = Annotated[
    int | None,
    typer.Option(
        "--by-themselves-within",
        metavar="DAYS",
        help="How soon after a contact who pays would have paid anyway (default: 7).",
        show_default=False,
    ),
]


def backtest_asked(
    path: Path,
    before: Version,
    after: Version,
    *,
    first: str,
    last: str,
    minutes: list[str] | None = None,
    within: int | None = None,
) -> Backtest:
    """The back-test that the options ask for, with its progress told on a terminal.

    Raises `InputError` for days and minutes that are none.
    """
    from collectrules.review.backtest import backtest
    from collectrules.review.outcome import BY_THEMSELVES_WITHIN, MINUTES

    if within is not None and within < 1:
        raise InputError(f"{within} days is no time to pay in", help="name 1 or more days")
    with _progress() as progress:
        return backtest(
            path,
            before,
            after,
            parse_day(first),
            parse_day(last),
            progress=progress,
            minutes={**MINUTES, **_minutes(minutes or [], MINUTES)},
            within_days=BY_THEMSELVES_WITHIN if within is None else within,
        )


def tell_backtest(found: Backtest) -> Iterator[str]:
    """A back-test in lines of text."""
    from collectrules.cli.report_output import as_text
    from collectrules.review.tell_backtest import backtest_page

    return as_text(backtest_page(found), chart=False)


def _minutes(given: list[str], known: Mapping[str, int]) -> dict[str, int]:
    found = {}
    for each in given:
        what, sign, count = each.partition("=")
        if what not in known:
            raise InputError(
                f"`{what}` is nothing that takes time",
                help=f"name one of {', '.join(name for name in known if ' ' not in name)}",
            )
        if not (sign and count.isdecimal()):
            raise InputError(f"`{each}` says no minutes", help=f"write it as `{what}=12`")
        found[what] = int(count)
    return found


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """Tells on a terminal how many days have been lived; the line is gone afterwards."""
    if not sys.stderr.isatty():
        yield None
        return

    def tell(done: int, total: int) -> None:
        typer.echo(f"\r\033[Kday {done:,} of {total:,} ...", err=True, nl=False)

    try:
        yield tell
    finally:
        typer.echo("\r\033[K", err=True, nl=False)
