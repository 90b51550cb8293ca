"""Where open items come from: mappings by name, the last snapshot of each source, the last run."""

from __future__ import annotations

from datetime import date
from typing import Final

from collectrules.ledger.book import Ledger
from collectrules.ledger.damage import stored_day

_MAPPINGS: Final = """
SELECT name, text FROM import_mapping
WHERE seq IN (SELECT max(seq) FROM import_mapping GROUP BY name)
ORDER BY name
"""


def mappings(ledger: Ledger) -> dict[str, str]:
    """The mappings remembered: the latest text of each, by name."""
    return {row["name"]: row["text"] for row in ledger.query(_MAPPINGS)}


def last_snapshot(ledger: Ledger, source: str) -> date | None:
    """The latest day a source was imported as of."""
    sql = "SELECT max(effective_on) AS day FROM snapshot WHERE source = :source"
    return _day(ledger, sql, {"source": source})


_PAID_SINCE: Final = """
SELECT DISTINCT a.number FROM receipt AS r JOIN account AS a ON a.seq = r.account_id
WHERE r.seq > coalesce((SELECT max(seq) FROM snapshot WHERE source = :source), 0)
  AND r.effective_on <= :as_of
  AND r.seq NOT IN (SELECT reversed_seq FROM reversal WHERE effective_on <= :as_of)
"""


def paid_since_snapshot(ledger: Ledger, source: str, as_of: date) -> frozenset[str]:
    """The accounts whose money was recorded by hand since the last snapshot of a source, by a day."""
    rows = ledger.query(_PAID_SINCE, {"source": source, "as_of": as_of.isoformat()})
    return frozenset(row["number"] for row in rows)


def last_run(ledger: Ledger) -> date | None:
    """The latest day the policy was run for."""
    return _day(ledger, "SELECT max(effective_on) AS day FROM run", {})


def last_seq(ledger: Ledger) -> int:
    """The number of the last event in the journal, 0 where there is none."""
    return int(ledger.query("SELECT coalesce(max(seq), 0) AS seq FROM journal")[0]["seq"])


def _day(ledger: Ledger, sql: str, parameters: dict[str, object]) -> date | None:
    (row,) = ledger.query(sql, parameters)
    return None if row["day"] is None else stored_day(row["day"])
