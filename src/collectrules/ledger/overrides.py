"""Overrides as the ledger holds them: what counts for an account or an invoice before the policy does."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from collectrules.ledger.damage import stored_day

OverrideKind = Literal["leave_out", "grace", "policy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One override, with how it ended, or will."""

    seq: int
    account_id: int
    account: str
    invoice_id: int | None
    """None where it is about the whole account."""
    invoice: str | None
    kind: OverrideKind
    days: int | None
    """The days of grace."""
    policy_id: str | None
    from_on: date
    until_on: date | None
    """The last day it counts, as it was set; None until it is ended."""
    reason: str
    by: str
    """Who recorded it."""
    ended_on: date | None = None
    """The first day on which it counts no more, because it was ended."""
    ended_reason: str = ""
    by_trial: str = ""
    """The trial that it comes of; empty of one that somebody set."""

    @property
    def last_on(self) -> date | None:
        """The last day it counts; None where that is open."""
        before = self.ended_on.toordinal() - 1 if self.ended_on else 0
        ended = date.fromordinal(max(1, before)) if self.ended_on else None
        return min((day for day in (self.until_on, ended) if day), default=None)

    def counts_on(self, day: date) -> bool:
        """Whether it counts on a day."""
        last = self.last_on
        return self.from_on <= day and (last is None or day <= last)

    @property
    def about(self) -> str:
        """`invoice `4101`` or `account `0101``."""
        return f"account `{self.account}`" if self.invoice is None else f"invoice `{self.invoice}`"


_OVERRIDES: Final = """
    WITH undone AS (
        SELECT reversed_seq AS seq FROM reversal WHERE effective_on <= :as_of AND seq <= :known
    )
    SELECT o.*, a.number AS account, n.number AS invoice, j.recorded_by,
           e.effective_on AS ended_on, e.reason AS ended_reason
    FROM override AS o
    JOIN journal AS j ON j.seq = o.seq
    JOIN account AS a ON a.seq = o.account_id
    LEFT JOIN invoice AS n ON n.seq = o.invoice_id
    LEFT JOIN override_end AS e
        ON e.override_id = o.seq AND e.effective_on <= :as_of AND e.seq <= :known
        AND e.seq NOT IN (SELECT seq FROM undone)
    WHERE o.effective_on <= :as_of AND o.seq <= :known AND o.seq NOT IN (SELECT seq FROM undone)
      {of}
    ORDER BY o.effective_on, o.seq
"""


def overrides(
    connection: sqlite3.Connection,
    *,
    as_of: date = date.max,
    known: int | None = None,
    accounts: Sequence[int] | None = None,
) -> tuple[Override, ...]:
    """Every override that began by the end of a day and was not taken back, those over among them.

    `known` is the event up to which the books are known, None for all of them; `accounts` are the only
    ones that are asked about.
    """
    of = "" if accounts is None else f"AND o.account_id IN ({', '.join(map(str, accounts))})"
    given = {"as_of": as_of.isoformat(), "known": 2**62 if known is None else known}
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    return tuple(map(_override, cursor.execute(_OVERRIDES.format(of=of), given)))


def _override(row: sqlite3.Row) -> Override:
    return Override(
        seq=row["seq"],
        account_id=row["account_id"],
        account=row["account"],
        invoice_id=row["invoice_id"],
        invoice=row["invoice"],
        kind=row["kind"],
        days=row["days"],
        policy_id=row["policy_id"],
        from_on=stored_day(row["effective_on"]),
        until_on=stored_day(row["until_on"]) if row["until_on"] else None,
        reason=row["reason"],
        by=row["recorded_by"],
        ended_on=stored_day(row["ended_on"]) if row["ended_on"] else None,
        ended_reason=row["ended_reason"] or "",
    )


LEFT_OUT_ON: Final = """EXISTS (
    SELECT 1 FROM override AS o
    LEFT JOIN override_end AS e
        ON e.override_id = o.seq AND e.seq NOT IN (SELECT reversed_seq FROM reversal)
    WHERE o.account_id = n.account_id AND coalesce(o.invoice_id, n.seq) = n.seq
      AND o.kind = 'leave_out' AND o.effective_on <= :on AND coalesce(o.until_on, :on) >= :on
      AND (e.seq IS NULL OR e.effective_on > :on)
      AND o.seq NOT IN (SELECT reversed_seq FROM reversal)
)"""
"""SQL for whether an invoice `n` is left out on a day `:on`, by all that is recorded."""


def in_effect(
    found: Sequence[Override], invoice_id: int, day: date
) -> dict[OverrideKind, Override]:
    """Of the overrides of an account, those that decide for one of its invoices on a day, by kind.

    The invoice's own goes before its account's; of two, the later recorded. What comes of a trial goes last.
    """
    ranked = sorted(
        found, key=lambda each: (each.invoice_id is not None, not each.by_trial, each.seq)
    )
    return {
        each.kind: each
        for each in ranked
        if each.invoice_id in (None, invoice_id) and each.counts_on(day)
    }
