"""Which invoices an agency or a lawyer holds on a day."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Final

PLACED_ON: Final = """EXISTS (
    SELECT 1 FROM placement_invoice AS u JOIN placement AS p ON p.seq = u.placement_id
    WHERE u.invoice_id = n.seq AND p.effective_on <= :on
      AND p.seq NOT IN (SELECT reversed_seq FROM reversal)
      AND NOT EXISTS (
          SELECT 1 FROM placement_end AS e
          WHERE e.placement_id = p.seq AND e.effective_on <= :on
            AND e.seq NOT IN (SELECT reversed_seq FROM reversal)
      )
)"""
"""SQL for whether somebody else collects an invoice `n` on the day `:on`."""


def placed_with(connection: sqlite3.Connection, account_id: int, on: date) -> dict[int, str]:
    """The invoices of an account that are placed at the end of a day, and with whom."""
    rows = connection.execute(
        f"""
        SELECT n.seq, (
            SELECT p.place_with FROM placement_invoice AS u JOIN placement AS p ON p.seq = u.placement_id
            WHERE u.invoice_id = n.seq AND p.effective_on <= :on ORDER BY p.seq DESC LIMIT 1
        )
        FROM invoice AS n WHERE n.account_id = :account_id AND {PLACED_ON}
        """,
        {"account_id": account_id, "on": on.isoformat()},
    )
    return dict(rows.fetchall())
