from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from collectrules.clock import parse_day
from collectrules.demo import build
from collectrules.demo.days import moment_of
from collectrules.errors import Faults, LedgerError
from collectrules.imports.mapping import parse
from collectrules.ledger.book import Ledger
from collectrules.policy.shipped import shipped_policy


class _ShortYear:
    """A year in which nothing happens, for tests of the file alone."""

    def __init__(self, *_given: object) -> None:
        pass

    def live(self) -> None:
        pass


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(build, "Year", _ShortYear)
    return tmp_path / "collectrules.db"


def make(path: Path) -> None:
    build.make_demo(path, shipped_policy("ready"), "ready.toml")


def test_a_demo_replaces_an_older_demo(place: Path) -> None:
    make(place)
    with (
        Ledger.open(place) as ledger,
        ledger.writing(at=moment_of(parse_day("2026-07-01"), 9), by="ana"),
    ):
        pass
    make(place)
    assert [each.name for each in place.parent.iterdir()] == [place.name]


def test_a_ledger_of_ones_own_is_left_alone(place: Path) -> None:
    Ledger.create(place).close()
    before = place.read_bytes()
    with pytest.raises(LedgerError, match="is not a demo's ledger"):
        make(place)
    assert place.read_bytes() == before


def test_any_other_file_is_left_alone(place: Path) -> None:
    place.write_text("a shopping list")
    with pytest.raises(LedgerError, match="is not a demo's ledger"):
        make(place)
    assert place.read_text() == "a shopping list"


def test_a_demo_that_someone_looks_at_is_left_alone(place: Path) -> None:
    make(place)
    with closing(sqlite3.connect(place)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM journal").fetchone()
        with pytest.raises(LedgerError, match="is open in another program"):
            make(place)
    make(place)


def test_nothing_is_left_where_the_policy_has_faults(place: Path) -> None:
    with pytest.raises(Faults):
        build.make_demo(place, b"language = 1", "bad.toml")
    assert list(place.parent.iterdir()) == []


def test_the_mapping_it_remembers_is_one(demo: Ledger) -> None:
    ((name, text),) = demo.connection.execute("SELECT name, text FROM import_mapping")
    assert parse(text, "mapping").name == name
