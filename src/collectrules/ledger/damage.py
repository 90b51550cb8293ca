"""What a damaged ledger holds: values that this program never writes, and pages that do not fit together."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path


class DamagedValue(sqlite3.DatabaseError):
    """A value of the ledger that this program never wrote; says which and what it should be."""


def stored_day(text: object) -> date:
    """A day as the ledger stores it; raises `DamagedValue` where it is none."""
    try:
        return date.fromisoformat(_text(text))
    except ValueError:
        raise no_day(text) from None


def _text(value: object) -> str:
    """The value where it is text; else nothing, which says no day and no moment."""
    return value if isinstance(value, str) else ""


def no_day(text: object) -> DamagedValue:
    """That something stands where a day belongs."""
    return DamagedValue(f"it has `{text}` where a day belongs")


def stored_moment(text: object) -> datetime:
    """A moment as the ledger stores it, with its zone; raises `DamagedValue` where it is none."""
    try:
        moment = datetime.fromisoformat(_text(text))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise DamagedValue(f"it has `{text}` where a moment belongs")
    return moment


def damage(path: Path) -> str:
    """What SQLite finds wrong with a file, in its words; empty where it is sound."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        return str(error)
    return "" if found == "ok" else " ".join(str(found).split())
