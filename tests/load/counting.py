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
    """The event with which it took its place: the attempt where there was one."""
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
            SELECT coalesce(attempt_id, seq), seq, account_id, at, channel, result FROM stands
            UNION ALL
            SELECT seq, seq, account_id, at, channel, 'reserved' FROM attempt
            WHERE seq NOT IN (SELECT attempt_id FROM stands WHERE attempt_id IS NOT NULL)
              AND seq NOT IN (SELECT attempt_id FROM attempt_release)
            ORDER BY at
            """
        ).fetchall()
    return [Made(*row[:3], datetime.fromisoformat(row[3]), *row[4:]) for row in rows]


def breaches(everything: list[Made]) -> Iterator[str]:
    """Each window of days of an account that holds more than its limit, and each attempt in a rest."""
    by_account = defaultdict(list)
    for each in everything:
        by_account[each.account].append(each)
    for account, own in by_account.items():
        ours = [each for each in own if each.result != "IN"]
        calls = [each.day for each in ours if each.channel == "call"]
        mails = [each.day for each in ours if each.channel == "email"]
        reached = [each.day for each in ours if each.result in REACHED]
        for name, days, at_most, within in (
            ("three-calls", calls, 3, 7),
            ("two-contacts", reached, 2, 5),
            ("one-mail-a-day", mails, 1, 1),
        ):
            for first in set(days):
                count = sum(first <= day < first + within for day in days)
                if count > at_most:
                    yield f"account {account}: {count} of {name} from {date.fromordinal(first)}"
        for talk in own:
            if talk.result in SPOKE:
                yield from _in_the_rest_after(talk, ours)


def _in_the_rest_after(talk: Made, ours: list[Made]) -> Iterator[str]:
    for each in ours:
        later = each.at > talk.at and each.day < talk.day + 4
        # Their call is recorded whenever it is heard of: what had its place by then stands.
        if later and (talk.result != "IN" or each.place > talk.seq):
            yield f"account {each.account}: event {each.seq} in the rest after event {talk.seq}"
