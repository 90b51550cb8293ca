"""Stops: set and ended in an open transaction, by hand or by what a contact came to."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from collectrules.clock import moment_text
from collectrules.compliance.results import Result
from collectrules.compliance.stop_kinds import KindOfStop, Term, kinds_of_stop, term_of
from collectrules.compliance.whom import Whom
from collectrules.errors import Refused
from collectrules.ledger.book import Book
from collectrules.ledger.events import ReachEnded, StopEnded, StopSet
from collectrules.ledger.events.gate import How, StopKind
from collectrules.ledger.stops import Stop, stops
from collectrules.policy.model import Policy

_SETS: Final[dict[str, tuple[StopKind, str]]] = {
    "STOP": ("opt-out", "call"),
    "ATT": ("attorney", ""),
}
"""The results of a call that set a stop, by word of mouth: its kind, and the channel that is closed."""
_ENDS: Final = {
    "WN": "wrong number",
    "TD": "telephone disconnected",
    "EMB": "e-mail bounced",
}
"""The results that end the number or address that was used, each with the reason that is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopWanted:
    """A stop that is to be set."""

    account_id: int
    kind: StopKind
    person_id: int | None = None
    channel: str = ""
    at: datetime
    on: date
    """The local day of that moment."""
    until_on: date | None = None
    """The last day that was named; None for as the kind has it."""
    how: How
    note: str = ""


@dataclass(frozen=True, slots=True)
class CameOfIt:
    """What a contact brought besides promises and disputes, by the ids of it."""

    stops: tuple[int, ...] = ()
    """Those that were set."""
    ended_stops: tuple[int, ...] = ()
    ended_reaches: tuple[int, ...] = ()
    """Numbers and addresses that ended."""


def enter_stop(book: Book, wanted: StopWanted, policy: Policy | None) -> tuple[int, Term]:
    """Write a stop into an open transaction; returns its seq and how long it holds.

    Raises `Refused` where it needs a channel or has one too many, where the person is another account's,
    where the last day cannot be, and where one that stands holds as long.
    """
    kind = kinds_of_stop()[wanted.kind]
    _refuse_channel(kind, wanted.channel)
    if wanted.person_id is not None:
        _refuse_stranger(book.connection, wanted.person_id, wanted.account_id)
    term = term_of(kind, wanted.how, wanted.on, named=wanted.until_on, policy=policy)
    for other in stops(book.connection, wanted.account_id):
        if _covers(other, wanted, term.until_on):
            until = f"until {other.last_on}" if other.last_on else "until it is ended"
            raise Refused(
                f"account `{other.account}` has that stop already, `{other.kind}` since "
                f"{other.from_on} {until}",
                help=f"it is event {other.seq}; nothing was written",
            )
    seq = book.append(
        StopSet(
            wanted.account_id,
            wanted.kind,
            wanted.person_id,
            wanted.channel,
            moment_text(wanted.at),
            term.until_on.isoformat() if term.until_on else None,
            wanted.how,
            wanted.note.strip(),
        ),
        on=wanted.on,
    )
    return seq, term


def _covers(other: Stop, wanted: StopWanted, until_on: date | None) -> bool:
    """Whether a stop that stands stops all that another would."""
    alike = other.same_as(wanted.kind, wanted.person_id, wanted.channel)
    last, wanted_last = other.last_on or date.max, until_on or date.max
    return alike and other.at <= wanted.at and wanted.on <= last and wanted_last <= last


def _refuse_channel(kind: KindOfStop, channel: str) -> None:
    if kind.kind == "opt-out" and not channel:
        raise Refused(
            "an opt-out is of one channel",
            help="name it with `--channel`: call, email, sms or letter",
        )
    if kind.kind != "opt-out" and channel:
        raise Refused(
            f"`{kind.kind}` is about every channel",
            help="leave `--channel` out, or set an `opt-out` of that channel",
        )


