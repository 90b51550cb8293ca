"""Who has an account open: taken, given back, forgotten after ten minutes, never in anybody's way."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from collectrules.ledger.book import Ledger
from collectrules.worklist.claims import claim, claims, unclaim
from tests.worklist.desk_books import AT, made


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("claims") / "books.db"
    made(path, [(25, "GBP", [], [])])
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path, made_once: bytes) -> Path:
    path = tmp_path / "books.db"
    path.write_bytes(made_once)
    return path


def test_an_account_is_taken_once_and_given_back(path: Path) -> None:
    with Ledger.open(path) as ledger:
        assert claim(ledger, 7, by="ben", at=AT) == ""
        assert claim(ledger, 7, by="mara", at=AT) == "ben"
        assert claim(ledger, 7, by="ben", at=AT + timedelta(minutes=5)) == ""
        unclaim(ledger, 7, by="mara")
        assert claims(ledger, at=AT + timedelta(minutes=5)) == {7: "ben"}
        unclaim(ledger, 7, by="ben")
        assert claims(ledger, at=AT) == {}


@pytest.mark.parametrize(("minutes", "who"), [(0, "ben"), (10, "ben"), (11, ""), (-1, "")])
def test_a_claim_is_forgotten_after_ten_minutes_and_is_none_from_the_future(
    path: Path, minutes: int, who: str
) -> None:
    with Ledger.open(path) as ledger:
        claim(ledger, 7, by="ben", at=AT)
        later = AT + timedelta(minutes=minutes)
        assert claims(ledger, at=later).get(7, "") == who
        assert claim(ledger, 7, by="mara", at=later) == who


def test_a_claim_renewed_lasts_ten_minutes_more(path: Path) -> None:
    with Ledger.open(path) as ledger:
        claim(ledger, 7, by="ben", at=AT)
        claim(ledger, 7, by="ben", at=AT + timedelta(minutes=9))
        assert claims(ledger, at=AT + timedelta(minutes=18)) == {7: "ben"}


def test_a_damaged_moment_is_no_claim(path: Path) -> None:
    with Ledger.open(path) as ledger:
        ledger.connection.execute("INSERT INTO claim VALUES (7, 'ben', 'yesterday')")
        assert claims(ledger, at=AT) == {}


def test_nothing_waits_for_a_claim_and_nothing_is_written_into_the_journal(path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    with Ledger.open(path) as ledger:
        before = ledger.connection.execute("SELECT count(*) FROM journal").fetchone()
        other.execute("BEGIN IMMEDIATE")
        assert claim(ledger, 7, by="ben", at=AT) == ""
        unclaim(ledger, 7, by="ben")
        other.execute("ROLLBACK")
        assert claims(ledger, at=AT) == {}
        claim(ledger, 7, by="ben", at=AT)
        assert ledger.connection.execute("SELECT count(*) FROM journal").fetchone() == before
    other.close()
