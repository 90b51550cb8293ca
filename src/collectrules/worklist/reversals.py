"""Taking back what was recorded by mistake: a further event, never a change to the first.

Contacts, promises, disputes, changed due dates, late fees, postings and overrides can be taken back, and
an invoice that nothing rests on. A contact takes with it what it brought: its promise, its disputes,
and the stages it carried out, which are due again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final, NamedTuple

from collectrules.errors import Refused
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import Reversed

_REVERSIBLE: Final = frozenset(
    {"contact", "promise", "dispute", "due_change", "charge", "posting", "invoice", "override"}
)
_INSTEAD: Final = {
    "account": "record how the account really is as a change to it",
    "account_change": "record a further change with how the account really is",
    "dispute_end": "open a further dispute from that day",
    "stage_step": "a stage that was carried out is taken back with its contact",
    "reversal": "record again what was taken back",
    "override_end": "set a further override from that day",
    "policy_version": "publish a further version",
    "policy_beside": "end the overrides that put somebody under it",
}
"""What to do about kinds of event that stay; for the rest, the next import or run says anew."""


class _Entry(NamedTuple):
    seq: int
    kind: str
    effective_on: str
    recorded_at: str
    recorded_by: str


def reverse(
    ledger: Ledger, *, seq: int, reason: str, on: date, at: datetime, by: str
) -> tuple[int, ...]:
    """Take an event back from a day; returns the seqs of all events taken back, itself first.

    Raises `Refused` where there is no such event, it was taken back before or took effect later,
    where its kind stays, where other events rest on it, and where no reason is given.
    """
    with ledger.writing(at=at, by=by) as book:
        connection = book.connection
        entry = _entry(connection, seq)
        _refuse(connection, entry, on)
        if not reason.strip():
            raise Refused("the reason is missing", help="say in a few words what was wrong")
        taken_back = (seq, *(_brought_by(connection, entry) if entry.kind == "contact" else ()))
        for each in taken_back:
            book.append(Reversed(each, reason.strip()), on=on)
        return taken_back


def _entry(connection: sqlite3.Connection, seq: int) -> _Entry:
    row = connection.execute(f"{_ENTRIES} WHERE seq = ?", (seq,)).fetchone()
    if row is None:
        raise Refused(
            f"the journal has no event {seq}", help="name the number of an event in the journal"
        )
    return _Entry(*row)


def _refuse(connection: sqlite3.Connection, entry: _Entry, on: date) -> None:
    named = f"event {entry.seq} ({entry.kind.replace('_', ' ')})"
    if entry.kind not in _REVERSIBLE:
        instead = _INSTEAD.get(entry.kind, "the next import or run says anew what is so")
        raise Refused(f"{named} cannot be taken back", help=instead)
    if _reversed(connection, entry.seq):
        raise Refused(f"{named} was taken back before", help="nothing was written")
    if on.isoformat() < entry.effective_on:
        raise Refused(
            f"{named} took effect on {entry.effective_on}, after {on}",
            help="take it back from that day or a later one",
        )
    if entry.kind == "invoice":
        resting = connection.execute(_RESTING, {"invoice_id": entry.seq}).fetchone()
        if resting is not None:
            raise Refused(
                f"{named} cannot be taken back: event {resting[0]} ({resting[1]}) rests on it",
                help="take that back first, or post a credit for the invoice",
            )


def _reversed(connection: sqlite3.Connection, seq: int) -> bool:
    found = connection.execute("SELECT 1 FROM reversal WHERE reversed_seq = ?", (seq,)).fetchone()
    return found is not None


def _brought_by(connection: sqlite3.Connection, contact: _Entry) -> Iterator[int]:
    """What was recorded in one act with a contact, and stands: it follows it in the journal."""
    following = connection.execute(f"{_ENTRIES} WHERE seq > ? ORDER BY seq", (contact.seq,))
    for entry in map(_Entry._make, following.fetchall()):
        same_act = entry[3:] == contact[3:] and entry.kind in {"promise", "dispute", "stage_step"}
        if not same_act:
            return
        if entry.kind == "stage_step" and not _carried_out(connection, entry.seq):
            return
        if not _reversed(connection, entry.seq):
            yield entry.seq


def _carried_out(connection: sqlite3.Connection, seq: int) -> bool:
    (step,) = connection.execute("SELECT step FROM stage_step WHERE seq = ?", (seq,)).fetchone()
    return bool(step == "done")


_ENTRIES: Final = "SELECT seq, kind, effective_on, recorded_at, recorded_by FROM journal"

_RESTING: Final = """
    SELECT seq, what FROM (
        SELECT seq, 'posting' AS what FROM posting WHERE invoice_id = :invoice_id
        UNION ALL
        SELECT seq, 'late fee' FROM charge WHERE invoice_id = :invoice_id
        UNION ALL
        SELECT seq, 'dispute' FROM dispute WHERE invoice_id = :invoice_id
        UNION ALL
        SELECT seq, 'override' FROM override WHERE invoice_id = :invoice_id
    )
    WHERE seq NOT IN (SELECT reversed_seq FROM reversal)
    ORDER BY seq LIMIT 1
"""
