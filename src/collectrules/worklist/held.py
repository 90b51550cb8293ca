"""Why nothing is to be done about an account that owes something: promised, in dispute, placed, not due."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from collectrules.ledger.overrides import overrides
from collectrules.worklist.around import Around, Owner

NOTHING_DUE: Final = "no step is due today"


def reasons(
    connection: sqlite3.Connection, around: Around, late: dict[Owner, int]
) -> dict[Owner, str]:
    """Why each of some accounts has no next action, in a few words.

    `late` has for each the days that its oldest open invoice was past due on the day of the list.
    """
    accounts = {account for account, _ in late}
    known = {
        **dict.fromkeys(around.disputed, "in dispute"),
        **dict.fromkeys(_words(connection, _PLANNED, accounts), "paid in instalments"),
        **{owner: f"with {who}" for owner, who in _words(connection, _PLACED, accounts).items()},
        **{
            owner: f"promised until {each.due_on}"
            for owner, each in around.promised.items()
            if each.due_on
        },
    }
    left_out = _left_out(connection, around.as_of, accounts)
    return {
        owner: known.get(owner) or left_out.get(owner[0]) or _by_the_day(around.as_of, days)
        for owner, days in late.items()
    }


def _by_the_day(as_of: date, late: int) -> str:
    return f"not overdue before {as_of + timedelta(days=1 - late)}" if late <= 0 else NOTHING_DUE


_STANDS: Final = "{0}.seq NOT IN (SELECT reversed_seq FROM reversal)"
_PLACED: Final = f"""
    SELECT p.account_id, p.currency, p.place_with FROM placement AS p
    WHERE p.account_id IN (SELECT value FROM json_each(:accounts)) AND {_STANDS.format("p")}
      AND NOT EXISTS (
          SELECT 1 FROM placement_end AS e WHERE e.placement_id = p.seq AND {_STANDS.format("e")}
      )
    ORDER BY p.seq
"""
_PLANNED: Final = f"""
    SELECT p.account_id, p.currency, '' FROM plan AS p
    WHERE p.account_id IN (SELECT value FROM json_each(:accounts)) AND {_STANDS.format("p")}
      AND NOT EXISTS (
          SELECT 1 FROM plan_end AS e WHERE e.plan_id = p.seq AND {_STANDS.format("e")}
      )
    ORDER BY p.seq
"""


def _words(connection: sqlite3.Connection, sql: str, accounts: Collection[int]) -> dict[Owner, str]:
    rows = connection.execute(sql, {"accounts": json.dumps(sorted(accounts))})
    return {(account, currency): word for account, currency, word in rows}


def _left_out(
    connection: sqlite3.Connection, day: date, accounts: Collection[int]
) -> dict[int, str]:
    """Accounts that are left out on a day, or an invoice of them, with until when."""
    if not accounts:
        return {}
    acts = overrides(connection, as_of=day, accounts=tuple(accounts))
    return {
        each.account_id: f"left out until {each.last_on}" if each.last_on else "left out"
        for each in acts
        if each.kind == "leave_out" and each.counts_on(day)
    }
