"""The telephone number that an account has from the books: whether a call has shown that it is not theirs.

A number of a person is ended by such a call. The books' own comes anew with each import, so it stays, and is
only told of.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from typing import Final

from collectrules.compliance.results import results
from collectrules.ledger.damage import stored_day

NOT_THEIRS: Final = frozenset({"WN", "TD"})
"""Results of a call by which its number reaches them no more."""

_TOLD: Final = """
    SELECT seq, phone, '' AS day FROM account WHERE seq = :account
    UNION ALL
    SELECT seq, phone, effective_on FROM account_change WHERE account_id = :account
    ORDER BY day, seq
"""
_LAST: Final = """
    SELECT effective_on, result FROM contact
    WHERE account_id = :account AND channel = 'call' AND direction = 'out' AND reach_id IS NULL
      AND seq > :since AND result IN (SELECT value FROM json_each(:codes))
      AND seq NOT IN (SELECT reversed_seq FROM reversal)
    ORDER BY seq DESC LIMIT 1
"""


def not_theirs_since(connection: sqlite3.Connection, account_id: int) -> date | None:
    """The day of the call by which an account's own number was not theirs; None where nothing says so.

    Calls since the number was told are looked at, as far as they are of no number of a person; the last one
    that reached somebody or nobody at all decides.
    """
    told = connection.execute(_TOLD, {"account": account_id}).fetchall()
    since, phone, _ = told[0]
    for seq, changed, _ in told[1:]:
        since, phone = (since, phone) if changed == phone else (seq, changed)
    codes = [each.code for each in results().values() if each.conversation]
    asked = {"account": account_id, "since": since, "codes": json.dumps([*codes, *NOT_THEIRS])}
    last = connection.execute(_LAST, asked).fetchone()
    return stored_day(last[0]) if phone and last and last[1] in NOT_THEIRS else None


def not_theirs_text(day: date) -> str:
    """`not theirs, by a call on 2026-06-30`."""
    return f"not theirs, by a call on {day}"
