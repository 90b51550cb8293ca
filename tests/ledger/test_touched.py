"""Every kind of event is about some accounts, about none, or may be about all."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import (
    KINDS,
    AccountOpened,
    Contacted,
    Disputed,
    DisputeEnded,
    InvoiceIssued,
    PolicyBeside,
    RateAdded,
    Reversed,
)
from collectrules.ledger.touched import EVERYBODY, NOBODY, about_sql, accounts_touched
from tests.ledger.test_book import AT, DAY


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - NOBODY - EVERYBODY))
def test_the_accounts_of_every_kind_of_event_can_be_asked_for(kind: str, tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "books.db") as ledger:
        assert ledger.connection.execute(f"{about_sql(kind)} WHERE x.seq > 0").fetchall() == []


def test_an_event_touches_its_account_and_taking_it_back_does_so_again(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "books.db") as ledger:
        with ledger.writing(at=AT, by="ana") as book:
            one = book.append(AccountOpened("1", "One", "business"), on=DAY)
            two = book.append(AccountOpened("2", "Two", "business"), on=DAY)
            invoice = book.append(InvoiceIssued(two, "I", "EUR", 100, DAY, DAY, "x"), on=DAY)
            moment = f"{DAY}T10:00:00.000000Z"
            call = book.append(Contacted(one, moment, "call", "out", "NA"), on=DAY)
            before = book.seq
            dispute = book.append(Disputed(invoice, "no"), on=DAY)
            ended = book.append(DisputeEnded(dispute, "none"), on=DAY)
            taken_back = book.append(Reversed(call, "a mistake"), on=DAY)
        connection = ledger.connection
        assert accounts_touched(connection, 0) == {one, two}
        assert accounts_touched(connection, before) == {one, two}
        assert accounts_touched(connection, dispute) == {one, two}
        assert accounts_touched(connection, ended) == {one}
        assert accounts_touched(connection, taken_back) == frozenset()


def test_a_policy_may_be_about_anybody_and_a_rate_is_about_nobody(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "books.db") as ledger:
        with ledger.writing(at=AT, by="ana") as book:
            rate = book.append(RateAdded("base", "5", "a bank"), on=DAY)
        assert accounts_touched(ledger.connection, 0) == frozenset()
        with ledger.writing(at=AT, by="ana") as book:
            book.append(PolicyBeside("vip"), on=DAY)
        assert accounts_touched(ledger.connection, rate) is None
