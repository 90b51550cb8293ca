"""Taking back what was recorded by mistake: a further event, never a change to the first.

Contacts, promises, disputes, changed due dates, payments, waivers, late fees, postings, overrides, stops,
consents, inconvenient hours, notes, call-backs and what is queued can be taken back, and an invoice that
nothing rests on. So can an approval that nothing was written off by, and the end of a dispute that was not
opened anew. A contact takes with
it what it brought: its promise, its disputes, the stages it carried out, which are due again, the stops that
it set or ended, the number it ended, its call-back, its note, and that something queued was sent; a call-back
those that were moved to it; a consent the end of an opt-out. A payment takes with it all that
was paid by it, and the discounts that were given with it. The place of a contact of ours among those that
limits count is given back for ten minutes only; after those an attempt keeps it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple

from collectrules.errors import Refused
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.damage import stored_day
from collectrules.ledger.events import Reversed
from collectrules.worklist.places import leave_place
from collectrules.worklist.told import NAMES

_REVERSIBLE: Final = frozenset(
    {
        "contact", "promise", "dispute", "due_change", "receipt", "posting", "part_posting", "charge",
        "invoice", "override", "stop", "consent", "quiet_time", "note", "call_back", "queued", "approval",
        "dispute_end", "call_back_end", "queued_end",
    }
)  # fmt: skip
_BROUGHT: Final = frozenset(
    {
        "promise", "dispute", "stage_step", "stop", "stop_end", "reach_end", "note", "call_back",
        "call_back_end", "queued_end",
    }
)  # fmt: skip
"""What is recorded in one act with a contact, or a consent."""
_INSTEAD: Final = {
    "account": "record how the account really is as a change to it",
    "attempt": "`collectrules release` gives its place back, within ten minutes",
    "gate_check": "what the gate was asked and said stays as it was",
    "account_change": "record a further change with how the account really is",
    "stage_step": "a stage that was carried out is taken back with its contact",
    "reversal": "record again what was taken back",
    "override_end": "set a further override from that day",
    "stop_end": "set a further stop from that day",
    "person_change": "record a further change with how it really is",
    "reach": "end the number or the address on the day it began: then it never reached them",
    "reach_end": "record the number or the address again",
    "erasure": "what was erased is gone: record it again",
    "policy_version": "publish a further version",
    "policy_approval": "publish a further version, with who approved that one",
    "trial": "`collectrules trial end` ends it, on its first day where it is to count never",
    "trial_end": "start a further trial",
    "policy_beside": "end the overrides that put somebody under it",
}
"""What to do about kinds of event that stay; for the rest, the next import or run says anew."""


class _Entry(NamedTuple):
    seq: int
    kind: str
    effective_on: str
    recorded_at: str
    recorded_by: str


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What taking an event back came to."""

    events: tuple[int, ...]
    """The seqs of all events taken back, the one that was named first."""
    attempt: int | None
    """The attempt that goes on counting in the place of a contact; None where none does."""


def reverse(
    ledger: Ledger,
    *,
    seq: int,
    reason: str,
    on: date,
    at: datetime,
    by: str,
    dry_run: bool = False,
) -> TakenBack:
    """Take an event back from a day.

    Raises `Refused` where there is no such event, it was taken back before or took effect later,
    where its kind stays, where other events rest on it, and where no reason is given.
    """
    writing = ledger.rehearsing if dry_run else ledger.writing
    with writing(at=at, by=by) as book:
        return enter_reversal(book, seq=seq, reason=reason, on=on)


def enter_reversal(book: Book, *, seq: int, reason: str, on: date) -> TakenBack:
    """Take an event back in an open transaction; returns what `reverse` does, and raises as it does."""
    connection = book.connection
    entry = _entry(connection, seq)
    _refuse(connection, entry, on)
    if not reason.strip():
        raise Refused("the reason is missing", help="say in a few words what was wrong")
    with_it = tuple(_with_it(connection, entry))
    _enter(book, seq, reason, on)
    # What keeps the place follows straight after: by that it is told from an attempt of its own.
    attempt = leave_place(book, seq, reason=reason) if entry.kind == "contact" else None
    for each in with_it:
        _enter(book, each, reason, on)
    return TakenBack((seq, *with_it), attempt)


def _enter(book: Book, seq: int, reason: str, on: date) -> None:
    book.append(Reversed(seq, reason.strip()), on=max(on, _day_of(book.connection, seq)))


