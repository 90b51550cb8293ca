"""Call-backs, inside a transaction that is open: asked for, moved, made, or given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from collectrules.clock import moment_text
from collectrules.compliance.whom import Whom
from collectrules.errors import Refused
from collectrules.ledger.book import Book
from collectrules.ledger.events import CallBackAsked, CallBackEnded
from collectrules.ledger.events.desk import CallBackOutcome
from collectrules.worklist.call_backs import call_backs_of
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
    for each in call_backs_of(book.connection, account_id):
        if each.person_id == whom.person_id:
            book.append(CallBackEnded(each.id, "moved"), on=on)
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
        each.id
        for each in call_backs_of(book.connection, account_id)
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
    if all(each.id != seq for each in call_backs_of(book.connection, account_id)):
        number = account_number(book.connection, account_id)
        raise Refused(
            f"account `{number}` has no open call-back {seq}",
            help="it was made, moved or cancelled before; nothing was written",
        )
    return book.append(CallBackEnded(seq, outcome), on=on)
