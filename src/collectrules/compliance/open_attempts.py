"""Attempts that have no result which stands: whether one counts, and as what. SQL about an attempt `a`."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from collectrules.clock import moment_text
from collectrules.compliance.results import RESERVED, codes_that_are
from collectrules.ledger.damage import stored_moment

OPEN_FOR: Final = timedelta(minutes=10)
"""How long an attempt is under way, and how long after it was recorded it may be released."""

_A_MINUTE: Final = timedelta(minutes=1)

OPEN_ATTEMPT: Final = """
    NOT EXISTS (
        SELECT 1 FROM contact AS c
        WHERE c.attempt_id = a.seq AND c.seq NOT IN (SELECT reversed_seq FROM reversal)
    )
    AND NOT EXISTS (SELECT 1 FROM attempt_release AS e WHERE e.attempt_id = a.seq)
"""
"""Whether it counts by itself: it has no result that stands, and was not released."""

STANDS_FOR: Final = """
    c.seq = (SELECT r.reversed_seq FROM reversal AS r WHERE r.seq = a.seq - 1)
    AND c.account_id = a.account_id AND c.channel = a.channel AND c.at = a.at
    AND c.effective_on = a.effective_on AND c.direction = 'out' AND c.attempt_id IS NULL
    AND c.person_id IS a.person_id AND c.reach_id IS a.reach_id
    AND coalesce(c.purpose, '') = a.purpose AND coalesce(c.about, '') = a.about
"""
"""Whether it keeps the place of the contact `c`, which was taken back straight before it."""

_TRIED: Final = ", ".join(
    f"'{code}'" for code in codes_that_are("attempt") if code != RESERVED.code
)

COUNTS_AS: Final = f"""
    coalesce(
        (
            SELECT c.result FROM contact AS c
            WHERE c.attempt_id = a.seq AND c.account_id = a.account_id
              AND c.direction = 'out' AND c.result IN ({_TRIED})
            ORDER BY c.seq DESC LIMIT 1
        ),
        (SELECT c.result FROM contact AS c WHERE {STANDS_FOR} AND c.result IN ({_TRIED})),
        '{RESERVED.code}'
    )
"""
"""As what it counts where it is open: as what was last taken back of it. So taking back opens nothing."""


def place_of(connection: sqlite3.Connection, attempt_id: int) -> int:
    """The event with which an attempt took its place: its own, or the contact in whose place it stands."""
    (place,) = connection.execute(_PLACE, (attempt_id,)).fetchone()
    return int(place)


_PLACE: Final = f"""
    SELECT coalesce((SELECT c.seq FROM contact AS c WHERE {STANDS_FOR}), a.seq)
    FROM attempt AS a WHERE a.seq = ?
"""


def under_way(
    connection: sqlite3.Connection, account_id: int, now: datetime
) -> Mapping[int, datetime]:
    """The attempts at an account that are being made now, and until which full minute each is.

    By the events that reserved them. One that is told of afterwards, or stands in the place of a contact, is
    being made no more.
    """
    earliest = now - OPEN_FOR - _A_MINUTE
    given = {"account_id": account_id, "after": moment_text(earliest)}
    found = {
        seq: _full_minute(stored_moment(at) + OPEN_FOR)
        for seq, at in connection.execute(_UNDER_WAY, given)
    }
    return {seq: until for seq, until in found.items() if now < until}


def _full_minute(moment: datetime) -> datetime:
    begun = moment.replace(second=0, microsecond=0)
    return begun if begun == moment else begun + _A_MINUTE


_UNDER_WAY: Final = f"""
    SELECT a.seq, a.at FROM attempt AS a
    WHERE a.account_id = :account_id AND a.at > :after AND {OPEN_ATTEMPT}
      AND NOT EXISTS (SELECT 1 FROM contact AS c WHERE {STANDS_FOR})
"""
