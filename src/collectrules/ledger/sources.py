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


def last_run(ledger: Ledger) -> date | None:
    """The latest day the policy was run for."""
    return _day(ledger, "SELECT max(effective_on) AS day FROM run", {})


def last_seq(ledger: Ledger) -> int:
    """The number of the last event in the journal, 0 where there is none."""
    return int(ledger.query("SELECT coalesce(max(seq), 0) AS seq FROM journal")[0]["seq"])


def _day(ledger: Ledger, sql: str, parameters: dict[str, object]) -> date | None:
    (row,) = ledger.query(sql, parameters)
    return None if row["day"] is None else stored_day(row["day"])
