"""A file as rows of text, whatever format it came in, each row with its line in the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from collectrules.errors import InputError


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the 1-based line of the file it begins on, and its cells as written."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Every row of a file that is not blank: titles and header still among them."""

    file: str
    """The file's name, without its folder."""
    sha256: str
    delimiter: str
    rows: tuple[Row, ...]


def folded(header: str) -> str:
    """A column's name as it is compared: no case, no blanks around or doubled within."""
    return " ".join(header.split()).casefold()


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet whose header is known: the rows below it."""

    file: str
    sha256: str
    delimiter: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    mended: bool = False
    """A file of rejected rows, of `--rejected`, its `line` and `reason` columns taken off."""

    def column(self, name: str) -> int:
        """Where a column stands; raises `InputError` where it is missing or there are two."""
        wanted = folded(name)
        found = [index for index, header in enumerate(self.header) if folded(header) == wanted]
        if not found:
            raise missing_columns(self.file, self.header, [name])
        if len(found) > 1:
            raise InputError(
                f"`{self.file}` has two columns named `{name}` (the {_nth(found[0])} and the "
                f"{_nth(found[1])})",
                help="rename one of them in the file, so that the mapping can say which it means",
            )
        return found[0]


def missing_columns(file: str, header: Iterable[str], names: Sequence[str]) -> InputError:
    """The error for columns that a mapping names and a file does not have."""
    listed = ", ".join(f"`{name}`" for name in names)
    has = ", ".join(f"`{column.strip()}`" for column in header if column.strip())
    return InputError(
        f"`{file}` has no column {listed}",
        help=f"its columns are {has}; `--propose` prints a mapping that fits this file",
    )


def usual_width(rows: Sequence[Row]) -> int:
    """How many cells most rows have: what tells a table from the titles above it."""
    return Counter(len(row.cells) for row in rows).most_common(1)[0][0]


def _nth(index: int) -> str:
    number = index + 1
    ending = (
        "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{number}{ending}"
