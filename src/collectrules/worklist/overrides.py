"""Overrides: for an account, or one invoice of it, something else counts than the policy says."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from collectrules.errors import Refused
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import OverrideEnded, OverrideSet
from collectrules.ledger.overrides import Override, OverrideKind, overrides
from collectrules.ledger.policies import NoneInForce, in_force
from collectrules.worklist.state import account_number, invoice_state

LONGEST_GRACE: Final = 3650
"""Days of grace that an override may give: as many as a policy may."""
_NAMES: Final[dict[OverrideKind, str]] = {
    "leave_out": "left out",
    "grace": "given days of grace",
    "policy": "put under a policy",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideWanted:
    """What is to count in the place of the policy, for whom, and why."""

    account_id: int
    invoice_id: int | None = None
    """None for the whole account."""
    kind: OverrideKind
    days: int | None = None
    """The days of grace."""
    policy_id: str | None = None
    reason: str
    from_on: date
    until_on: date | None = None
    """The last day; None until it is ended."""


def set_override(
    ledger: Ledger, wanted: OverrideWanted, *, at: datetime, by: str, dry_run: bool = False
) -> Override:
    """Write an override; returns it as it stands in the ledger, or in a dry run as it would.

    Raises `Refused` where the account or the invoice is unknown, the invoice is another account's, no
    reason is given, the last day comes before the first, the grace is none that a policy could give, no
    version of the policy is in force beside the main one on the first day, or any of the days has an
    override of that kind already.
    """
    writing = ledger.rehearsing if dry_run else ledger.writing
    with writing(at=at, by=by) as book:
        _refuse(ledger, book, wanted)
        event = OverrideSet(
            wanted.account_id,
            wanted.invoice_id,
            wanted.kind,
            wanted.days,
            wanted.policy_id,
            wanted.until_on.isoformat() if wanted.until_on else None,
            wanted.reason.strip(),
        )
        return _read(book, book.append(event, on=wanted.from_on))


def end_override(
    ledger: Ledger, override: Override, *, reason: str, on: date, at: datetime, by: str
) -> Override:
    """End an override; `on` is the first day on which it counts no more. Returns it as it is then.

    Raises `Refused` where no reason is given, where it began after that day or is over by it.
    """
    with ledger.writing(at=at, by=by) as book:
        now = _read(book, override.seq)
        if on < now.from_on:
            raise Refused(
                f"the override of {now.about} begins on {now.from_on}, after {on}",
                help=f"end it on {now.from_on}: then it never counts",
            )
        if now.last_on is not None and now.last_on < on:
            raise Refused(
                f"the override of {now.about} is over: its last day was {now.last_on}",
                help="nothing was written",
            )
        book.append(OverrideEnded(now.seq, _said(reason)), on=on)
        return _read(book, now.seq)


def standing(
    connection: sqlite3.Connection,
    account_id: int,
    invoice_id: int | None,
    kind: OverrideKind | None,
    on: date,
) -> list[Override]:
    """The overrides of an invoice, or of a whole account, that count on a day or later: what can be ended."""
    return [
        each
        for each in overrides(connection, accounts=(account_id,))
        if each.invoice_id == invoice_id
        and kind in (None, each.kind)
        and (each.last_on is None or each.last_on >= max(on, each.from_on))
    ]


def _read(book: Book, seq: int) -> Override:
    return next(each for each in overrides(book.connection) if each.seq == seq)


def _refuse(ledger: Ledger, book: Book, wanted: OverrideWanted) -> None:
    number = account_number(book.connection, wanted.account_id)
    if wanted.invoice_id is not None:
        invoice = invoice_state(book.connection, wanted.invoice_id)
        if invoice.account_id != wanted.account_id:
            raise Refused(
                f"invoice `{invoice.number}` is another account's",
                help=f"name an invoice of account `{number}`; nothing was written",
            )
    _said(wanted.reason)
    if wanted.until_on is not None and wanted.until_on < wanted.from_on:
        raise Refused(
            f"the last day, {wanted.until_on}, comes before the first, {wanted.from_on}",
            help="check the two days; nothing was written",
        )
    if wanted.days is not None and not 0 <= wanted.days <= LONGEST_GRACE:
        raise Refused(
            f"{wanted.days} days of grace are not possible",
            help=f"give a number from 0 to {LONGEST_GRACE:,}; `--leave-out` is for who is not to be asked",
        )
    if wanted.policy_id is not None:
        _refuse_policy(ledger, wanted)
    _refuse_second(book, wanted)


def _refuse_policy(ledger: Ledger, wanted: OverrideWanted) -> None:
    try:
        in_force(ledger, wanted.from_on, beside=wanted.policy_id)
    except NoneInForce as none:
        raise Refused(none.message, help=none.help) from None


def _refuse_second(book: Book, wanted: OverrideWanted) -> None:
    for other in overrides(book.connection, accounts=(wanted.account_id,)):
        alike = (other.kind, other.invoice_id) == (wanted.kind, wanted.invoice_id)
        if alike and _overlap(wanted, other):
            until = f"until {other.last_on}" if other.last_on else "until it is ended"
            raise Refused(
                f"{other.about} is {_NAMES[other.kind]} already, from {other.from_on} {until}",
                help="end that first with `collectrules override end`, or take days that are free",
            )


def _overlap(wanted: OverrideWanted, other: Override) -> bool:
    first, last = other.from_on, other.last_on or date.max
    never_counts = last < first
    return not never_counts and wanted.from_on <= last and first <= (wanted.until_on or date.max)


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refused("the reason is missing", help="say in a few words why, with `--reason`")
    return reason.strip()
