"""The formats a file can come in: one table. A new format is one module and one line here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from collectrules.errors import InputError
from collectrules.imports import delimited
from collectrules.imports.sheet import Row, Sheet

Reader = Callable[[bytes, str, str | None], tuple[str, tuple[Row, ...]]]
"""From the bytes, the file's name and the encoding asked for to the delimiter and the rows."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what it is called, the bytes it begins with (none: any), and its reader."""

    name: str
    begins: bytes
    read: Reader | None


FORMATS: Final = (
    Format("a spreadsheet (xlsx, ods) or another zip file", b"PK\x03\x04", None),
    Format("an old Excel file", b"\xd0\xcf\x11\xe0", None),
    Format("a PDF", b"%PDF", None),
    Format("delimited text", b"", delimited.read),
)
"""Tried in this order; those without a reader are known only to be refused by name."""


def read_file(path: Path, encoding: str | None = None) -> Sheet:
    """The rows of a file; raises `InputError` where it is missing, empty, or cannot be read."""
    file, data = path.name, _bytes(path)
    if not data.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise InputError(f"`{file}` is empty", help="export the open items again")
    kind = next(one for one in FORMATS if data.startswith(one.begins))
    if kind.read is None:
        raise InputError(
            f"`{file}` is {kind.name}, not text", help="save it as CSV and import that file"
        )
    delimiter, rows = kind.read(data, file, encoding)
    if not rows:
        raise InputError(f"`{file}` is empty", help="export the open items again")
    return Sheet(file, hashlib.sha256(data).hexdigest(), delimiter, rows)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"there is no file `{path}`", help="check its name and folder") from None
    except IsADirectoryError:
        raise InputError(f"`{path}` is a folder", help="name a file in it") from None
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError(
            f"`{path}` cannot be read ({said})", help="check that you may read the file"
        ) from None
