"""Published versions read back as policies, with the packs that were frozen with them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from collectrules.errors import LedgerError
from collectrules.ledger.book import Ledger
from collectrules.ledger.policies import Approval, in_force
from collectrules.ledger.published import _parsed
from collectrules.ledger.publishing import publish_checked
from collectrules.ledger.verify import verify
from collectrules.policy import packs
from collectrules.policy.load import parse
from collectrules.worklist.versions import policy_in_force

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


WITH_PACKS = b"""
language = 1
[policy]
id = "shop"
title = "Shop"
version = "1"
effective_from = 2026-01-01
currency = "GBP"
packs = ["uk-late-payment"]
"""


def test_packs_are_frozen_with_the_version_that_names_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later program with other packs decides as the one that published it."""
    shipped = packs.shipped_pack("uk-late-payment")
    with Ledger.create(tmp_path / "books.db") as ledger:
        with ledger.writing(at=AT, by="ana") as book:
            assert publish_checked(book, WITH_PACKS, parse(WITH_PACKS, "shop.toml")).new
            assert not publish_checked(book, WITH_PACKS, parse(WITH_PACKS, "shop.toml")).new
        before, _ = policy_in_force(ledger, date(2026, 5, 1))
        assert [rule.id for rule in before.fee_limit] == ["uk-late-payment:fixed-sum"]
        monkeypatch.setattr(
            packs, "shipped_pack", lambda _id: shipped.replace(b"amount = 40.00", b"amount = 99.00")
        )
        _parsed.cache_clear()
        assert policy_in_force(ledger, date(2026, 5, 1))[0] == before
        assert verify(ledger) == []


def test_a_damaged_pack_is_not_judged_by(tmp_path: Path) -> None:
    path = tmp_path / "books.db"
    with Ledger.create(path) as ledger, ledger.writing(at=AT, by="ana") as book:
        publish_checked(book, WITH_PACKS, parse(WITH_PACKS, "shop.toml"))
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("DROP TRIGGER policy_pack_no_update")
        raw.execute("UPDATE policy_pack SET text = replace(text, '40.00', '99.00')")
        raw.commit()
    said = "the text of the pack uk-late-payment is not what was published"
    with pytest.raises(LedgerError, match=said), Ledger.open(path) as ledger:
        policy_in_force(ledger, date(2026, 5, 1))


def test_who_approved_a_version_is_written_before_its_packs(tmp_path: Path) -> None:
    approval = Approval("owner", "the act asks for it")
    policy = parse(WITH_PACKS, "shop.toml")
    with Ledger.create(tmp_path / "books.db") as ledger:
        with ledger.writing(at=AT, by="ana") as book:
            done = publish_checked(book, WITH_PACKS, policy, approval=approval)
            again = publish_checked(book, WITH_PACKS, policy)
        kinds = [row["kind"] for row in ledger.query("SELECT kind FROM journal ORDER BY seq")]
        assert kinds == ["policy_version", "policy_approval", "policy_pack"]
        assert done.policy == again.policy == in_force(ledger, date(2026, 1, 1))
        assert (done.policy.approval, again.new) == (approval, False)
        assert verify(ledger) == []
