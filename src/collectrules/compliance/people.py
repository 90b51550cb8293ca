"""Who belongs to an account: persons, how each is reached, and what they said of being contacted.

All as recorded so far and known on a day; what was taken back, and who was erased, is left out.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from collectrules.compliance.elsewhere import (
    any_told,
    recorded_among,
    recorded_of,
    stops_elsewhere,
    told,
)
from collectrules.compliance.whom import Whom
from collectrules.ledger.damage import stored_day, stored_moment
from collectrules.ledger.stops import ENDED, StopEnd, stop_end_of
from collectrules.policy.model import Channel

KINDS: Final[Mapping[Channel, str]] = {
    "call": "phone",
    "sms": "phone",
    "email": "email",
    "letter": "address",
}
"""What a channel reaches somebody by."""


def known_place(place: str) -> str:
    """A place as it is recorded where it says where somebody is; empty for `other`, which is not known."""
    return "" if place == "other" else place


class Reach(NamedTuple):
    """A number or an address that reaches a person, and the time zones that it suggests."""

    id: int
    person_id: int
    kind: str
    place: str
    zones: tuple[str, ...]


class Consent(NamedTuple):
    """A person allowed contact over a channel, or took that back; without `reach_id`, all of the channel."""

    person_id: int
    channel: str
    given: bool
    reach_id: int | None
    at: datetime


class QuietTime(NamedTuple):
    """Minutes of some days of the week that a person called inconvenient, by their clock."""

    person_id: int
    days: tuple[str, ...]
    start: int
    until: int


class Stop(NamedTuple):
    """A stop, of a person or of everybody (`person_id` None)."""

    seq: int
    kind: str
    person_id: int | None
    channel: str
    at: datetime
    until_on: date | None
    """The last day it counts by itself."""
    ends: tuple[StopEnd, ...]
    """How it was ended, where it was."""
    how: str


class Elsewhere(NamedTuple):
    """A stop that was told by a number or an address of theirs, under another person or account."""

    reach: Reach
    stop: Stop
    """As if it were of the person whom the number reaches here."""


class Said(NamedTuple):
    """A contact of ours for one of the purposes that a stop lets through, or an attempt at one."""

    purpose: str
    channel: str
    person_id: int | None
    at: datetime


class Heard(NamedTuple):
    """A contact that they began; `person_id` None where nobody said who it was."""

    channel: str
    person_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Everybody of an account."""

    roles: dict[int, str] = field(default_factory=dict)
    """What each person is, by their id."""
    reaches: list[Reach] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    """In the order of their moments."""
    quiet_times: list[QuietTime] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    """In the order of their moments."""
    elsewhere: list[Elsewhere] = field(default_factory=list)
    """In the order of their moments."""
    said: list[Said] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    """In the order of their moments."""

    def person_of(self, whom: Whom) -> int | None:
        """The person named, or the one whose number or address is; None where nobody is."""
        return whom.person_id or next(
            (reach.person_id for reach in self.reaches if reach.id == whom.reach_id), None
        )

    def maybe(self, whom: Whom) -> tuple[int, ...]:
        """Everybody it may be: the one named, or each of the account; empty where nobody is known."""
        person = self.person_of(whom)
        return tuple(self.roles) if person is None else (person,)

    def place_of(self, whom: Whom) -> str:
        """Where the number or address named is: home, mobile or work; empty where that is not known."""
        named = (reach.place for reach in self.reaches if reach.id == whom.reach_id)
        return known_place(next(named, ""))

    def reached_by(self, person_id: int, channel: Channel) -> list[Reach]:
        """The numbers or addresses of a person that a channel uses."""
        kind = KINDS[channel]
        return [each for each in self.reaches if (each.person_id, each.kind) == (person_id, kind)]


NOBODY: Final = People()
"""Nothing is known of anybody."""


def people_of(
    connection: sqlite3.Connection, account_id: int, on: date, *, known: int | None = None
) -> People:
    """Everybody of an account as of a day, as known up to an event, or by now."""
    return everybody(connection, on, account_id=account_id, known=known).get(account_id, NOBODY)


