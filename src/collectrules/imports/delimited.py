"""Delimited text: CSV with commas, semicolons, tabs or bars; which, the file itself tells."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Final

from collectrules.errors import InputError
from collectrules.imports.sheet import Row

DELIMITERS: Final = (",", ";", "\t", "|")
_LOOKED_AT: Final = 100
_BYTE_ORDER_MARKS: Final = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}


def read(data: bytes, file: str, encoding: str | None) -> tuple[str, tuple[Row, ...]]:
    """The delimiter, and the rows that are not blank; raises `InputError` for what is no text."""
    text = decoded(data, file, encoding)
    delimiter = detected(text)
    return delimiter, tuple(_rows(text, delimiter, file))


def decoded(data: bytes, file: str, encoding: str | None) -> str:
    """The text of a file: in the encoding given, else as its mark says, else UTF-8."""
    marked = next((name for mark, name in _BYTE_ORDER_MARKS.items() if data.startswith(mark)), None)
    if encoding is None and marked is None and data[:4096].count(0) * 4 > len(data[:4096]):
        raise InputError(
            f"`{file}` is not plain text: it may be UTF-16 without its mark",
            help="try `--encoding utf-16-le`, or save it again as CSV in UTF-8",
        )
    name = encoding or marked or "utf-8"
    try:
        return data.decode(name).removeprefix("\ufeff")
    except LookupError:
        raise InputError(
            f"`{name}` is not an encoding", help="usual ones are utf-8, cp1252, latin-1 and utf-16"
        ) from None
    except UnicodeDecodeError as error:
        raise _undecodable(data, file, name, error) from None
    except UnicodeError as error:
        raise InputError(
            f"`{file}` is not {name}: {error}", help="name its encoding with `--encoding`"
        ) from None


def _undecodable(data: bytes, file: str, name: str, error: UnicodeDecodeError) -> InputError:
    line = data.count(b"\n", 0, error.start) + 1
    other = "utf-8" if name.lower() in {"cp1252", "latin-1"} else "cp1252"
    return InputError(
        f"line {line} of `{file}` is not {name}: it has a byte 0x{data[error.start]:02x}",
        help=f"name the file's encoding, such as `--encoding {other}`, or save it again as UTF-8",
    )


def detected(text: str) -> str:
    """The delimiter that cuts the most of the first rows into the same number of cells."""
    head = "".join(islice(io.StringIO(text, newline=""), _LOOKED_AT))
    return max(DELIMITERS, key=lambda delimiter: _agreement(head, delimiter))


def _agreement(head: str, delimiter: str) -> int:
    try:
        rows = list(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter))
    except csv.Error:
        return 0
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(((width - 1) * count for width, count in widths.items()), default=0)


def _rows(text: str, delimiter: str, file: str) -> Iterator[Row]:
    # Strict: a quotation mark left open would swallow the rows below it, and they would seem paid.
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True
    )
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _misquoted(file, line, str(error)) from None
        if any(cell.strip() for cell in cells):
            yield Row(line, tuple(cells))


def _misquoted(file: str, line: int, said: str) -> InputError:
    if "field larger" in said or "unexpected end" in said:
        what = "opens a quotation mark that is never closed"
    else:
        what = "goes on after a closing quotation mark"
    return InputError(
        f"the row on line {line} of `{file}` {what}",
        help="mend that line: a quotation mark inside quoted text is written twice",
    )
