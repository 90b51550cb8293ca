"""Whom an attempt is meant for, held against what the ledger knows of the account."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, NoReturn

from collectrules.compliance.limits import CHANNEL_NAMES
from collectrules.compliance.whom import Whom
from collectrules.errors import Refused
from collectrules.ledger.owed import owed
from collectrules.policy.model import Channel
from collectrules.worklist.state import invoice_state

_KIND_USED: Final[Mapping[Channel, str]] = {
    "call": "phone",
    "sms": "phone",
    "email": "email",
    "letter": "address",
}
_KINDS: Final = {
    "phone": "a telephone number",
    "email": "an e-mail address",
    "address": "an address",
}


def checked(
    connection: sqlite3.Connection, account_id: int, channel: Channel, whom: Whom, on: date
) -> Whom:
    """The same person, number or address and invoices, the person added where only their number is named.

    Raises `Refused` where a person is not of the account, was erased or is recorded from a later day, where a
    number or an address is not the person's, had ended by the day, is recorded from a later one or cannot be
    used over the channel, and where an invoice is another account's or nothing was owed on it that day.
    """
    person_id = whom.person_id
    if whom.reach_id is not None:
        owner = _owner(connection, whom.reach_id, channel, on)
        if person_id not in {None, owner}:
            _refuse(f"number or address {whom.reach_id} is not of person {person_id}")
        person_id = owner
    if person_id is not None:
        _check_person(connection, account_id, person_id, on)
    if whom.about:
        _check_about(connection, account_id, whom.about, on)
    return replace(whom, person_id=person_id, about=tuple(sorted(set(whom.about))))


def _check_about(
    connection: sqlite3.Connection, account_id: int, about: Sequence[int], on: date
) -> None:
    left = {
        each.invoice_id: max(each.principal, each.costs, each.interest)
        for each in owed(connection, on, invoices=about)
    }
    for invoice_id in about:
        invoice = invoice_state(connection, invoice_id)
        if invoice.account_id != account_id:
            _refuse(f"invoice `{invoice.number}` is another account's")
        if left.get(invoice_id, 0) <= 0:
            _refuse(
                f"nothing was owed on invoice `{invoice.number}` on {on}",
                help="name what is owed, or no invoice: then it counts for all; nothing was written",
            )


def _owner(connection: sqlite3.Connection, reach_id: int, channel: Channel, on: date) -> int:
    """The person whom a number or an address reaches."""
    row = connection.execute(
        """
        SELECT r.person_id, r.kind, r.effective_on, EXISTS (
            SELECT 1 FROM reach_end AS e WHERE e.reach_id = r.seq AND e.effective_on <= :on
              AND e.seq NOT IN (SELECT reversed_seq FROM reversal)
        )
        FROM reach AS r
        WHERE r.seq = :reach_id
        """,
        {"reach_id": reach_id, "on": on.isoformat()},
    ).fetchone()
    if row is None:
        _refuse(f"the ledger has no number or address {reach_id}")
    person_id, kind, begins, ended = row
    if ended:
        _refuse(f"number or address {reach_id} does not reach person {person_id} any more")
    _check_begun(f"number or address {reach_id}", begins, on)
    if kind != _KIND_USED[channel]:
        _refuse(f"{reach_id} is {_KINDS[kind]}, and no {CHANNEL_NAMES[channel]} goes there")
    return int(person_id)


def _check_person(
    connection: sqlite3.Connection, account_id: int, person_id: int, on: date
) -> None:
    row = connection.execute(
        "SELECT account_id, effective_on, EXISTS (SELECT 1 FROM erasure AS e WHERE e.person_id = person.seq)"
        " FROM person WHERE seq = ?",
        (person_id,),
    ).fetchone()
    if row is None or row[0] != account_id:
        _refuse(f"person {person_id} is none of the account")
    if row[2]:
        _refuse(f"what was known of person {person_id} is erased")
    _check_begun(f"person {person_id}", row[1], on)


def _check_begun(what: str, begins: str, on: date) -> None:
    if begins > on.isoformat():
        _refuse(
            f"{what} is recorded from {begins}, after {on}",
            help="record them from the day they were known, or name nobody; nothing was written",
        )


def _refuse(
    said: str, help: str = "name them as the ledger has them; nothing was written"
) -> NoReturn:
    raise Refused(said, help=help)
