"""The columns of a table as values: how each is written is decided from all its cells at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar, cast

from collectrules.imports.amounts import AMOUNTS, Amount, DecimalSign
from collectrules.imports.dates import DATES, Order, is_no_date
from collectrules.imports.decide import Decided, Kind, decide
from collectrules.imports.mapping import IDS, ColumnMapping
from collectrules.imports.sheet import Row, Table

Value = TypeVar("Value")

_WRITTEN_AS_FLOAT: Final = re.compile(r"[0-9]+\.0", re.ASCII)
_DATE_ROLES: Final = ("issued", "due", "settled")
_AMOUNT_ROLES: Final = ("amount", "balance")


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a table by role: texts, ids, days, amounts."""

    width: int
    at: Mapping[str, int]
    """Where the column of a role stands."""
    dates: Mapping[str, Mapping[str, date]]
    """By role, the day of each text that says one."""
    amounts: Mapping[str, Mapping[str, Amount]]
    float_ids: frozenset[str]
    """The roles whose values are written as in `1930659387.0`: by the mapping, or every one of them."""
    order: Order | None
    """The order of the dates, where the table shows it and shows one only."""
    decimal: DecimalSign | None
    warnings: tuple[str, ...]

    def fits(self, row: Row) -> bool:
        """Whether a row has no more cells than the header, blank ones aside."""
        return not any(cell.strip() for cell in row.cells[self.width :])

    def text(self, row: Row, role: str) -> str:
        """A cell without the blanks around it; empty where there is none."""
        return _text(row, self.at.get(role))

    def id(self, row: Row, role: str) -> str:
        """A number that names something: text, with its leading zeros, without a float's `.0`."""
        text = self.text(row, role)
        if role in self.float_ids and _WRITTEN_AS_FLOAT.fullmatch(text):
            return text.removesuffix(".0")
        return text


def cells_of(table: Table, mapping: ColumnMapping) -> Cells:
    """Decide how each column of a table is written; raises `InputError` where nobody can tell."""
    at = {role: table.column(name) for role, name in mapping.columns.items()}
    width = len(table.header)
    rows = [row for row in table.rows if not any(cell.strip() for cell in row.cells[width:])]
    texts = {role: _first_lines(rows, index) for role, index in at.items()}

    def decided(kind: Kind[Value], role: str, given: str | None) -> Decided[Value]:
        if role not in at:
            return Decided({}, None)
        said = {
            text: n for text, n in texts[role].items() if not (kind is DATES and is_no_date(text))
        }
        return decide(kind, mapping.columns[role], said, given)

    dates = {role: decided(DATES, role, mapping.dates) for role in _DATE_ROLES}
    amounts = {role: decided(AMOUNTS, role, mapping.decimal) for role in _AMOUNT_ROLES}
    float_ids = frozenset(
        role for role in IDS if role in mapping.whole_numbers or _all_floats(texts.get(role, ()))
    )
    return Cells(
        width=width,
        at=at,
        dates={role: found.values for role, found in dates.items()},
        amounts={role: found.values for role, found in amounts.items()},
        float_ids=float_ids,
        order=cast("Order | None", _only(found.reading for found in dates.values())),
        decimal=cast("DecimalSign | None", _only(found.reading for found in amounts.values())),
        warnings=tuple(
            warning
            for role in IDS
            if role in at and role not in mapping.whole_numbers
            for warning in _float_warnings(mapping.columns[role], texts[role])
        ),
    )


def _text(row: Row, index: int | None) -> str:
    return "" if index is None or index >= len(row.cells) else row.cells[index].strip()


def _first_lines(rows: Iterable[Row], index: int) -> dict[str, int]:
    lines: dict[str, int] = {}
    for row in rows:
        text = _text(row, index)
        if text:
            lines.setdefault(text, row.line)
    return lines


def _all_floats(texts: Collection[str]) -> bool:
    return bool(texts) and all(_WRITTEN_AS_FLOAT.fullmatch(text) for text in texts)


def _float_warnings(column: str, texts: Collection[str]) -> Iterator[str]:
    floats = sum(_WRITTEN_AS_FLOAT.fullmatch(text) is not None for text in texts)
    if floats and floats == len(texts):
        yield f"every value of column `{column}` ends in `.0`, which was left off"
    elif floats:
        yield f"{floats} of {len(texts)} values of column `{column}` end in `.0`: kept as written"


def _only(readings: Iterable[str | None]) -> str | None:
    shown = {reading for reading in readings if reading is not None}
    return shown.pop() if len(shown) == 1 else None
