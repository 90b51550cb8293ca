"""`collectrules review --screen`: the review as a screen to look through, and to publish from."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from collectrules.cli import common
from collectrules.errors import InputError

if TYPE_CHECKING:
    from collectrules.review.tell import Work
    from collectrules.tui.desk import Desk
    from collectrules.tui.screens.review import ReviewScreen


def refuse_beside_screen(*others: object, json: bool) -> None:
    """Raise `InputError` where something else is asked for than a screen."""
    if json or any(each is not None for each in others):
        raise InputError(
            "`--screen` shows each change, accounts on a stage and every account by itself",
            help="leave out `--html`, `--json`, `--csv`, `--account`, `--from` and `--to`",
        )


def open_review(
    path: Path, names: tuple[str, str], *, by: str, as_of: date | None, work: Work
) -> None:
    """Open the review of two versions over the worklist; Esc leads there. Raises where there is no terminal.

    What does not name a version is told at once, and not on the screen.
    """
    if not common.asks(yes=False):
        raise InputError(
            "`--screen` needs a terminal", help="leave it out to have the review printed"
        )
    from collectrules.cli.worklist import open_screen
    from collectrules.review.versions import version_named

    for name in names:
        version_named(name, path, as_of or common.day_or_today(None))

    def first(desk: Desk) -> ReviewScreen:
        from collectrules.tui.screens.review import ReviewScreen

        return ReviewScreen(desk, names, as_of=as_of, work=work)

    open_screen(path, by=by, now=common.now, first=first)
