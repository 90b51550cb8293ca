"""The rows of a list that cannot be worked as they stand: a limit blocks them, or the owner decides."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from collectrules.ledger.book import Ledger
from collectrules.worklist.blocks import blocks_now
from collectrules.worklist.head import read_head
from collectrules.worklist.last import LastRun
from collectrules.worklist.listing import refuse_lost_rows
from collectrules.worklist.row import Row
from collectrules.worklist.rows import read_rows


@dataclass(frozen=True, slots=True)
class BlockedBy:
    """The rows that one rule about contacts, or one kind of stop, blocks."""

    rule: str
    rows: int
    free: Mapping[date | None, int]
    """How many of them are free from which day, the earliest first; None is never."""


@dataclass(frozen=True, slots=True)
class Waits:
    """How far a list can be worked on its day."""

    rows: int = 0
    blocked: tuple[BlockedBy, ...] = ()
    """The rule that blocks most comes first."""
    amounts: Mapping[str, int] = field(default_factory=dict)
    """What is to be collected on the rows that are blocked, by currency, in minor units."""
    for_the_owner: int = 0
    """Rows whose next action the owner has to approve first."""

    @property
    def blocked_rows(self) -> int:
        """How many rows are blocked."""
        return sum(each.rows for each in self.blocked)


def waits(rows: Iterable[Row]) -> Waits:
    """How many of some rows are blocked, by which rule and until when, and how many wait for the owner."""
    free: dict[str, Counter[date | None]] = {}
    amounts: Counter[str] = Counter()
    listed = asked = 0
    for row in rows:
        listed += 1
        asked += row.approval
        if not row.allowed:
            free.setdefault(row.blocked_by, Counter())[row.allowed_from] += 1
            amounts[row.currency] += row.to_collect
    found = [BlockedBy(rule, each.total(), _in_order(each)) for rule, each in free.items()]
    return Waits(
        rows=listed,
        blocked=tuple(sorted(found, key=lambda each: (-each.rows, each.rule))),
        amounts=dict(sorted(amounts.items())),
        for_the_owner=asked,
    )


def read_waits(ledger: Ledger) -> tuple[LastRun, Waits]:
    """The last run, and how far its list can be worked as things stand; raises `LedgerError` before a run.

    Only rows are read that may be blocked, or whose rule asks the owner.
    """
    head = read_head(ledger)
    blocks = blocks_now(ledger, head.run, head.policy)
    blocked = sorted({account for found in blocks.values() for account in found})
    asking = [key for key, asked in head.asked.items() if asked.approval]
    given = {"blocked": json.dumps(blocked), "asking": json.dumps(asking)}
    ranks = [rank for (rank,) in ledger.connection.execute(_MAY_WAIT, given)]
    found = waits(read_rows(ledger, head, head.as_of, ranks))
    listed, lost = ledger.connection.execute(_LISTED).fetchone()
    refuse_lost_rows(lost)
    return head.run, replace(found, rows=listed)


_LISTED: Final = """
    SELECT count(*), count(*) FILTER (WHERE account_id NOT IN (SELECT seq FROM account)) FROM worklist
"""
_MAY_WAIT: Final = """
    SELECT w.rank FROM worklist AS w
    WHERE w.account_id IN (SELECT value FROM json_each(:blocked))
       OR (w.policy, w.currency, w.kind, w.rule) IN (
           SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
                  json_extract(value, '$[3]')
           FROM json_each(:asking)
       )
    ORDER BY w.rank
"""


def _in_order(free: Counter[date | None]) -> dict[date | None, int]:
    return dict(sorted(free.items(), key=lambda pair: pair[0] or date.max))