def everybody(
    connection: sqlite3.Connection,
    on: date,
    *,
    account_id: int | None = None,
    accounts: Collection[int] | None = None,
    known: int | None = None,
) -> Mapping[int, People]:
    """By account, everybody of whom anything is known; of one account, or a few, where they are given."""
    found: dict[int, People] = defaultdict(People)
    few = (account_id,) if account_id is not None else accounts
    asked = _Asked(connection, on, few, known)
    for account, id, role in asked.rows(_PERSONS):
        found[account].roles[id] = role
    if found:
        _read_persons(asked, found)
    for account, stop in asked.stops(asked.of_account):
        found[account].stops.append(stop)
    _read_elsewhere(asked, found)
    if any(each.stops or each.elsewhere for each in found.values()):
        for account, purpose, channel, person, at in asked.rows(_SAID):
            if account in found:
                found[account].said.append(Said(purpose, channel, person, stored_moment(at)))
        for account, channel, person, at in asked.rows(_HEARD):
            if account in found:
                found[account].heard.append(Heard(channel, person, stored_moment(at)))
    return found


def _read_persons(asked: _Asked, found: Mapping[int, People]) -> None:
    for account, id, person, kind, place, zones in asked.rows(_REACHES):
        reach = Reach(id, person, kind, place, tuple(zones.split()))
        found[account].reaches.append(reach)
    for account, person, channel, given, reach_id, at in asked.rows(_CONSENTS):
        found[account].consents.append(
            Consent(person, channel, bool(given), reach_id, stored_moment(at))
        )
    for account, person, days, start, until in asked.rows(_QUIET_TIMES):
        quiet = QuietTime(person, tuple(days.split()), start, until)
        found[account].quiet_times.append(quiet)


def _read_elsewhere(asked: _Asked, found: Mapping[int, People]) -> None:
    """Stops that numbers and addresses of the accounts found told elsewhere."""
    standing = {
        reach.id: (account, reach) for account, each in found.items() for reach in each.reaches
    }
    if not standing or not any_told(asked.connection):
        return
    if asked.one is not None:
        mine = recorded_of(asked.connection, asked.one)
    else:
        mine = recorded_among(asked.connection, told(asked.connection))
    pairs = stops_elsewhere(
        asked.connection, (each for each in mine if each.reach_id in standing), asked.given
    )
    if not pairs:
        return
    which = json.dumps(sorted({stop for _, stop in pairs}))
    stops = {
        stop.seq: stop
        for _, stop in asked.stops("p.seq IN (SELECT value FROM json_each(:stops))", stops=which)
    }
    for reach_id, seq in pairs:
        account, reach = standing[reach_id]
        as_theirs = stops[seq]._replace(person_id=reach.person_id)
        found[account].elsewhere.append(Elsewhere(reach, as_theirs))


def _day(stored: object) -> date | None:
    return None if stored is None else stored_day(stored)


@dataclass(frozen=True, slots=True)
class _Asked:
    connection: sqlite3.Connection
    on: date
    accounts: Collection[int] | None
    known: int | None

    @property
    def of_account(self) -> str:
        """SQL for whether a row is of the accounts asked about."""
        if self.accounts is None:
            return "true"
        # One by its own name, so that the statement is the same for each and prepared once.
        if self.one is not None:
            return "p.account_id = :account"
        return f"p.account_id IN ({', '.join(map(str, self.accounts))})"

    @property
    def one(self) -> int | None:
        """The account asked about, where it is one."""
        return next(iter(self.accounts)) if self.accounts and len(self.accounts) == 1 else None

    @property
    def given(self) -> dict[str, object]:
        """What the statements ask for."""
        known = _EVERYTHING if self.known is None else self.known
        return {"on": self.on.isoformat(), "account": self.one, "known": known}

    def rows(self, statement: str, of: str = "", **more: object) -> list[tuple[Any, ...]]:
        said = statement.format(of_account=of or self.of_account)
        return self.connection.execute(said, {**self.given, **more}).fetchall()

    def stops(self, of: str, **more: object) -> Iterator[tuple[int, Stop]]:
        """Stops with their accounts, in the order of their moments; `of` is which, in SQL."""
        rows = self.rows(_STOPS, of, **more)
        ends: dict[int, list[StopEnd]] = defaultdict(list)
        for seq, *ended in self.rows(_STOP_ENDS, of, **more) if rows else ():
            if end := stop_end_of(*ended):
                ends[seq].append(end)
        for account, seq, kind, person, channel, at, until, how in rows:
            about = (seq, kind, person, channel, stored_moment(at), _day(until))
            yield account, Stop(*about, tuple(ends[seq]), how)


