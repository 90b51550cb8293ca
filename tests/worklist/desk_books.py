"""A ledger for a desk: accounts, each with things that happened to it before the run or since."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import (
    AccountChanged,
    AccountOpened,
    Approved,
    CallBackAsked,
    CallBackEnded,
    Contacted,
    Disputed,
    DisputeEnded,
    Event,
    InvoiceIssued,
    Posted,
    Promised,
    Queued,
    QueuedEnded,
    Reversed,
    StopSet,
)
from collectrules.ledger.publishing import publish_checked
from collectrules.policy.load import parse
from collectrules.worklist.run import run_day

DAY: Final = date(2026, 6, 30)
AT: Final = datetime(2026, 6, 30, 9, tzinfo=UTC)
AMOUNT: Final = 50_000
"""Of each invoice, in minor units."""

POLICY: Final = b"""
language = 1

[policy]
id = "desk"
title = "A desk"
version = "1"
effective_from = 2025-01-01
currency = ["GBP", "EUR"]
time_zone = "Europe/London"

[[hold]]
id = "dispute"
when.disputed = true
stops = ["stage"]
clock = "stopped"

[[hold]]
id = "open-promise"
when.promise = "open"
stops = ["stage"]
clock = "running"

[[stage]]
id = "reminder"
when.days_past_due = { at_least = 1 }
action = { channel = "email", template = "reminder" }

[[stage]]
id = "first-call"
when.days_past_due = { at_least = 20 }
action = { channel = "call", script = "first-call" }

[[stage]]
id = "notice"
when.days_past_due = { at_least = 40 }
action = { channels = ["sms", "email", "letter"], template = "notice" }

[[stage]]
id = "agency"
when.days_past_due = { at_least = 90 }
action = { place_with = "northgate", contingency_percent = 25 }
approval = "owner"

[ladder]
enter = "by-age"
ceiling = "agency"

[[contact_limit]]
id = "two-a-week"
channels = ["call", "email"]
at_most = 2
within_days = 7

[[priority]]
id = "broken-promise"
when.promise = "broken"
score = 100

[[priority]]
id = "oldest-invoice"
when.oldest_days_past_due = { at_least = 40 }
score = 40

[worklist]
order = ["score", "overdue_total", "oldest_days_past_due"]
"""


def made(
    path: Path, accounts: Sequence[tuple[int, str, Sequence[str], Sequence[str]]]
) -> dict[int, int]:
    """A ledger of accounts by days late, currency and what happened before the run and since.

    Returns their ids by their place, from 0.
    """
    ids = {}
    with Ledger.create(path) as ledger:
        with ledger.writing(at=AT - timedelta(days=60), by="edwin") as book:
            seq = publish_checked(book, POLICY, parse(POLICY, "desk.toml")).policy.seq
            for place, (late, currency, _, _) in enumerate(accounts):
                ids[place] = _account(book, place, late, currency)
        with ledger.writing(at=AT - timedelta(days=1), by="mara") as book:
            for place, (_, currency, before, _) in enumerate(accounts):
                for each in before:
                    Story(book, ids[place], currency, seq, DAY - timedelta(days=2)).happen(each)
        run_day(ledger, parse(POLICY, "desk.toml"), seq, as_of=DAY, at=AT, by="mara")
        with ledger.writing(at=AT + timedelta(hours=1), by="mara") as book:
            for place, (_, currency, _, since) in enumerate(accounts):
                for each in since:
                    Story(book, ids[place], currency, seq, DAY).happen(each)
    return ids


def _account(book: Book, place: int, late: int, currency: str) -> int:
    phone = f"+44 1632 {960000 + place}"
    account = book.append(
        AccountOpened(f"C-{place}", f"Nåme {place}", "business", "", phone), on="2025-02-01"
    )
    due = (DAY - timedelta(days=late)).isoformat()
    issued = InvoiceIssued(account, f"INV-{place}", currency, AMOUNT, due, DAY.isoformat(), "x")
    book.append(issued, on="2025-03-01")
    return account


@dataclass(frozen=True, slots=True)
class Story:
    """What happens to an account on a day."""

    book: Book
    account: int
    currency: str
    policy: int
    on: date

    def happen(self, what: str) -> None:
        """One of the `HAPPENINGS`."""
        _HAPPEN[what](self)

    @property
    def invoice(self) -> int:
        (invoice,) = self.book.connection.execute(
            "SELECT seq FROM invoice WHERE account_id = ?", (self.account,)
        ).fetchone()
        return int(invoice)

    def then(self, event: Event) -> int:
        return self.book.append(event, on=self.on)

    def promise(self, amount: int, days: int) -> int:
        made_on = min(self.on, DAY + timedelta(days=days - 5))
        promised = Promised(self.account, self.currency, amount, _ahead(days))
        return self.book.append(promised, on=made_on)

    def contact(self, channel: str, result: str) -> int:
        at = f"{self.on.isoformat()}T10:00:00.000000Z"
        return self.then(Contacted(self.account, at, channel, "out", result))

    def call_back(self, days: int) -> int:
        return self.then(CallBackAsked(self.account, f"{_ahead(days)}T13:30:00.000000Z"))

    def paid(self, amount: int) -> int:
        return self.then(Posted(self.invoice, "payment", -amount))

    def opt_out(self) -> int:
        at = f"{_ahead(0)}T08:00:00.000000Z"
        return self.then(StopSet(self.account, "opt-out", None, "call", at, None, "oral"))


def _ahead(days: int) -> str:
    return (DAY + timedelta(days=days)).isoformat()


_HAPPEN: Final[dict[str, Callable[[Story], object]]] = {
    "promise ahead": lambda it: it.promise(20_000, 5),
    "promise today": lambda it: it.promise(10_000, 0),
    "promise broken": lambda it: it.promise(30_000, -1),
    "dispute": lambda it: it.then(Disputed(it.invoice, "wrong goods")),
    "dispute ended": lambda it: it.then(
        DisputeEnded(it.then(Disputed(it.invoice, "late")), "none")
    ),
    "call": lambda it: it.contact("call", "NA"),
    "e-mail": lambda it: it.contact("email", "EM"),
    "text": lambda it: it.contact("sms", "SMS"),
    "call taken back": lambda it: it.then(Reversed(it.contact("call", "NA"), "a mistake")),
    "call-back today": lambda it: it.call_back(0),
    "call-back tomorrow": lambda it: it.call_back(1),
    "call-back made": lambda it: it.then(CallBackEnded(it.call_back(0), "done")),
    "queued": lambda it: it.then(Queued(it.account, "letter")),
    "queued and sent": lambda it: it.then(
        QueuedEnded(it.then(Queued(it.account, "email")), "sent")
    ),
    "part paid": lambda it: it.paid(5_000),
    "paid": lambda it: it.paid(AMOUNT),
    "stop": lambda it: it.opt_out(),
    "renamed": lambda it: it.then(AccountChanged(it.account, "Ärger & Söhne", "business")),
    "approved": lambda it: it.then(Approved(it.account, None, "stage", "agency", it.policy)),
}
HAPPENINGS: Final = tuple(_HAPPEN)
