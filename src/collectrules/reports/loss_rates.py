"""Loss rates from one's own history, in the form of the policy's `[[provision]]`.

What was invoiced in a period is followed: how much of it was still unpaid when it came into each bucket. What
came into the last one counts as lost. Of what was unpaid at an age, the share that was lost later is the
loss rate of that age. In the worked example of ifrscommunity.com, of 100,000 sold 50,000 became past due,
23,000 came to 31 days, 8,000 to 61 and 2,000 to 91; the rates are 2, 4, 2/23, 25 and 100 per cent.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from collectrules.reports.buckets import BUCKETS, LAST_DAYS
from collectrules.reports.period import Period
from collectrules.reports.standing import DUE_MOVED, Books, counts


@dataclass(frozen=True, slots=True)
class LossRates:
    """What came of one currency's invoices of a period, in minor units."""

    currency: str
    invoices: int
    reached: tuple[int, ...]
    """What was unpaid on coming into each bucket, in the order of `BUCKETS`; of the first, what was sold."""
    too_young: int
    """What was sold in the period and has not had the time to become lost; left out of all else."""

    @property
    def lost(self) -> int:
        """What came into the last bucket."""
        return self.reached[-1]

    @property
    def rates(self) -> tuple[Fraction | None, ...]:
        """What share of each bucket was lost, as a fraction; None where nothing came into it."""
        return tuple(Fraction(self.lost, each) if each else None for each in self.reached)

    def as_policy(self) -> str:
        """The sections of a policy that say so; empty where nothing can be told."""
        return "\n".join(
            f'[[provision]]\nbucket = "{bucket}"\n{_share(rate)}\n'
            for bucket, rate in zip(BUCKETS, self.rates, strict=True)
            if rate is not None
        )


def _share(rate: Fraction) -> str:
    percent = rate * 100
    if percent.denominator == 1:
        return f"percent = {percent}"
    return f'loss = "{rate.numerator}/{rate.denominator}"'


def _unpaid(last: int) -> str:
    """SQL for what was unpaid on an invoice at the end of so many days past due."""
    paid = f"p.effective_on <= date(n.due_on, '+{last} days')"
    return f"max(0, n.amount + coalesce(sum(p.amount) FILTER (WHERE {paid}), 0)) AS left_{last}"


_REACHED: Final = ", ".join(map(_unpaid, LAST_DAYS))
_FOLLOWED: Final = f"""
    , {DUE_MOVED},
    sold AS MATERIALIZED (
        SELECT n.seq, n.currency, n.amount, coalesce(d.due_on, n.due_on) AS due_on
        FROM invoice AS n LEFT JOIN due_moved AS d ON d.invoice_id = n.seq
        WHERE n.effective_on BETWEEN :first AND :last AND n.amount > 0 AND {counts("n")}
    ),
    followed AS (
        SELECT n.currency, n.amount, date(n.due_on, '+{LAST_DAYS[-1]} days') <= :as_of AS old, {_REACHED}
        FROM sold AS n LEFT JOIN posting AS p
            ON p.invoice_id = n.seq AND p.kind <> 'write_off' AND {counts("p")}
        GROUP BY n.seq
    )
    SELECT currency, coalesce(sum(old), 0), coalesce(sum(amount) FILTER (WHERE old), 0),
           {", ".join(f"coalesce(sum(left_{last}) FILTER (WHERE old), 0)" for last in LAST_DAYS)},
           coalesce(sum(amount) FILTER (WHERE NOT old), 0)
    FROM followed GROUP BY currency ORDER BY currency
"""


def loss_rates(books: Books, period: Period) -> tuple[LossRates, ...]:
    """What came of the invoices dated in a period, up to the day of the books, by currency.

    What was written off was not paid; credit given on an invoice is no loss, so it counts as paid. An invoice
    that cannot have come into the last bucket yet is left out, whether it is paid or not.
    """
    rows = books.events(_FOLLOWED, first=str(period.first), last=str(period.last))
    return tuple(
        LossRates(currency, invoices, tuple(reached), too_young)
        for currency, invoices, *reached, too_young in rows
    )
