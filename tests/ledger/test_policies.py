"""Published versions: frozen, and in force from their day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from collectrules.errors import LedgerError
from collectrules.ledger.book import Ledger
from collectrules.ledger.policies import Publication, in_force, publish, versions

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "books.db") as made:
        yield made


def published(
    ledger: Ledger, version: str, start: date, text: bytes | str = "", policy_id: str = "p"
) -> Publication:
    with ledger.writing(at=AT, by="ana") as book:
        return publish(
            book,
            text or f"text of {version}",
            policy_id=policy_id,
            version=version,
            language=1,
            effective_from=start,
        )


def test_a_version_is_kept_byte_for_byte(ledger: Ledger) -> None:
    data = "\ufefftitle = 'Ärger'\r\n# end".encode()
    stored = published(ledger, "1", date(2026, 1, 1), data).policy
    assert in_force(ledger, date(2026, 1, 1)) == stored
    assert stored.text.encode() == data
    assert stored.sha256 == hashlib.sha256(data).hexdigest()


def test_the_same_text_again_changes_nothing(ledger: Ledger) -> None:
    first = published(ledger, "1", date(2026, 1, 1))
    again = published(ledger, "1", date(2026, 1, 1), b"text of 1")
    assert first.new
    assert not again.new
    assert again.policy == first.policy
    assert versions(ledger) == (first.policy,)


def test_a_published_version_never_changes(ledger: Ledger) -> None:
    published(ledger, "1", date(2026, 1, 1))
    with pytest.raises(LedgerError, match="version `1` of policy `p` was published") as refused:
        published(ledger, "1", date(2026, 1, 1), "another text")
    assert "`version` of its own" in refused.value.help
    assert len(versions(ledger)) == 1
    assert published(ledger, "1", date(2026, 1, 1), "another text", "other").new


def test_the_latest_to_take_effect_is_in_force(ledger: Ledger) -> None:
    published(ledger, "2", date(2026, 7, 1))
    published(ledger, "1", date(2026, 1, 1))  # published later, takes effect earlier
    assert in_force(ledger, date(2026, 6, 30)).version == "1"
    assert in_force(ledger, date(2026, 7, 1)).version == "2"
    published(ledger, "3", date(2026, 7, 1))
    assert in_force(ledger, date(2026, 7, 1)).version == "3"
    assert [stored.version for stored in versions(ledger)] == ["1", "2", "3"]


def test_no_policy_is_in_force(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="no policy has been published") as none:
        in_force(ledger, date(2026, 1, 1))
    assert "policy publish" in none.value.help
    published(ledger, "1", date(2026, 7, 1))
    with pytest.raises(LedgerError, match="no policy is in force on 2026-06-30") as early:
        in_force(ledger, date(2026, 6, 30))
    assert "2026-07-01" in early.value.help
