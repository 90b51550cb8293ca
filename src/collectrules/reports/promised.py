"""Promises to pay that fell due in a period, and how they were kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from collectrules.ledger.damage import stored_day
from collectrules.reports.period import Period
from collectrules.reports.standing import Books, counts


@dataclass(frozen=True, slots=True)
class Promises:
    """Those due in the period that are decided, in one currency; amounts in minor units."""

    due: int = 0
    kept: int = 0
    """Paid in full and in time."""
    promised: int = 0
    paid: int = 0
    """What of it was paid in time; of each no more than was promised."""
    undecided: int = 0
    """Due in the period, but their time is not over; counted nowhere else."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """Promises that fall due in a period, in one currency, kept already or not; amounts in minor units."""

    due: int = 0
    promised: int = 0
    paid: int = 0
    """What of it was paid so far; of each no more than was promised."""


Due = tuple[date, int, int]
"""The day promised, the amount promised, and what was paid in time, in minor units."""


def promises(books: Books, period: Period, grace: int = 0) -> dict[str, Promises]:
    """Promises due in the period by currency, `grace` days of delay still being in time.

    Each is looked at by itself, as rules look at it: paid is all that the account paid in the currency from
    the day of the promise through its last day. A payment that was only inferred from a snapshot counts if
    it shows in the first snapshot from that day on.
    """
    decided_by = books.as_of - timedelta(days=grace)
    found = promises_due(books, period, grace)
    return {currency: _counted(each, decided_by) for currency, each in found.items()}


def promises_ahead(books: Books, period: Period) -> dict[str, Ahead]:
    """Promises due in a period that is not over, by currency, with what of them was paid by now."""
    return {
        currency: Ahead(
            len(each),
            sum(amount for _, amount, _ in each),
            sum(max(0, min(amount, paid)) for _, amount, paid in each),
        )
        for currency, each in promises_due(books, period).items()
    }


def promises_due(books: Books, period: Period, grace: int = 0) -> dict[str, list[Due]]:
    """Each promise due in the period, by currency."""
    found: dict[str, list[Due]] = {}
    for currency, due_on, amount, paid, *_ in _rows(books, period, grace):
        found.setdefault(currency, []).append((stored_day(due_on), amount, paid))
    return found


def promises_made(books: Books, period: Period) -> dict[int, list[bool]]:
    """Of promises made and decided in the period, by account, whether each was kept."""
    found: dict[int, list[bool]] = {}
    for _, due_on, amount, paid, account_id, made_on in _rows(books, period, 0):
        if stored_day(made_on) >= period.first and stored_day(due_on) < books.as_of:
            found.setdefault(account_id, []).append(paid >= amount)
    return found


def _rows(books: Books, period: Period, grace: int) -> list[tuple[str, str, int, int, int, str]]:
    """Of each promise due in the period: currency, day promised, amount, paid in time, account, day made."""
    return books.events(
        _PROMISES, first=str(period.first), last=str(period.last), grace=f"+{grace} days"
    )


def _counted(found: list[Due], decided_by: date) -> Promises:
    decided = [(amount, paid) for due_on, amount, paid in found if due_on < decided_by]
    return Promises(
        due=len(decided),
        kept=sum(paid >= amount for amount, paid in decided),
        promised=sum(amount for amount, _ in decided),
        paid=sum(max(0, min(amount, paid)) for amount, paid in decided),
        undecided=len(found) - len(decided),
    )


_PROMISES = f"""
    , due AS MATERIALIZED (
        SELECT q.seq, q.account_id, q.currency, q.amount, q.effective_on AS made_on, q.due_on,
               date(q.due_on, :grace) AS last_on,
               coalesce((
                   SELECT min(o.effective_on) FROM snapshot AS o
                   WHERE o.effective_on >= date(q.due_on, :grace) AND {counts("o")}
               ), date(q.due_on, :grace)) AS shown_on
        FROM promise AS q
        WHERE q.due_on BETWEEN :first AND :last AND {counts("q")}
    )
    SELECT d.currency, d.due_on, d.amount, coalesce((
        SELECT sum(r.amount) FROM receipt AS r
        WHERE r.account_id = d.account_id AND r.currency = d.currency
          AND r.effective_on BETWEEN d.made_on AND d.last_on AND {counts("r")}
    ), 0) + coalesce((
        SELECT -sum(p.amount) FROM invoice AS n JOIN posting AS p ON p.invoice_id = n.seq
        WHERE n.account_id = d.account_id AND n.currency = d.currency
          AND p.kind = 'payment' AND p.receipt_id IS NULL
          AND p.effective_on BETWEEN d.made_on AND iif(p.inferred, d.shown_on, d.last_on) AND {counts("p")}
    ), 0) AS paid, d.account_id, d.made_on
    FROM due AS d ORDER BY d.currency, d.seq
"""
