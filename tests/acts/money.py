"""A firm whose money is looked at: one policy with fees, interest and tiers of discount, one account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from collectrules.acts.bounces import Bounced, bounce_payment
from collectrules.acts.credits import Credited, Crediting, apply_credit
from collectrules.acts.payments import Payment, Recorded, record_payment
from collectrules.acts.terms import terms_of
from collectrules.acts.unapplied import Applying, apply_cash
from collectrules.acts.waivers import WaivedAll, Waiver, waive
from collectrules.charges.allocation import Named
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountOpened, Charged, Disputed, Event, InvoiceIssued
from collectrules.ledger.owed import owed
from collectrules.ledger.published import policy_in_force
from collectrules.ledger.publishing import publish_checked
from collectrules.ledger.receipts import receipts
from collectrules.policy.load import parse
from collectrules.policy.model import Part
from collectrules.reports.ageing import Ageing, ageing
from collectrules.reports.standing import Books
from collectrules.worklist.run import run_day
from collectrules.worklist.run_result import RunResult

AT = datetime(2027, 12, 1, 9, tzinfo=UTC)
START = "2026-01-01"

HEAD = """
language = 1
[policy]
id = "harbour"
title = "Harbour"
version = "1"
effective_from = 2026-01-01
currency = ["GBP", "EUR"]
"""
TERMS = """
[terms]
payment_days = 30
early_payment_discount = [{ percent = 7, within_days = 10 }, { percent = 4, within_days = 20 }]
"""
FEES = """
[[late_fee]]
id = "fixed-sum"
when.days_past_due = { at_least = 1 }
charge = { amount = 40.00 }

[[late_fee]]
id = "monthly"
when.days_past_due = { at_least = 31 }
charge = { amount = 5.00 }
repeat = "monthly"

[[hold]]
id = "dispute"
when.disputed = true
stops = ["stage", "late_fee", "interest"]
clock = "stopped"
"""


def day(text: str) -> date:
    return date.fromisoformat(text)


class Firm:
    """Account C-1 and what it is billed; amounts in minor units, days as text."""

    def __init__(self, path: Path, policy: str = HEAD + TERMS + FEES) -> None:
        self.ledger = Ledger.create(path)
        data = policy.encode()
        with self.ledger.writing(at=AT, by="mara") as book:
            publish_checked(book, data, parse(data, "harbour.toml"))
            self.account = book.append(AccountOpened("C-1", "Ash", "business"), on=START)
        self.policy_seq = 1

    def write(self, event: Event, on: str) -> int:
        with self.ledger.writing(at=AT, by="ana") as book:
            return book.append(event, on=on)

    def bill(
        self,
        number: str,
        amount: int,
        *,
        on: str = START,
        due: str = "2026-01-31",
        currency: str = "GBP",
        account: int | None = None,
    ) -> int:
        event = InvoiceIssued(account or self.account, number, currency, amount, due, on, "x")
        return self.write(event, on)

    def fee(self, invoice: int, amount: int, on: str, rule: str = "by-hand") -> int:
        return self.write(Charged(invoice, rule, 0, amount, self.policy_seq), on)

    def dispute(self, invoice: int, on: str) -> int:
        return self.write(Disputed(invoice, "short delivery"), on)

    def pay(
        self,
        amount: int,
        on: str,
        *named: Named | int,
        parts: Sequence[Part] = (),
        currency: str = "GBP",
        at: datetime = AT,
        dry_run: bool = False,
        **more: object,
    ) -> Recorded:
        payment = Payment(
            account_id=self.account,
            currency=currency,
            amount=amount,
            on=day(on),
            named=tuple(each if isinstance(each, Named) else Named(each) for each in named),
            parts=tuple(parts),
            **more,
        )
        terms = terms_of(self.ledger, self.account, day(on))
        return record_payment(self.ledger, payment, terms, at=at, by="ana", dry_run=dry_run)

    def apply(self, on: str, *named: int, currency: str = "GBP", **more: object) -> Recorded:
        applying = Applying(
            account_id=self.account,
            currency=currency,
            on=day(on),
            named=tuple(map(Named, named)),
            **more,
        )
        terms = terms_of(self.ledger, self.account, day(on))
        return apply_cash(self.ledger, applying, terms, at=AT, by="ana")

    def credit(self, source: int, on: str, *named: int, **more: object) -> Credited:
        crediting = Crediting(
            account_id=self.account,
            source=source,
            on=day(on),
            named=tuple(map(Named, named)),
            **more,
        )
        terms = terms_of(self.ledger, self.account, day(on))
        return apply_credit(self.ledger, crediting, terms, at=AT, by="ana")

    def bounce(self, receipt: int, on: str, fee: int = 0) -> Bounced:
        terms = terms_of(self.ledger, self.account, day(on))
        return bounce_payment(
            self.ledger,
            receipt_id=receipt,
            reason="returned unpaid",
            on=day(on),
            fee=fee,
            terms=terms,
            at=AT,
            by="ana",
        )

    def waive(self, invoice: int, on: str, **more: object) -> WaivedAll:
        waiver = Waiver(invoice_id=invoice, on=day(on), reason="goodwill", **more)
        return waive(self.ledger, waiver, at=AT, by="edwin")

    def run(self, on: str) -> RunResult:
        policy, seq = policy_in_force(self.ledger, day(on))
        return run_day(self.ledger, policy, seq, as_of=day(on), at=AT, by="run")

    def parts(self, on: str, invoice: int) -> tuple[int, int, int]:
        """Principal, late fees and interest owed on an invoice at the end of a day."""
        (found,) = owed(self.ledger.connection, day(on), invoices=[invoice])
        return found.principal, found.costs, found.interest

    def unapplied(self, on: str) -> int:
        return sum(one.unapplied for one in receipts(self.ledger.connection, day(on)))

    def ageing(self, on: str) -> dict[str, Ageing]:
        lines = ageing(Books(self.ledger.connection, day(on)))
        return {line.currency: line for line in lines}

    def rows(self, sql: str, *parameters: object) -> list[tuple[object, ...]]:
        return self.ledger.connection.execute(sql, parameters).fetchall()

    def events(self) -> int:
        return int(self.rows("SELECT count(*) FROM journal")[0][0])
