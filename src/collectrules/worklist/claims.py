"""Who has an account open at the moment, so that two people do not work the same one.

A claim is no event and nothing rests on it. It is forgotten ten minutes after it was made or renewed, and one
from the future, left by a clock that jumped, is none.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from collectrules.clock import moment_text
from collectrules.ledger.book import Ledger
from collectrules.ledger.damage import DamagedValue, stored_moment
from collectrules.ledger.turns import begin_writing

CLAIMED_FOR: Final = timedelta(minutes=10)
_PATIENCE: Final = 0.2
"""Seconds to wait for another writer: a claim is not worth more, and nothing is lost without it."""


def claim(ledger: Ledger, account_id: int, *, by: str, at: datetime) -> str:
    """Take an account, unless somebody else has it; returns who does, empty where it is `by` now.

    Where another program is writing it is not taken, and nobody is named either.
    """
    with _writing(ledger.connection) as allowed:
        if not allowed:
            return ""
        other = claims(ledger, at=at).get(account_id, by)
        if other == by:
            ledger.connection.execute(
                "INSERT OR REPLACE INTO claim VALUES (?, ?, ?)", (account_id, by, moment_text(at))
            )
        return "" if other == by else other


def unclaim(ledger: Ledger, account_id: int, *, by: str) -> None:
    """Give an account back, where it is one's own."""
    with _writing(ledger.connection) as allowed:
        if allowed:
            ledger.connection.execute(
                'DELETE FROM claim WHERE account_id = ? AND "by" = ?', (account_id, by)
            )


def claims(ledger: Ledger, *, at: datetime) -> Mapping[int, str]:
    """Who has which account at a moment, by the account's id."""
    rows = ledger.connection.execute('SELECT account_id, "by", at FROM claim').fetchall()
    return {account: by for account, by, since in rows if _stands(since, at)}


def _stands(since: object, at: datetime) -> bool:
    try:
        return timedelta(0) <= at - stored_moment(since) <= CLAIMED_FOR
    except DamagedValue:
        return False


@contextmanager
def _writing(connection: sqlite3.Connection) -> Iterator[bool]:
    """A short write transaction of its own; false where the ledger is being written by another program."""
    try:
        begin_writing(connection, _PATIENCE)
    except sqlite3.OperationalError:
        yield False
        return
    try:
        yield True
    except BaseException:
        connection.rollback()
        raise
    connection.execute("COMMIT")
