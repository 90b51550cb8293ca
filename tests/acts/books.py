"""A ledger with a policy published in it, for what people agree on with customers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountOpened, Event, InvoiceIssued, PartPosted, Posted
from collectrules.ledger.owed import Owed, owed
from collectrules.ledger.publishing import publish_checked
from collectrules.policy.load import parse
from collectrules.worklist.find import AccountNamed, find_account
from collectrules.worklist.run import run_day
from collectrules.worklist.run_result import RunResult
from collectrules.worklist.versions import policy_in_force

AT = datetime(2027, 12, 1, 9, tzinfo=UTC)
START = date(2026, 1, 1)
POLICY = """
language = 1
[policy]
id = "harbour"
title = "Harbour"
version = "1"
effective_from = 2026-01-01
currency = ["GBP", "EUR"]
holidays = "GB-ENG"

[[late_fee]]
id = "fixed-sum"
when.days_past_due = { at_least = 1 }
charge = { amount = 40.00 }

[[late_fee]]
id = "monthly"
when.days_past_due = { at_least = 31 }
charge = { amount = 5.00 }
repeat = "monthly"

[[stage]]
id = "reminder"
when.days_past_due = { at_least = 1 }
action = { channel = "email", template = "reminder" }

[[stage]]
id = "agency"
when.days_past_due = { at_least = 60 }
action = { place_with = "northgate", contingency_percent = 25 }
approval = "owner"

[[stage]]
id = "letter"
when.days_past_due = { at_least = 65 }
action = { channel = "letter", template = "last" }

[[offer]]
id = "thirds"
when.overdue_total = { at_least = 300.00 }
when.plans_broken = 0
plan.instalments = 3
plan.every = "month"
plan.first_within_days = 9
plan.at_least = 50.00
plan.broken_after_days = 5

[[offer]]
id = "settle-at-80"
when.oldest_days_past_due = { at_least = 30 }
settlement = { percent = 80, valid_days = 14 }
approval = "owner"

[[offer]]
id = "thanks"
discount = { percent = 1, on = "next-invoice" }

[[write_off]]
id = "small"
when.balance = { at_most = 5.00 }
when.days_past_due = { at_least = 30 }
approval = "none"

[[write_off]]
id = "old"
when.days_past_due = { at_least = 365 }
approval = "owner"

[[provision]]
bucket = "31-90"
percent = 10

[[provision]]
bucket = "over 90"
percent = 50
"""


class Firm:
    """A firm's books: account C-1 owes invoice A, of 1,000.00 GBP, due on 31 January 2026."""

    def __init__(self, path: Path, policy: str = POLICY) -> None:
        self.ledger = Ledger.create(path)
        data = policy.encode()
        with self.ledger.writing(at=AT, by="mara") as book:
            publish_checked(book, data, parse(data, "harbour.toml"))
            book.append(AccountOpened("C-1", "Ash", "business"), on=START)
        self.account: AccountNamed = find_account(self.ledger, "C-1")
        self.a = self.issue("A", 100_000, due="2026-01-31")

    def write(self, event: Event, on: str) -> int:
        with self.ledger.writing(at=AT, by="ana") as book:
            return book.append(event, on=on)

    def issue(
        self, number: str, amount: int, *, due: str, on: str = "2026-01-01", currency: str = "GBP"
    ) -> int:
        event = InvoiceIssued(self.account.id, number, currency, amount, due, on, "x")
        return self.write(event, on)

    def pay(self, amount: int, on: str, invoice: int | None = None, *, inferred: int = 0) -> int:
        """A payment of the principal."""
        return self.write(Posted(invoice or self.a, "payment", -amount, inferred), on)

    def pay_fees(self, amount: int, on: str) -> int:
        return self.write(PartPosted(self.a, "costs", "payment", -amount), on)

    def run(self, day: str) -> RunResult:
        on = date.fromisoformat(day)
        policy, seq = policy_in_force(self.ledger, on)
        return run_day(self.ledger, policy, seq, as_of=on, at=AT, by="run")

    def owed(self, on: str, invoice: int | None = None) -> Owed:
        (found,) = owed(
            self.ledger.connection, date.fromisoformat(on), invoices=(invoice or self.a,)
        )
        return found

    def parts(self, on: str, invoice: int | None = None) -> tuple[int, int, int]:
        """Principal, late fees and interest owed."""
        found = self.owed(on, invoice)
        return found.principal, found.costs, found.interest

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        return self.ledger.connection.execute(sql, parameters).fetchall()

    def events(self) -> int:
        return int(self.rows("SELECT count(*) FROM journal")[0][0])
