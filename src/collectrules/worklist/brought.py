"""What a contact brings besides promises and disputes: a call-back, a note, the end of what was queued."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from collectrules.compliance.results import Result
from collectrules.compliance.whom import Whom
from collectrules.errors import InputError, Refused
from collectrules.ledger.book import Book
from collectrules.ledger.events import Noted, QueuedEnded
from collectrules.ledger.events.desk import Topic
from collectrules.policy.model import Channel
from collectrules.worklist.calling_back import (
    CallBackWanted,
    enter_call_back,
    enter_call_backs_made,
)
from collectrules.worklist.queued import queued_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Brings:
    """What is to be written with a contact."""

    call_back: CallBackWanted | None = None
    note: tuple[Topic, str] | None = None
    """A note of its own, such as of a payment they say they made."""
    sent: int | None = None
    """What was queued and is sent by it."""


NOTHING = Brings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What was written with a contact, by the ids of it."""

    call_back: int | None = None
    call_backs_made: tuple[int, ...] = ()
    """The call-backs that ended with it."""
    note: int | None = None
    sent: int | None = None


def enter_brought(
    book: Book,
    brings: Brings,
    contact_id: int,
    *,
    account_id: int,
    channel: Channel,
    result: Result,
    whom: Whom,
    at: datetime,
    on: date,
    now: datetime,
) -> Brought:
    """Write what a contact that was just written brings, into the same transaction.

    A call of ours ends the call-backs that were due by then. Raises as `enter_call_back` and `enter_note`
    do, and `Refused` where what was queued is no more, or is for another account or channel.
    """
    made = (
        enter_call_backs_made(book, account_id, whom, at=at, on=on)
        if channel == "call" and result.passes_gate
        else ()
    )
    wanted = brings.call_back
    asked = enter_call_back(book, account_id, wanted, on=on, now=now) if wanted else None
    note = enter_note(book, account_id, *brings.note, on=on) if brings.note else None
    sent = None
    if brings.sent is not None:
        queued = queued_of(book.connection, brings.sent)
        if (queued.account_id, queued.channel) != (account_id, channel):
            raise Refused(
                f"what is queued as event {queued.seq} is something else",
                help="name what is queued for this account and channel; nothing was written",
            )
        sent = book.append(QueuedEnded(queued.seq, "sent", contact_id), on=on)
    return Brought(call_back=asked, call_backs_made=made, note=note, sent=sent)


def enter_note(book: Book, account_id: int, topic: Topic, text: str, *, on: date) -> int:
    """Write a note into an open transaction; returns its seq. Raises `InputError` for an empty one."""
    if not text.strip():
        raise InputError("the note is empty", help="say in a few words what is worth knowing")
    return book.append(Noted(account_id, topic, text.strip()), on=on)
