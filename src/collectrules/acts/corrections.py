"""The interest that an act put right: of days booked before, because money was recorded late."""

from __future__ import annotations

import sqlite3
from typing import Final

from collectrules.ledger.damage import stored_day
from collectrules.worklist.run_result import Correction

_CORRECTED: Final = """
    SELECT a.number, n.number, n.currency, min(x.from_on), max(x.effective_on), sum(x.amount)
    FROM accrual AS x
    JOIN invoice AS n ON n.seq = x.invoice_id
    JOIN account AS a ON a.seq = n.account_id
    WHERE x.seq > ? AND x.kind = 'correction'
    GROUP BY x.invoice_id
    HAVING sum(x.amount) <> 0
    ORDER BY x.invoice_id
"""


def corrected_since(connection: sqlite3.Connection, seq: int) -> tuple[Correction, ...]:
    """What corrections after an event come to, one for each invoice on which they come to something."""
    return tuple(
        Correction(
            account=account,
            invoice=invoice,
            currency=currency,
            from_on=stored_day(first),
            through=stored_day(last),
            amount=amount,
        )
        for account, invoice, currency, first, last, amount in connection.execute(
            _CORRECTED, (seq,)
        )
    )
