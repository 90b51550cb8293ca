"""A back-test on books that were brought in on one day: nothing is known of the days before, nor after."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from collectrules.cli import common
from collectrules.ledger.book import Ledger
from collectrules.ledger.publishing import publish_checked
from collectrules.policy.load import parse
from collectrules.policy.shipped import shipped_policy
from tests.imports.desk import Desk
from tests.review.test_impact import LONGER
from tests.samples import IBM, sample

IMPORTED = datetime(2013, 7, 1, 9, tzinfo=UTC)
READY = shipped_policy("ready")


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    """What was open in the sample at the end of June, brought in on the first of July."""
    file = sample(IBM)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLLECTRULES_LEDGER", raising=False)
    monkeypatch.setattr(common, "now", lambda: IMPORTED)
    desk = Desk(tmp_path, capsys)
    path = tmp_path / "collectrules.db"
    with Ledger.open(path) as ledger, ledger.writing(at=IMPORTED, by="test") as book:
        publish_checked(book, READY, parse(READY, "ready.toml"))
    assert desk.take(file, "2013-06-30").code == 0
    (tmp_path / "ready.toml").write_bytes(READY)
    (tmp_path / "longer.toml").write_bytes(LONGER)
    return desk


def _tried(desk: Desk, first: str, last: str, *more: str) -> tuple[int, str, str]:
    said = desk.type("review", "ready.toml", "longer.toml", "--from", first, "--to", last, *more)
    return said.code, said.out, said.err


def test_days_before_the_import_are_refused(desk: Desk) -> None:
    code, _, error = _tried(desk, "2013-01-01", "2013-06-30")
    assert code == 2
    assert "nothing had been recorded by 2013-06-30: the ledger begins on 2013-07-01" in error


def test_it_says_that_nothing_is_known_before_the_import_nor_after(desk: Desk) -> None:
    code, out, _ = _tried(desk, "2013-06-01", "2013-08-15", "--check")
    assert code == 0
    text = " ".join(out.split())
    assert (
        "Nothing was recorded before 2013-07-01: of the days before that nothing is known" in text
    )
    assert (
        "Nothing of theirs was recorded after 2013-07-01: on the days after it nobody pays" in text
    )
    assert "it came to the same" in text


def test_what_it_counts_is_what_was_brought_in(desk: Desk) -> None:
    """84 invoices were open; nobody is contacted before the import, and nobody is known to pay after it."""
    code, out, _ = _tried(desk, "2013-06-01", "2013-08-15", "--json")
    assert code == 0
    said = json.loads(out)
    assert (said["history_from"], said["history_to"]) == ("2013-07-01", "2013-07-01")
    for side in (said["before"], said["after"]):
        assert {month["month"] for month in side["months"]} == {"2013-07", "2013-08"}
        contacted = side["days_to_first_contact"]["times"]
        assert 0 < contacted <= 84
        assert side["days_to_payment"]["times"] == 0
        assert side["contacted_and_not_paid"] == contacted
    assert date.fromisoformat(said["to"]) == date(2013, 8, 15)
