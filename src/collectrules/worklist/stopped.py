"""The days on which the clock of an invoice was stopped: in dispute, where a hold says so, and left out."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass

from collectrules.policy.meaning import stopped_days_facts
from collectrules.policy.model import Policy


@dataclass(frozen=True, slots=True)
class StoppedDays:
    """Of the invoices that a policy has judged, the spans on which their clock stood, none over another."""

    spans: dict[int, list[tuple[int, int]]]
    """By invoice: the first day, and the first that is no longer of it."""

    @classmethod
    def read(cls, connection: sqlite3.Connection, policy: Policy) -> StoppedDays:
        """Read them from the tables that the facts were read from."""
        sql = "SELECT invoice_id, from_day, until_day FROM left_out_span"
        if any("days_disputed" in stopped_days_facts(group) for _, group in policy.groups):
            sql += " UNION ALL SELECT invoice_id, from_day, until_day FROM dispute_span"
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for id, start, end in connection.execute(f"{sql} ORDER BY 1, 2, 3"):
            spans = found[id]
            if spans and start <= spans[-1][1]:
                spans[-1] = spans[-1][0], max(end, spans[-1][1])
            else:
                spans.append((start, end))
        return cls(dict(found))

    def between(self, invoice_id: int, after: int, through: int) -> int:
        """On how many of the days after one through another the clock stood."""
        spans = self.spans.get(invoice_id, ())
        return sum(max(0, min(end, through + 1) - max(start, after + 1)) for start, end in spans)
