"""A ledger under a policy with interest, told what happens and run on days."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from collectrules.charges.interest_run import interest_run
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import (
    AccountOpened,
    Event,
    InvoiceIssued,
    PolicyBeside,
    PolicyPublished,
)
from collectrules.ledger.owed import Owed, owed
from collectrules.worklist.run import plan_day, run_day
from collectrules.worklist.run_result import RunResult
from collectrules.worklist.versions import policy_in_force

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)

HEAD = """
language = 1
[policy]
id = "{id}"
title = "P"
version = "{version}"
effective_from = {effective}
currency = "EUR"
"""
TEN_PER_CENT = """
[[interest]]
id = "late"
when.days_past_due = { at_least = 1 }
rate = { percent = 10 }
"""
"""36,500.00 bears 10.00 a day."""
BIG: int = 3_650_000
PER_DAY: int = 1_000
DISPUTE_HOLD = """
[[hold]]
id = "dispute"
when.disputed = true
stops = ["interest"]
clock = "stopped"
"""
PROMISE_HOLD = """
[[hold]]
id = "promise"
when.promise = "open"
stops = ["interest"]
clock = "running"
"""


@dataclass(slots=True)
class InterestBooks:
    """One account, `self.account`; invoices by number."""

    ledger: Ledger
    account: int = 0
    invoices: dict[str, int] = field(default_factory=dict)

    def publish(
        self, *rules: str, effective: str = "2020-01-01", version: str = "1", beside: str = ""
    ) -> int:
        """Publish a version; beside the main policy where that is named."""
        head = HEAD.format(id=beside or "p", version=version, effective=effective)
        text = head + "".join(rules)
        digest = hashlib.sha256(text.encode()).hexdigest()
        with self.ledger.writing(at=AT, by="x") as book:
            if beside:
                book.append(PolicyBeside(beside), on=effective)
            published = PolicyPublished(beside or "p", version, 1, digest, text)
            return book.append(published, on=effective)

    def issue(self, number: str, due: str, amount: int = BIG, issued: str = "2025-01-01") -> int:
        event = InvoiceIssued(self.account, number, "EUR", amount, due, issued, "x")
        self.invoices[number] = self.tell(event, issued)
        return self.invoices[number]

    def tell(self, event: Event, on: str) -> int:
        with self.ledger.writing(at=AT, by="x") as book:
            return book.append(event, on=on)

    def run(self, day: str) -> RunResult:
        on = date.fromisoformat(day)
        policy, seq = policy_in_force(self.ledger, on)
        return run_day(self.ledger, policy, seq, as_of=on, at=AT, by="x")

    def plan(self, day: str) -> RunResult:
        on = date.fromisoformat(day)
        policy, seq = policy_in_force(self.ledger, on)
        return plan_day(self.ledger, policy, seq, as_of=on, at=AT, by="x")

    def owed(self, day: str, number: str = "1") -> Owed:
        (found,) = owed(
            self.ledger.connection, date.fromisoformat(day), invoices=[self.invoices[number]]
        )
        return found

    def ran(self, day: str, number: str = "1") -> int:
        """The interest that has run through a day, in minor units, by what is recorded."""
        id = self.invoices[number]
        return interest_run(self.ledger.connection, date.fromisoformat(day), invoices=[id])[
            id
        ].amount

    def terms(self, number: str = "1") -> list[tuple[str, str]]:
        return self.ledger.connection.execute(
            "SELECT effective_on, rule FROM interest_term WHERE invoice_id = ? ORDER BY effective_on, seq",
            (self.invoices[number],),
        ).fetchall()

    def booked(self, number: str = "1") -> list[tuple[str, str, str, int]]:
        return self.ledger.connection.execute(
            "SELECT effective_on, kind, from_on, amount FROM accrual WHERE invoice_id = ? ORDER BY seq",
            (self.invoices[number],),
        ).fetchall()


@contextmanager
def interest_books(*rules: str) -> Iterator[InterestBooks]:
    """An empty ledger under a policy with some rules."""
    with Ledger.create(Path(":memory:")) as ledger:
        books = InterestBooks(ledger)
        if rules:
            books.publish(*rules)
        books.account = books.tell(AccountOpened("C-1", "Ash", "business"), "2020-01-01")
        yield books
