"""What is told of an account beside the list: how to reach it, what is open, what is next, what was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from collectrules.compliance.gate import Verdict
from collectrules.compliance.results import results
from collectrules.engine.explain import Explanation, explain
from collectrules.engine.gather import Moment
from collectrules.engine.known import known_invoices
from collectrules.ledger.book import Ledger
from collectrules.ledger.damage import stored_day
from collectrules.ledger.people import people_of
from collectrules.policy.model import Channel
from collectrules.worklist.account_money import OpenInvoice, open_invoices
from collectrules.worklist.call_backs import CallBack
from collectrules.worklist.listing import CHANNELS, Listing, Row
from collectrules.worklist.own_number import not_theirs_since
from collectrules.worklist.trial_side import TrialSide, trial_side
from collectrules.worklist.under import verdict_of

RECENT: Final = 5
"""How many of the last contacts are told."""


@dataclass(frozen=True, slots=True)
class PastContact:
    """A contact as it was recorded."""

    day: date
    channel: str
    label: str
    inbound: bool
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class CallBackTold:
    """How it came to a call-back that is open."""

    person: str
    """Who wants to be called; empty where that was not said."""
    by: str
    """Who wrote it down."""
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One account in one currency, read afresh from the ledger, as of the day of the list."""

    email: str
    phone: str
    not_theirs_since: date | None
    """The day of the call by which that number is not theirs; None where nothing says so."""
    invoices: tuple[OpenInvoice, ...]
    """Those due first in front."""
    explanation: Explanation | None
    """Of the invoice that put the account on the list; None where it is no longer open."""
    contacts: tuple[PastContact, ...]
    """The latest first."""
    verdicts: Mapping[Channel, Verdict]
    call_back: CallBackTold | None
    """Of the call-back of the row; None where it has none."""
    trial: TrialSide | None
    """None where the account is in no trial."""


def read_dossier(ledger: Ledger, listing: Listing, row: Row, now: datetime) -> Dossier:
    """What the ledger says of the account of a row, and the gate of reaching it now."""
    with ledger.reading():
        known = [
            each
            for each in known_invoices(
                ledger.connection, Moment(listing.as_of, accounts=(row.account_id,))
            )
            if each.currency == row.currency
        ]
        decided = next((each for each in known if each.number == row.invoice), None)
        email, phone = _reach(ledger, row.account_id)
        return Dossier(
            email=email,
            phone=phone,
            not_theirs_since=not_theirs_since(ledger.connection, row.account_id),
            invoices=open_invoices(ledger.connection, row.account_id, listing.as_of, known),
            explanation=explain(listing.policies[row.policy_seq], decided) if decided else None,
            contacts=_contacts(ledger, row.account_id),
            verdicts={
                channel: verdict_of(ledger, listing.policy, row.account_id, channel, now)
                for channel in CHANNELS
            },
            trial=trial_side(ledger.connection, row.account_id, listing.as_of),
            call_back=_told(ledger, row.call_back) if row.call_back else None,
        )


_TOLD: Final = """
    SELECT j.recorded_by, c.effective_on FROM call_back AS c JOIN journal AS j ON j.seq = c.seq
    WHERE c.seq = :id
"""


def _told(ledger: Ledger, call_back: CallBack) -> CallBackTold | None:
    rows = ledger.query(_TOLD, {"id": call_back.id})
    people = people_of(ledger.connection, call_back.account_id)
    person = next((each.name for each in people if each.seq == call_back.person_id), "")
    return next(
        (CallBackTold(person, row["recorded_by"], stored_day(row["effective_on"])) for row in rows),
        None,
    )


_REACH: Final = """
    SELECT coalesce(k.email, a.email) AS email, coalesce(k.phone, a.phone) AS phone
    FROM account AS a
    LEFT JOIN account_change AS k ON k.account_id = a.seq
    WHERE a.seq = :account_id
    ORDER BY k.effective_on DESC, k.seq DESC LIMIT 1
"""


def _reach(ledger: Ledger, account_id: int) -> tuple[str, str]:
    (row,) = ledger.query(_REACH, {"account_id": account_id})
    return row["email"], row["phone"]


_CONTACTS: Final = """
    SELECT c.effective_on, c.channel, c.result, c.direction, c.note, j.recorded_by
    FROM contact AS c
    JOIN journal AS j ON j.seq = c.seq
    WHERE c.account_id = :account_id AND c.seq NOT IN (SELECT reversed_seq FROM reversal)
    ORDER BY c.effective_on DESC, c.seq DESC LIMIT :recent
"""


def _contacts(ledger: Ledger, account_id: int) -> tuple[PastContact, ...]:
    labels = {code: result.label for code, result in results().items()}
    return tuple(
        PastContact(
            day=stored_day(row["effective_on"]),
            channel=row["channel"],
            label=labels.get(row["result"], row["result"]),
            inbound=row["direction"] == "in",
            by=row["recorded_by"],
            note=row["note"],
        )
        for row in ledger.query(_CONTACTS, {"account_id": account_id, "recent": RECENT})
    )
