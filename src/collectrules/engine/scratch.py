"""Temporary tables, and functions that SQL asks, made so that statements prepared before go on.

Each change of what tables there are has SQLite read every statement anew when it is next used, and so has
a function in the place of another. Reading one takes longer than most of them do where few accounts are
asked about.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import Any


def fresh(connection: sqlite3.Connection, tables: Mapping[str, str]) -> None:
    """Make temporary tables without rows, each with its columns as SQL defines them.

    One that stands with just these is emptied; any other of its name gives way, and its indexes with it.
    """
    stand = dict(connection.execute("SELECT name, sql FROM temp.sqlite_master"))
    for table, columns in tables.items():
        if stand.get(table) == f"CREATE TABLE {table} ({columns})":
            connection.execute(f"DELETE FROM temp.{table}")
        else:
            drop(connection, (table,))
            connection.execute(f"CREATE TEMP TABLE {table} ({columns})")


def index(connection: sqlite3.Connection, name: str, on: str) -> None:
    """Have an index of a temporary table: of its columns, in the brackets after its name in `on`."""
    sql = f"CREATE INDEX {name} ON {on}"
    found = connection.execute("SELECT sql FROM temp.sqlite_master WHERE name = ?", (name,))
    if found.fetchone() != (sql,):
        connection.execute(f"DROP INDEX IF EXISTS temp.{name}")
        connection.execute(f"CREATE INDEX temp.{name} ON {on}")


def drop(connection: sqlite3.Connection, tables: Iterable[str]) -> None:
    """Remove temporary tables, of which any may be missing."""
    for table in tables:
        connection.execute(f"DROP TABLE IF EXISTS temp.{table}")


def answer_by(
    connection: sqlite3.Connection, whole: str, by: object, functions: Mapping[str, Answer]
) -> None:
    """Have SQL ask functions that answer by an object, the same for the same arguments.

    `whole` names the functions together, for that object: where they answer by it already, they stay.
    """
    if _asked(connection, whole) == id(by):
        return
    for name, function in functions.items():
        connection.create_function(name, -1, function, deterministic=True)
    # It holds the object, so that no other comes to have its id.
    connection.create_function(f"{whole}_by", 0, lambda: id(by))


Answer = Callable[..., Any]


def _asked(connection: sqlite3.Connection, whole: str) -> int | None:
    try:
        (found,) = connection.execute(f"SELECT {whole}_by()").fetchone()
    except sqlite3.OperationalError:
        return None
    return int(found)
