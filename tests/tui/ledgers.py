"""A small ledger with something of everything that a row of the worklist can be."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import AccountOpened, Contacted, InvoiceIssued
from collectrules.ledger.policies import publish
from collectrules.policy.load import parse
from collectrules.tui.app import WorklistApp
from collectrules.worklist.run import run_day

DAY: Final = date(2026, 6, 30)
MORNING: Final = datetime(2026, 6, 30, 8, 30, tzinfo=UTC)
LATER: Final = datetime(2026, 7, 14, 9, tzinfo=UTC)

LONG_NAME: Final = "Consolidated " * 23 + "!"

ACCOUNTS: Final = (
    ("C-01", "Harbour Bakery", "GBP", ((25, 904_00), (4, 120_50))),
    ("C-02", "[/foo] & [red]Sons[/red]", "GBP", ((30, 803_00),)),
    ("C-03", "🥐 Croissant 👩‍🍳 Co", "GBP", ((26, 702_00),)),
    ("C-04", "مخبز الميناء", "EUR", ((27, 601_00),)),
    ("C-05", LONG_NAME, "GBP", ((24, 500_00),)),
    ("C-06", "Left Alone Ltd", "GBP", ((28, 400_00),)),
    ("C-07", "Crème & Söhne", "EUR", ((50, 300_00),)),
    ("C-08", "Long Gone Ltd", "GBP", ((140, 200_00),)),
    ("C-09", "Forgetful Ltd", "GBP", ((9, 100_00),)),
)
"""Number, name, currency, and invoices as days late and minor units; the list has them in this order."""


POLICY: Final = (Path(__file__).parent / "policy.toml").read_bytes()


def made(path: Path, data: bytes = POLICY) -> Path:
    """The ledger, run for `DAY` under a policy."""
    policy = parse(data, "policy.toml")
    with Ledger.create(path) as ledger:
        with ledger.writing(at=MORNING - timedelta(days=30), by="edwin") as book:
            published = publish(
                book,
                data,
                policy_id=policy.id,
                version=policy.version,
                language=1,
                effective_from=policy.effective_from,
            )
            for number, name, currency, invoices in ACCOUNTS:
                _account(book, number, name, currency, invoices)
        run_day(ledger, policy, published.policy.seq, as_of=DAY, at=MORNING, by="mara")
    return path


def _account(
    book: Book, number: str, name: str, currency: str, invoices: tuple[tuple[int, int], ...]
) -> None:
    account = book.append(
        AccountOpened(number, name, "business", "books@example.com", "+44 1632 960001"),
        on="2025-02-01",
    )
    for place, (late, amount) in enumerate(invoices, 1):
        due = DAY - timedelta(days=late)
        event = InvoiceIssued(
            account,
            f"INV-{number[2:]}{place}",
            currency,
            amount,
            due.isoformat(),
            DAY.isoformat(),
            "books",
        )
        book.append(event, on=due - timedelta(days=30))
    if number == "C-06":
        for days in (6, 4, 1):
            _contact(book, account, DAY - timedelta(days=days), "call", "NA")
    if number == "C-07":
        _contact(book, account, DAY - timedelta(days=12), "letter", "ML")


def _contact(book: Book, account: int, day: date, channel: str, result: str) -> None:
    at = f"{day}T10:00:00.000000Z"
    book.append(Contacted(account, at, channel, "out", result), on=day)


class Watch:
    """A clock that moves when it is told to."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: int) -> None:
        self.now += timedelta(**by)


def app(path: Path, *, now: datetime | Watch = MORNING, by: str = "mara") -> WorklistApp:
    """The screen on a ledger, at a moment that does not move, or by a watch."""
    return WorklistApp(path, by=by, now=now if isinstance(now, Watch) else Watch(now))


def contacts(path: Path) -> list[tuple[str, ...]]:
    """What was logged by way of the screen: account, day, moment, channel, result, who."""
    with Ledger.open(path) as ledger:
        return ledger.connection.execute(
            "SELECT a.number, c.effective_on, c.at, c.channel, c.result, j.recorded_by"
            " FROM contact AS c JOIN account AS a ON a.seq = c.account_id JOIN journal AS j ON j.seq = c.seq"
            " WHERE j.recorded_by = 'mara' ORDER BY c.seq"
        ).fetchall()


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    """What a question about the ledger answers."""
    with Ledger.open(path) as ledger:
        return ledger.connection.execute(sql).fetchall()
