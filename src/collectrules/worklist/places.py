"""The place of a contact among those that limits count, when the contact is taken back.

Within ten minutes of being recorded it is given back, as that of a reserved attempt can be. After those an
attempt keeps it, which counts as made: by logging, taking back and logging again nobody gets past a limit.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from collectrules.compliance.open_attempts import OPEN_FOR
from collectrules.compliance.results import results
from collectrules.ledger.book import Book
from collectrules.ledger.damage import stored_moment
from collectrules.ledger.events import AttemptReserved
from collectrules.worklist.attempts import attempt_of, counts_as_made, enter_release


def leave_place(book: Book, contact_id: int, *, reason: str) -> int | None:
    """Say what becomes of the place of a contact, straight after the event that took it back.

    Returns the attempt that goes on counting; None where none does. The attempt that the contact was the
    result of is released with it while that can be; else it counts again. The place of a contact that was
    the result of none is kept by an attempt like it, written here, once ten minutes have passed.
    """
    now = stored_moment(book.recorded_at)
    day, direction, result, attempt_id, recorded_at, *like = book.connection.execute(
        _CONTACT, (contact_id,)
    ).fetchone()
    if attempt_id is not None:
        return _left_of(book, attempt_id, now, reason)
    known = results().get(result)
    tried = direction == "out" and (known is None or known.attempt)
    if not tried or now - stored_moment(recorded_at) <= OPEN_FOR:
        return None
    return book.append(AttemptReserved(*like), on=day)


def _left_of(book: Book, attempt_id: int, now: datetime, reason: str) -> int | None:
    if counts_as_made(attempt_of(book.connection, attempt_id), now):
        return attempt_id
    enter_release(book, attempt_id, at=now, reason=reason)
    return None


_CONTACT: Final = """
    SELECT c.effective_on, c.direction, c.result, c.attempt_id, j.recorded_at,
           c.account_id, c.channel, c.at, c.person_id, c.reach_id,
           coalesce(c.purpose, ''), coalesce(c.about, '')
    FROM contact AS c JOIN journal AS j ON j.seq = c.seq
    WHERE c.seq = ?
"""
