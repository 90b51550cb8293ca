"""The last run: what made the list that is worked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from collectrules.errors import LedgerError
from collectrules.ledger.book import Ledger
from collectrules.ledger.damage import stored_day


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last run: its event, the day it was for, and the event that published its policy."""

    seq: int
    as_of: date
    policy_seq: int


def last_run(ledger: Ledger) -> LastRun:
    """The run that made the list; raises `LedgerError` where there was none yet."""
    row = ledger.connection.execute(
        "SELECT seq, effective_on, policy FROM run ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    if row is None:
        raise LedgerError(
            "there is no worklist yet", help="`collectrules run` judges the ledger and makes one"
        )
    return LastRun(row[0], stored_day(row[1]), row[2])
