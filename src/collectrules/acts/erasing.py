"""Erasing a person: names, numbers and addresses are gone from the file, and the journal is as it was.

The journal holds digests of them. Value and salt are deleted in the transaction that says so; then the file
is written anew, since SQLite may leave behind what it moved from one page to another, and the write-ahead log
is emptied.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from collectrules.acts.people import Act, read_person
from collectrules.errors import InputError, Refused
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import PersonErased, QuietTimeEnded, ReachEnded
from collectrules.ledger.people import Person, digests_of
from collectrules.ledger.personal import erase
from collectrules.reports.retention import YEARS, Kept, retention


@dataclass(frozen=True, slots=True)
class Erased:
    """A person who was erased."""

    person: Person
    values: int
    """How many names, numbers and addresses there were."""
    cleaned: bool
    """Whether nothing of them is left in the file; not so while another program has it open."""


def erase_person(ledger: Ledger, person: Person, act: Act, *, reason: str) -> Erased:
    """Erase the names, numbers and addresses of a person, where nothing has to be kept any more.

    What is in the journal stays: their role, zones, consents and stops. Of somebody erased before, the file
    is written anew once more. Raises `InputError` where no reason is given, and `Refused` where they have to
    be kept, with the day until which.
    """
    said = " ".join(reason.split())
    if not said:
        raise InputError("the reason is missing", help="say in a few words why, with `--reason`")
    if person.erased_on is not None:
        return Erased(person, 0, not act.dry_run and cleaned(ledger.connection))
    ledger.connection.execute("PRAGMA secure_delete = ON")
    with act.writing(ledger) as book:
        now = read_person(book, person.account_id, person.seq)
        if now.erased_on is not None:
            raise Refused(f"person {now.seq} was erased on {now.erased_on}", help="nothing is left")
        (kept,) = retention(book.connection, act.on, now.account_id)
        _refuse_kept(kept, now, act)
        _end(book, now, act)
        count = erase(book.connection, digests_of(book.connection, now.seq))
        book.append(PersonErased(now.seq, said), on=act.on)
        erased = read_person(book, now.account_id, now.seq)
    return Erased(erased, count, not act.dry_run and cleaned(ledger.connection))


def _refuse_kept(kept: Kept, person: Person, act: Act) -> None:
    if kept.may_erase(person.seq, act.on):
        return
    if kept.owes:
        raise Refused(
            f"account `{kept.account}` owes something: collecting is not over",
            help=f"records are kept until {YEARS} years after the last that was done to collect",
        )
    raise Refused(
        f"`{person.name}` has to be kept until {kept.keep_until}: {YEARS} years after the last that was "
        f"done to collect ({kept.last_activity}, {kept.last_activity_on})",
        help="`collectrules report retention` shows what may be erased; nothing was written",
    )


def _end(book: Book, person: Person, act: Act) -> None:
    """What counts of a person's numbers, addresses and hours ends with them."""
    for reach in person.reached_at:
        book.append(ReachEnded(reach.seq, "erased"), on=max(act.on, reach.from_on))
    for quiet in person.quiet_times:
        if quiet.ended_on is None:
            book.append(QuietTimeEnded(quiet.seq, "erased"), on=max(act.on, quiet.from_on))


def cleaned(connection: sqlite3.Connection) -> bool:
    """Write the file anew without what was deleted, and empty its write-ahead log; whether that was done.

    It takes room for a second copy of the file, and the time to write it.
    """
    try:
        connection.execute("VACUUM")
        (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False
    return not busy
