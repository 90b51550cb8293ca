"""Ledgers to measure on: the same for the same size, written through the journal like any other."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import AccountOpened, Contacted, InvoiceIssued, Posted
from collectrules.ledger.policies import publish
from collectrules.policy.load import parse

FIRST: Final = date(2025, 1, 1)
AS_OF: Final = date(2026, 1, 15)
"""A year of invoices lies before it; they are due thirty days after issue."""

_NOBODY_NAMED: Final = (None,) * 5
_READY: Final = Path(__file__).parent.parent / "policies" / "ready.toml"


def build(path: Path, invoices: int, *, accounts: int | None = None, policy: str = "") -> None:
    """Write a ledger with a fifth as many customers, six payments for ten invoices, a contact for two.

    `policy` is the text of the policy in force, the ready one where it is empty.
    """
    dice = random.Random(invoices)
    accounts = accounts or max(1, invoices // 5)
    with Ledger.create(path) as ledger:
        ledger.connection.execute("PRAGMA synchronous = OFF")
        with ledger.writing(at=datetime(2026, 1, 14, 18, tzinfo=UTC), by="benchmark") as book:
            text = policy.encode() or _READY.read_bytes()
            read = parse(text, "policy.toml")
            publish(
                book,
                text,
                policy_id=read.id,
                version=read.version,
                language=1,
                effective_from=read.effective_from,
            )
            first_account = book.seq + 1
            book.extend(AccountOpened, _accounts(accounts), on=FIRST)
            _history(book, dice, range(first_account, first_account + accounts), invoices)
        ledger.connection.execute("PRAGMA optimize")


def _accounts(count: int) -> Iterator[tuple[str, str, str, str, str]]:
    for n in range(count):
        yield f"C{n:07}", f"Customer {n}", "consumer" if n % 4 == 0 else "business", "", ""


def _history(book: Book, dice: random.Random, accounts: range, invoices: int) -> None:
    """Day by day: the day's invoices, the payments that arrive, the contacts made."""
    days = (AS_OF - FIRST).days
    issued_by_day = [invoices // 360 + (day < invoices % 360) for day in range(360)]
    to_pay: dict[int, list[tuple[int, int]]] = {}
    for number in range(days):
        day = FIRST + timedelta(days=number)
        due, first = (day + timedelta(days=30)).isoformat(), book.seq + 1
        rows = [
            (
                dice.choice(accounts),
                f"I{number:03}-{n}",
                "USD",
                dice.randrange(1_000, 500_000),
                due,
                day.isoformat(),
                "x",
            )
            for n in range(issued_by_day[number] if number < 360 else 0)
        ]
        book.extend(InvoiceIssued, rows, on=day)
        for seq, row in enumerate(rows, first):
            fate = dice.random()
            if fate < 0.6:
                amount = row[3] if fate < 0.52 else row[3] // 2
                to_pay.setdefault(number + 30 + dice.randrange(-20, 40), []).append((seq, amount))
        paid = ((seq, "payment", -amount, 0, "", None) for seq, amount in to_pay.pop(number, ()))
        book.extend(Posted, paid, on=day)
        at = f"{day}T10:00:00.000000Z"
        calls = (
            (dice.choice(accounts), at, "call", "out", "NA", "", *_NOBODY_NAMED)
            for _ in range(invoices // 2 // days)
        )
        book.extend(Contacted, calls, on=day)
