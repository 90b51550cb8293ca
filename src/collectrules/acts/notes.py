"""Notes on a customer: of hardship, of a payment they say they made, or anything else worth knowing."""

from __future__ import annotations

from datetime import date, datetime

from collectrules.ledger.book import Ledger
from collectrules.ledger.events.desk import Topic
from collectrules.worklist.brought import enter_note
from collectrules.worklist.state import account_number


def write_note(
    ledger: Ledger,
    account_id: int,
    text: str,
    *,
    topic: Topic = "general",
    on: date,
    at: datetime,
    by: str,
    dry_run: bool = False,
) -> int:
    """Write a note; returns its seq. Raises as `enter_note` does, and `Refused` for no account."""
    writing = ledger.rehearsing if dry_run else ledger.writing
    with writing(at=at, by=by) as book:
        account_number(book.connection, account_id)
        return enter_note(book, account_id, topic, text, on=on)
