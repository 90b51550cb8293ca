"""The list as people read it: each row by the rule that put it there."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountOpened, InvoiceIssued
from collectrules.ledger.policies import publish
from collectrules.policy.load import parse
from collectrules.worklist.listing import read_listing
from collectrules.worklist.run import run_day
from collectrules.worklist.versions import policy_in_force

NAMESAKES = b"""
language = 1

[policy]
id = "p"
title = "P"
version = "1"
effective_from = 2026-01-01
currency = "EUR"

[[stage]]
id = "let-go"
when.balance = { at_least = 10.00 }
action = { channel = "email" }

[[write_off]]
id = "let-go"
when.days_past_due = { at_least = 5 }
when.balance = { below = 10.00 }
approval = "owner"
"""


def test_a_stage_and_a_write_off_of_the_same_id_are_told_apart(tmp_path: Path) -> None:
    at, day = datetime(2026, 3, 1, 9, tzinfo=UTC), date(2026, 3, 1)
    with Ledger.create(tmp_path / "books.db") as ledger:
        with ledger.writing(at=at, by="ana") as book:
            policy = parse(NAMESAKES, "p.toml")
            publish(
                book,
                NAMESAKES,
                policy_id=policy.id,
                version=policy.version,
                language=1,
                effective_from=policy.effective_from,
            )
            for number, amount in (("large", 5_000), ("small", 500)):
                account = book.append(AccountOpened(number, number, "business"), on=day)
                book.append(
                    InvoiceIssued(account, number, "EUR", amount, "2026-02-20", "2026-02-20", "x"),
                    on=day,
                )
        in_force, seq = policy_in_force(ledger, day)
        run_day(ledger, in_force, seq, as_of=day, at=at, by="ana")
        rows = {row.account: row for row in read_listing(ledger).rows}
    assert rows["large"].next_action == "email"
    assert rows["large"].why == "large: 50.00 left to pay (at least 10.00)"
    assert rows["small"].next_action == "write off, if the owner approves"
    assert rows["small"].why.startswith("small: 9 days past due (at least 5)")
