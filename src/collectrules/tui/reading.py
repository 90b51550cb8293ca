"""What the screen reads of the list: its first rows at once, then all of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from collectrules.compliance.local import local_day
from collectrules.ledger.book import Ledger
from collectrules.tui.listed import CHUNK
from collectrules.worklist.head import Head, read_head
from collectrules.worklist.listing import Listing, listing_of
from collectrules.worklist.opening import Extent, first_rows, read_extent
from collectrules.worklist.pages import Page, Pages, Place, Shown
from collectrules.worklist.row import Row
from collectrules.worklist.tallies import Tallies
from collectrules.worklist.views import SORTS

_FIRST: Final = 100
"""So many rows are read before the index is made."""


@dataclass(frozen=True, slots=True, repr=False)
class Read:
    """What has been read of a list."""

    head: Head
    listing: Listing
    """Without its rows: these are read when they are seen."""
    extent: Extent
    pages: Pages | None = None
    """None before all of it has been read."""
    tallies: Tallies | None = None


def read_first(ledger: Ledger, shown: Shown, now: datetime) -> tuple[Read, tuple[Row, ...]]:
    """The list without its index, with the rows it begins with; none where they are not known so soon.

    Raises `LedgerError` where there was no run yet.
    """
    head = read_head(ledger)
    rows: tuple[Row, ...] = ()
    if shown.sort == SORTS[0] and not shown.reverse and not shown.words:
        today = local_day(head.policy, now)
        rows = first_rows(ledger, head, shown.view, today, _FIRST)
    return Read(head, listing_of(head), read_extent(ledger)), rows


def read_all(
    ledger: Ledger, shown: Shown, now: datetime, keep: Place | None, otherwise: int
) -> tuple[Read, Page]:
    """The list with its index, and the rows around where the cursor belongs."""
    head = read_head(ledger)
    pages = Pages.read(ledger, local_day(head.policy, now))
    page = pages.show(ledger, shown, keep=keep, otherwise=otherwise, size=CHUNK)
    return Read(head, listing_of(head), read_extent(ledger), pages, pages.tallies(ledger)), page
