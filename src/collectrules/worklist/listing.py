"""The list of the last run as people read it: whom, what next, why, and whether we may now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from collectrules.errors import LedgerError
from collectrules.ledger.book import Ledger
from collectrules.policy.model import Policy
from collectrules.worklist.action_words import action_text
from collectrules.worklist.blocks import CHANNELS
from collectrules.worklist.head import Head, read_head
from collectrules.worklist.last import LastRun, last_run
from collectrules.worklist.row import Row
from collectrules.worklist.rows import read_rows

__all__ = ["CHANNELS", "LastRun", "Listing", "Row", "action_text", "last_run", "read_listing"]


@dataclass(frozen=True, slots=True)
class Listing:
    """The worklist: the day it is for, the policy version that made it, its rows in order."""

    as_of: date
    policy: Policy
    """The main one: its order, its clock."""
    policy_seq: int
    rows: tuple[Row, ...]
    policies: Mapping[int, Policy]
    """Every version that put a row on the list, by the event that published it."""


def listing_of(head: Head, rows: tuple[Row, ...] = ()) -> Listing:
    """A list of some rows, or of none where these are read when they are seen."""
    return Listing(head.as_of, head.policy, head.run.policy_seq, rows, head.policies)


def read_listing(ledger: Ledger, *, today: date | None = None) -> Listing:
    """The list that the last run left, with what has been recorded since and what the gate says of its day.

    `today` is the day of the list where it is not given. Raises `LedgerError` where there was no run yet.
    """
    head = read_head(ledger)
    rows = read_rows(ledger, head, today or head.as_of)
    (listed,) = ledger.connection.execute("SELECT count(*) FROM worklist").fetchone()
    refuse_lost_rows(listed - len(rows))
    return listing_of(head, tuple(rows))


def refuse_lost_rows(count: int) -> None:
    """Raise `LedgerError` where rows of the worklist are about accounts that are not there."""
    if count:
        raise LedgerError(
            f"{count} rows of the worklist are about accounts that cannot be read",
            help="the ledger is damaged: `collectrules verify` says where",
        )
