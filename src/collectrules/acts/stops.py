"""Stops set and ended by hand: a cease request, an attorney, bankruptcy, an opt-out, and their like."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from collectrules.acts.people import Act
from collectrules.compliance.people import people_of
from collectrules.compliance.stop_ends import requested_at
from collectrules.compliance.stop_kinds import Term
from collectrules.compliance.stops import ONCE
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.stops import Stop, stops
from collectrules.policy.model import Policy
from collectrules.worklist.stops import StopWanted, enter_stop, enter_stop_end


def set_stop(
    ledger: Ledger, wanted: StopWanted, act: Act, *, policy: Policy | None
) -> tuple[Stop, Term]:
    """Write a stop, which counts from its moment on; returns it as it stands, or in a dry run as it would.

    `policy` is the one in force on its day, by whose packs it may hold shorter. Raises as `enter_stop` does.
    """
    with act.writing(ledger) as book:
        seq, term = enter_stop(book, wanted, policy)
        return _read(book, wanted.account_id, seq), term


def end_stop(ledger: Ledger, stop: Stop, act: Act, *, reason: str) -> Stop:
    """End a stop on the day of the act: until the act where that is its day, else from the beginning of it.

    Raises as `enter_stop_end` does.
    """
    with act.writing(ledger) as book:
        now = _read(book, stop.account_id, stop.seq)
        enter_stop_end(book, now, reason=reason, on=act.on)
        return _read(book, stop.account_id, stop.seq)


def goes_on_from(ledger: Ledger, stop: Stop, clock: ZoneInfo) -> int | None:
    """The event of the stop whose request a stop goes on from, where that decides what is let through once.

    None where it is a request of its own, and of kinds that let nothing through once.
    """
    if stop.kind not in ONCE:
        return None
    all_of_them = people_of(ledger.connection, stop.account_id, stop.from_on).stops
    since = requested_at(all_of_them, clock).get(stop.seq, stop.at)
    return next((each.seq for each in all_of_them if each.at == since < stop.at), None)


def standing_stops(ledger: Ledger, account_id: int, on: date) -> list[Stop]:
    """The stops of an account that count on a day or later: what can be ended."""
    return [
        each
        for each in stops(ledger.connection, account_id)
        if each.last_on is None or each.last_on >= max(on, each.from_on)
    ]


def _read(book: Book, account_id: int, seq: int) -> Stop:
    return next(each for each in stops(book.connection, account_id) if each.seq == seq)
