"""What the owner has approved, and nobody has made use of yet."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Final

_COUNTS: Final = "NOT EXISTS (SELECT 1 FROM reversal AS r WHERE r.reversed_seq = {0}.seq)"

_STAGES: Final = f"""
    SELECT n.seq, p.rule
    FROM approval AS p
    JOIN invoice AS n ON n.account_id = p.account_id AND n.seq = coalesce(p.invoice_id, n.seq)
    WHERE p.account_id = :account_id AND p.section = 'stage' AND p.effective_on <= :on
      AND {_COUNTS.format("p")}
      AND p.seq > (
          SELECT max(s.seq) FROM stage_step AS s
          WHERE s.invoice_id = n.seq AND s.stage = p.rule AND s.step = 'due' AND {_COUNTS.format("s")}
      )
"""

_OFFERS: Final = f"""
    SELECT 1 FROM approval AS p
    WHERE p.account_id = :account_id AND p.section = 'offer' AND p.rule = :rule AND {_COUNTS.format("p")}
      AND NOT EXISTS (
          SELECT 1 FROM plan AS a
          WHERE a.account_id = p.account_id AND a.rule = p.rule AND a.seq > p.seq AND {_COUNTS.format("a")}
      )
      AND NOT EXISTS (
          SELECT 1 FROM settlement AS a
          WHERE a.account_id = p.account_id AND a.rule = p.rule AND a.seq > p.seq AND {_COUNTS.format("a")}
      )
"""


def approved_stages(
    connection: sqlite3.Connection, account_id: int, on: date
) -> frozenset[tuple[int, str]]:
    """The invoices of an account and the stages that were approved for each since they fell due."""
    given = {"account_id": account_id, "on": on.isoformat()}
    return frozenset(connection.execute(_STAGES, given).fetchall())


def offer_approved(connection: sqlite3.Connection, account_id: int, rule: str) -> bool:
    """Whether an offer was approved for an account and not agreed on since: an approval is for one."""
    given = {"account_id": account_id, "rule": rule}
    return connection.execute(_OFFERS, given).fetchone() is not None