def _with_it(connection: sqlite3.Connection, entry: _Entry) -> Iterator[int]:
    """What goes with an event that is taken back."""
    match entry.kind:
        case "contact" | "consent":
            yield from _brought_by(connection, entry)
        case "call_back":
            moved = connection.execute(_MOVED_TO, entry._asdict()).fetchall()
            yield from (seq for (seq,) in moved if not _reversed(connection, seq))
        case "receipt":
            yield from (seq for (seq,) in connection.execute(_PAID_BY, (entry.seq,)).fetchall())
        case "posting" | "part_posting":
            # A discount is written straight after what it was given for.
            yield from (seq for (seq,) in connection.execute(_GIVEN_WITH, (entry.seq,)).fetchall())
            yield from _of_one_credit(connection, entry)


def _of_one_credit(connection: sqlite3.Connection, entry: _Entry) -> list[int]:
    """The rest of an act that applied credit: what it was taken from, then what it was used for.

    Credit that was given without being taken from anywhere stands alone.
    """
    rows = connection.execute(_CREDITS, entry._asdict()).fetchall()
    acts: list[list[tuple[int, int]]] = []
    for seq, amount in rows:
        begins = not acts or (amount > 0 and acts[-1][-1][1] < 0) or seq != acts[-1][-1][0] + 1
        acts = [*acts, [(seq, amount)]] if begins else [*acts[:-1], [*acts[-1], (seq, amount)]]
    act = next((each for each in acts if entry.seq in dict(each)), [])
    if sum(amount for _, amount in act):
        return []
    return [seq for seq, _ in act if seq != entry.seq and not _reversed(connection, seq)]


def _day_of(connection: sqlite3.Connection, seq: int) -> date:
    row = connection.execute("SELECT effective_on FROM journal WHERE seq = ?", (seq,)).fetchone()
    return stored_day(row[0])


def _entry(connection: sqlite3.Connection, seq: int) -> _Entry:
    row = connection.execute(f"{_ENTRIES} WHERE seq = ?", (seq,)).fetchone()
    if row is None:
        raise Refused(
            f"the journal has no event {seq}", help="name the number of an event in the journal"
        )
    return _Entry(*row)


def _refuse(connection: sqlite3.Connection, entry: _Entry, on: date) -> None:
    named = f"event {entry.seq} ({NAMES.get(entry.kind, entry.kind.replace('_', ' '))})"
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
    if entry.kind in _OVER:
        _refuse_over(connection, entry, named)
    if entry.kind == "charge":
        _refuse_settled_fee(connection, entry.seq, named)
    if entry.kind == "invoice":
        resting = connection.execute(_RESTING, {"invoice_id": entry.seq}).fetchone()
        if resting is not None:
            raise Refused(
                f"{named} cannot be taken back: event {resting[0]} ({resting[1]}) rests on it",
                help="take that back first, or post a credit for the invoice",
            )


def _refuse_over(connection: sqlite3.Connection, entry: _Entry, named: str) -> None:
    """Raise where what was to be done is done, or was given up: then that is what may be wrong."""
    over = connection.execute(_OVER[entry.kind], (entry.seq,)).fetchone()
    if over is not None:
        raise Refused(
            f"{named} cannot be taken back: it is {over[0]}, by event {over[1]}",
            help="take back what did that, where that can be; nothing was written",
        )


def _refuse_settled_fee(connection: sqlite3.Connection, seq: int, named: str) -> None:
    """Raise where something was paid or waived of a fee, which would then be less than nothing."""
    taken_off = connection.execute(_OFF_FEES, {"charge_id": seq}).fetchone()
    if taken_off is not None:
        raise Refused(
            f"{named} cannot be taken back: event {taken_off[0]} ({taken_off[1]}) took something off it",
            help="waive what is left of it, or take that back first",
        )


def _reversed(connection: sqlite3.Connection, seq: int) -> bool:
    found = connection.execute("SELECT 1 FROM reversal WHERE reversed_seq = ?", (seq,)).fetchone()
    return found is not None


def _brought_by(connection: sqlite3.Connection, contact: _Entry) -> Iterator[int]:
    """What was recorded in one act with a contact or a consent, and stands: it follows it in the journal."""
    following = connection.execute(f"{_ENTRIES} WHERE seq > ? ORDER BY seq", (contact.seq,))
    for entry in map(_Entry._make, following.fetchall()):
        same_act = entry[3:] == contact[3:] and entry.kind in _BROUGHT
        if not same_act:
            return
        if entry.kind == "stage_step" and not _carried_out(connection, entry.seq):
            return
        if not _reversed(connection, entry.seq):
            yield entry.seq


