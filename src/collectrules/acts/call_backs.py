"""Call-backs that customers ask for: set for a moment, and given up by hand; a call of ours ends them."""

from __future__ import annotations

from datetime import date, datetime

from collectrules.ledger.book import Ledger
from collectrules.worklist.calling_back import (
    CallBackWanted,
    enter_call_back,
    enter_call_back_end,
)

__all__ = ["CallBackWanted", "ask_call_back", "cancel_call_back"]


def ask_call_back(
    ledger: Ledger,
    account_id: int,
    wanted: CallBackWanted,
    *,
    on: date,
    at: datetime,
    by: str,
    dry_run: bool = False,
) -> int:
    """Record that a call-back was asked for; returns its seq. Raises as `enter_call_back` does."""
    writing = ledger.rehearsing if dry_run else ledger.writing
    with writing(at=at, by=by) as book:
        return enter_call_back(book, account_id, wanted, on=on, now=at)


def cancel_call_back(
    ledger: Ledger,
    account_id: int,
    seq: int,
    *,
    on: date,
    at: datetime,
    by: str,
    dry_run: bool = False,
) -> int:
    """Give up an open call-back; returns the event that says so. Raises as `enter_call_back_end` does."""
    writing = ledger.rehearsing if dry_run else ledger.writing
    with writing(at=at, by=by) as book:
        return enter_call_back_end(book, account_id, seq, "cancelled", on=on)
