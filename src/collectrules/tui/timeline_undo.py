"""Taking back an event of the timeline: what would go with it, and the reversal itself."""

from __future__ import annotations

from datetime import datetime

from collectrules.ledger.book import Ledger
from collectrules.tui.account_reading import Opened
from collectrules.worklist.reversals import reverse
from collectrules.worklist.timeline import Entry, read_entries


def what_goes(
    ledger: Ledger, opened: Opened, entry: Entry, *, at: datetime, by: str
) -> list[Entry]:
    """What would count no more if an event was taken back, itself first; nothing is written.

    Raises `Refused`, with what to do instead, where it cannot be.
    """
    gone = reverse(ledger, seq=entry.seq, reason="?", on=opened.on, at=at, by=by, dry_run=True)
    return read_entries(ledger, opened.head.id, gone.events, as_of=opened.on, zone=opened.zone)


def take_back(
    ledger: Ledger, opened: Opened, entry: Entry, reason: str, *, at: datetime, by: str
) -> str:
    """Take an event back from today; returns a sentence about it. Raises as `what_goes` does."""
    taken_back = reverse(ledger, seq=entry.seq, reason=reason, on=opened.on, at=at, by=by)
    others = len(taken_back.events) - 1
    more = f", and {others} with it" if others else ""
    counts = "; the attempt counts as made" if taken_back.attempt is not None else ""
    return f"taken back: {entry.what} of {entry.on}{more}{counts}"
