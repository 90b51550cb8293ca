"""Stops as the ledger holds them: from which moment a customer, or a person of theirs, is not contacted."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple

from collectrules.ledger.damage import stored_day, stored_moment
from collectrules.ledger.events.gate import How, StopKind
from collectrules.ledger.owed import ALL_KNOWN, counts


class StopEnd(NamedTuple):
    """How a stop was ended, with what says at which moment of its day that was."""

    on: date
    """The first day on which it does not count to its end."""
    said_at: datetime | None
    """When they said the consent that ended it; None where none did."""
    recorded_at: datetime | None
    """When it was ended by hand; None where a contact ended it, or a consent."""


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
    end: StopEnd | None = None
    """How it was ended, or will be."""
    ended_reason: str = ""

    @property
    def ended_on(self) -> date | None:
        """The day on which it is ended: the first on which it does not count to its end."""
        return self.end and self.end.on

    @property
    def last_on(self) -> date | None:
        """The last day that it counts to its end; None where that is open."""
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


ENDED: Final = """
    e.effective_on,
    (
        SELECT c.at FROM main.consent AS c JOIN main.journal AS k ON k.seq = c.seq
        WHERE c.person_id = s.person_id AND c.channel = s.channel AND c.given = 1 AND c.reach_id IS NULL
          AND c.seq < e.seq AND k.recorded_at = f.recorded_at AND k.recorded_by = f.recorded_by
        ORDER BY c.seq DESC LIMIT 1
    ),
    iif(s.kind = 'dispute' AND EXISTS (
        SELECT 1 FROM main.contact AS c JOIN main.journal AS k ON k.seq = c.seq
        WHERE c.account_id = s.account_id AND c.effective_on = date(e.effective_on, '-1 day')
          AND c.purpose = 'verification'
          AND c.seq < e.seq AND k.recorded_at = f.recorded_at AND k.recorded_by = f.recorded_by
    ), NULL, f.recorded_at)
"""
"""The columns of a `StopEnd`, of a stop `s`, its end `e` and what the journal has of that, `f`.

What ended it was recorded in one act with its end. It is read whatever a view of the past hides: an end that
is known is known with what brought it.
"""


def stop_end_of(on: object, said_at: object, recorded_at: object) -> StopEnd | None:
    """How a stop was ended, of the columns `ENDED`; None where it was not."""
    if on is None:
        return None
    if said_at is not None:
        return StopEnd(stored_day(on), stored_moment(said_at), None)
    return StopEnd(stored_day(on), None, stored_moment(recorded_at) if recorded_at else None)


_STOPS: Final = f"""
    SELECT s.seq, s.account_id, a.number, s.kind, s.person_id, s.channel, s.at, s.effective_on,
           s.until_on, s.how, s.note, j.recorded_by, e.reason, {ENDED}
    FROM stop AS s
    JOIN account AS a ON a.seq = s.account_id
    JOIN journal AS j ON j.seq = s.seq
    LEFT JOIN stop_end AS e ON e.stop_id = s.seq AND {counts("e")}
    LEFT JOIN journal AS f ON f.seq = e.seq
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
            ended_reason=row[12] or "",
            end=stop_end_of(*row[13:]),
        )
        for row in connection.execute(_STOPS, given)
    )