_EVERYTHING: Final = (1 << 63) - 1


def _stands(table: str) -> str:
    """That a row of a table is known and was not taken back."""
    return f"{table}.seq <= :known AND {table}.seq NOT IN (SELECT reversed_seq FROM reversal)"


def _begun(table: str) -> str:
    """That it is known, was not taken back, and has taken effect."""
    return f"{_stands(table)} AND {table}.effective_on <= :on"


_PERSON: Final = f"""
    {{of_account}} AND {_begun("p")} AND NOT EXISTS (
        SELECT 1 FROM erasure AS e WHERE e.person_id = p.seq AND {_begun("e")}
    )
"""
_PERSONS: Final = f"""
    SELECT p.account_id, p.seq, coalesce((
        SELECT c.role FROM person_change AS c WHERE c.person_id = p.seq AND {_begun("c")}
        ORDER BY c.effective_on DESC, c.seq DESC LIMIT 1
    ), p.role)
    FROM person AS p
    WHERE {_PERSON}
    ORDER BY p.seq
"""
_REACHES: Final = f"""
    SELECT p.account_id, r.seq, r.person_id, r.kind, r.place, r.zones
    FROM person AS p JOIN reach AS r ON r.person_id = p.seq
    WHERE {_PERSON} AND {_begun("r")}
      AND NOT EXISTS (SELECT 1 FROM reach_end AS x WHERE x.reach_id = r.seq AND {_begun("x")})
    ORDER BY r.seq
"""
_CONSENTS: Final = f"""
    SELECT p.account_id, c.person_id, c.channel, c.given, c.reach_id, c.at
    FROM person AS p JOIN consent AS c ON c.person_id = p.seq
    WHERE {_PERSON} AND {_stands("c")}
    ORDER BY c.at, c.seq
"""
_QUIET_TIMES: Final = f"""
    SELECT p.account_id, q.person_id, q.days, q.from_minute, q.until_minute
    FROM person AS p JOIN quiet_time AS q ON q.person_id = p.seq
    WHERE {_PERSON} AND {_begun("q")}
      AND NOT EXISTS (SELECT 1 FROM quiet_time_end AS x WHERE x.quiet_time_id = q.seq AND {_begun("x")})
    ORDER BY q.seq
"""
_STOPS: Final = f"""
    SELECT p.account_id, p.seq, p.kind, p.person_id, p.channel, p.at, p.until_on, p.how
    FROM stop AS p
    WHERE {{of_account}} AND {_stands("p")}
    ORDER BY p.at, p.seq
"""
_STOP_ENDS: Final = f"""
    SELECT s.seq, {ENDED}
    FROM stop AS p JOIN stop AS s ON s.seq = p.seq JOIN stop_end AS e ON e.stop_id = s.seq
    LEFT JOIN main.journal AS f ON f.seq = e.seq
    WHERE {{of_account}} AND {_stands("e")}
"""
_SAID: Final = f"""
    SELECT p.account_id, p.purpose, p.channel, coalesce(p.person_id, r.person_id), p.at
    FROM contact AS p LEFT JOIN reach AS r ON r.seq = p.reach_id
    WHERE {{of_account}} AND p.purpose <> '' AND p.direction = 'out' AND {_stands("p")}
    UNION ALL
    SELECT p.account_id, p.purpose, p.channel, coalesce(p.person_id, r.person_id), p.at
    FROM attempt AS p LEFT JOIN reach AS r ON r.seq = p.reach_id
    WHERE {{of_account}} AND p.purpose <> '' AND {_stands("p")}
      AND NOT EXISTS (SELECT 1 FROM attempt_release AS x WHERE x.attempt_id = p.seq AND {_stands("x")})
      AND NOT EXISTS (SELECT 1 FROM contact AS c WHERE c.attempt_id = p.seq AND {_stands("c")})
"""
_HEARD: Final = f"""
    SELECT p.account_id, p.channel, coalesce(p.person_id, r.person_id), p.at
    FROM contact AS p LEFT JOIN reach AS r ON r.seq = p.reach_id
    WHERE {{of_account}} AND p.direction = 'in' AND {_stands("p")}
    ORDER BY p.at, p.seq
"""
