"""Call-backs, inside a transaction that is open: asked for, moved, made, or given up."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from collectrules.clock import moment_text
from collectrules.compliance.whom import Whom
from collectrules.errors import Refused
from collectrules.ledger.book import Book
from collectrules.ledger.damage import stored_moment
from collectrules.ledger.events import CallBackAsked, CallBackEnded
from collectrules.ledger.events.desk import CallBackOutcome
from collectrules.worklist.state import account_number
from collectrules.worklist.whom import checked

EARLY: Final = timedelta(minutes=15)
"""A call made so shortly before the moment is the one that was asked for."""
FURTHEST: Final = timedelta(days=366)
"""A call-back further ahead than a year is a slip of the finger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBackWanted:
    """A call-back that is to be made."""

    at: datetime
    person_id: int | None = None
    reach_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCallBack:
    """A call-back that nobody made, moved or gave up."""

    seq: int
    at: datetime
    person_id: int | None
    reach_id: int | None
    note: str


def open_call_backs(connection: sqlite3.Connection, account_id: int) -> tuple[OpenCallBack, ...]:
    """The open call-backs of an account, whenever they are for, the first moment first."""
    rows = connection.execute(_OPEN, {"account_id": account_id}).fetchall()
    return tuple(
        OpenCallBack(
            seq=seq, at=stored_moment(at), person_id=person_id, reach_id=reach_id, note=note
        )
        for seq, at, person_id, reach_id, note in rows
    )


_OPEN: Final = """
    SELECT c.seq, c.at, c.person_id, c.reach_id, c.note
    FROM call_back AS c
    WHERE c.account_id = :account_id AND c.seq NOT IN (SELECT reversed_seq FROM reversal)
      AND NOT EXISTS (
          SELECT 1 FROM call_back_end AS e
          WHERE e.call_back_id = c.seq AND e.seq NOT IN (SELECT reversed_seq FROM reversal)
      )
    ORDER BY c.at, c.seq
"""


def enter_call_back(
    book: Book, account_id: int, wanted: CallBackWanted, *, on: date, now: datetime
) -> int:
    """Write that a call-back was asked for on a day; one that was open for the same person is moved to it.

    Returns its seq. Raises `Refused` where the moment has passed or is more than a year ahead, and where the
    person or the number is none of the account.
    """
    account_number(book.connection, account_id)
    if wanted.at <= now:
        raise Refused(
            f"the moment {_written(wanted.at, now)} has passed",
            help="name one that is still to come; nothing was written",
        )
    if wanted.at - now > FURTHEST:
        raise Refused(
            f"{wanted.at.date()} is more than a year ahead",
            help="name an earlier day; nothing was written",
        )
    whom = checked(book.connection, account_id, "call", Whom(wanted.person_id, wanted.reach_id), on)
    for each in open_call_backs(book.connection, account_id):
        if each.person_id == whom.person_id:
            book.append(CallBackEnded(each.seq, "moved"), on=on)
    return book.append(
        CallBackAsked(
            account_id, moment_text(wanted.at), whom.person_id, whom.reach_id, wanted.note.strip()
        ),
        on=on,
    )


def _written(at: datetime, now: datetime) -> str:
    return f"{at.astimezone(now.tzinfo):%Y-%m-%d %H:%M %Z}"


def enter_call_backs_made(
    book: Book, account_id: int, whom: Whom, *, at: datetime, on: date
) -> tuple[int, ...]:
    """End the call-backs of an account that were due by a call of ours; returns the ids of these.

    One of a person named is not ended by a call that is known to have been with another.
    """
    made = tuple(
        each.seq
        for each in open_call_backs(book.connection, account_id)
        if each.at <= at + EARLY
        and (None in (each.person_id, whom.person_id) or each.person_id == whom.person_id)
    )
    for seq in made:
        book.append(CallBackEnded(seq, "done"), on=on)
    return made


def enter_call_back_end(
    book: Book, account_id: int, seq: int, outcome: CallBackOutcome, *, on: date
) -> int:
    """End an open call-back by hand; returns the event that says so.

    Raises `Refused` where the account has no such call-back that is open.
    """
    if all(each.seq != seq for each in open_call_backs(book.connection, account_id)):
        number = account_number(book.connection, account_id)
        raise Refused(
            f"account `{number}` has no open call-back {seq}",
            help="it was made, moved or cancelled before; nothing was written",
        )
    return book.append(CallBackEnded(seq, outcome), on=on)
