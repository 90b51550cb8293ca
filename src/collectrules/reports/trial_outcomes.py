"""What came of each account in a trial: what it paid and when, what was done to get it, what it cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from collectrules.reports.period import Period
from collectrules.reports.promised import promises_made
from collectrules.reports.standing import Books, counts


@dataclass(slots=True)
class Outcome:
    """An account that had something to pay in the trial; amounts in minor units, by currency."""

    invoices: int = 0
    """Those that were due by the last day, and open on the first or issued since."""
    paid: int = 0
    """Of these, how many were paid in full by the last day."""
    days: int = 0
    """The days until each was paid, added up: from its due day or the first day, whichever was later, and
    through the last day where it is not paid."""
    collected: dict[str, int] = field(default_factory=dict)
    fees: dict[str, int] = field(default_factory=dict)
    """Late fees charged, less those waived."""
    contacts: int = 0
    """What we tried, reached or not."""
    disputed: bool = False
    promises: tuple[bool, ...] = ()
    """Of the promises made and decided in the trial, whether each was kept."""


def outcomes(books: Books, period: Period) -> dict[int, Outcome]:
    """By account, what came of those with something to pay; `books` are those at the end of the period."""
    found: dict[int, Outcome] = {}
    days = {"first": str(period.first), "last": str(period.last)}
    for account, currency, invoices, paid, waited in books.events(_INVOICES, **days):
        each = found.setdefault(account, Outcome())
        each.invoices += invoices
        each.paid += paid
        each.days += waited
        # An amount of nothing is told in each currency in which something was to be paid, and in no other.
        each.collected[currency] = each.fees[currency] = 0
    _add(found, books.events(_COLLECTED, **days), "collected")
    _add(found, books.events(_FEES, **days), "fees")
    for account, contacts in books.events(_CONTACTS, **days):
        if account in found:
            found[account].contacts = contacts
    for (account,) in books.events(_DISPUTED, **days):
        if account in found:
            found[account].disputed = True
    for account, kept in promises_made(books, period).items():
        if account in found:
            found[account].promises = tuple(kept)
    return found


def _add(found: Mapping[int, Outcome], rows: Iterable[tuple[int, str, int]], what: str) -> None:
    for account, currency, amount in rows:
        sums: dict[str, int] = getattr(found[account], what) if account in found else {}
        if currency in sums:
            sums[currency] += amount


# What was written off is not paid: it is left out of what is left, and of the day of the last payment.
_INVOICES: Final = f"""
    , invoiced AS (
        SELECT n.seq, n.account_id, n.currency, n.amount, n.effective_on, n.due_on FROM invoice AS n
        WHERE n.amount > 0 AND n.due_on <= :last AND {counts("n")}
    ),
    moved AS (
        SELECT i.*,
            i.amount + coalesce(sum(p.amount) FILTER (WHERE p.effective_on < :first), 0) AS before,
            i.amount + coalesce(sum(p.amount) FILTER (WHERE p.kind <> 'write_off'), 0) AS remaining,
            max(p.effective_on) FILTER (WHERE p.kind <> 'write_off') AS last_on
        FROM invoiced AS i
        LEFT JOIN posting AS p ON p.invoice_id = i.seq AND {counts("p")}
        GROUP BY i.seq
    )
    SELECT account_id, currency, count(*), sum(remaining <= 0), sum(CAST(max(0,
        julianday(iif(remaining <= 0, last_on, :last)) - julianday(max(due_on, :first))
    ) AS INTEGER))
    FROM moved WHERE effective_on >= :first OR before > 0
    GROUP BY account_id, currency ORDER BY account_id, currency
"""
_COLLECTED: Final = f"""
    SELECT account_id, currency, sum(amount) FROM (
        SELECT r.account_id, r.currency, r.amount FROM receipt AS r
        WHERE r.effective_on BETWEEN :first AND :last AND {counts("r")}
        UNION ALL
        SELECT n.account_id, n.currency, -p.amount FROM posting AS p JOIN invoice AS n ON n.seq = p.invoice_id
        WHERE p.kind = 'payment' AND p.receipt_id IS NULL
          AND p.effective_on BETWEEN :first AND :last AND {counts("p")}
        UNION ALL
        SELECT n.account_id, n.currency, -p.amount
        FROM part_posting AS p JOIN invoice AS n ON n.seq = p.invoice_id
        WHERE p.kind = 'payment' AND p.receipt_id IS NULL
          AND p.effective_on BETWEEN :first AND :last AND {counts("p")}
    ) GROUP BY account_id, currency
"""
_FEES: Final = f"""
    SELECT account_id, currency, sum(amount) FROM (
        SELECT n.account_id, n.currency, c.amount FROM charge AS c JOIN invoice AS n ON n.seq = c.invoice_id
        WHERE c.effective_on BETWEEN :first AND :last AND {counts("c")}
        UNION ALL
        SELECT n.account_id, n.currency, p.amount
        FROM part_posting AS p JOIN invoice AS n ON n.seq = p.invoice_id
        WHERE p.part = 'costs' AND p.kind = 'waiver'
          AND p.effective_on BETWEEN :first AND :last AND {counts("p")}
    ) GROUP BY account_id, currency
"""
_CONTACTS: Final = f"""
    SELECT c.account_id, count(*) FROM contact AS c
    WHERE c.direction = 'out' AND c.effective_on BETWEEN :first AND :last AND {counts("c")}
    GROUP BY c.account_id
"""
_DISPUTED: Final = f"""
    SELECT DISTINCT n.account_id FROM dispute AS d JOIN invoice AS n ON n.seq = d.invoice_id
    WHERE d.effective_on BETWEEN :first AND :last AND {counts("d")}
"""
