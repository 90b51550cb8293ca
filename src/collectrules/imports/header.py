"""Where the table of a sheet begins: titles above the header are passed over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from collectrules.errors import InputError
from collectrules.imports.columns import recognised
from collectrules.imports.sheet import Row, Sheet, Table, folded, usual_width

REJECTED_COLUMNS: Final = ("line", "reason")
"""The first two columns of a file of rejected rows."""

_HEADER_WITHIN: Final = 30
"""How far down a header is looked for."""


def with_columns(sheet: Sheet, names: Iterable[str]) -> Table | None:
    """The table whose header has all these columns, or None where no row has them."""
    wanted = {folded(name) for name in names}
    for index, row in enumerate(sheet.rows[:_HEADER_WITHIN]):
        if wanted <= {folded(cell) for cell in row.cells}:
            return _table(sheet, index)
    return None


def guessed(sheet: Sheet) -> Table:
    """The table whose header means the most, else the first row as wide as most rows."""
    head = sheet.rows[:_HEADER_WITHIN]
    meant = [len(recognised(row.cells)) for row in head]
    if max(meant) >= 2:
        return _table(sheet, meant.index(max(meant)))
    width = usual_width(sheet.rows)
    return _table(sheet, next((n for n, row in enumerate(head) if len(row.cells) >= width), 0))


def _table(sheet: Sheet, index: int) -> Table:
    header, rows = sheet.rows[index].cells, sheet.rows[index + 1 :]
    if not rows:
        raise InputError(
            f"`{sheet.file}` has a header and no rows under it",
            help="export it again: a file without rows would say that everything is paid",
        )
    mended = tuple(folded(cell) for cell in header[:2]) == REJECTED_COLUMNS
    skipped = len(REJECTED_COLUMNS) if mended else 0
    return Table(
        file=sheet.file,
        sha256=sheet.sha256,
        delimiter=sheet.delimiter,
        header=header[skipped:],
        rows=tuple(Row(row.line, row.cells[skipped:]) for row in rows) if mended else rows,
        mended=mended,
    )
