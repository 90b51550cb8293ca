"""Temporary tables and functions that stay as they are where they may."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from collectrules.engine.scratch import answer_by, drop, fresh, index


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        yield connection


def _changes(connection: sqlite3.Connection) -> int:
    """A number that is another after each change of what temporary tables there are."""
    (number,) = connection.execute("PRAGMA temp.schema_version").fetchone()
    return int(number)


def test_a_table_that_stands_is_emptied(connection: sqlite3.Connection) -> None:
    tables = {"one": "a INTEGER PRIMARY KEY, b TEXT", "two": "c"}
    fresh(connection, tables)
    connection.execute("INSERT INTO one VALUES (1, 'x')")
    before = _changes(connection)
    fresh(connection, tables)
    assert connection.execute("SELECT * FROM one").fetchall() == []
    assert _changes(connection) == before


def test_one_with_other_columns_gives_way_with_its_index(connection: sqlite3.Connection) -> None:
    fresh(connection, {"one": "a, b"})
    index(connection, "one_by", "one (a)")
    fresh(connection, {"one": "a, c"})
    connection.execute("INSERT INTO one (c) VALUES (2)")
    names = connection.execute("SELECT name FROM temp.sqlite_master").fetchall()
    assert names == [("one",)]


def test_a_table_of_a_transaction_that_was_undone_is_made_again(
    connection: sqlite3.Connection,
) -> None:
    connection.execute("BEGIN")
    fresh(connection, {"one": "a"})
    connection.execute("ROLLBACK")
    fresh(connection, {"one": "a"})
    assert connection.execute("SELECT count(*) FROM one").fetchone() == (0,)


def test_an_index_is_made_anew_where_it_is_of_other_columns(
    connection: sqlite3.Connection,
) -> None:
    fresh(connection, {"one": "a, b"})
    index(connection, "one_by", "one (a)")
    before = _changes(connection)
    index(connection, "one_by", "one (a)")
    assert _changes(connection) == before
    index(connection, "one_by", "one (b, a)")
    columns = [row[2] for row in connection.execute("PRAGMA temp.index_info(one_by)")]
    assert columns == ["b", "a"]


def test_what_is_dropped_may_be_missing(connection: sqlite3.Connection) -> None:
    fresh(connection, {"one": "a"})
    drop(connection, ("one", "two"))
    assert connection.execute("SELECT * FROM temp.sqlite_master").fetchall() == []


def test_functions_answer_by_the_object_that_was_named_last(connection: sqlite3.Connection) -> None:
    def answered() -> object:
        return connection.execute("SELECT twice(4)").fetchone()[0]

    one, other = object(), object()
    answer_by(connection, "number", one, {"twice": lambda n: n * 2})
    assert answered() == 8
    answer_by(connection, "number", one, {"twice": lambda n: n * 3})
    assert answered() == 8
    answer_by(connection, "number", other, {"twice": lambda n: n * 5})
    assert answered() == 20
    answer_by(connection, "number", one, {"twice": lambda n: n * 7})
    assert answered() == 28


def test_an_object_that_answers_is_kept(connection: sqlite3.Connection) -> None:
    for number in range(50):
        # Were it not kept, the next would come to lie where it lay, and seem to be the same.
        answer_by(connection, "number", [number], {"which": lambda number=number: number})
        assert connection.execute("SELECT which()").fetchone() == (number,)
