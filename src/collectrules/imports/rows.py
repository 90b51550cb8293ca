"""The rows of a table as open items, or rejected with a reason: none is dropped or guessed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from collectrules.imports.cells import cells_of
from collectrules.imports.item_row import ItemRow, Key, Reading, Rejected
from collectrules.imports.mapping import ColumnMapping
from collectrules.imports.one_row import RowReader
from collectrules.imports.sheet import Table


def read_rows(table: Table, mapping: ColumnMapping) -> Reading:
    """Read every row by a mapping; raises `InputError` where a whole column cannot be read."""
    cells = cells_of(table, mapping)
    reader = RowReader(cells, mapping)
    read = [(row, reader.item(row)) for row in table.rows]
    items = {row.line: found for row, found in read if isinstance(found, ItemRow)}
    repeated = _repeats(items.values())
    rejected = [
        Rejected(row, found, reader.key(row)) for row, found in read if isinstance(found, str)
    ]
    rejected += [
        Rejected(row, repeated[row.line], reader.key(row))
        for row in table.rows
        if row.line in repeated
    ]
    return Reading(
        rows={row.line: row for row in table.rows},
        items=tuple(item for line, item in items.items() if line not in repeated),
        rejected=tuple(sorted(rejected, key=lambda one: one.row.line)),
        warnings=cells.warnings,
        order=cells.order,
        decimal=cells.decimal,
        float_ids=cells.float_ids,
    )


def _repeats(items: Iterable[ItemRow]) -> dict[int, str]:
    """Why a line is rejected where an item stands on several: all but the first, or all of them.

    Exports of line items repeat the invoice's own columns on each of its lines; where they differ,
    nobody can say which line is right.
    """
    groups: defaultdict[Key, list[ItemRow]] = defaultdict(list)
    for item in items:
        groups[item.key].append(item)
    reasons: dict[int, str] = {}
    for (_, invoice), (first, *others) in groups.items():
        if not others:
            continue
        if all(_says(other) == _says(first) for other in others):
            reasons |= {
                other.line: f"repeats invoice `{invoice}` of line {first.line}" for other in others
            }
            continue
        lines = [item.line for item in (first, *others)]
        shown = ", ".join(str(line) for line in lines[:5]) + (", ..." if len(lines) > 5 else "")
        reason = (
            f"invoice `{invoice}` is on lines {shown}, and they differ: leave one that is right"
        )
        reasons |= dict.fromkeys(lines, reason)
    return reasons


def _says(item: ItemRow) -> tuple[object, ...]:
    return (
        item.amount,
        item.balance,
        item.currency,
        item.issued,
        item.due,
        item.settled,
        item.disputed,
    )