def _refuse_stranger(connection: sqlite3.Connection, person_id: int, account_id: int) -> None:
    row = connection.execute("SELECT account_id FROM person WHERE seq = ?", (person_id,)).fetchone()
    if row is None or row[0] != account_id:
        raise Refused(
            f"the account has no person {person_id}",
            help="`collectrules person list ACCOUNT` shows them; nothing was written",
        )


def enter_stop_end(book: Book, stop: Stop, *, reason: str, on: date) -> int:
    """End a stop in an open transaction; `on` is the first day on which it does not count to its end.

    By hand on that very day, it counts until the moment at which that is recorded. Raises `Refused` where no
    reason is given, where it began after that day or is over by it.
    """
    if not reason.strip():
        raise Refused("the reason is missing", help="say in a few words why, with `--reason`")
    if on < stop.from_on:
        raise Refused(
            f"the stop began on {stop.from_on}, after {on}",
            help=f"end it on {stop.from_on} or later; "
            f"what was a mistake is taken back: `collectrules take-back {stop.seq}`",
        )
    if stop.ended_on is not None or (stop.last_on is not None and stop.last_on < on):
        raise Refused(
            f"the stop is over: its last day was {stop.last_on}", help="nothing was written"
        )
    return book.append(StopEnded(stop.seq, reason.strip()), on=on)


def enter_what_came_of(
    book: Book,
    policy: Policy | None,
    account_id: int,
    result: Result,
    whom: Whom,
    *,
    at: datetime,
    on: date,
) -> CameOfIt:
    """What a contact that was just written brings, into the same transaction.

    A wish not to be called sets an opt-out of calls, an attorney a stop for all but the attorney; a number
    or an address that does not reach them ends; a contact for verification ends what was in dispute. A stop
    that stands already is not set again.
    """
    set_: tuple[int, ...] = ()
    if result.code in _SETS:
        kind, channel = _SETS[result.code]
        wanted = StopWanted(
            account_id=account_id,
            kind=kind,
            person_id=whom.person_id,
            channel=channel,
            at=at,
            on=on,
            how="oral",
        )
        stand = stops(book.connection, account_id)
        if not any(_covers(other, wanted, None) for other in stand):
            set_ = (enter_stop(book, wanted, policy)[0],)
    return CameOfIt(
        set_,
        _verified(book, account_id, result, whom, at=at, on=on),
        _ended_reach(book, result, whom, on),
    )


def _verified(
    book: Book, account_id: int, result: Result, whom: Whom, *, at: datetime, on: date
) -> tuple[int, ...]:
    """End the disputes of a person, and of the whole account, once they were sent what verifies the debt.

    What was sent before it was disputed ends nothing. The day on which it was sent is the last of the stop.
    """
    if whom.purpose != "verification" or not result.contact or result.direction != "out":
        return ()
    verified = [
        each
        for each in stops(book.connection, account_id)
        if each.kind == "dispute"
        and each.person_id in (None, whom.person_id)
        and each.ended_on is None
        and each.at <= at
    ]
    for each in verified:
        enter_stop_end(book, each, reason="the debt was verified", on=on + timedelta(days=1))
    return tuple(each.seq for each in verified)


def _ended_reach(book: Book, result: Result, whom: Whom, on: date) -> tuple[int, ...]:
    if result.code not in _ENDS or whom.reach_id is None:
        return ()
    row = book.connection.execute(
        """
        SELECT r.effective_on FROM reach AS r
        WHERE r.seq = :reach AND r.seq NOT IN (SELECT reversed_seq FROM reversal)
          AND NOT EXISTS (
            SELECT 1 FROM reach_end AS e
            WHERE e.reach_id = r.seq AND e.seq NOT IN (SELECT reversed_seq FROM reversal)
          )
        """,
        {"reach": whom.reach_id},
    ).fetchone()
    if row is None:
        return ()
    book.append(ReachEnded(whom.reach_id, _ENDS[result.code]), on=max(on.isoformat(), row[0]))
    return (whom.reach_id,)
