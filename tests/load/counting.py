"""What a ledger that was hammered holds, counted by hand: no code of the gate has a part in it."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

REACHED = {"LV", "RPC-CB", "EM"}
"""Results by which something of ours reached them; by the others only an attempt was made."""
SPOKE = {"RPC-CB", "IN"}


class Made(NamedTuple):
    """A contact that stands, or an attempt that has none and was not released."""

    place: int
    """The event with which it took its place: the attempt where there was one, or the contact of which an
    attempt keeps the place."""
    seq: int
    account: int
    at: datetime
    channel: str
    result: str

    @property
    def day(self) -> int:
        return self.at.date().toordinal()


def made(path: Path) -> list[Made]:
    """Everything that counts, in the order of the moments."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            """
            WITH stands AS (
                SELECT * FROM contact WHERE seq NOT IN (SELECT reversed_seq FROM reversal)
            )
            SELECT coalesce(
                       (SELECT reversed_seq FROM reversal WHERE reversal.seq = attempt_id - 1),
                       attempt_id, seq
                   ), seq, account_id, at, channel, result
            FROM stands
            UNION ALL
            SELECT coalesce((SELECT reversed_seq FROM reversal WHERE reversal.seq = attempt.seq - 1), seq),
                   seq, account_id, at, channel, 'reserved'
            FROM attempt
            WHERE seq NOT IN (SELECT attempt_id FROM stands WHERE attempt_id IS NOT NULL)
              AND seq NOT IN (SELECT attempt_id FROM attempt_release)
            ORDER BY at
            """
        ).fetchall()
    return [Made(*row[:3], datetime.fromisoformat(row[3]), *row[4:]) for row in rows]


def breaches(everything: list[Made]) -> Iterator[str]:
    """What was let through although it was known by then that it is more than a limit allows.

    Each window of days of an account with too many attempts, each contact with which a window has too many
    of those told before it took its place, and each attempt in a rest that was known, or is begun late.
    """
    by_account = defaultdict(list)
    for each in everything:
        by_account[each.account].append(each)
    for account, own in by_account.items():
        ours = [each for each in own if each.result != "IN"]
        calls = [each.day for each in ours if each.channel == "call"]
        mails = [each.day for each in ours if each.channel == "email"]
        for name, days, at_most, within in (
            ("three-calls", calls, 3, 7),
            ("one-mail-a-day", mails, 1, 1),
        ):
            if (first := _too_full(days, at_most, within)) is not None:
                yield f"account {account}: too many of {name} from {date.fromordinal(first)}"
        reached = [each for each in ours if each.result in REACHED]
        for one in reached:
            known = [one.day, *(each.day for each in reached if each.seq < one.place)]
            if _too_full([day for day in known if abs(day - one.day) < 5], 2, 5) is not None:
                yield f"account {account}: event {one.seq} is too many of two-contacts"
        for talk in own:
            if talk.result in SPOKE:
                yield from _in_the_rest_after(talk, ours)


def _too_full(days: list[int], at_most: int, within: int) -> int | None:
    """The first day of a window in which there are too many; None where there is none."""
    windows = {first: sum(first <= day < first + within for day in days) for first in set(days)}
    return next((first for first, count in sorted(windows.items()) if count > at_most), None)


def _in_the_rest_after(talk: Made, ours: list[Made]) -> Iterator[str]:
    """Attempts in the rest after a talk: the talk was known by then, or they were when it took its place.

    Their call is recorded whenever it is heard of: what had its place by then stands.
    """
    for each in ours:
        later = each.at > talk.at and each.day < talk.day + 4
        begun_late = talk.result != "IN" and talk.place > each.seq
        if later and (each.place > talk.seq or begun_late):
            yield f"account {each.account}: event {each.seq} in the rest after event {talk.seq}"
