"""Call-backs: they asked to be called at a time, and nobody has since."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import date, datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from collectrules.ledger.damage import stored_moment


class CallBack(NamedTuple):
    """One that is open."""

    id: int
    account_id: int
    at: datetime
    """In UTC."""
    person_id: int | None
    reach_id: int | None
    note: str

    def due(self, today: date, zone: ZoneInfo) -> bool:
        """Whether it is for today or an earlier day, by the clock of a zone."""
        return self.at.astimezone(zone).date() <= today


_OPEN: Final = """
    SELECT c.seq, c.account_id, c.at, c.person_id, c.reach_id, c.note
    FROM call_back AS c
    WHERE {of} AND c.seq NOT IN (SELECT reversed_seq FROM reversal)
      AND NOT EXISTS (
          SELECT 1 FROM call_back_end AS e
          WHERE e.call_back_id = c.seq AND e.seq NOT IN (SELECT reversed_seq FROM reversal)
      )
    ORDER BY c.at, c.seq
"""


def open_call_backs(
    connection: sqlite3.Connection, accounts: Collection[int] | None = None
) -> dict[int, list[CallBack]]:
    """Those that are open by account, the earliest first: of some accounts, or of all."""
    of = "true" if accounts is None else "c.account_id IN (SELECT value FROM json_each(:accounts))"
    found: dict[int, list[CallBack]] = {}
    for seq, account, at, person, reach, note in connection.execute(
        _OPEN.format(of=of), {"accounts": json.dumps(sorted(accounts or ()))}
    ):
        one = CallBack(seq, account, stored_moment(at), person, reach, note)
        found.setdefault(account, []).append(one)
    return found


def call_backs_of(connection: sqlite3.Connection, account_id: int) -> tuple[CallBack, ...]:
    """Those of one account that are open, the earliest first."""
    return tuple(open_call_backs(connection, (account_id,)).get(account_id, ()))
