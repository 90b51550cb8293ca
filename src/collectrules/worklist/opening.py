"""The first rows of the list, read before its index is made: they are on the screen at once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Final

from collectrules.clock import moment_text
from collectrules.ledger.book import Ledger
from collectrules.worklist.around import read_around
from collectrules.worklist.call_backs import open_call_backs
from collectrules.worklist.head import Head
from collectrules.worklist.local_zones import with_zones
from collectrules.worklist.row import Row
from collectrules.worklist.rows import OTHER, REST, read_rows
from collectrules.worklist.views import View, views_of

_AT_ONCE: Final = 200
_MOST: Final = 1_000
"""So many rows are looked at for those of a view, before it is left to the index."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How long what the columns show is at its longest."""

    name: int
    account: int
    days: int
    money: tuple[tuple[str, int], ...]
    """The largest amount in each currency, in minor units."""
    steps: tuple[tuple[int, str, str, str, str], ...]
    """Each stage reached with what is next: version, currency, kind, rule, stage."""
    held: bool
    """Whether there are accounts with nothing to do."""


def read_extent(ledger: Ledger) -> Extent:
    """That of the whole list."""
    execute = ledger.connection.execute
    name, account = execute(
        "SELECT coalesce(max(length(name)), 0), coalesce(max(length(number)), 0) FROM account"
    ).fetchone()
    steps = execute("SELECT DISTINCT policy, currency, kind, rule, stage FROM worklist").fetchall()
    rest = execute("SELECT DISTINCT currency FROM worklist_rest").fetchall()
    # Currency by currency: to group a hundred thousand rows would have them sorted first.
    largest = {
        currency: execute(_LARGEST, {"currency": currency}).fetchone()
        for currency in sorted({*(step[1] for step in steps), *(currency for (currency,) in rest)})
    }
    days = max((each[1] for each in largest.values()), default=0)
    money = tuple((currency, each[0]) for currency, each in largest.items())
    (held,) = execute("SELECT EXISTS (SELECT 1 FROM worklist_rest)").fetchone()
    return Extent(name, account, len(str(days)), money, tuple(steps), bool(held))


_LARGEST: Final = """
    SELECT max(money), max(max(late, -early)) FROM (
        SELECT max(to_collect) AS money, max(oldest_days_past_due) AS late, min(oldest_days_past_due) AS early
        FROM worklist WHERE currency = :currency
        UNION ALL
        SELECT max(to_collect), max(oldest_days_past_due), min(oldest_days_past_due)
        FROM worklist_rest WHERE currency = :currency
    )
"""


def first_rows(ledger: Ledger, head: Head, view: View, today: date, wanted: int) -> tuple[Row, ...]:
    """The first rows of a view in its own order, as many as are wanted, or those that are found soon.

    Only of views in the policy's order; of the others there are none.
    """
    if view.order != "r.rank":
        return ()
    day = max(today, head.as_of)
    top = _called_back(ledger, head, day) if view.call_backs_first else []
    found, begin = list(top), 1
    known = {row.rank for row in top}
    while len(found) < wanted and begin <= _MOST:
        rows = read_rows(ledger, head, today, range(begin, begin + _AT_ONCE))
        around = read_around(ledger, head.as_of, day, head.policy.time_zone, ())
        found += [row for row in rows if row.rank not in known and view.id in views_of(row, around)]
        begin += _AT_ONCE
        if len(rows) < _AT_ONCE:
            break
    return tuple(with_zones(ledger, found[:wanted], today))


def _called_back(ledger: Ledger, head: Head, day: date) -> list[Row]:
    """The rows of accounts that asked to be called today or before, the earliest first."""
    around = read_around(ledger, head.as_of, day, head.policy.time_zone, ())
    due = sorted(
        account
        for account, own in open_call_backs(ledger.connection).items()
        if own[0].due(day, around.zone)
    )
    if not due:
        return []
    given = json.dumps(due)
    ranked = ledger.connection.execute(
        f"""
        SELECT rank, account_id FROM worklist WHERE account_id IN (SELECT value FROM json_each(:due))
        UNION ALL
        SELECT rank + {REST}, account_id FROM worklist_rest
        WHERE account_id IN (SELECT value FROM json_each(:due))
        """,
        {"due": given},
    ).fetchall()
    others = set(due) - {account for _, account in ranked}
    ranks = [rank for rank, _ in ranked] + [OTHER + account for account in others]
    rows = read_rows(ledger, head, day, sorted(ranks))
    return sorted(
        (row for row in rows if row.call_back is not None),
        key=lambda row: (moment_text(row.call_back.at) if row.call_back else "", row.rank),
    )
