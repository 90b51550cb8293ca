"""What became of what the timeline tells: promises kept or broken, what was paid with a payment."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from collectrules.money import format_minor

_STANDS: Final = "{0}.seq NOT IN (SELECT reversed_seq FROM reversal)"
_ASKED: Final = "IN (SELECT value FROM json_each(:seqs))"


def _ended(table: str, column: str, says: str) -> str:
    return f"""
        SELECT x.{column}, {says} FROM {table} AS x
        WHERE x.{column} {_ASKED} AND {_STANDS.format("x")} ORDER BY x.effective_on, x.seq
    """


_INSTALMENTS: Final = f"""
    SELECT x.plan_id, count(*) || ' instalments, the last due ' || max(x.due_on)
    FROM instalment AS x WHERE x.plan_id {_ASKED} GROUP BY x.plan_id
"""


def _over(table: str) -> str:
    """SQL for those whose own last day has passed, that nobody had to end."""
    return f"""
        SELECT x.seq, 'over since ' || x.until_on FROM {table} AS x
        WHERE x.seq {_ASKED} AND x.until_on < :as_of AND NOT EXISTS (
            SELECT 1 FROM {table}_end AS e WHERE e.{table}_id = x.seq AND {_STANDS.format("e")}
        )
    """


_OUTCOMES: Final[Mapping[str, tuple[str, ...]]] = {
    "dispute": (_ended("dispute_end", "dispute_id", "'settled on ' || x.effective_on"),),
    "stop": (_ended("stop_end", "stop_id", "'ended on ' || x.effective_on"), _over("stop")),
    "override": (
        _ended("override_end", "override_id", "'ended on ' || x.effective_on"),
        _over("override"),
    ),
    "trial": (_ended("trial_end", "trial_id", "'ended on ' || x.effective_on"),),
    "quiet_time": (_ended("quiet_time_end", "quiet_time_id", "'ended on ' || x.effective_on"),),
    "reach": (_ended("reach_end", "reach_id", "'ended on ' || x.effective_on"),),
    "plan": (_INSTALMENTS, _ended("plan_end", "plan_id", "x.outcome || ' on ' || x.effective_on")),
    "settlement": (
        _ended("settlement_end", "settlement_id", "x.outcome || ' on ' || x.effective_on"),
    ),
    "placement": (
        _ended("placement_end", "placement_id", "x.outcome || ' on ' || x.effective_on"),
    ),
    "call_back": (
        _ended("call_back_end", "call_back_id", "x.outcome || ' on ' || x.effective_on"),
    ),
    "queued": (_ended("queued_end", "queued_id", "x.outcome || ' on ' || x.effective_on"),),
    "attempt": (
        _ended("contact", "attempt_id", "'logged on ' || x.effective_on"),
        _ended("attempt_release", "attempt_id", "'given back on ' || x.effective_on"),
    ),
}
"""For kinds of event, SQL for what came of some of them: the event, and words for it."""
_OPEN: Final = {
    "dispute": "open",
    "stop": "in force",
    "override": "in force",
    "trial": "goes on",
    "plan": "open",
    "settlement": "open",
    "placement": "open",
    "call_back": "open",
    "queued": "not sent yet",
    "attempt": "without a result",
}
"""What is said of those that nothing came of yet."""
_GOES_ON: Final = {"plan": 1}
"""Of how many words something is said in any case, so that it is open all the same."""


def outcomes(
    connection: sqlite3.Connection, seqs: Mapping[str, Sequence[int]], as_of: date
) -> dict[int, str]:
    """What became, by a day, of events that were not taken back, given by their kinds."""
    found: dict[int, list[str]] = defaultdict(list)
    for kind, of_kind in seqs.items():
        asked = {"seqs": json.dumps(list(of_kind)), "as_of": as_of.isoformat()}
        for sql in _OUTCOMES.get(kind, ()):
            for seq, said in connection.execute(sql, asked):
                found[seq].append(str(said))
        for seq in of_kind:
            if kind in _OPEN and len(found[seq]) <= _GOES_ON.get(kind, 0):
                found[seq].append(_OPEN[kind])
    if promises := seqs.get("promise"):
        for seq, said in promise_states(connection, promises, as_of).items():
            found[seq].append(said)
    if receipts := seqs.get("receipt"):
        for seq, said in uses(connection, receipts).items():
            found[seq].append(said)
    return {seq: ", ".join(said) for seq, said in found.items() if said}


_PROMISES: Final = f"""
    SELECT seq, CASE WHEN paid >= amount THEN 'kept' WHEN due_on < :as_of THEN 'broken' ELSE 'open' END
    FROM (
        SELECT q.seq, q.amount, q.due_on, coalesce((
            SELECT sum(r.amount) FROM receipt AS r
            WHERE r.account_id = q.account_id AND r.currency = q.currency
              AND r.effective_on BETWEEN q.effective_on AND min(:as_of, q.due_on)
              AND {_STANDS.format("r")}
        ), 0) - coalesce((
            SELECT sum(p.amount) FROM invoice AS n JOIN posting AS p ON p.invoice_id = n.seq
            WHERE n.account_id = q.account_id AND n.currency = q.currency AND p.kind = 'payment'
              AND p.receipt_id IS NULL
              AND p.effective_on BETWEEN q.effective_on AND min(:as_of, CASE WHEN p.inferred THEN coalesce((
                  SELECT min(o.effective_on) FROM snapshot AS o
                  WHERE o.effective_on >= q.due_on AND {_STANDS.format("o")}
              ), q.due_on) ELSE q.due_on END)
              AND {_STANDS.format("p")}
        ), 0) AS paid
        FROM promise AS q WHERE q.seq {_ASKED}
    )
"""


def promise_states(
    connection: sqlite3.Connection, promises: Sequence[int], as_of: date
) -> dict[int, str]:
    """How promises stand on a day: `open`, `kept` or `broken`, as the fact `promise` counts them."""
    asked = {"seqs": json.dumps(list(promises)), "as_of": as_of.isoformat()}
    return dict(connection.execute(_PROMISES, asked).fetchall())


_USES: Final = f"""
    SELECT p.receipt_id, n.number, -sum(p.amount), n.currency
    FROM (
        SELECT seq, receipt_id, invoice_id, kind, amount FROM posting WHERE receipt_id {_ASKED}
        UNION ALL
        SELECT seq, receipt_id, invoice_id, kind, amount FROM part_posting WHERE receipt_id {_ASKED}
    ) AS p JOIN invoice AS n ON n.seq = p.invoice_id
    WHERE p.kind = 'payment' AND {_STANDS.format("p")}
    GROUP BY p.receipt_id, n.seq ORDER BY min(p.seq)
"""
_RECEIVED: Final = f"SELECT seq, amount, currency FROM receipt WHERE seq {_ASKED}"


def uses(connection: sqlite3.Connection, receipts: Sequence[int]) -> dict[int, str]:
    """What payments were used for: `INV-1 100.00, INV-2 50.00, 20.00 not applied`."""
    asked = {"seqs": json.dumps(list(receipts))}
    used: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for seq, number, amount, _ in connection.execute(_USES, asked):
        used[seq].append((number, amount))
    found = {}
    for seq, received, currency in connection.execute(_RECEIVED, asked):
        parts = [f"{number} {format_minor(amount, currency)}" for number, amount in used[seq]]
        left = received - sum(amount for _, amount in used[seq])
        parts += [f"{format_minor(left, currency)} not applied"] if left else []
        found[seq] = ("used for " if used[seq] else "") + ", ".join(parts)
    return found
