"""The options of `collectrules review`: what cannot be asked for together, and the minutes of contacts."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from collectrules.cli import common
from collectrules.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from collectrules.policy.model import Channel


def refuse_beside_account(asked: Mapping[str, object]) -> None:
    """Refuse what would go unheard beside `--account`."""
    for option, given in asked.items():
        if given:
            raise InputError(
                f"`--account` explains one account in words and goes without `{option}`",
                help="leave out one of them",
            )


def refuse_outputs(html: Path | None, csv: Path | None, *, json: bool, read: Sequence[str]) -> None:
    """Refuse what could not be written in the end, before the work is done."""
    if html is not None and json:
        raise InputError("`--html` and `--json` exclude each other", help="choose one")
    named = {"--html": html, "--csv": csv}
    for option, file in named.items():
        if file is None:
            continue
        common.writable(file, option=option)
        if any(file.resolve() == Path(text).resolve() for text in read):
            raise InputError(
                f"`{file}` is one of the two versions, and would be written over",
                help=f"name another file with `{option}`",
            )
    if html is not None and csv is not None and html.resolve() == csv.resolve():
        raise InputError(
            f"`--html` and `--csv` both name `{html}`", help="name another file with one of them"
        )


def minutes_given(given: Sequence[str]) -> Mapping[Channel, Fraction]:
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
