"""UK VAT bad debt relief: which written-off debts the VAT can be claimed back of, how much, and until when.

HMRC VBDR1500 and Notice 700/18, read in a secondary source; not legal advice. The relief is
for VAT that was paid, on debts not above the market price, not sold or factored, and written off to a
separate account: that is for the business to know.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from collectrules.clock import add_months
from collectrules.ledger.damage import stored_day
from collectrules.money import round_minor

CITE: Final = "VAT Act 1994 s.36; HMRC VBDR1500, Notice 700/18"
CONFIDENCE: Final = "secondary"
_WAIT_MONTHS: Final = 6
_LAST_MONTHS: Final = 54
"""Four years and six months."""

Status = Literal["too early", "claimable", "too late"]


@dataclass(frozen=True, slots=True)
class Relief:
    """A written-off invoice; amounts in minor units."""

    account: str
    invoice: str
    currency: str
    supplied_on: date
    """Taken to be the day of the invoice."""
    due_on: date
    written_off_on: date
    """The day on which the last of it was written off."""
    written_off: int
    """Of the principal, VAT in it, less what was recovered since."""
    vat: int
    claim_from: date
    claim_until: date
    status: Status


def claim_days(due_on: date, supplied_on: date, written_off_on: date) -> tuple[date, date]:
    """The first and the last day on which the relief can be claimed.

    More than six months have passed since the later of due date and supply, so the first day is the one after
    six months, or that of the write-off where it is later; the last is four years and six months after. A
    month without that day ends sooner: six months from 31 August are over with 28 February.
    """
    later = max(due_on, supplied_on)
    first = add_months(later, _WAIT_MONTHS) + timedelta(days=1)
    return max(first, written_off_on), add_months(later, _LAST_MONTHS)


def vat_in(gross: int, rate: Decimal) -> int:
    """The VAT in an amount with VAT, in minor units, rounded once: at 20 per cent a sixth."""
    return round_minor(Decimal(gross) * rate / (100 + rate))


_STANDS: Final = """{0}.effective_on <= :as_of AND NOT EXISTS (
    SELECT 1 FROM reversal AS r WHERE r.reversed_seq = {0}.seq AND r.effective_on <= :as_of
)"""
_LOST: Final = f"""
    SELECT a.number, n.number, n.currency, n.effective_on,
           coalesce((
               SELECT c.due_on FROM due_change AS c
               WHERE c.invoice_id = n.seq AND {_STANDS.format("c")}
               ORDER BY c.effective_on DESC, c.seq DESC LIMIT 1
           ), n.due_on),
           max(CASE WHEN p.amount < 0 THEN p.effective_on END), -sum(p.amount)
    FROM posting AS p
    JOIN invoice AS n ON n.seq = p.invoice_id
    JOIN account AS a ON a.seq = n.account_id
    WHERE p.kind = 'write_off' AND n.amount > 0 AND {_STANDS.format("p")}
    GROUP BY n.seq
    HAVING sum(p.amount) < 0
    ORDER BY a.number, n.seq
"""


class _Lost(NamedTuple):
    account: str
    invoice: str
    currency: str
    issued_on: str
    due_on: str
    written_off_on: str
    written_off: int


def vat_relief(connection: sqlite3.Connection, as_of: date, rate: Decimal) -> list[Relief]:
    """The written-off invoices of a ledger as of a day, each taken to bear VAT at one rate."""
    rows = connection.execute(_LOST, {"as_of": as_of.isoformat()})
    return [_relief(_Lost(*row), as_of, rate) for row in rows]


def _relief(lost: _Lost, as_of: date, rate: Decimal) -> Relief:
    supplied, due, gone = (
        stored_day(day) for day in (lost.issued_on, lost.due_on, lost.written_off_on)
    )
    first, last = claim_days(due, supplied, gone)
    status: Status = "too late" if as_of > last else "too early" if as_of < first else "claimable"
    return Relief(
        lost.account,
        lost.invoice,
        lost.currency,
        supplied,
        due,
        gone,
        lost.written_off,
        vat_in(lost.written_off, rate),
        first,
        last,
        status,
    )
