"""What every command shares: the ledger option, the day, the name of who acts, and plain printing."""

from __future__ import annotations

import getpass
import json
import os
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from collectrules.clock import parse_day
from collectrules.errors import CollectrulesError, Faults, InputError

if TYPE_CHECKING:
    from collectrules.ledger.book import Ledger

DEFAULT_LEDGER: Final = "collectrules.db"
_SQLITE: Final = b"SQLite format 3\0"
"""How a file begins that may be a ledger."""

LedgerOption = Annotated[
    Path | None,
    typer.Option(
        "--ledger",
        metavar="FILE",
        help=f"The ledger (default: $COLLECTRULES_LEDGER, else {DEFAULT_LEDGER} in this folder).",
    ),
]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="The day to judge by (default: today)."),
]
KnownOnOption = Annotated[
    str | None,
    typer.Option(
        "--known-on", metavar="DATE", help="Only what had been recorded by that day (default: all)."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON of a stable shape.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Show it, write nothing.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before writing.")]
ByOption = Annotated[
    str | None,
    typer.Option("--by", "--user", metavar="NAME", help="Who acts (default: your login name)."),
]


def ledger_path(context: typer.Context, given: Path | None) -> Path:
    """The ledger to use: given with the command, before it, in the environment, or the default."""
    if given is not None:
        return given
    before = context.find_root().obj
    if before is not None:
        return Path(before)
    return Path(os.environ.get("COLLECTRULES_LEDGER") or DEFAULT_LEDGER)


def day_or_today(text: str | None) -> date:
    """The day given by `--as-of`, or today by this machine's clock."""
    return parse_day(text) if text is not None else now().astimezone().date()


def known_by(ledger: Ledger, text: str | None) -> int | None:
    """The last event recorded by the day given with `--known-on`; None where none is given."""
    return None if text is None else ledger.known_on(parse_day(text))


def now() -> datetime:
    """The present moment, in UTC: the only place that asks."""
    return datetime.now(UTC)


def actor(given: str | None) -> str:
    """Who acts: as given, else the login name."""
    if given and given.strip():
        return given.strip()
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def asks(*, yes: bool) -> bool:
    """Whether there is a person to ask before something is written."""
    return not yes and sys.stdin.isatty() and sys.stdout.isatty()


def confirmed(question: str, *, yes: bool) -> bool:
    """Whether to go on: asks on a terminal, No by default; a script has said yes by running."""
    return not asks(yes=yes) or typer.confirm(question, default=False)


def print_json(value: object) -> None:
    """One JSON document, indented, amounts as strings."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def print_error(error: CollectrulesError) -> None:
    """An error as a user reads it: the sentence, then what to do."""
    if isinstance(error, Faults):
        from collectrules.policy.render import render_full

        typer.echo(
            render_full(error.diagnostics, {error.diagnostics[0].place.file: error.source}),
            err=True,
        )
        return
    place = error.place
    where = f"{place.file}:{place.line}:{place.column}: " if place else ""
    typer.echo(printable(f"{where}error: {error.message}"), err=True)
    if error.help:
        typer.echo(printable(f"  = help: {error.help}"), err=True)


def say_waiting() -> None:
    """Say on stderr, where people read it, that another program is waited for."""
    if sys.stderr.isatty():
        typer.echo("waiting for another program that is writing to the ledger ...", err=True)


def printable(text: str) -> str:
    """`text` on one line and harmless to a terminal: control and direction characters become `?`."""
    return "".join(
        character if unicodedata.category(character) not in {"Cc", "Cf", "Cs"} else "?"
        for character in text
    )


def write_text(file: Path, text: str, *, option: str = "--write") -> None:
    """Write a text file, which an option names, all of it or nothing.

    Raises `InputError` where that is refused.
    """
    writable(file, option=option)
    try:
        # A pipe, or what else a shell may have open, is not to be replaced by another file.
        if (file.exists() and not file.is_file()) or file.is_relative_to("/dev"):
            file.write_text(text, encoding="utf-8")
        else:
            _write_whole(file.resolve(), text)
    except OSError as error:
        raise _unwritten(file, error.strerror or str(error), option) from error


def writable(file: Path, *, option: str) -> None:
    """Raise `InputError` where a file, which an option names, cannot be written, before any work is done.

    A ledger is never written over: nothing brings one back.
    """
    folder = file.parent
    if file.is_dir():
        raise _unwritten(file, "is a directory", option)
    if not folder.is_dir():
        raise _unwritten(file, f"there is no folder `{folder}`", option)
    if not os.access(file if file.exists() else folder, os.W_OK):
        raise _unwritten(file, "permission denied", option)
    if file.is_file() and _is_ledger(file):
        raise _unwritten(file, "it is a ledger, and would be lost", option)


def _unwritten(file: Path, why: str, option: str) -> InputError:
    return InputError(
        f"`{file}` cannot be written: {why[:1].lower()}{why[1:]}",
        help=f"name another file with `{option}`",
    )


def _is_ledger(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            return opened.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False


def _write_whole(file: Path, text: str) -> None:
    """Write beside the file, and put that in its place when all of it is there."""
    if not os.access(file.parent, os.W_OK):
        file.write_text(text, encoding="utf-8")
        return
    fresh = file.with_name(f".{file.name}.{os.getpid()}.new")
    try:
        fresh.write_text(text, encoding="utf-8")
        if file.exists():
            shutil.copymode(file, fresh)
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


def table(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, right: frozenset[int] = frozenset()
) -> str:
    """Rows under a header in columns two spaces apart; columns in `right` are set to the right."""
    cells = [[printable(str(cell)) for cell in row] for row in (header, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    lines = [
        "  ".join(
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def plain(mapping: Mapping[str, object]) -> str:
    """Names and values, one a line, values aligned."""
    width = max((len(key) for key in mapping), default=0)
    return "\n".join(
        f"{key.ljust(width)}  {printable(str(value))}" for key, value in mapping.items()
    )
