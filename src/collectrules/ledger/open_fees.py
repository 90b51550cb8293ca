"""The late fees on an invoice one by one, each with what is left to pay of it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Final

from collectrules.ledger.owed import ALL_KNOWN, counts


@dataclass(frozen=True, slots=True)
class Fee:
    """A late fee with what is left of it, in minor units."""

    charge_id: int
    rule: str
    period: int
    amount: int
    left: int


_FEES: Final = f"""
    SELECT c.seq, c.rule, c.period, c.amount, c.amount + coalesce((
        SELECT sum(x.amount) FROM part_posting AS x WHERE x.charge_id = c.seq AND {counts("x")}
    ), 0)
    FROM charge AS c
    WHERE c.invoice_id = :invoice_id AND {counts("c")}
    ORDER BY c.effective_on, c.seq
"""
_OF_NONE: Final = f"""
    SELECT coalesce(sum(x.amount), 0) FROM part_posting AS x
    WHERE x.invoice_id = :invoice_id AND x.part = 'costs' AND x.charge_id IS NULL AND {counts("x")}
"""


def fees(connection: sqlite3.Connection, invoice_id: int, as_of: date = date.max) -> list[Fee]:
    """The fees that were charged on an invoice by a day and stand, the first charged in front.

    What was taken off the fees of an invoice and not off one of them counts against the first.
    """
    given = {"invoice_id": invoice_id, "as_of": as_of.isoformat(), "known": ALL_KNOWN}
    (off,) = connection.execute(_OF_NONE, given).fetchone()
    found = []
    for charge_id, rule, period, amount, left in connection.execute(_FEES, given):
        taken = max(0, min(left, -off))
        off += taken
        found.append(Fee(charge_id, rule, period, amount, left - taken))
    return found
