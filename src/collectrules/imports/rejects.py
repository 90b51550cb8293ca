"""Rejected rows as a file: with their line and reason in front, to mend and import again."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

from collectrules.errors import InputError
from collectrules.imports.header import REJECTED_COLUMNS
from collectrules.imports.plan import Plan
from collectrules.imports.sheet import Table


def rejected_text(table: Table, plan: Plan) -> str:
    """The rejected rows under the file's own header, in its own delimiter."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=table.delimiter, lineterminator="\n")
    writer.writerow((*REJECTED_COLUMNS, *table.header))
    for one in plan.rejected:
        writer.writerow((one.row.line, one.reason, *one.row.cells))
    return text.getvalue()


def write_rejected(path: Path, imported: Path, table: Table, plan: Plan) -> None:
    """Write the rejected rows to a file, whole or not at all; raises `InputError`."""
    if path.exists() and path.samefile(imported):
        raise InputError(
            f"`{path}` is the file being imported", help="name another file for the rejected rows"
        )
    if path.exists() and not _was_written_here(path):
        raise InputError(
            f"`{path}` is already there, and is no file of rejected rows",
            help="name another file for the rejected rows: nothing was changed",
        )
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(rejected_text(table, plan), encoding="utf-8", newline="")
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise InputError(
            f"`{path}` cannot be written ({error.strerror})",
            help="name a file in a folder you may write to; nothing was imported",
        ) from None


def _was_written_here(path: Path) -> bool:
    """Whether a file begins as one of rejected rows does, so that a new one may take its place."""
    begin = REJECTED_COLUMNS[0].encode()
    try:
        with path.open("rb") as file:
            return file.read(len(begin)) == begin
    except OSError:
        return False
