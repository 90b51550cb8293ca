"""Customers' money as of a day: what arrived, what it was used for, and what of it is unapplied cash."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from collectrules.ledger.damage import stored_day
from collectrules.ledger.owed import ALL_KNOWN, counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Money that arrived, in minor units."""

    seq: int
    account_id: int
    account: str
    currency: str
    amount: int
    used: int
    """What postings took of it."""
    on: date
    reference: str
    note: str
    by: str
    """Who recorded it."""
    taken_back: str
    """Why it counts no more, as it bounced; empty where it counts."""

    @property
    def unapplied(self) -> int:
        """What nothing was paid with yet; 0 once it was taken back."""
        return 0 if self.taken_back else self.amount - self.used


def _used(table: str) -> str:
    return (
        f"coalesce((SELECT -sum(x.amount) FROM {table} AS x"
        f" WHERE x.receipt_id = r.seq AND x.kind = 'payment' AND {counts('x')}), 0)"
    )


_RECEIPTS: Final = f"""
    SELECT r.seq, r.account_id, a.number, r.currency, r.amount,
           {_used("posting")} + {_used("part_posting")},
           r.effective_on, r.reference, r.note, j.recorded_by,
           coalesce((
               SELECT v.reason FROM reversal AS v
               WHERE v.reversed_seq = r.seq AND v.effective_on <= :as_of AND v.seq <= :known
           ), '')
    FROM receipt AS r JOIN account AS a ON a.seq = r.account_id JOIN journal AS j ON j.seq = r.seq
    WHERE r.effective_on <= :as_of AND r.seq <= :known {{scope}}
    ORDER BY r.effective_on, r.seq
"""


def receipts(
    connection: sqlite3.Connection,
    as_of: date,
    *,
    known: int = ALL_KNOWN,
    accounts: Sequence[int] | None = None,
) -> list[Receipt]:
    """The money that arrived by a day, of all accounts or of some, the oldest first; bounced money too."""
    scope = "" if accounts is None else f"AND r.account_id IN ({', '.join(map(str, accounts))})"
    rows = connection.execute(
        _RECEIPTS.format(scope=scope), {"as_of": as_of.isoformat(), "known": known}
    )
    return [_receipt(row) for row in rows]


def _receipt(row: tuple[int, int, str, str, int, int, str, str, str, str, str]) -> Receipt:
    seq, account_id, account, currency, amount, used, day, reference, note, by, why = row
    return Receipt(
        seq=seq,
        account_id=account_id,
        account=account,
        currency=currency,
        amount=amount,
        used=used,
        on=stored_day(day),
        reference=reference,
        note=note,
        by=by,
        taken_back=why,
    )
