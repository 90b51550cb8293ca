"""What can be taken off a debt on a day: what is owed then, and never more than on any later day.

What is recorded late takes effect on an earlier day, and what was recorded since stands: a payment that came
to light today must not pay again what was credited yesterday.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from collectrules.ledger.damage import stored_day
from collectrules.ledger.owed import Owed, owed

_MOVERS: Final = ("posting", "part_posting", "charge", "accrual", "dispute")
_MOVED: Final = """
    SELECT seq, effective_on FROM {table} WHERE invoice_id IN (
        SELECT seq FROM invoice WHERE account_id = :account_id
    )
"""
_LATER: Final = f"""
    WITH moved AS (
        {" UNION ALL ".join(_MOVED.format(table=table) for table in _MOVERS)}
        UNION ALL
        SELECT seq, effective_on FROM receipt WHERE account_id = :account_id
    )
    SELECT effective_on FROM moved WHERE effective_on > :on
    UNION
    SELECT r.effective_on FROM reversal AS r JOIN moved AS m ON m.seq = r.reversed_seq
    WHERE r.effective_on > :on
    ORDER BY effective_on
"""


def days_since(connection: sqlite3.Connection, account_id: int, on: date) -> list[date]:
    """A day, and every later one on which anything that an account owes was moved, or disputed."""
    given = {"account_id": account_id, "on": on.isoformat()}
    return [on, *(stored_day(day) for (day,) in connection.execute(_LATER, given))]


def least_owed(
    connection: sqlite3.Connection,
    account_id: int,
    on: date,
    *,
    invoices: Sequence[int] | None = None,
) -> list[Owed]:
    """An account's items issued by a day, of each part the least that is owed on it from that day on.

    One is in dispute here if it is on the day or on any later one.
    """
    days = days_since(connection, account_id, on)
    found = [_of(connection, account_id, day, invoices) for day in days]
    return [_least([each[one] for each in found if one in each]) for one in found[0]]


def credit_left(
    connection: sqlite3.Connection,
    account_id: int,
    on: date,
    *,
    invoices: Sequence[int] | None = None,
) -> list[Owed]:
    """Those of an account's items on which less than nothing is owed of some part, from a day on: credit.

    Of each part the least credit that there is from that day on, negative; 0 where there is none.
    """
    days = days_since(connection, account_id, on)
    found = [_of(connection, account_id, day, invoices) for day in days]
    items = (_most([each[one] for each in found if one in each]) for one in found[0])
    return [item for item in items if item.total < 0]


def _of(
    connection: sqlite3.Connection, account_id: int, day: date, invoices: Sequence[int] | None
) -> dict[int, Owed]:
    rows = owed(connection, day, accounts=[account_id], invoices=invoices)
    return {row.invoice_id: row for row in rows}


def _least(days: Sequence[Owed]) -> Owed:
    return replace(
        days[0],
        principal=min(each.principal for each in days),
        costs=min(each.costs for each in days),
        interest=min(each.interest for each in days),
        disputed=any(each.disputed for each in days),
    )


def _most(days: Sequence[Owed]) -> Owed:
    return replace(
        days[0],
        principal=min(0, max(each.principal for each in days)),
        costs=min(0, max(each.costs for each in days)),
        interest=min(0, max(each.interest for each in days)),
    )
