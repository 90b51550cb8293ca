"""The ledger of the screen's tests with what an owner looks at: money, promises, stages, versions."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Final

from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import (
    InvoiceIssued,
    Posted,
    Promised,
    Received,
    Reversed,
    StageStepped,
)
from collectrules.ledger.policies import Approval
from collectrules.ledger.publishing import publish_checked
from collectrules.policy.load import parse
from tests.tui import ledgers
from tests.tui.ledgers import DAY, MORNING

DOUBTFUL: Final = b"""
[[grace]]
id     = "more"
days   = 9
reason = "It stands below a rule that holds for every invoice, so it never counts."
"""
"""Days of grace that no invoice ever has, where they stand below those for all."""


def add_business(path: Path) -> Path:
    """Put money, promises and stages into a ledger that was run for `DAY`."""
    with Ledger.open(path) as ledger, ledger.writing(at=MORNING, by="mara") as book:
        accounts = dict(ledger.connection.execute("SELECT number, seq FROM account").fetchall())
        invoices = dict(ledger.connection.execute("SELECT number, seq FROM invoice").fetchall())
        _money(book, accounts, invoices)
        _promises(book, accounts)
        for number, stages in (("INV-011", 1), ("INV-041", 2), ("INV-071", 3)):
            for stage in ("reminder", "first-call", "formal-letter")[:stages]:
                book.append(StageStepped(invoices[number], stage, "done", 1), on=DAY)
    return path


def _money(book: Book, accounts: dict[str, int], invoices: dict[str, int]) -> None:
    """Monday 300.00, today 45.50, 120.00 the Wednesday before; 80.00 bounced; euros by snapshot."""
    for amount, back in ((300_00, 1), (45_50, 0), (120_00, 6)):
        book.append(Received(accounts["C-01"], "GBP", amount), on=DAY - timedelta(days=back))
    bounced = book.append(Received(accounts["C-02"], "GBP", 80_00), on=DAY - timedelta(days=1))
    book.append(Reversed(bounced, "bounced"), on=DAY)
    book.append(Posted(invoices["INV-041"], "payment", -10_00, 1), on=DAY)
    old = InvoiceIssued(accounts["C-01"], "OLD-1", "GBP", 500_00, "2026-05-10", str(DAY), "books")
    seq = book.append(old, on="2026-04-10")
    book.append(Posted(seq, "payment", -500_00), on="2026-05-20")


def _promises(book: Book, accounts: dict[str, int]) -> None:
    """Of last week's, one was kept and one broken; one falls due today, one in a week, one later."""
    for number, amount, made, due in (
        ("C-01", 100_00, 10, -2),
        ("C-02", 200_00, 10, -3),
        ("C-03", 50_00, 2, 0),
        ("C-03", 60_00, 2, 7),
        ("C-05", 70_00, 2, 8),
    ):
        event = Promised(accounts[number], "GBP", amount, str(DAY + timedelta(days=due)))
        book.append(event, on=DAY - timedelta(days=made))


def publish(
    path: Path, data: bytes, *, beside: bool = False, approval: Approval | None = None
) -> None:
    """Publish another version, or a policy beside the main one."""
    with Ledger.open(path) as ledger, ledger.writing(at=MORNING, by="edwin") as book:
        publish_checked(book, data, parse(data, "policy.toml"), beside=beside, approval=approval)


def version(number: str, effective_from: str, *, id: str = "harbour", more: bytes = b"") -> bytes:
    """The policy of the screen's tests as another version."""
    text = ledgers.POLICY.decode()
    text = text.replace('version        = "7"', f'version = "{number}"')
    text = text.replace("effective_from = 2025-01-01", f"effective_from = {effective_from}")
    text = text.replace('"harbour"', f'"{id}"')
    return text.replace("[ladder]", f"{more.decode()}\n[ladder]", 1).encode()


NEXT: Final = (
    version("8", "2026-07-01")
    .replace(b"days   = 5", b"days   = 10")
    .replace(b"at_least = 100", b"at_least = 150")
    .replace(b"Most people have only forgotten.", b"People forget.")
)
"""A next version: more grace, a higher bar for the agency, and other words."""
