"""Published versions: frozen, and in force from their day."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectrules.errors import InputError, LedgerError
from collectrules.ledger.book import APPLICATION_ID, Ledger
from collectrules.ledger.events import PolicyApproved
from collectrules.ledger.health import looking_at
from collectrules.ledger.policies import (
    Approval,
    Publication,
    in_force,
    publish,
    version,
    versions,
)
from collectrules.ledger.touched import accounts_touched
from collectrules.ledger.verify import verify

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
START = date(2026, 1, 1)
OWNER = Approval("Olive Owner", "the winter was slow")
FORMATS = Path(__file__).parent / "formats"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "books.db") as made:
        yield made


def published(
    ledger: Ledger,
    version: str,
    start: date,
    text: bytes | str = "",
    policy_id: str = "p",
    *,
    approval: Approval | None = None,
) -> Publication:
    with ledger.writing(at=AT, by="ana") as book:
        return publish(
            book,
            text or f"text of {version}",
            policy_id=policy_id,
            version=version,
            language=1,
            effective_from=start,
            approval=approval,
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


def journal(ledger: Ledger) -> list[tuple[str, str, str]]:
    rows = ledger.query("SELECT kind, effective_on, payload FROM journal ORDER BY seq")
    return [(row["kind"], row["effective_on"], row["payload"]) for row in rows]


def test_who_approved_a_version_and_why_follows_it(ledger: Ledger) -> None:
    seq = published(ledger, "1", START, approval=OWNER).policy.seq
    assert journal(ledger)[1:] == [
        (
            "policy_approval",
            "2026-01-01",
            f'{{"policy_seq":{seq},"approved_by":"Olive Owner","reason":"the winter was slow"}}',
        )
    ]
    published(ledger, "2", date(2026, 2, 1))
    assert [each.approval for each in versions(ledger)] == [OWNER, None]
    assert in_force(ledger, START).approval == OWNER
    assert in_force(ledger, date(2026, 2, 1)).approval is None
    assert version(ledger, seq).approval == OWNER
    assert verify(ledger) == []


@pytest.mark.parametrize("first", [OWNER, None])
def test_what_was_published_stays_approved_as_it_was(
    ledger: Ledger, first: Approval | None
) -> None:
    published(ledger, "1", START, approval=first)
    before = journal(ledger)
    again = published(ledger, "1", START, "text of 1", approval=Approval("bob", "another reason"))
    assert (again.new, again.policy.approval) == (False, first)
    assert journal(ledger) == before


@pytest.mark.parametrize(
    ("by", "reason", "message"),
    [
        ("", "why", "who approved it is missing"),
        (" \t", "why", "who approved it is missing"),
        ("Olive\nOwner", "why", "who approved it is not a name"),
        ("Olive\x1b[31m", "why", "who approved it is not a name"),
        ("Olive", "", "why it was approved is missing"),
        ("Olive", "\n ", "why it was approved is missing"),
    ],
)
def test_an_approval_without_a_name_or_a_reason_is_refused(
    ledger: Ledger, by: str, reason: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        published(ledger, "1", START, approval=Approval(by, reason))
    assert journal(ledger) == []


def test_the_ledger_itself_refuses_an_empty_text_a_second_approval_and_one_of_nothing(
    ledger: Ledger,
) -> None:
    seq = published(ledger, "1", START).policy.seq
    other = published(ledger, "2", START, approval=OWNER).policy.seq
    for wrong in (
        PolicyApproved(seq, "", "why"),
        PolicyApproved(seq, "Olive", ""),
        PolicyApproved(other, "Olive", "again"),
        PolicyApproved(other + 1, "Olive", "no version"),
    ):
        with pytest.raises(sqlite3.IntegrityError), ledger.writing(at=AT, by="ana") as book:
            book.append(wrong, on=START)
    assert len(journal(ledger)) == 3


@given(which=st.lists(st.sampled_from([OWNER, Approval("bob", "a test"), None]), max_size=6))
def test_each_version_has_the_approval_it_was_published_with(
    which: list[Approval | None], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with Ledger.create(tmp_path_factory.mktemp("p") / "books.db") as ledger:
        for number, approval in enumerate(which):
            published(ledger, str(number), START, approval=approval)
        assert [each.approval for each in versions(ledger)] == which
        assert len(journal(ledger)) == len(which) + sum(each is not None for each in which)
        if which:
            assert in_force(ledger, START).approval == which[-1]
        assert verify(ledger) == []


def test_an_approval_is_about_no_account_but_its_version_may_be_about_all(ledger: Ledger) -> None:
    seq = published(ledger, "1", START, approval=OWNER).policy.seq
    assert accounts_touched(ledger.connection, seq) == frozenset()
    assert accounts_touched(ledger.connection, seq - 1) is None


def of_format(name: str, path: Path) -> Path:
    old = sqlite3.connect(path)
    old.executescript((FORMATS / f"{name}.sql").read_text(encoding="utf-8"))
    old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    old.close()
    return path


@pytest.mark.parametrize("name", ["0001_journal", "0009_trials"])
def test_versions_of_an_earlier_format_were_approved_by_nobody(name: str, tmp_path: Path) -> None:
    path = of_format(name, tmp_path / "old.db")
    with looking_at(path) as looked:
        assert [each.approval for each in versions(looked)] == [None]
    with Ledger.open(path) as ledger:
        before = versions(ledger)
        assert [(each.id, each.approval) for each in before] == [("p", None)]
        new = published(ledger, "2", date(2026, 7, 1), approval=OWNER).policy
        assert versions(ledger) == (*before, new)
        assert verify(ledger) == []
