"""What a year of the books shows of a policy: invoices open on days of the period, judged as on that day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Final

from collectrules.clock import add_months
from collectrules.engine.gather import Moment
from collectrules.engine.known import KnownInvoice, known_invoices
from collectrules.ledger.book import Ledger
from collectrules.policy.meaning import Judgement, judge
from collectrules.policy.model import Policy

MOST: Final = 2_000
"""Invoices on a day that are judged at the most; of more, those whose digest is the smallest."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One open invoice on one day, and what the policy decides of it."""

    day: date
    invoice: KnownInvoice
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Sample:
    """What was looked at."""

    days: tuple[date, ...]
    seen: tuple[Seen, ...]
    open: int
    """How many invoices were open on these days, each counted once a day."""

    @property
    def whole(self) -> bool:
        """Whether all of them were looked at."""
        return len(self.seen) == self.open


def sample(ledger: Ledger, policy: Policy, first: date, last: date) -> Sample:
    """The invoices open at the end of a period and at the end of each month in it, as known today.

    Inside a reading transaction.
    """
    days = tuple(_month_ends(first, last))
    found = [
        (day, invoice)
        for day in days
        for invoice in known_invoices(ledger.connection, Moment.on(day))
        if invoice.currency in policy.currencies
    ]
    chosen = sorted(found, key=_digest)[:MOST] if len(found) > MOST else found
    judged = (
        Seen(day, each, judge(policy.on(day), each.facts, each.overridden, day))
        for day, each in chosen
    )
    return Sample(days, tuple(judged), len(found))


def _month_ends(first: date, last: date) -> Iterator[date]:
    """The last days of the months that end in a period, and its last day."""
    end = add_months(first.replace(day=1), 1) - timedelta(days=1)
    while end < last:
        yield end
        end = add_months(end.replace(day=1), 2) - timedelta(days=1)
    yield last


def _digest(found: tuple[date, KnownInvoice]) -> bytes:
    """By which some are chosen: the same ones each time, and of no kind more than of another."""
    day, invoice = found
    return sha256(f"{day} {invoice.account} {invoice.number}".encode()).digest()
