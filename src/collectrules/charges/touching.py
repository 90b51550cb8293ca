"""Which events change what interest has run on which invoices."""

from __future__ import annotations

import sqlite3
from typing import Final

_OF_ACCOUNT: Final = "n.account_id = o.account_id AND n.seq = coalesce(o.invoice_id, n.seq)"
_OF_TRIALS: Final = """
    SELECT seq, name, share FROM trial
    UNION ALL SELECT e.seq, t.name, t.share FROM trial_end AS e JOIN trial AS t ON t.seq = e.trial_id
"""

TOUCHING: Final = f"""
    SELECT seq, invoice_id FROM posting
    UNION ALL SELECT seq, invoice_id FROM part_posting
    UNION ALL SELECT seq, invoice_id FROM due_change
    UNION ALL SELECT seq, invoice_id FROM interest_term
    UNION ALL SELECT seq, invoice_id FROM accrual
    UNION ALL SELECT seq, invoice_id FROM dispute
    UNION ALL SELECT e.seq, d.invoice_id FROM dispute_end AS e JOIN dispute AS d ON d.seq = e.dispute_id
    UNION ALL SELECT seq, invoice_id FROM plan_invoice
    UNION ALL SELECT plan_id, invoice_id FROM plan_invoice
    UNION ALL SELECT e.seq, v.invoice_id FROM plan_end AS e JOIN plan_invoice AS v ON v.plan_id = e.plan_id
    UNION ALL SELECT o.seq, n.seq FROM override AS o JOIN invoice AS n ON {_OF_ACCOUNT}
    UNION ALL
    SELECT e.seq, n.seq FROM override_end AS e JOIN override AS o ON o.seq = e.override_id
    JOIN invoice AS n ON {_OF_ACCOUNT}
    UNION ALL
    SELECT t.seq, n.seq FROM ({_OF_TRIALS}) AS t
    JOIN account AS a ON trial_draw(t.name, a.number) < t.share JOIN invoice AS n ON n.account_id = a.seq
"""
"""SQL for pairs of an event and an invoice; by an event of a whole account, each invoice of it is touched."""

_TOUCHED: Final = f"""
    WITH touching (seq, invoice_id) AS NOT MATERIALIZED ({TOUCHING}),
    touched AS (
        SELECT invoice_id FROM touching WHERE seq > :last
        UNION
        SELECT x.invoice_id FROM reversal AS r JOIN touching AS x ON x.seq = r.reversed_seq
        WHERE r.seq > :last
    )
    SELECT DISTINCT i.invoice_id FROM interest_term AS i
    WHERE {{of}} AND (
        i.invoice_id IN (SELECT invoice_id FROM touched) OR EXISTS (
            SELECT 1 FROM reference_rate WHERE seq > :last
            UNION ALL
            SELECT 1 FROM reversal AS r JOIN reference_rate AS x ON x.seq = r.reversed_seq WHERE r.seq > :last
        )
    )
"""


def touched_since(connection: sqlite3.Connection, last: int, of: str = "true") -> set[int]:
    """Invoices with interest on which other interest may have run than was known at an event.

    `of` is SQL for which invoices `i` are asked about. A rate that was added touches all of them.
    """
    return {id for (id,) in connection.execute(_TOUCHED.format(of=of), {"last": last})}
