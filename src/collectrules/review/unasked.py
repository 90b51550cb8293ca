"""Segments whose invoices are mostly paid without anybody having asked for it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from statistics import median_low
from typing import Final

from collectrules.compliance.results import codes_counted
from collectrules.engine.gather import Moment
from collectrules.engine.known import known_accounts
from collectrules.ledger.book import Ledger
from collectrules.ledger.damage import stored_day
from collectrules.policy.meaning import segment_of
from collectrules.policy.model import Policy
from collectrules.review.suggestion import Suggestion

MOSTLY: Final = Fraction(9, 10)
"""Of the invoices of a segment that fell due and were paid, how many nobody may have asked for."""
ENOUGH: Final = 20
"""Invoices of a segment below which nothing is said of it."""
_WEEK: Final = timedelta(days=7)

_PAID: Final = """
    SELECT d.account_id, d.currency, d.due_on, d.paid_on, EXISTS (
        SELECT 1 FROM contact AS c
        WHERE c.account_id = d.account_id AND c.direction = 'out' AND c.result IN ({tried})
          AND c.effective_on BETWEEN d.due_on AND d.paid_on
          AND c.seq NOT IN (SELECT reversed_seq FROM reversal)
    )
    FROM (
        SELECT n.account_id, n.currency, n.due_on, max(p.effective_on) AS paid_on
        FROM (
            SELECT i.seq, i.account_id, i.currency, i.amount, coalesce((
                SELECT c.due_on FROM due_change AS c
                WHERE c.invoice_id = i.seq AND c.effective_on <= :last
                  AND c.seq NOT IN (SELECT reversed_seq FROM reversal)
                ORDER BY c.effective_on DESC, c.seq DESC LIMIT 1
            ), i.due_on) AS due_on
            FROM invoice AS i
        ) AS n JOIN posting AS p ON p.invoice_id = n.seq
        WHERE n.amount > 0 AND n.due_on BETWEEN :first AND :last AND p.effective_on <= :last
          AND p.seq NOT IN (SELECT reversed_seq FROM reversal)
          AND n.seq NOT IN (SELECT reversed_seq FROM reversal)
        GROUP BY n.seq
        HAVING n.amount + sum(p.amount) <= 0 AND sum(p.kind = 'payment') > 0
           AND sum(p.kind = 'write_off') = 0
    ) AS d
"""


@dataclass(slots=True)
class _Paid:
    late: list[int] = field(default_factory=list)
    """Of those nobody asked for, days from due to paid, less than nothing where it was paid before."""
    asked: int = 0


def unasked(ledger: Ledger, policy: Policy, first: date, last: date) -> Iterator[Suggestion]:
    """Segments that pay at least nine of ten invoices by themselves, as known today.

    An account is in the segment that it was in at the last end of a week at which it owed anything, up to the
    day on which the invoice was due, as that was moved; where there is none by then, at the first after it.
    Invoices of accounts that never owed at one are left out.
    """
    segments = _segments(ledger, policy, first, last)
    paid: dict[str, _Paid] = defaultdict(_Paid)
    tried = ", ".join(f"'{code}'" for code in codes_counted("attempts"))
    rows = ledger.connection.execute(
        _PAID.format(tried=tried), {"first": first.isoformat(), "last": last.isoformat()}
    )
    for account, currency, due_on, paid_on, asked in rows.fetchall():
        due = stored_day(due_on)
        segment = _on(segments.get((account, currency), []), due)
        if segment and asked:
            paid[segment].asked += 1
        elif segment:
            paid[segment].late.append((stored_day(paid_on) - due).days)
    for each in (*(rule.id for rule in policy.segment), *_others(policy, paid)):
        yield from _suggested(each, paid[each]) if each in paid else ()


def _others(policy: Policy, paid: Mapping[str, _Paid]) -> list[str]:
    named = {rule.id for rule in policy.segment}
    return sorted(each for each in paid if each not in named)


def _segments(
    ledger: Ledger, policy: Policy, first: date, last: date
) -> Mapping[tuple[int, str], list[tuple[date, str]]]:
    """By account and currency, the segment at the end of each week, in the order of the weeks."""
    names = {each.fact for rule in policy.segment for each in rule.conditions}
    found: dict[tuple[int, str], list[tuple[date, str]]] = defaultdict(list)
    day = first
    while day <= last:
        known = known_accounts(ledger.connection, Moment.on(day), names)
        for account, currencies in known.items():
            for facts in currencies:
                currency = str(facts["currency"])
                if currency in policy.currencies:
                    segment = segment_of(policy.on(day).in_currency(currency), facts)
                    found[account, currency].append((day, segment))
        day += _WEEK
    return found


def _on(weeks: list[tuple[date, str]], due: date) -> str:
    place = bisect_right(weeks, due, key=lambda week: week[0])
    return weeks[max(0, place - 1)][1] if weeks else ""


def _suggested(segment: str, paid: _Paid) -> Iterator[Suggestion]:
    alone, whole = len(paid.late), len(paid.late) + paid.asked
    if whole < ENOUGH or Fraction(alone, whole) < MOSTLY:
        return
    middle = median_low(paid.late)
    yield Suggestion(
        "pays unasked",
        "segment",
        segment,
        f"`{segment}` paid {alone} of {whole} invoices unasked, half of them {_when(middle)}",
        "a longer grace, or a later first step for them, would spare contacts and cost little",
        (("paid", whole), ("without a contact", alone), ("days late in the middle", middle)),
    )


def _when(days: int) -> str:
    """How late the middle one was paid."""
    if days <= 0:
        return "by the day they were due"
    return f"at most {days} day{'s' if days > 1 else ''} late"
