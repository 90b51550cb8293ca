"""`collectrules review A B --from D --to D`: both versions over one's own history, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from collectrules.cli import common, report_output
from collectrules.cli.page_text import as_text
from collectrules.clock import parse_day
from collectrules.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from collectrules.cli.review_parts import AskedParts
    from collectrules.policy.model import Channel
    from collectrules.review.backtest import Backtest
    from collectrules.review.model import Version

FromOption = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="DATE",
        help="Back-test: live through the days from this one under each of the versions.",
        show_default=False,
    ),
]
ToOption = Annotated[
    str | None,
    typer.Option(
        "--to", metavar="DATE", help="Back-test: the last of these days.", show_default=False
    ),
]
WithinOption = Annotated[
    int,
    typer.Option(
        "--by-themselves-within",
        metavar="DAYS",
        min=1,
        help="Back-test: how soon after a contact who pays may have paid by themselves.",
    ),
]
CheckOption = Annotated[
    bool,
    typer.Option(
        "--check",
        help="Back-test: judge everybody as well on every tenth day, to see that it comes to the same.",
    ),
]

_CHECK_EVERY: Final = 10


@dataclass(frozen=True, slots=True)
class Period:
    """The back-test that is asked for."""

    first: str
    last: str
    within_days: int
    check: bool


def period_asked(
    first: str | None, last: str | None, within_days: int, *, check: bool
) -> Period | None:
    """The back-test that the options ask for; None where they ask for none."""
    if first is None and last is None:
        return None
    if first is None or last is None:
        raise InputError(
            "a back-test needs its first and its last day", help="give both `--from` and `--to`"
        )
    return Period(first, last, within_days, check)


def backtest_asked(
    path: Path,
    versions: tuple[Version, Version],
    period: Period,
    *,
    minutes: Mapping[Channel, Fraction],
    progress: Callable[[str], None],
) -> Backtest:
    """Live through the period; `progress` is told the days, and nothing at the end."""
    from collectrules.review.backtest import backtest

    def tell(done: int, total: int) -> None:
        progress(f"day {done:,} of {total:,}")

    try:
        return backtest(
            path,
            versions[0],
            versions[1],
            parse_day(period.first),
            parse_day(period.last),
            progress=tell,
            minutes={str(channel): count for channel, count in minutes.items()},
            within_days=period.within_days,
            check_every=_CHECK_EVERY if period.check else 0,
        )
    finally:
        progress("")


def tell_backtest(found: Backtest, *, every: bool = False) -> Iterator[str]:
    """A back-test in lines of text; all accounts with `every`."""
    from collectrules.review.tell_backtest import backtest_page

    return as_text(backtest_page(found, every=every), chart=False)


def part_of_review(found: Backtest, *, every: bool) -> AskedParts:
    """A back-test among the parts of a review; what it cannot know is told with it."""
    from collectrules.cli.review_parts import AskedParts
    from collectrules.reports.page import Section
    from collectrules.review.backtest_json import backtest_json
    from collectrules.review.tell_backtest import backtest_page

    page = backtest_page(found, every=every)
    about = Section(page.title.capitalize(), (page.below, *page.notes))
    return AskedParts((about, *page.sections), {"backtest": backtest_json(found)})


def put_backtest(found: Backtest, *, json: bool, csv: Path | None, every: bool) -> None:
    """Print a back-test, and write its accounts to a file where one is named."""
    from collectrules.review.backtest_json import backtest_json, escalation_rows

    if csv is not None:
        common.write_text(csv, report_output.as_csv(escalation_rows(found)), option="--csv")
    if json:
        common.print_json(backtest_json(found))
        return
    typer.echo("\n".join(tell_backtest(found, every=every)))
    if csv is not None:
        typer.echo(f"\nwrote {common.printable(str(csv))}")
