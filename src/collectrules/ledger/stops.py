"""Stops as the ledger holds them: from which moment a customer, or a person of theirs, is not contacted."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from collectrules.ledger.damage import stored_day, stored_moment
from collectrules.ledger.events.gate import How, StopKind
from collectrules.ledger.owed import ALL_KNOWN, counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One stop, with how it ended, or will."""

    seq: int
    account_id: int
    account: str
    kind: StopKind
    person_id: int | None
    """None where it is about everybody of the account."""
    channel: str
    """The channel of an opt-out; empty of the other kinds."""
    at: datetime
    from_on: date
    until_on: date | None
    """The last day it counts by itself; None until it is ended."""
    how: How
    note: str
    by: str
    """Who recorded it."""
    ended_on: date | None = None
    """The first day on which it counts no more, because it was ended."""
    ended_reason: str = ""

    @property
    def last_on(self) -> date | None:
        """The last day it counts; None where that is open."""
        before = self.ended_on.toordinal() - 1 if self.ended_on else 0
        ended = date.fromordinal(max(1, before)) if self.ended_on else None
        return min((day for day in (self.until_on, ended) if day), default=None)

    def counts_on(self, day: date) -> bool:
        """Whether it counts on a day, or on the first from its moment on."""
        last = self.last_on
        return self.from_on <= day and (last is None or day <= last)

    def same_as(self, kind: StopKind, person_id: int | None, channel: str) -> bool:
        """Whether it stops what another would."""
        return (self.kind, self.person_id, self.channel) == (kind, person_id, channel)


_STOPS: Final = f"""
    SELECT s.seq, s.account_id, a.number, s.kind, s.person_id, s.channel, s.at, s.effective_on,
           s.until_on, s.how, s.note, j.recorded_by, e.effective_on, e.reason
    FROM stop AS s
    JOIN account AS a ON a.seq = s.account_id
    JOIN journal AS j ON j.seq = s.seq
    LEFT JOIN stop_end AS e ON e.stop_id = s.seq AND {counts("e")}
    WHERE {counts("s")} AND (:account IS NULL OR s.account_id = :account)
    ORDER BY s.effective_on, s.seq
"""


def stops(
    connection: sqlite3.Connection,
    account_id: int | None = None,
    *,
    as_of: date = date.max,
    known: int | None = None,
) -> tuple[Stop, ...]:
    """The stops that began by the end of a day, of one account or of all, those over among them.

    `known` is the event up to which the books are known, None for all of them.
    """
    given = {
        "account": account_id,
        "as_of": as_of.isoformat(),
        "known": ALL_KNOWN if known is None else known,
    }
    return tuple(
        Stop(
            seq=row[0],
            account_id=row[1],
            account=row[2],
            kind=row[3],
            person_id=row[4],
            channel=row[5],
            at=stored_moment(row[6]),
            from_on=stored_day(row[7]),
            until_on=stored_day(row[8]) if row[8] else None,
            how=row[9],
            note=row[10],
            by=row[11],
            ended_on=stored_day(row[12]) if row[12] else None,
            ended_reason=row[13] or "",
        )
        for row in connection.execute(_STOPS, given)
    )
