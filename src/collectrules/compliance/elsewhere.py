"""Numbers, e-mail and postal addresses at which somebody asked us to stop, wherever else they are recorded.

`STOP` is said by a number, not by an account. Values are compared as they are kept, capitals or not; what was
erased cannot be. Which of them were told to stop is gathered once, in temporary tables, so that a question to
the gate looks a value up and reads no other.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, NamedTuple


class Stands(NamedTuple):
    """A number or an address as it stands with a person."""

    account_id: int
    person_id: int
    reach_id: int
    key: str
    """What is compared."""


def any_told(connection: sqlite3.Connection) -> bool:
    """Whether any number or address can have been told to stop; gathers which, where that is not done yet."""
    if not connection.execute(_ANY).fetchone()[0]:
        return False
    connection.execute(_TABLE)
    connection.execute(_SEEN)
    seen = connection.execute(_NOW).fetchone()
    if connection.execute("SELECT * FROM temp.told_to_stop_seen").fetchone() != seen:
        _gather(connection, seen)
    return True


def _gather(connection: sqlite3.Connection, seen: tuple[int, ...]) -> None:
    connection.execute("DELETE FROM temp.told_to_stop")
    connection.execute("DELETE FROM temp.told_to_stop_seen")
    connection.executemany(
        "INSERT OR IGNORE INTO temp.told_to_stop VALUES (?, ?, ?)",
        [
            (_key(kind, value), stop, reach)
            for stop, reach, kind, value in connection.execute(_TOLD).fetchall()
        ],
    )
    connection.execute("INSERT INTO temp.told_to_stop_seen VALUES (?, ?, ?)", seen)


def told(connection: sqlite3.Connection) -> dict[str, list[int]]:
    """By what is compared, the stops that were ever told there, taken back or not."""
    found: dict[str, list[int]] = {}
    if any_told(connection):
        for key, stop in connection.execute("SELECT key, stop_id FROM temp.told_to_stop"):
            found.setdefault(key, []).append(stop)
    return found


def recorded_of(connection: sqlite3.Connection, account_id: int) -> list[Stands]:
    """The numbers and addresses ever recorded of an account."""
    return _stands(connection.execute(_OF, {"account": account_id}))


def recorded_among(connection: sqlite3.Connection, keys: Collection[str]) -> list[Stands]:
    """The numbers and addresses ever recorded, of any account, that are among some by what is compared."""
    values = {key.partition(" ")[2] for key in keys}
    kept = connection.execute("SELECT digest, value FROM main.personal")
    digests = [digest for digest, value in kept if value.casefold() in values]
    rows = connection.execute(_AT, {"digests": json.dumps(digests)})
    return [each for each in _stands(rows) if each.key in keys]


def _stands(rows: Iterable[tuple[Any, ...]]) -> list[Stands]:
    return [
        Stands(account, person, reach, _key(kind, value))
        for account, person, reach, kind, value in rows
    ]


def stops_elsewhere(
    connection: sqlite3.Connection, mine: Iterable[Stands], known: Mapping[str, object]
) -> list[tuple[int, int]]:
    """The numbers and addresses that were told to stop under others, each with the event of the stop.

    `known` has the day, `on`, and the event up to which the books are known. Under others is under another
    person, or with a stop of another account.
    """
    given = {**known, "mine": json.dumps(list(mine))}
    return connection.execute(_ELSEWHERE, given).fetchall()


def _key(kind: str, value: str) -> str:
    return f"{kind} {value.casefold()}"


_ANY: Final = "SELECT EXISTS (SELECT 1 FROM main.stop WHERE kind IN ('opt-out', 'cease'))"
_TABLE: Final = """
    CREATE TEMP TABLE IF NOT EXISTS told_to_stop (
        key TEXT, stop_id INTEGER, reach_id INTEGER, PRIMARY KEY (key, stop_id, reach_id)
    ) WITHOUT ROWID
"""
_SEEN: Final = """
    CREATE TEMP TABLE IF NOT EXISTS told_to_stop_seen (stop INTEGER, reach INTEGER, erasure INTEGER)
"""
_NOW: Final = """
    SELECT (SELECT max(seq) FROM main.stop), (SELECT max(seq) FROM main.reach),
           (SELECT max(seq) FROM main.erasure)
"""
"""What the temporary tables are made of: nothing is ever changed, and only an erasure takes anything away."""
_TOLD: Final = """
    SELECT s.seq, r.seq, r.kind, v.value
    FROM main.stop AS s
    -- In this order: of the customers who said it, and of no other.
    CROSS JOIN main.person AS p
      ON p.account_id = s.account_id AND (s.person_id IS NULL OR s.person_id = p.seq)
    CROSS JOIN main.reach AS r ON r.person_id = p.seq
    CROSS JOIN main.personal AS v ON v.digest = r.value
    WHERE s.kind IN ('opt-out', 'cease') AND (s.channel = '' OR r.kind = CASE s.channel
        WHEN 'email' THEN 'email' WHEN 'letter' THEN 'address' ELSE 'phone' END)
"""
_OF: Final = """
    SELECT p.account_id, p.seq, r.seq, r.kind, v.value
    FROM main.person AS p JOIN main.reach AS r ON r.person_id = p.seq
    JOIN main.personal AS v ON v.digest = r.value
    WHERE p.account_id = :account
"""
_AT: Final = """
    SELECT p.account_id, p.seq, r.seq, r.kind, v.value
    FROM main.reach AS r JOIN main.person AS p ON p.seq = r.person_id
    JOIN main.personal AS v ON v.digest = r.value
    WHERE r.value IN (SELECT value FROM json_each(:digests))
"""
_ELSEWHERE: Final = """
    SELECT DISTINCT m.value ->> 2, s.seq
    FROM json_each(:mine) AS m
    JOIN temp.told_to_stop AS q ON q.key = m.value ->> 3
    JOIN stop AS s ON s.seq = q.stop_id
    JOIN reach AS r ON r.seq = q.reach_id
    WHERE NOT (s.account_id = m.value ->> 0 AND (s.person_id IS NULL OR s.person_id = m.value ->> 1))
      AND s.seq <= :known AND s.seq NOT IN (SELECT reversed_seq FROM reversal)
      AND r.seq <= :known AND r.effective_on <= :on
      AND NOT EXISTS (
        SELECT 1 FROM reach_end AS x
        WHERE x.reach_id = r.seq AND x.effective_on <= max(s.effective_on, r.effective_on)
          AND x.seq <= :known AND x.seq NOT IN (SELECT reversed_seq FROM reversal)
      )
    ORDER BY s.at, s.seq, m.value ->> 2
"""
"""A number or an address counts as told if it was theirs on the day of the stop, or has been since."""
