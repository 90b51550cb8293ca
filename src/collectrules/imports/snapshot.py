"""A snapshot of what is open, compared with the ledger: what would be written, before it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from collectrules.imports.accounts import accounts_to_open
from collectrules.imports.item_row import ItemRow, Key, Reading, Rejected
from collectrules.imports.plan import Changed, Gone, Move, New, Plan, Why
from collectrules.imports.warnings import warnings_of
from collectrules.ledger.items import LedgerItem


def compare(
    reading: Reading,
    items: Iterable[LedgerItem],
    accounts: Mapping[str, int],
    *,
    source: str,
    as_of: date,
    partial: bool,
) -> Plan:
    """Compare a file, cut at a day, with the ledger as it stood that day.

    A `partial` file tells nothing of what is not in it, so nothing counts as gone.
    """
    known = {(item.account, item.number): item for item in items}
    rejected, accepted = _taken(reading, known, as_of)
    opened = [row for row in accepted if row.is_open(as_of)]
    new = tuple(_new(row, as_of) for row in opened if row.key not in known)
    compared = [_changed(row, known[row.key], as_of) for row in opened if row.key in known]
    changed = tuple(change for change in compared if change is not None)
    gone = () if partial else tuple(_gone(accepted, rejected, known, source, as_of))
    plan = Plan(
        source=source,
        as_of=as_of,
        partial=partial,
        rows=len(reading.rows),
        new=new,
        changed=changed,
        unchanged=len(compared) - len(changed),
        not_open=len(accepted) - len(opened),
        rejected=rejected,
        gone=gone,
        accounts=accounts_to_open(reading.items, {one.row.account for one in new}, accounts, as_of),
        open=tuple(opened),
    )
    return replace(plan, warnings=(*reading.warnings, *warnings_of(plan, reading, known)))


def _taken(
    reading: Reading, known: Mapping[Key, LedgerItem], as_of: date
) -> tuple[tuple[Rejected, ...], list[ItemRow]]:
    """The rows the ledger would refuse are rejected too; the others are accepted."""
    rejected, accepted = list(reading.rejected), []
    for row in reading.items:
        item = known.get(row.key)
        reason = _refused(row, item) if item is not None and row.is_open(as_of) else ""
        if reason:
            rejected.append(Rejected(reading.rows[row.line], reason, row.key))
        else:
            accepted.append(row)
    return tuple(sorted(rejected, key=lambda one: one.row.line)), accepted


def _refused(row: ItemRow, item: LedgerItem) -> str:
    if item.reversed:
        return f"invoice `{row.invoice}` was taken back in the ledger, and its number stays used"
    if item.currency != row.currency:
        return (
            f"invoice `{row.invoice}` is in {item.currency} in the ledger, here in {row.currency}"
        )
    return ""


def _new(row: ItemRow, as_of: date) -> New:
    return New(row, _move(row.amount, row.amount, row.balance, as_of))


def _move(amount: int, was: int, now: int, as_of: date) -> Move | None:
    """What must have happened for a balance to be another: nobody told us, so it is inferred."""
    if was == now:
        return None
    why: Why
    if amount < 0:
        why = "credit" if now > was else "correction"
    else:
        why = "payment" if now < was else "correction"
    return Move(why, now - was, as_of, inferred=True)


def _changed(row: ItemRow, item: LedgerItem, as_of: date) -> Changed | None:
    if item.left_alone:
        return None
    move = _move(item.amount, item.booked, row.balance, as_of)
    due = row.due if row.due.isoformat() != item.due_on else None
    disputed = None
    if row.disputed and not item.disputed:
        disputed = True
    elif row.disputed is False and item.marked_dispute is not None:
        disputed = False
    if move is None and due is None and disputed is None:
        return None
    return Changed(row, item, move, due, disputed)


def _gone(
    accepted: Iterable[ItemRow],
    rejected: Iterable[Rejected],
    known: Mapping[Key, LedgerItem],
    source: str,
    as_of: date,
) -> Iterable[Gone]:
    """What was open and is no more: settled on the day the file says, else by its own day."""
    shown = {row.key: row for row in accepted}
    unreadable = {one.key for one in rejected} - shown.keys()
    for key, item in known.items():
        mine = item.source == source and item.issued_on <= as_of.isoformat()
        if not mine or item.balance == 0 or item.reversed or key in unreadable:
            continue
        row = shown.get(key)
        if row is not None and (row.is_open(as_of) or row.issued > as_of):
            continue
        why: Why = "payment" if item.balance > 0 else "credit"
        told = row.settled if row is not None and row.settled and row.settled <= as_of else None
        yield Gone(item, Move(why, -item.balance, told or as_of, inferred=told is None))
