"""What is read at once when an account is opened: which it is, its events, the latest of them told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from collectrules.ledger.book import Ledger
from collectrules.worklist.account import Head, business_clock, read_head
from collectrules.worklist.timeline import Entry, Index, View, read_entries, read_index

FIRST: Final = 100
"""How many events are told at once when an account is opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An account as its timeline was read."""

    head: Head
    index: Index
    entries: tuple[Entry, ...]
    """The latest of a view."""
    on: date
    """The day by the business's clock."""
    zone: ZoneInfo
    version: int
    """What SQLite says of the file: another once somebody else has written into it."""


def open_account(ledger: Ledger, account_id: int, now: datetime, view: View, *, by: str) -> Opened:
    """Read what is shown first; raises `InputError` where there is no such account."""
    version = data_version(ledger)
    with ledger.reading():
        head = read_head(ledger, account_id, now, by=by)
        zone = business_clock(ledger, now.date())
        on = now.astimezone(zone).date()
        index = read_index(ledger, account_id)
        first = index.seqs(view)[:FIRST]
        entries = read_entries(ledger, account_id, first, as_of=on, zone=zone)
    return Opened(
        head=head,
        index=index,
        entries=tuple(entries),
        on=on,
        zone=zone,
        version=version,
    )


def changed_since(ledger: Ledger, account_id: int, opened: Opened) -> bool:
    """Whether somebody else has written about the account since it was opened."""
    if data_version(ledger) == opened.version:
        return False
    return len(read_index(ledger, account_id, after=opened.index.last)) > 0


def data_version(ledger: Ledger) -> int:
    """The number that SQLite gives the state of the file, as this connection sees it."""
    (version,) = ledger.connection.execute("PRAGMA data_version").fetchone()
    return int(version)