def _carried_out(connection: sqlite3.Connection, seq: int) -> bool:
    (step,) = connection.execute("SELECT step FROM stage_step WHERE seq = ?", (seq,)).fetchone()
    return bool(step == "done")


_MOVED_TO: Final = """
    SELECT e.seq FROM call_back_end AS e
    JOIN call_back AS o ON o.seq = e.call_back_id
    JOIN call_back AS n ON n.seq = :seq AND n.account_id = o.account_id
    JOIN journal AS j ON j.seq = e.seq
    WHERE e.outcome = 'moved' AND e.seq < n.seq
      AND j.recorded_at = :recorded_at AND j.recorded_by = :recorded_by
    ORDER BY e.seq
"""
_STANDS: Final = "NOT IN (SELECT reversed_seq FROM reversal)"
_OVER: Final = {
    "call_back": f"SELECT outcome, seq FROM call_back_end WHERE call_back_id = ? AND seq {_STANDS}",
    "queued": f"SELECT outcome, seq FROM queued_end WHERE queued_id = ? AND seq {_STANDS}",
    "call_back_end": "SELECT 'part of another act', seq FROM call_back_end "
    "WHERE seq = ? AND outcome <> 'cancelled'",
    "queued_end": "SELECT 'part of a contact', contact_id FROM queued_end "
    "WHERE seq = ? AND outcome <> 'cancelled'",
    "dispute_end": f"""
        SELECT 'in dispute anew', d.seq FROM dispute_end AS e
        JOIN dispute AS o ON o.seq = e.dispute_id
        JOIN dispute AS d ON d.invoice_id = o.invoice_id AND d.seq > e.seq
        WHERE e.seq = ? AND d.seq {_STANDS}
    """,
    "approval": """
        SELECT 'carried out', w.seq FROM approval AS p
        JOIN journal AS j ON j.seq = p.seq
        JOIN journal AS w ON w.seq > p.seq AND w.recorded_at = j.recorded_at
        WHERE p.seq = ? AND p.section = 'write_off' AND w.kind IN ('posting', 'part_posting')
        ORDER BY w.seq LIMIT 1
    """,
}
_ENTRIES: Final = "SELECT seq, kind, effective_on, recorded_at, recorded_by FROM journal"

_PAID_BY: Final = """
    SELECT seq FROM (
        SELECT seq, receipt_id FROM posting UNION ALL SELECT seq, receipt_id FROM part_posting
    )
    WHERE receipt_id = ? AND seq NOT IN (SELECT reversed_seq FROM reversal)
    ORDER BY seq
"""
_GIVEN_WITH: Final = """
    SELECT d.seq FROM posting AS d JOIN posting AS p ON p.seq = d.seq - 1
    WHERE p.seq = ? AND p.kind = 'payment' AND d.kind = 'credit'
      AND d.receipt_id = p.receipt_id AND d.invoice_id = p.invoice_id
      AND d.seq NOT IN (SELECT reversed_seq FROM reversal)
"""
_CREDITS: Final = """
    SELECT j.seq, x.amount
    FROM (
        SELECT seq, amount FROM posting WHERE kind = 'credit' AND receipt_id IS NULL
        UNION ALL
        SELECT seq, amount FROM part_posting WHERE kind = 'credit' AND receipt_id IS NULL
    ) AS x JOIN journal AS j ON j.seq = x.seq
    WHERE j.recorded_at = :recorded_at AND j.recorded_by = :recorded_by AND j.effective_on = :effective_on
    ORDER BY j.seq
"""
_OFF_FEES: Final = """
    SELECT x.seq, x.kind FROM charge AS c
    JOIN part_posting AS x ON x.invoice_id = c.invoice_id AND x.part = 'costs'
    WHERE c.seq = :charge_id AND coalesce(x.charge_id, c.seq) = c.seq
      AND x.seq NOT IN (SELECT reversed_seq FROM reversal)
    ORDER BY x.seq LIMIT 1
"""
_RESTING: Final = """
    SELECT seq, what FROM (
        SELECT seq, 'posting' AS what FROM posting WHERE invoice_id = :invoice_id
        UNION ALL
        SELECT seq, 'part posting' FROM part_posting WHERE invoice_id = :invoice_id
        UNION ALL
        SELECT seq, 'interest' FROM accrual WHERE invoice_id = :invoice_id
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
