"""What was written off, what came in on it afterwards, and what agencies and lawyers recovered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Final

from collectrules.reports.period import Period
from collectrules.reports.standing import Books, counts


@dataclass(frozen=True, slots=True)
class WrittenOff:
    """Of one currency and period, in minor units."""

    written_off: int = 0
    recovered: int = 0
    """What came in on debts written off before or in the period, beyond what was left of them."""


@dataclass(frozen=True, slots=True)
class Placements:
    """What came in by way of agencies and lawyers in a period, in minor units."""

    recovered: int = 0
    share: int = 0
    """What they kept of it."""


_Movement = tuple[str, str, int]
"""A day, a kind and an amount that moved a part of an invoice, less owed negative."""

_MOVEMENTS: Final = f"""
    , movement AS (
        SELECT n.seq AS invoice_id, 'principal' AS part, n.effective_on, n.seq, 'owed' AS kind, n.amount
        FROM invoice AS n WHERE {counts("n")}
        UNION ALL
        SELECT p.invoice_id, 'principal', p.effective_on, p.seq, p.kind, p.amount
        FROM posting AS p WHERE {counts("p")}
        UNION ALL
        SELECT c.invoice_id, 'costs', c.effective_on, c.seq, 'owed', c.amount
        FROM charge AS c WHERE {counts("c")}
        UNION ALL
        SELECT c.invoice_id, 'interest', c.effective_on, c.seq, 'owed', c.amount
        FROM accrual AS c WHERE {counts("c")}
        UNION ALL
        SELECT p.invoice_id, p.part, p.effective_on, p.seq, p.kind, p.amount
        FROM part_posting AS p WHERE {counts("p")}
    ),
    let_go AS MATERIALIZED (
        SELECT invoice_id FROM posting WHERE kind = 'write_off'
        UNION SELECT invoice_id FROM part_posting WHERE kind = 'write_off'
    )
    SELECT n.currency, m.invoice_id, m.part, m.effective_on, m.kind, m.amount
    FROM let_go AS l
    JOIN movement AS m ON m.invoice_id = l.invoice_id
    JOIN invoice AS n ON n.seq = m.invoice_id
    ORDER BY m.invoice_id, m.part, m.effective_on, m.seq
"""


def written_off(books: Books, period: Period) -> dict[str, WrittenOff]:
    """What was written off in a period, and what came in on such debts in it, by currency."""
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    rows = books.events(_MOVEMENTS)
    for (currency, *_), movements in groupby(rows, key=itemgetter(0, 1, 2)):
        for day, lost, back in _losses(each[3:] for each in movements):
            if str(period.first) <= day <= str(period.last):
                sums[currency][0] += lost
                sums[currency][1] += back
    return {currency: WrittenOff(*each) for currency, each in sums.items() if any(each)}


def _losses(movements: Iterable[_Movement]) -> Iterator[tuple[str, int, int]]:
    """Of one part of an invoice, by day: what was written off, and what of it came in after all.

    An entry that brings back what was written off, because money has come for it, is no debt anew.
    """
    left = lost = back = 0
    for day, kind, amount in movements:
        if kind == "write_off":
            lost += max(0, -amount)
            left += min(0, amount)
            yield day, max(0, -amount), 0
            continue
        if kind == "payment":
            beyond = min(-amount - max(0, left), lost - back)
            if beyond > 0:
                back += beyond
                yield day, 0, beyond
        left += amount


def placements(books: Books, period: Period) -> dict[str, Placements]:
    """What came in by way of placements in a period, by currency."""
    rows = books.events(
        f"""
        SELECT r.currency, sum(r.amount), sum(r.share) FROM receipt AS r
        WHERE r.placement_id IS NOT NULL AND r.effective_on BETWEEN :first AND :last AND {counts("r")}
        GROUP BY r.currency
        """,
        first=str(period.first),
        last=str(period.last),
    )
    return {currency: Placements(recovered, share) for currency, recovered, share in rows}
