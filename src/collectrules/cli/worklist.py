"""`worklist`: whom to contact today, how, and why, as a screen, as text or as JSON."""

from __future__ import annotations

import gc
import os
import signal
import threading
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from collectrules.cli import common
from collectrules.errors import InputError
from collectrules.money import format_minor

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.screen import Screen

    from collectrules.tui.desk import Desk
    from collectrules.worklist.listing import Listing
    from collectrules.worklist.row import Row


_NEW_BETWEEN_LOOKS: Final = 2_000
"""So many objects are made before it is looked which of them are garbage; it takes about a millisecond."""


def worklist(
    context: typer.Context,
    *,
    as_of: common.AsOfOption = None,
    plain: Annotated[bool, typer.Option("--plain", help="Print the list; open no screen.")] = False,
    view: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Only a part of it: call, mail, promises, broken, disputes, approvals, blocked; or all,"
            " with who owes something and is not on the list.",
        ),
    ] = None,
    json: common.JsonOption = False,
    theme: Annotated[
        str | None,
        typer.Option(
            "--theme",
            metavar="NAME",
            help="The colours of the screen: `dark`, `light`, or a name from its palette.",
            show_default=False,
        ),
    ] = None,
    by: common.ByOption = None,
    ledger: common.LedgerOption = None,
) -> None:
    """Whom to contact today, how, and why: a screen in a terminal, plain text or JSON elsewhere.

    With an earlier day, the list that was made on it, from what was known then.
    """
    from collectrules.tui.browser import is_served

    path = common.ledger_path(context, ledger)
    screen = not (plain or json) and (common.asks(yes=False) or is_served())
    named = None if theme is None else _theme(theme)
    earlier = _earlier(path, as_of)
    if earlier is not None:
        if view is not None:
            raise InputError(
                "the list of an earlier day is made again as a whole", help="leave `--view` out"
            )
        _print_again(path, earlier, json=json)
        return
    if screen:
        open_screen(path, by=common.actor(by), now=common.now, view=view, theme=named)
        return
    _print_worklist(path, view, json=json)
    if not (plain or json):
        typer.echo("\nin a terminal, `collectrules worklist` opens this as a screen to work in")


def _theme(name: str) -> str:
    from collectrules.tui.themes import theme_named

    return theme_named(name)


def open_screen(
    path: Path,
    *,
    by: str,
    now: Callable[[], datetime],
    view: str | None = None,
    theme: str | None = None,
    first: Callable[[Desk], Screen[None]] | None = None,
) -> None:
    """Open the worklist as a screen; contacts logged on it are dated by `now`.

    It begins with a view, or where it was left the last time; with what `first` makes over it.
    """
    from collectrules.ledger.waiting import telling_of_waits
    from collectrules.tui.keymap import place_of_keymap, read_keymap
    from collectrules.tui.keys import AREAS

    keymap = read_keymap(place_of_keymap(), AREAS)
    from collectrules.tui.app import WorklistApp
    from collectrules.tui.state import StateFile, state_file
    from collectrules.worklist.views import view_named

    remembered = StateFile(
        state_file(os.environ, Path.home()), view=view_named(view) if view is not None else None
    )
    app = WorklistApp(
        path,
        by=by,
        now=now,
        keymap=keymap,
        theme=theme,
        remembered=remembered,
        first=first,
        once_read=_look_for_garbage_in_bits,
    )
    _end_with_the_terminal()
    # What was loaded stays: to look through all of it for garbage would hold up the first rows.
    gc.freeze()
    with telling_of_waits(None):
        app.run()


def _end_with_the_terminal() -> None:
    """Have a terminal that is closed end the program, also where whoever started it ignores that.

    A screen is of no use without one, and would look for keys without end.
    """
    hangup = getattr(signal, "SIGHUP", None)
    if hangup is not None and threading.current_thread() is threading.main_thread():
        signal.signal(hangup, signal.SIG_DFL)


def _look_for_garbage_in_bits() -> None:
    """Look for it often, and only among what is new: to go through much of it at once holds up a key.

    What was loaded and drawn by now stays as long as the screen.
    """
    gc.freeze()
    gc.set_threshold(_NEW_BETWEEN_LOOKS, 10, 100)


def _earlier(path: Path, as_of: str | None) -> date | None:
    """The day before that of the list, where that is asked for; raises `InputError` for a later one."""
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.listing import last_run

    with Ledger.open(path) as book:
        made_for = last_run(book).as_of
    wanted = made_for if as_of is None else common.day_or_today(as_of)
    if wanted > made_for:
        raise InputError(
            f"the worklist is for {made_for}, not for {wanted}",
            help=f"`collectrules run --as-of {wanted}` makes that day's list",
        )
    return wanted if wanted < made_for else None


def _print_again(path: Path, day: date, *, json: bool) -> None:
    """Print the list of an earlier day, made again from what was known then."""
    from collectrules.review.ground import copied
    from collectrules.review.names_since import called_otherwise, names_text
    from collectrules.review.replay import replay

    with copied(path) as copy:
        again = replay(copy, day)
        listed = {row.account_id for row in again.listing.rows}
        others = called_otherwise(copy, again.run.first - 1)
    if said := names_text(each for each in others if each.account_id in listed):
        typer.echo(common.printable(f"{said}; the list has the names of that day"), err=True)
    if not again.same:
        typer.echo(
            f"the run of {day} had decided otherwise: this program is not the one that made its list",
            err=True,
        )
    if json:
        common.print_json([row.as_json() for row in again.listing.rows])
    else:
        _print_listing(again.listing)


def _print_worklist(path: Path, view: str | None, *, json: bool) -> None:
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.listing import read_listing
    from collectrules.worklist.pages import read_view
    from collectrules.worklist.views import view_named

    with Ledger.open(path) as book:
        wanted = None if view is None else view_named(view)
        listing = read_listing(book) if wanted is None else read_view(book, wanted, common.now())
    if json:
        common.print_json([row.as_json() for row in listing.rows])
    else:
        _print_listing(listing)


def _print_listing(listing: Listing) -> None:
    policy = listing.policy
    typer.echo(f"worklist for {listing.as_of}, policy {policy.id} {policy.version}\n")
    if not listing.rows:
        typer.echo("nobody has to be contacted")
        return
    header = ("account", "name", "to collect", "", "late", "stage", "next", "may?", "why")
    rows = [
        (
            row.account,
            _short(row.name),
            format_minor(row.to_collect, row.currency),
            row.currency,
            row.oldest_days_past_due,
            row.stage,
            row.next_action,
            _may(row),
            f"{row.rule}: {row.why}" if row.rule else row.why,
        )
        for row in listing.rows
    ]
    typer.echo(common.table(header, rows, right=frozenset({2, 4})))
    blocked = sum(not row.allowed for row in listing.rows)
    typer.echo(
        f"\n{_several(len(rows), 'account')}, {blocked:,} of them not to be contacted that day"
    )


def _may(row: Row) -> str:
    """Whether the next action is allowed that day, or from when it is; nothing where there is none."""
    if not row.rule:
        return ""
    return "yes" if row.allowed else f"from {row.allowed_from or 'never'} ({row.blocked_by})"


def _short(name: str, width: int = 32) -> str:
    return name if len(name) <= width else name[: width - 1] + "…"


def _several(count: int, what: str) -> str:
    """`1 account`, `2 accounts`."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
