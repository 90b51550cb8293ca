"""Debts placed with an agency or a lawyer: what was likely to be left of them, what came, what they kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from collectrules.charges.agreements import Ended
from collectrules.ledger.damage import stored_day


class PlacedDebt(NamedTuple):
    """An invoice with what was owed on it when it was placed, in minor units."""

    invoice_id: int
    number: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementMade:
    """A placement as of a day; amounts in minor units."""

    seq: int
    account_id: int
    account: str
    currency: str
    place_with: str
    contingency_percent: Decimal
    amount: int
    """What was owed on its invoices then, late fees and booked interest counted."""
    expected_net: int
    """What was likely to be left of it then, less their share."""
    rule: str
    from_on: date
    by: str
    note: str
    invoices: tuple[PlacedDebt, ...]
    recovered: int
    """What customers paid by way of them."""
    share: int
    """What they kept of it."""
    ended: Ended | None

    @property
    def net(self) -> int:
        """What came to us."""
        return self.recovered - self.share

    @property
    def state(self) -> str:
        """`placed`, or how it ended."""
        return self.ended.outcome if self.ended else "placed"


def expected_net_of(debts: Sequence[tuple[int, Fraction]], contingency_percent: Decimal) -> int:
    """What is likely to be left of debts, each with the share of it that is expected to be lost, in per cent.

    Less the share that the agency keeps of what is recovered; in minor units, rounded down once. As the fact
    `expected_net` reckons, of what is placed.
    """
    left = sum((amount * (100 - lost) for amount, lost in debts), Fraction(0))
    return int(left * (100 - Fraction(contingency_percent)) / 10_000)


_STANDS: Final = """{0}.effective_on <= :as_of AND NOT EXISTS (
    SELECT 1 FROM reversal AS r WHERE r.reversed_seq = {0}.seq AND r.effective_on <= :as_of
)"""
_PLACEMENTS: Final = f"""
    SELECT p.*, t.number AS account, j.recorded_by AS by,
           e.seq AS end_seq, e.outcome, e.effective_on AS ended_on, e.reason, k.recorded_by AS ended_by,
           coalesce((
               SELECT sum(m.amount) FROM receipt AS m
               WHERE m.placement_id = p.seq AND {_STANDS.format("m")}
           ), 0) AS recovered,
           coalesce((
               SELECT sum(m.share) FROM receipt AS m
               WHERE m.placement_id = p.seq AND {_STANDS.format("m")}
           ), 0) AS share
    FROM placement AS p
    JOIN account AS t ON t.seq = p.account_id
    JOIN journal AS j ON j.seq = p.seq
    LEFT JOIN placement_end AS e ON e.placement_id = p.seq AND {_STANDS.format("e")}
    LEFT JOIN journal AS k ON k.seq = e.seq
    WHERE {_STANDS.format("p")} {{scope}}
    ORDER BY p.seq
"""
_DEBTS: Final = """
    SELECT v.placement_id, v.invoice_id, n.number, v.amount
    FROM placement_invoice AS v JOIN invoice AS n ON n.seq = v.invoice_id
    ORDER BY v.seq
"""


def placements(
    connection: sqlite3.Connection, as_of: date, *, accounts: Sequence[int] | None = None
) -> list[PlacementMade]:
    """The placements made by a day, of some accounts or of all, those that are over too."""
    debts: dict[int, list[PlacedDebt]] = {}
    for placement, *debt in connection.execute(_DEBTS):
        debts.setdefault(placement, []).append(PlacedDebt(*debt))
    few = None if accounts is None else f"({', '.join(map(str, accounts))})"
    scope = "" if few is None else f"AND p.account_id IN {few}"
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    rows = cursor.execute(_PLACEMENTS.format(scope=scope), {"as_of": as_of.isoformat()})
    return [_placement(row, debts.get(row["seq"], [])) for row in rows.fetchall()]


def _placement(row: sqlite3.Row, debts: Sequence[PlacedDebt]) -> PlacementMade:
    ended = None
    if row["end_seq"] is not None:
        on = stored_day(row["ended_on"])
        ended = Ended(row["end_seq"], row["outcome"], on, row["reason"], row["ended_by"])
    return PlacementMade(
        seq=row["seq"],
        account_id=row["account_id"],
        account=row["account"],
        currency=row["currency"],
        place_with=row["place_with"],
        contingency_percent=Decimal(row["contingency_percent"]),
        amount=row["amount"],
        expected_net=row["expected_net"],
        rule=row["rule"],
        from_on=stored_day(row["effective_on"]),
        by=row["by"],
        note=row["note"],
        invoices=tuple(debts),
        recovered=row["recovered"],
        share=row["share"],
        ended=ended,
    )
