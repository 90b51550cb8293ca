"""The persons of a customer as the ledger holds them: how each can be reached, and what each allowed.

What was reversed is not there. Names, numbers and addresses that were erased read `(erased)`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from collectrules.ledger.damage import stored_day, stored_moment
from collectrules.ledger.events.people import Place, ReachKind, Role
from collectrules.ledger.owed import ALL_KNOWN, counts
from collectrules.ledger.personal import known as kept

_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """A number or an address of a person, with how it ended."""

    seq: int
    kind: ReachKind
    value: str
    place: Place
    zones: tuple[str, ...]
    """The time zones that it lets us suppose."""
    from_on: date
    ended_on: date | None = None
    """The first day on which it reaches them no more."""
    ended_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """That a person allowed contact over a channel, or took that back."""

    seq: int
    channel: str
    given: bool
    reach_id: int | None
    """The number or address it is about; None for all of the channel."""
    at: datetime
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietTime:
    """Hours that a person called inconvenient, by their clock."""

    seq: int
    days: tuple[str, ...]
    from_minute: int
    until_minute: int
    """Not among them; 1440 is the end of the day."""
    note: str
    from_on: date
    ended_on: date | None = None
    """The first day on which they are as good as any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone who speaks for a customer, with all that was ever recorded of them, ended or not."""

    seq: int
    account_id: int
    name: str
    role: Role
    language: str
    from_on: date
    erased_on: date | None
    """The day on which their name, numbers and addresses were erased."""
    reaches: tuple[Reach, ...]
    consents: tuple[Consent, ...]
    """In the order of the moments they were told."""
    quiet_times: tuple[QuietTime, ...]

    @property
    def reached_at(self) -> tuple[Reach, ...]:
        """The numbers and addresses that did not end."""
        return tuple(each for each in self.reaches if each.ended_on is None)


_PERSONS: Final = f"""
    SELECT p.seq, p.account_id, p.name, p.role, p.language, p.effective_on, (
        SELECT min(e.effective_on) FROM erasure AS e WHERE e.person_id = p.seq AND {counts("e")}
    )
    FROM person AS p WHERE p.account_id = :account AND {counts("p")} ORDER BY p.seq
"""
_CHANGES: Final = f"""
    SELECT c.person_id, c.name, c.role, c.language
    FROM person_change AS c JOIN person AS p ON p.seq = c.person_id
    WHERE p.account_id = :account AND {counts("c")} ORDER BY c.effective_on, c.seq
"""
_REACHES: Final = f"""
    SELECT r.person_id, r.seq, r.kind, r.value, r.place, r.zones, r.effective_on
    FROM reach AS r JOIN person AS p ON p.seq = r.person_id
    WHERE p.account_id = :account AND {counts("r")} ORDER BY r.seq
"""
_REACH_ENDS: Final = f"""
    SELECT e.reach_id, e.effective_on, e.reason
    FROM reach_end AS e JOIN reach AS r ON r.seq = e.reach_id JOIN person AS p ON p.seq = r.person_id
    WHERE p.account_id = :account AND {counts("e")} ORDER BY e.effective_on DESC, e.seq DESC
"""
_CONSENTS: Final = f"""
    SELECT c.person_id, c.seq, c.channel, c.given, c.reach_id, c.at, c.how
    FROM consent AS c JOIN person AS p ON p.seq = c.person_id
    WHERE p.account_id = :account AND {counts("c")} ORDER BY c.at, c.seq
"""
_QUIET_TIMES: Final = f"""
    SELECT q.person_id, q.seq, q.days, q.from_minute, q.until_minute, q.note, q.effective_on, (
        SELECT e.effective_on FROM quiet_time_end AS e WHERE e.quiet_time_id = q.seq AND {counts("e")}
    )
    FROM quiet_time AS q JOIN person AS p ON p.seq = q.person_id
    WHERE p.account_id = :account AND {counts("q")} ORDER BY q.seq
"""


def people_of(
    connection: sqlite3.Connection,
    account_id: int,
    *,
    as_of: date = date.max,
    known: int | None = None,
) -> tuple[Person, ...]:
    """The persons of an account by the end of a day, in the order they were recorded.

    `known` is the event up to which the books are known, None for all of them.
    """
    given = {
        "account": account_id,
        "as_of": as_of.isoformat(),
        "known": ALL_KNOWN if known is None else known,
    }
    persons = connection.execute(_PERSONS, given).fetchall()
    if not persons:
        return ()
    changed = {row[0]: row[1:] for row in connection.execute(_CHANGES, given)}
    reaches = connection.execute(_REACHES, given).fetchall()
    ends = {row[0]: (stored_day(row[1]), row[2]) for row in connection.execute(_REACH_ENDS, given)}
    names = {seq: changed.get(seq, row) for seq, _, *row, _, _ in persons}
    values = kept(
        connection, [*(name for name, *_ in names.values()), *(row[3] for row in reaches)]
    )
    consents = _by_person(connection.execute(_CONSENTS, given))
    quiet = _by_person(connection.execute(_QUIET_TIMES, given))
    reached = _by_person(reaches)
    return tuple(
        Person(
            seq=seq,
            account_id=account,
            name=values[names[seq][0]],
            role=names[seq][1],
            language=names[seq][2],
            from_on=stored_day(from_on),
            erased_on=stored_day(erased) if erased else None,
            reaches=tuple(_reach(row, values, ends) for row in reached.get(seq, ())),
            consents=tuple(map(_consent, consents.get(seq, ()))),
            quiet_times=tuple(map(_quiet_time, quiet.get(seq, ()))),
        )
        for seq, account, *_, from_on, erased in persons
    )


def _by_person(rows: Iterable[_Row]) -> dict[int, list[_Row]]:
    found: dict[int, list[_Row]] = {}
    for person, *row in rows:
        found.setdefault(person, []).append(tuple(row))
    return found


def _reach(row: _Row, values: Mapping[str, str], ends: Mapping[int, tuple[date, str]]) -> Reach:
    seq, kind, value, place, zones, from_on = row
    ended_on, reason = ends.get(seq, (None, ""))
    return Reach(
        seq=seq,
        kind=kind,
        value=values[value],
        place=place,
        zones=tuple(zones.split()),
        from_on=stored_day(from_on),
        ended_on=ended_on,
        ended_reason=reason,
    )


def _consent(row: _Row) -> Consent:
    seq, channel, given, reach_id, at, how = row
    return Consent(
        seq=seq,
        channel=channel,
        given=bool(given),
        reach_id=reach_id,
        at=stored_moment(at),
        how=how,
    )


def _quiet_time(row: _Row) -> QuietTime:
    seq, days, from_minute, until_minute, note, from_on, ended = row
    return QuietTime(
        seq=seq,
        days=tuple(days.split()),
        from_minute=from_minute,
        until_minute=until_minute,
        note=note,
        from_on=stored_day(from_on),
        ended_on=stored_day(ended) if ended else None,
    )


def digests_of(connection: sqlite3.Connection, person_id: int) -> tuple[str, ...]:
    """The digests of all that is personal of a person: every name, number and address there ever was."""
    rows = connection.execute(
        """
        SELECT name FROM person WHERE seq = :person
        UNION SELECT name FROM person_change WHERE person_id = :person
        UNION SELECT value FROM reach WHERE person_id = :person
        """,
        {"person": person_id},
    )
    return tuple(digest for (digest,) in rows)
