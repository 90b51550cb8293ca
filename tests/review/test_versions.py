from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from collectrules.errors import Faults, InputError, LedgerError
from collectrules.ledger.book import Ledger
from collectrules.ledger.policies import publish
from collectrules.policy.load import parse
from collectrules.review.versions import version_named
from tests.policy.texts import READY

DAY = date(2026, 5, 4)
TEXT = READY.read_bytes()


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A ledger with two versions, of which the second is in force."""
    path = tmp_path / "books.db"
    with (
        Ledger.create(path) as books,
        books.writing(at=datetime(2026, 5, 1, 9, tzinfo=UTC), by="ana") as book,
    ):
        for version, day in (("1", date(2000, 1, 1)), ("2", date(2026, 5, 2))):
            text = TEXT.replace(b'version        = "1"', f'version = "{version}"'.encode())
            publish(book, text, policy_id="ready", version=version, language=1, effective_from=day)
    return path


@pytest.mark.parametrize(
    ("text", "version"), [("1", "1"), ("ready@1", "1"), ("2", "2"), ("published", "2")]
)
def test_a_published_version_says_which_event_published_it(
    ledger: Path, text: str, version: str
) -> None:
    found = version_named(text, ledger, DAY)
    assert (found.policy.version, found.name) == (version, f"ready@{version}")
    assert found.published is not None
    assert hashlib.sha256(found.text).hexdigest() == found.policy.sha256


def test_the_one_in_force_is_that_of_the_day(ledger: Path) -> None:
    assert version_named("published", ledger, date(2026, 5, 1)).policy.version == "1"


def test_a_file_needs_no_ledger(tmp_path: Path) -> None:
    found = version_named(str(READY), tmp_path / "none.db", DAY)
    assert (found.name, found.text, found.published) == (str(READY), TEXT, None)
    assert found.policy == parse(TEXT, "ready.toml")


def test_what_is_none(ledger: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="neither a file nor a version published") as caught:
        version_named("raedy@1", ledger, DAY)
    assert caught.value.help == "did you mean `ready@1`?"
    with pytest.raises(InputError, match="may be `ready@1`, `ready@2`"):
        version_named("ready", ledger, DAY)
    with pytest.raises(Faults):
        version_named("nowhere.toml", ledger, DAY)
    with pytest.raises(LedgerError):
        version_named("1", tmp_path / "none.db", DAY)
